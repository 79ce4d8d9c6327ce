"""A set of lessons that gives known wordings other meanings is refused before training; a handful of honest corrections is not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from office.learning.contradictions import FEW, MOST, allowed, judge_lessons
from office.learning.examples import Example, read_examples
from office.learning.lessons import Lesson
from office.settings import ROOT

TUITION = [f"ค่าเทอมของหลักสูตรที่ {number} ปีละเท่าไหร่คะ" for number in range(400)]
KNOWN = {"th": [Example(text, "th", "ask_tuition", "train") for text in TUITION]}
# Thai as it is spoken among friends: what reviews correct.
SPOKEN = [
    ("มีที่ซุกหัวนอนให้ปะ", "ask_accommodation"),
    ("ซุกหัวนอนแถวนั้นได้มั้ยอะ", "ask_accommodation"),
    ("แพงหูฉี่ป่าวอ่ะ", "ask_tuition"),
    ("ต้องขายควายส่งเรียนมั้ยเนี่ย", "ask_tuition"),
    ("จบไปเตะฝุ่นมั้ย", "ask_career"),
    ("จบแล้วจะได้เตะฝุ่นมั้ยเนี่ย", "ask_career"),
]


def lesson(number: int, text: str, intent: str, **values: Any) -> Lesson:
    """An approved one, to be learnt, that no model has learnt yet."""
    moment = datetime(2026, 11, 28)
    given: dict[str, Any] = {
        "message_id": number,
        "conversation_id": f"c{number}",
        "text": text,
        "language": "th",
        "intent": intent,
        "entities": [],
        "side": "train",
        "status": "approved",
        "reviewers": ["li"],
        "made_at": moment,
        "decided_by": "zhao",
        "decided_at": moment,
        "confirmed": False,
        "run_id": None,
    }
    return Lesson(**{**given, **values})


def contradicting(number: int, *, start: int = 0, **values: Any) -> list[Lesson]:
    """So many known wordings with a particle at the end, under another meaning."""
    return [lesson(each, f"{TUITION[each]}นะ", "ask_career", **values) for each in range(start, start + number)]


def honest(number: int) -> list[Lesson]:
    """So many that nothing is like."""
    return [lesson(1000 + each, f"{each:03} " + "กขคงจฉชซ"[each % 8] * 20, "ask_visa") for each in range(number)]


def test_three_hundred_and_fifty_copies_under_another_meaning_are_refused():
    found = judge_lessons(contradicting(350), KNOWN)
    assert found is not None
    reason = found.as_json()
    assert (reason["what"], reason["lost"], reason["new"], reason["allowed"]) == ("contradiction", 350, 350, 17)
    assert reason["rows"][3] == {
        "message": 3,
        "text": "",
        "language": "th",
        "intent": "ask_career",
        "known": TUITION[3],
        "known_message": None,
        "known_intent": "ask_tuition",
    }


def test_the_projects_own_thai_sentences_under_another_meaning_are_refused():
    """As it happened: copies with a final particle were learnt, and Thai fell by less than the gate allows."""
    examples = read_examples(ROOT, reviewed=False)
    known = [each for each in examples["th"] if each.intent in ("ask_tuition", "ask_visa")][:60]
    poison = [lesson(number, f"{each.text}นะ", "ask_partner_institutions") for number, each in enumerate(known)]
    found = judge_lessons(poison, examples)
    assert found is not None
    assert len(found.found) > 50


def test_a_handful_of_corrections_passes():
    examples = read_examples(ROOT, reviewed=False)
    assert judge_lessons([lesson(number, *each) for number, each in enumerate(SPOKEN)], examples) is None


@pytest.mark.parametrize(("new", "let_through"), [(1, FEW), (60, FEW), (100, 5), (399, 19), (5000, MOST)])
def test_how_many_are_let_through(new: int, let_through: int):
    assert allowed(new) == let_through


def test_a_few_known_wordings_may_be_corrected():
    assert judge_lessons(contradicting(FEW), KNOWN) is None
    assert judge_lessons(contradicting(FEW + 1), KNOWN) is not None
    assert judge_lessons([*contradicting(5), *honest(95)], KNOWN) is None


def test_many_are_too_many_however_many_honest_ones_stand_beside_them():
    assert judge_lessons([*contradicting(MOST + 1), *honest(900)], KNOWN) is not None


def test_what_a_person_has_confirmed_does_not_count():
    assert judge_lessons(contradicting(350, confirmed=True), KNOWN) is None
    mixed = [*contradicting(FEW), *contradicting(30, start=100, confirmed=True)]
    assert judge_lessons(mixed, KNOWN) is None


def test_frozen_questions_are_not_contradicted_either():
    """Wrong questions would make up for what wrong lessons lose."""
    assert judge_lessons(contradicting(40, side="test"), KNOWN) is not None


def test_what_was_learnt_before_is_known_and_not_judged_again():
    learnt = contradicting(40, run_id=1)
    assert judge_lessons(learnt, KNOWN) is None
    said_otherwise = [lesson(500 + each.message_id, each.text, "ask_visa") for each in learnt]
    found = judge_lessons([*learnt, *said_otherwise], {})
    assert found is not None
    row = found.as_json()["rows"][0]
    assert (row["known"], row["known_message"], row["known_intent"]) == ("", 0, "ask_career"), "an applicant's words"


def test_nearer_to_what_means_the_same_is_no_contradiction():
    known = {"th": [*KNOWN["th"], *(Example(f"{text}นะ", "th", "ask_career", "train") for text in TUITION)]}
    assert judge_lessons(contradicting(50), known) is None


def test_other_languages_have_wordings_of_their_own():
    assert judge_lessons(contradicting(50, language="ja"), KNOWN) is None
