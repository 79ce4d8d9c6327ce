"""What the comparison of pipelines found, as Markdown tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from office.languages import CODES

_COMPARED = {
    "full": "this pipeline, all sentences",
    "ours": "this pipeline",
    "stock": "stock pipeline",
    "ours-zero-shot": "this pipeline, en + zh only",
    "stock-zero-shot": "stock pipeline, en + zh only",
}


def tables(results: Mapping[str, Any]) -> str:
    """One table for each kind of result that is there."""
    compared = {title: results[name] for name, title in _COMPARED.items() if name in results}
    parts = []
    if compared:
        parts += ["Accuracy on the frozen questions (%)", _by_language(compared, "questions")]
        if any(found["data"] for found in compared.values()):
            parts += ["The same on the other questions (%)", _by_language(compared, "data")]
        parts += ["Cost", _cost(compared)]
    if "leave-one-out" in results:
        found = results["leave-one-out"]["accuracy"]
        parts += ["A language without a sentence in training, left out one at a time (%)"]
        parts += [_table(["", *found], [["accuracy", *map(_percent, found.values())]])]
    if "robustness" in results:
        parts += ["The same questions, changed (%: clean -> changed)", _robustness(results["robustness"])]
    if "first-training" in results:
        timed = results["first-training"]
        rows = [[name, *map(str, timed[name].values())] for name in ("first", "again")]
        parts += [f"Training on {timed['sentences']} sentences", _table(["", "s", "processor s", "peak MB"], rows)]
    if "clinc" in results:
        parts += ["CLINC150", "  ".join(f"{name}: {value}" for name, value in results["clinc"].items())]
    return "\n\n".join(parts)


def _by_language(compared: Mapping[str, Any], part: str) -> str:
    heads = ["", "all", *CODES, "out of scope: recall", "in scope turned away", "calibration error"]
    rows = []
    for title, found in compared.items():
        if not found[part]:
            continue
        overall, languages = found[part]["overall"], found[part]["languages"]
        row = [title, _percent(overall["accuracy"])]
        row += [_percent(languages[code]["accuracy"]) if code in languages else "" for code in CODES]
        row += [_percent(overall[key]) for key in ("out_of_scope_recall", "in_scope_rejected", "ece")]
        rows.append(row)
    return _table(heads, rows)


def _cost(compared: Mapping[str, Any]) -> str:
    heads = [
        "",
        "sentences",
        "DIET's epochs",
        "training s",
        "its processor s",
        "p50 ms",
        "p95 ms",
        "serving MB",
        "model MB",
    ]
    rows = []
    for title, found in compared.items():
        overall, training = found["questions"]["overall"], found["training"]
        row = [title, found["sentences"], found["epochs"] or "", training["seconds"], training["processor_seconds"]]
        row += [
            overall["milliseconds_p50"],
            overall["milliseconds_p95"],
            found["serving"]["peak_mb"],
            found["model_mb"],
        ]
        rows.append([str(cell) for cell in row])
    return _table(heads, rows)


def _robustness(found: Mapping[str, Any]) -> str:
    rows = []
    for name, languages in found.items():
        row = [name, str(languages["all"]["questions"])] if "all" in languages else [name, "0"]
        for code in ("all", *CODES):
            some = languages.get(code)
            row.append(f"{_percent(some['clean'])} -> {_percent(some['changed'])}" if some else "")
        rows.append(row)
    return _table(["", "questions", "all", *CODES], rows)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"
