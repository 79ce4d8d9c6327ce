"""Whether a newly trained model may take the place of the one that serves: what it may lose at the most, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Shares, 0 to 1. Each is what chance alone may move on the frozen questions: an intent has some 65 of them, a language 260, so
# that one question is 1.5 points of the one and 0.4 of the other.
OVERALL = 0.005
LANGUAGE = 0.015
INTENT = 0.04
OUT_OF_SCOPE = 0.02
REJECTED = 0.005
CALIBRATION = 0.04  # the highest error, whatever it was before
# Rows of a reason that are shown; what else went wrong is counted.
MOST_ROWS = 50


@dataclass(frozen=True)
class Answer:
    """What one model took one question for."""

    text: str
    language: str
    intent: str
    predicted: str


@dataclass(frozen=True)
class Reason:
    """Something that the candidate does worse than is allowed: in which respect, before and after, and the questions lost."""

    what: str  # "overall", "language", "intent", "out_of_scope", "rejected", "calibration"
    name: str  # the language or the intent; else empty
    before: float | None
    after: float | None
    allowed: float
    rows: tuple[tuple[Answer, Answer], ...] = ()  # (of the live model, of the candidate)

    def as_json(self) -> dict[str, Any]:
        """For training_run.reasons."""
        shown = [
            {
                "text": before.text,
                "language": before.language,
                "intent": before.intent,
                "live": before.predicted,
                "candidate": after.predicted,
            }
            for before, after in self.rows[:MOST_ROWS]
        ]
        return {
            "what": self.what,
            "name": self.name,
            "before": self.before,
            "after": self.after,
            "allowed": self.allowed,
            "lost": len(self.rows),
            "rows": shown,
        }


def judge(
    live: Mapping[str, Any], candidate: Mapping[str, Any], answers: Sequence[tuple[Answer, Answer]]
) -> list[Reason]:
    """Why the candidate must not serve; empty when it may. `live` and `candidate` are figures as bot.nlu.scores gives them, over the
    same questions; `answers` what both said to each of them.
    """
    lost = [pair for pair in answers if pair[0].predicted == pair[0].intent != pair[1].predicted]
    reasons = [
        _fallen("overall", "", live["overall"]["accuracy"], candidate["overall"]["accuracy"], OVERALL, lost),
        _fallen(
            "out_of_scope",
            "",
            live["overall"]["out_of_scope_recall"],
            candidate["overall"]["out_of_scope_recall"],
            OUT_OF_SCOPE,
            [pair for pair in lost if pair[0].intent == "out_of_scope"],
        ),
        _risen(live["overall"]["in_scope_rejected"], candidate["overall"]["in_scope_rejected"], lost),
        _miscalibrated(live["overall"]["ece"], candidate["overall"]["ece"]),
    ]
    for code, before in live["languages"].items():
        after = candidate["languages"].get(code, {}).get("accuracy")
        rows = [pair for pair in lost if pair[0].language == code]
        reasons.append(_fallen("language", code, before["accuracy"], after, LANGUAGE, rows))
    for intent, before in live["intents"].items():
        after = candidate["intents"].get(intent, {}).get("f1", 0.0)
        rows = [pair for pair in lost if intent in (pair[0].intent, pair[1].predicted)]
        reasons.append(_fallen("intent", intent, before["f1"], after, INTENT, rows))
    return [reason for reason in reasons if reason is not None]


def _fallen(
    what: str,
    name: str,
    before: float | None,
    after: float | None,
    allowed: float,
    rows: Sequence[tuple[Answer, Answer]],
) -> Reason | None:
    if before is None or (after is not None and round(before - after, 6) <= allowed):
        return None
    return Reason(what, name, before, after, allowed, tuple(rows))


def _risen(before: float | None, after: float | None, lost: Sequence[tuple[Answer, Answer]]) -> Reason | None:
    if after is None or round(after - (before or 0.0), 6) <= REJECTED:
        return None
    rows = [pair for pair in lost if pair[1].predicted in ("out_of_scope", "nlu_fallback")]
    return Reason("rejected", "", before, after, REJECTED, tuple(rows))


def _miscalibrated(before: float | None, after: float | None) -> Reason | None:
    if after is None or after <= max(CALIBRATION, before or 0.0):
        return None
    return Reason("calibration", "", before, after, CALIBRATION)
