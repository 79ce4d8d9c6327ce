"""A model that loses more than chance explains is refused, with the questions that it lost."""

from __future__ import annotations

from typing import Any

import pytest

from office.learning.gate import MOST_ROWS, Answer, judge


def figures(**changes: Any) -> dict[str, Any]:
    """Figures of a good model, changed in some places ("overall.accuracy": 0.5)."""
    found: dict[str, Any] = {
        "overall": {"accuracy": 0.95, "out_of_scope_recall": 0.95, "in_scope_rejected": 0.02, "ece": 0.015},
        "languages": {"en": {"accuracy": 0.96}, "th": {"accuracy": 0.93}},
        "intents": {"greet": {"f1": 0.97}, "ask_tuition": {"f1": 0.95}},
    }
    for path, value in changes.items():
        *parents, last = path.split("__")
        place = found
        for parent in parents:
            place = place[parent]
        place[last] = value
    return found


def test_a_model_that_is_as_good_may_serve():
    assert judge(figures(), figures(overall__accuracy=0.946, languages__th__accuracy=0.92), []) == []


@pytest.mark.parametrize(
    ("changes", "what", "name"),
    [
        ({"overall__accuracy": 0.944}, "overall", ""),
        ({"languages__th__accuracy": 0.91}, "language", "th"),
        ({"intents__ask_tuition__f1": 0.90}, "intent", "ask_tuition"),
        ({"overall__out_of_scope_recall": 0.92}, "out_of_scope", ""),
        ({"overall__in_scope_rejected": 0.026}, "rejected", ""),
        ({"overall__ece": 0.05}, "calibration", ""),
    ],
)
def test_what_falls_further_than_is_allowed_is_named(changes: dict[str, float], what: str, name: str):
    reasons = judge(figures(), figures(**changes), [])
    assert [(reason.what, reason.name) for reason in reasons] == [(what, name)]


def test_a_language_that_is_gone_is_a_reason():
    candidate = figures()
    del candidate["languages"]["th"]
    assert [(reason.what, reason.name, reason.after) for reason in judge(figures(), candidate, [])] == [
        ("language", "th", None)
    ]


def test_a_reason_shows_the_questions_that_were_lost():
    lost = [
        (
            Answer(f"ค่าเทอม {number}", "th", "ask_tuition", "ask_tuition"),
            Answer(f"ค่าเทอม {number}", "th", "ask_tuition", "greet"),
        )
        for number in range(MOST_ROWS + 10)
    ]
    kept = (Answer("hello", "en", "greet", "greet"), Answer("hello", "en", "greet", "greet"))
    never = (Answer("hm", "en", "greet", "thank"), Answer("hm", "en", "greet", "deny"))
    reasons = judge(figures(), figures(languages__th__accuracy=0.5), [*lost, kept, never])
    shown = reasons[0].as_json()
    assert shown["lost"] == MOST_ROWS + 10
    assert len(shown["rows"]) == MOST_ROWS
    assert shown["rows"][0] == {
        "text": "ค่าเทอม 0",
        "language": "th",
        "intent": "ask_tuition",
        "live": "ask_tuition",
        "candidate": "greet",
    }
