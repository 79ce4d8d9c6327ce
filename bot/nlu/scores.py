"""Figures of quality from labelled and predicted questions: accuracy, F1, calibration, out of scope, entities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

OUT_OF_SCOPE = "out_of_scope"
NOT_UNDERSTOOD = "nlu_fallback"
_BINS = 10
_MOST_CONFUSED = 30


@dataclass(frozen=True)
class Judged:
    """One question: what it is, what it was taken for, and the linked (entity, value) pairs of both, where labelled."""

    text: str
    language: str
    intent: str
    predicted: str
    best: str  # the most probable intent, whether or not it was sure enough to be answered
    confidence: float  # of `best`
    identified: str = ""  # the language that was identified
    entities: frozenset[tuple[str, str]] | None = None  # None: this row has no labelled entities
    linked: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    milliseconds: float = 0.0

    @property
    def is_right(self) -> bool:
        """Whether the intent is the labelled one."""
        return self.predicted == self.intent

    @property
    def is_rejected(self) -> bool:
        """Whether it was refused: out of scope, or not understood."""
        return self.predicted in {OUT_OF_SCOPE, NOT_UNDERSTOOD}


def score(rows: Sequence[Judged]) -> dict[str, Any]:
    """Overall figures, the same by language, and the most frequent confusions. Shares are 0 to 1; None where nothing can be said."""
    languages = sorted({row.language for row in rows})
    return {
        "overall": _figures(rows),
        "languages": {code: _figures([row for row in rows if row.language == code]) for code in languages},
        "intents": _by_intent(rows),
        "confusions": confusions(rows),
    }


def _figures(rows: Sequence[Judged]) -> dict[str, Any]:
    inside = [row for row in rows if row.intent != OUT_OF_SCOPE]
    outside = [row for row in rows if row.intent == OUT_OF_SCOPE]
    named = [row for row in rows if row.predicted == OUT_OF_SCOPE]
    times = [row.milliseconds for row in rows]
    precision, recall, f1 = entity_scores(rows)
    return {
        "questions": len(rows),
        "accuracy": _share(row.is_right for row in rows),
        "accuracy_best": _share(row.best == row.intent for row in rows),
        "accuracy_in_scope": _share(row.is_right for row in inside),
        "macro_f1": macro_f1(rows),
        "ece": calibration_error(rows),
        "out_of_scope_precision": _share(row.intent == OUT_OF_SCOPE for row in named),
        "out_of_scope_recall": _share(row.predicted == OUT_OF_SCOPE for row in outside),
        "out_of_scope_refused": _share(row.is_rejected for row in outside),
        "in_scope_rejected": _share(row.is_rejected for row in inside),
        "entity_precision": precision,
        "entity_recall": recall,
        "entity_f1": f1,
        "language_accuracy": _share(row.identified == row.language for row in rows if row.identified),
        "milliseconds_p50": round(float(np.percentile(times, 50)), 2) if any(times) else None,
        "milliseconds_p95": round(float(np.percentile(times, 95)), 2) if any(times) else None,
    }


def macro_f1(rows: Sequence[Judged]) -> float | None:
    """The mean of the F1 of every intent that is labelled."""
    found = [figures["f1"] for figures in _by_intent(rows).values()]
    return round(sum(found) / len(found), 4) if found else None


def _by_intent(rows: Sequence[Judged]) -> dict[str, dict[str, float]]:
    labelled = Counter(row.intent for row in rows)
    predicted = Counter(row.predicted for row in rows)
    right = Counter(row.intent for row in rows if row.is_right)
    return {
        intent: {
            "questions": number,
            "precision": round(right[intent] / predicted[intent], 4) if predicted[intent] else 0.0,
            "recall": round(right[intent] / number, 4),
            "f1": round(2 * right[intent] / (number + predicted[intent]), 4),
        }
        for intent, number in sorted(labelled.items())
    }


def calibration_error(rows: Sequence[Judged]) -> float | None:
    """Expected calibration error of the most probable intent, in ten bins of equal width."""
    if not rows:
        return None
    confidence = np.array([row.confidence for row in rows])
    right = np.array([row.best == row.intent for row in rows], dtype=float)
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    gaps = (
        abs(right[bins == at].mean() - confidence[bins == at].mean()) * (bins == at).mean() for at in np.unique(bins)
    )
    return round(float(sum(gaps)), 4)


def entity_scores(rows: Iterable[Judged]) -> tuple[float | None, float | None, float | None]:
    """Precision, recall and F1 of (entity, value) pairs over the rows whose entities are labelled."""
    labelled = [(row.entities, row.linked) for row in rows if row.entities is not None]
    right = sum(len(wanted & linked) for wanted, linked in labelled)
    linked_in_all = sum(len(linked) for _, linked in labelled)
    wanted_in_all = sum(len(wanted) for wanted, _ in labelled)
    if not labelled or not (linked_in_all + wanted_in_all):
        return None, None, None
    return (
        round(right / linked_in_all, 4) if linked_in_all else None,
        round(right / wanted_in_all, 4) if wanted_in_all else None,
        round(2 * right / (linked_in_all + wanted_in_all), 4),
    )


def confusions(rows: Iterable[Judged]) -> list[dict[str, Any]]:
    """Which intents are taken for which, the most frequent first, with the languages in which it happens."""
    pairs: dict[tuple[str, str], Counter[str]] = {}
    for row in rows:
        if not row.is_right:
            pairs.setdefault((row.intent, row.predicted), Counter())[row.language] += 1
    ranked = sorted(pairs.items(), key=lambda item: (-item[1].total(), item[0]))
    return [
        {"intent": intent, "predicted": predicted, "questions": found.total(), "languages": dict(sorted(found.items()))}
        for (intent, predicted), found in ranked[:_MOST_CONFUSED]
    ]


def _share(flags: Iterable[bool]) -> float | None:
    values = list(flags)
    return round(sum(values) / len(values), 4) if values else None
