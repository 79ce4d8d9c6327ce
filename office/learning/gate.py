"""Whether a newly trained model may take the place of the one that serves: what it may lose at the most, and nothing more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import Any

from office.learning.standing import Standing, best_of

# Shares, 0 to 1, of what the live model has.
OVERALL = 0.005
LANGUAGE = 0.015
INTENT = 0.04
OUT_OF_SCOPE = 0.02
REJECTED = 0.005
CALIBRATION = 0.04  # the highest error, whatever it was before
# The same of the best that any model had since the last `make train`: small losses must not add up.
OVERALL_SINCE_BEST = 0.01
LANGUAGE_SINCE_BEST = 0.02
# A share says little of few questions: one of ten is 10 points. So many more have to be lost than gained.
FEWEST = 3
# Of some fifty meanings with ten to two hundred questions each, some lose a few by chance in any training. A meaning's loss counts
# when so many of the answers that changed would rarely have become worse if better and worse were equally probable: three of three,
# five of six, 7 of 9.
CHANCE = 0.125
WHATS = (
    "overall",
    "language",
    "intent",
    "out_of_scope",
    "rejected",
    "calibration",
    "overall_since_best",
    "language_since_best",
    "contradiction",  # found before training: office.learning.contradictions
)
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

    what: str  # one of WHATS
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


Pairs = Sequence[tuple[Answer, Answer]]


def judge(live: Mapping[str, Any], candidate: Mapping[str, Any], answers: Pairs) -> list[Reason]:
    """Why the candidate must not serve; empty when it may. `live` and `candidate` are figures as bot.nlu.scores gives them, over the
    same questions; `answers` what both said to each of them.
    """
    lost = [pair for pair in answers if _is_lost(pair)]
    before, after = live["overall"], candidate["overall"]
    outside = [pair for pair in answers if pair[0].intent == _OUTSIDE]
    reasons = [
        _fallen("overall", "", before["accuracy"], after["accuracy"], OVERALL, answers),
        _fallen("out_of_scope", "", before["out_of_scope_recall"], after["out_of_scope_recall"], OUT_OF_SCOPE, outside),
        _risen(before["in_scope_rejected"], after["in_scope_rejected"], answers),
        _miscalibrated(before["ece"], after["ece"]),
    ]
    for code, figures in live["languages"].items():
        left = candidate["languages"].get(code, {}).get("accuracy")
        pairs = [pair for pair in answers if pair[0].language == code]
        reasons.append(_fallen("language", code, figures["accuracy"], left, LANGUAGE, pairs))
    for intent, figures in live["intents"].items():
        left = candidate["intents"].get(intent, {}).get("f1", 0.0)
        reasons.append(_intent_fallen(intent, figures["f1"], left, answers, lost))
    return [reason for reason in reasons if reason is not None]


def judge_since_best(
    candidate: Standing, earlier: Sequence[Standing], answers: Sequence[tuple[Answer, Answer]]
) -> list[Reason]:
    """Why the candidate must not serve although it is hardly worse than the live model: it is worse than the best of the `earlier`
    ones, by language and in all, over the same frozen questions. `answers` are those to these questions; a reason shows all that
    the candidate misreads, since the loss was not made by it alone.
    """
    reasons = []
    for code, (right, number) in {"": candidate.overall, **candidate.languages}.items():
        best = best_of(earlier, candidate.questions, code)
        allowed = LANGUAGE_SINCE_BEST if code else OVERALL_SINCE_BEST
        if best is None or best - right < FEWEST or round((best - right) / number, 6) <= allowed:
            continue
        misread = [pair for pair in answers if pair[1].predicted != pair[1].intent and code in ("", pair[1].language)]
        what = "language_since_best" if code else "overall_since_best"
        reasons.append(Reason(what, code, best / number, right / number, allowed, tuple(misread)))
    return reasons


def is_chance(worse: int, better: int) -> bool:
    """Whether so many of the changed answers become worse by chance often enough, if worse and better are equally probable (sign
    test, one-sided).
    """
    changed = worse + better
    return sum(comb(changed, number) for number in range(worse, changed + 1)) > CHANCE * 2**changed


_OUTSIDE = "out_of_scope"
_REJECTED = (_OUTSIDE, "nlu_fallback")


def _is_lost(pair: tuple[Answer, Answer]) -> bool:
    return pair[0].predicted == pair[0].intent != pair[1].predicted


def _changes(pairs: Pairs, is_wrong: Callable[[Answer], bool]) -> tuple[int, int]:
    """How many answers became wrong, and how many right."""
    worse = sum(is_wrong(after) and not is_wrong(before) for before, after in pairs)
    better = sum(is_wrong(before) and not is_wrong(after) for before, after in pairs)
    return worse, better


def _is_few(pairs: Pairs, is_wrong: Callable[[Answer], bool]) -> bool:
    worse, better = _changes(pairs, is_wrong)
    return worse - better < FEWEST


def _is_misread(answer: Answer) -> bool:
    return answer.predicted != answer.intent


def _fallen(
    what: str, name: str, before: float | None, after: float | None, allowed: float, pairs: Pairs
) -> Reason | None:
    if before is None:
        return None
    if after is not None and (round(before - after, 6) <= allowed or _is_few(pairs, _is_misread)):
        return None
    return Reason(what, name, before, after, allowed, tuple(pair for pair in pairs if _is_lost(pair)))


def _intent_fallen(intent: str, before: float, after: float, answers: Pairs, lost: Pairs) -> Reason | None:
    def is_mistaken(answer: Answer) -> bool:
        return (answer.intent == intent) != (answer.predicted == intent)

    if round(before - after, 6) <= INTENT or is_chance(*_changes(answers, is_mistaken)):
        return None
    rows = tuple(pair for pair in lost if intent in (pair[0].intent, pair[1].predicted))
    return Reason("intent", intent, before, after, INTENT, rows)


def _risen(before: float | None, after: float | None, pairs: Pairs) -> Reason | None:
    def is_rejected(answer: Answer) -> bool:
        return answer.intent != _OUTSIDE and answer.predicted in _REJECTED

    if after is None or round(after - (before or 0.0), 6) <= REJECTED or _is_few(pairs, is_rejected):
        return None
    rows = tuple(pair for pair in pairs if _is_lost(pair) and pair[1].predicted in _REJECTED)
    return Reason("rejected", "", before, after, REJECTED, rows)


def _miscalibrated(before: float | None, after: float | None) -> Reason | None:
    if after is None or after <= max(CALIBRATION, before or 0.0):
        return None
    return Reason("calibration", "", before, after, CALIBRATION)
