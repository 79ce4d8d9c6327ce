"""A model that loses more than chance explains is refused, with the questions that it lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from office.learning.gate import MOST_ROWS, Answer, is_chance, judge, judge_since_best
from office.learning.standing import Standing, read_standing, standing_of

Pairs = Sequence[tuple[Answer, Answer]]


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


def said(number: int, before: str, after: str, *, intent: str = "ask_tuition", language: str = "th") -> Pairs:
    """So many questions, and what the live model and the candidate took them for."""
    return [
        (Answer(f"{each}", language, intent, before), Answer(f"{each}", language, intent, after))
        for each in range(number)
    ]


def lost(number: int, *, intent: str = "ask_tuition", to: str = "ask_visa") -> Pairs:
    """Questions that only the live model understands."""
    return said(number, intent, to, intent=intent)


def test_a_model_that_is_as_good_may_serve():
    changed = figures(overall__accuracy=0.946, languages__th__accuracy=0.92)
    assert judge(figures(), changed, lost(40)) == []


@pytest.mark.parametrize(
    ("changes", "what", "name", "answers"),
    [
        ({"overall__accuracy": 0.944}, "overall", "", lost(3)),
        ({"languages__th__accuracy": 0.91}, "language", "th", lost(3)),
        ({"intents__ask_tuition__f1": 0.90}, "intent", "ask_tuition", lost(3)),
        ({"overall__out_of_scope_recall": 0.92}, "out_of_scope", "", lost(3, intent="out_of_scope")),
        ({"overall__in_scope_rejected": 0.026}, "rejected", "", lost(3, to="nlu_fallback")),
        ({"overall__ece": 0.05}, "calibration", "", []),
    ],
)
def test_what_falls_further_than_is_allowed_is_named(changes: dict[str, float], what: str, name: str, answers: Pairs):
    reasons = judge(figures(), figures(**changes), answers)
    assert [(reason.what, reason.name) for reason in reasons] == [(what, name)]
    assert judge(figures(), figures(**changes), answers[:2]) == ([] if answers else reasons), "two rows are chance"


def test_in_a_small_set_a_share_says_little():
    """Ten questions in a language: one lost is 10 points, and no reason; three are."""
    before, after = figures(languages__th__accuracy=1.0), figures(languages__th__accuracy=0.9)
    assert judge(before, after, [*lost(1), *said(9, "ask_tuition", "ask_tuition")]) == []
    assert judge(before, after, [*lost(4), *said(2, "ask_visa", "ask_tuition")]) == [], "two more lost than gained"
    assert [reason.name for reason in judge(before, after, [*lost(5), *said(2, "ask_visa", "ask_tuition")])] == ["th"]


@pytest.mark.parametrize(
    ("worse", "better", "refused"),
    [(2, 0, False), (3, 0, True), (4, 1, False), (5, 1, True), (7, 2, True), (9, 6, False), (30, 10, True)],
)
def test_a_meaning_is_lost_beyond_what_chance_explains(worse: int, better: int, refused: bool):
    answers = [*lost(worse, to="greet"), *said(better, "greet", "ask_tuition")]
    changed = figures(intents__ask_tuition__f1=0.9)
    assert [reason.name for reason in judge(figures(), changed, answers)] == (["ask_tuition"] if refused else [])
    assert is_chance(worse, better) is not refused


def test_what_others_are_taken_for_counts_against_a_meaning_too():
    answers = said(4, "greet", "ask_tuition", intent="greet")
    reasons = judge(figures(), figures(intents__ask_tuition__f1=0.9), answers)
    assert [(reason.name, len(reason.rows)) for reason in reasons] == [("ask_tuition", 4)]


# ---- since the best model


def standing(thai: int, english: int = 250, *, questions: str = "a") -> Standing:
    """So many of 260 understood."""
    return Standing(questions, {"en": (english, 260), "th": (thai, 260)})


def test_small_losses_do_not_add_up():
    """Each candidate loses 3 of 260, which is allowed; the second one would have lost 6 in all, which is not."""
    served = [standing(240)]
    for thai, refused in ((237, []), (234, [("overall_since_best", ""), ("language_since_best", "th")])):
        before, after = (figures(languages__th__accuracy=number / 260) for number in (thai + 3, thai))
        misread = 260 - thai
        answers = [*lost(3), *said(misread - 3, "ask_visa", "ask_visa"), *said(thai, "ask_tuition", "ask_tuition")]
        assert judge(before, after, answers) == [], "it is hardly worse than the model that serves"
        reasons = judge_since_best(standing(thai), served, answers)
        assert [(reason.what, reason.name) for reason in reasons] == refused
        assert all(len(reason.rows) == misread for reason in reasons)
        served.append(standing(thai))


def test_a_gain_elsewhere_does_not_make_up_for_a_language():
    reasons = judge_since_best(standing(230, 260), [standing(240)], [])
    assert [(reason.what, reason.name) for reason in reasons] == [("language_since_best", "th")]
    assert (reasons[0].before, reasons[0].after, reasons[0].allowed) == (240 / 260, 230 / 260, 0.02)


def test_the_best_is_taken_by_language():
    earlier = [standing(240, 230), standing(230, 250)]
    assert judge_since_best(standing(239, 249), earlier, []) == []
    assert {reason.name for reason in judge_since_best(standing(230, 230), earlier, [])} == {"", "en", "th"}


def test_other_questions_cannot_be_compared():
    assert judge_since_best(standing(100), [standing(240, questions="b")], []) == []


def test_a_standing_survives_the_card(tmp_path: Path):
    file = tmp_path / "th.jsonl"
    file.write_text("{}", "utf-8")
    found = standing_of([("th", True), ("th", False), ("en", True)], [file])
    assert found.languages == {"en": (1, 1), "th": (1, 2)}
    assert found.overall == (2, 3)
    assert read_standing(json.loads(json.dumps({"standing": found.as_json()}))) == found
    assert read_standing({}) is None
    file.write_text("{ }", "utf-8")
    assert standing_of([], [file]).questions != found.questions


# ---- what is shown


def test_a_language_that_is_gone_is_a_reason():
    candidate = figures()
    del candidate["languages"]["th"]
    assert [(reason.what, reason.name, reason.after) for reason in judge(figures(), candidate, [])] == [
        ("language", "th", None)
    ]


def test_a_reason_shows_the_questions_that_were_lost():
    kept = (Answer("hello", "en", "greet", "greet"), Answer("hello", "en", "greet", "greet"))
    never = (Answer("hm", "en", "greet", "thank"), Answer("hm", "en", "greet", "deny"))
    reasons = judge(figures(), figures(languages__th__accuracy=0.5), [*lost(MOST_ROWS + 10), kept, never])
    shown = reasons[0].as_json()
    assert shown["lost"] == MOST_ROWS + 10
    assert len(shown["rows"]) == MOST_ROWS
    assert shown["rows"][0] == {
        "text": "0",
        "language": "th",
        "intent": "ask_tuition",
        "live": "ask_tuition",
        "candidate": "ask_visa",
    }
