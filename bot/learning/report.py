"""A training run in words for the terminal: before and after, what speaks against the candidate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_OVERALL = ("accuracy", "macro_f1", "out_of_scope_recall", "in_scope_rejected", "ece")
_ROWS = 5


def report(status: str, figures: dict[str, Any] | None, reasons: Sequence[dict[str, Any]]) -> str:
    """Lines of text, shares in per cent. Without figures nothing was trained."""
    lines = _figures(figures) if figures else []
    for reason in reasons:
        if reason["what"] == "contradiction":
            lines.append(
                f"Nothing was trained: {reason['lost']} of {reason['new']} new lessons contradict known wordings, "
                f"{reason['allowed']} may. Confirm them one by one in the console (Learning, Lessons), or leave them out."
            )
            lines += [
                f"  {row['language']}  {row['intent']}, not {row['known_intent']}  message {row['message']}"
                for row in reason["rows"][:_ROWS]
            ]
            continue
        name = f" {reason['name']}" if reason["name"] else ""
        change = f"{_shown(reason['before'])} -> {_shown(reason['after'])}, allowed {_shown(reason['allowed'])}"
        lines.append(f"\n{reason['what']}{name}: {change}; {reason['lost']} questions lost")
        lines += [_row(row) for row in reason["rows"][:_ROWS]]
    trained = "The candidate is" if figures else "The run is"
    return "\n".join([*lines, "", f"{trained} {status}.", ""])


def _figures(figures: dict[str, Any]) -> list[str]:
    live, candidate = figures["live"], figures["candidate"]
    lines = [f"{'':22}{'live':>8}{'new':>8}"]
    lines += [_line(name, live["overall"].get(name), candidate["overall"].get(name)) for name in _OVERALL]
    lines += [
        _line(code, found["accuracy"], candidate["languages"].get(code, {}).get("accuracy"))
        for code, found in live["languages"].items()
    ]
    missed = figures["warnings"]
    if missed:
        lines.append(f"\nLearnt and still not understood: {len(missed)} of {figures['lessons']} lessons.")
        lines += [_row(row) for row in missed[:_ROWS]]
    return lines


def _row(row: dict[str, Any]) -> str:
    """A frozen question with its words, an applicant's by its number only: this goes to log files."""
    said = row["text"] or f"message {row['message']}"
    return f"  {row['language']}  {row['intent']} -> {row['candidate']}  {said}"


def _line(name: str, before: float | None, after: float | None) -> str:
    return f"{name:22}{_shown(before):>8}{_shown(after):>8}"


def _shown(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"
