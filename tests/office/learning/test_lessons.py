"""A correction becomes a lesson: without personal data, on one side of learning and testing, decided by a person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from sqlalchemy.engine import Connection, Engine

from office.conversations import retention, review_queue
from office.conversations.reviews import Judgement, record_review
from office.database import writing
from office.learning import runs
from office.learning.examples import Example, read_examples
from office.learning.lesson_files import keep_apart, write_lessons
from office.learning.lessons import (
    all_lessons,
    count_lessons,
    decide,
    find_lessons,
    neighbourhood,
    record_learnt,
    record_lessons,
    record_refused,
    side_of,
)
from office.settings import ROOT
from tests.talk import ask


@pytest.fixture
def connection(office_database: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    monkeypatch.setattr(review_queue, "SAMPLE", 0)
    with writing(office_database) as opened:
        yield opened


def corrected(
    connection: Connection, text: str, intent: str = "ask_tuition", *, side: str = "train", language: str = "th"
) -> int:
    """A misread message that one reviewer has corrected, in a conversation of that side; returns its id."""
    while True:
        name, question, _ = ask(connection, text, language=language, intent="greet", confidence=0.4)
        if side_of(name) == side:
            break
        retention.erase_conversation(connection, name)
    record_review(connection, question, Judgement(intent, language, (), "wrong"), reviewer="li", reviewers=2)
    return question


def test_a_correction_becomes_a_lesson_once(connection: Connection):
    question = corrected(connection, "ค่าเทอมแพงไหมคะ")
    assert record_lessons(connection) == 1
    assert record_lessons(connection) == 0
    [lesson] = find_lessons(connection)
    assert (lesson.message_id, lesson.text, lesson.language, lesson.intent) == (
        question,
        "ค่าเทอมแพงไหมคะ",
        "th",
        "ask_tuition",
    )
    assert (lesson.side, lesson.status, lesson.reviewers) == ("train", "waiting", ["li"])


def test_what_was_read_right_is_no_lesson(connection: Connection):
    _, question, _ = ask(connection, "ค่าเทอม", intent="ask_tuition", confidence=0.9)
    record_review(connection, question, Judgement("ask_tuition", "th", (), "right"), reviewer="li", reviewers=2)
    assert record_lessons(connection) == 0


@pytest.mark.parametrize("text", ["?", "555", "ก" * 400])
def test_what_teaches_nothing_is_no_lesson(connection: Connection, text: str):
    corrected(connection, text)
    assert record_lessons(connection) == 0


def test_personal_data_is_masked(connection: Connection):
    corrected(connection, "ค่าเทอมเท่าไหร่ ติดต่อ somchai@example.com หรือ 081-234-5678")
    record_lessons(connection)
    text = find_lessons(connection)[0].text
    assert "somchai" not in text
    assert "234" not in text
    assert "ค่าเทอมเท่าไหร่" in text


def test_a_new_judgement_makes_an_approved_lesson_wait_again(connection: Connection):
    question = corrected(connection, "แพงไหมคะ")
    record_lessons(connection)
    decide(connection, [question], "approved", by="zhao")
    record_review(connection, question, Judgement("ask_living_cost", "th", (), "wrong"), reviewer="li", reviewers=2)
    assert record_lessons(connection) == 1
    [lesson] = find_lessons(connection)
    assert (lesson.intent, lesson.status, lesson.decided_by) == ("ask_living_cost", "waiting", None)


def test_deciding_is_counted_and_remembered(connection: Connection):
    first, second = corrected(connection, "แพงไหมคะ"), corrected(connection, "ราคาเท่าไหร่")
    record_lessons(connection)
    assert [each.message_id for each in decide(connection, [first], "approved", by="zhao")] == [first]
    assert decide(connection, [first], "approved", by="qian") == []
    decide(connection, [second], "left_out", by="zhao")
    assert count_lessons(connection) == {"approved": 1, "left_out": 1}
    assert find_lessons(connection, status="approved")[0].decided_by == "zhao"


def test_what_a_run_was_refused_with_is_taken_out_and_can_be_offered_again(connection: Connection):
    learnt, refused, confirmed = (corrected(connection, text) for text in ("แพงไหมคะ", "ราคาเท่าไหร่", "กี่บาท"))
    record_lessons(connection)
    decide(connection, [learnt, refused], "approved", by="zhao")
    [run, other] = [_ended_run(connection) for _ in range(2)]
    assert record_learnt(connection, [learnt], run) == 1
    assert record_refused(connection, [learnt, refused, confirmed], other) == 1, "neither what is learnt nor what waits"
    found = {each.message_id: each for each in find_lessons(connection)}
    assert {number: (each.status, each.run_id) for number, each in found.items()} == {
        learnt: ("approved", run),
        refused: ("refused", other),
        confirmed: ("waiting", None),
    }
    [again] = decide(connection, [refused], "approved", by="qian")
    assert again.status == "refused"
    [offered] = [each for each in find_lessons(connection, status="approved") if each.message_id == refused]
    assert (offered.is_new, offered.run_id) == (True, None)


def test_one_lesson_at_a_time_is_confirmed(connection: Connection):
    first, second = corrected(connection, "แพงไหมคะ"), corrected(connection, "ราคาเท่าไหร่")
    record_lessons(connection)
    with pytest.raises(ValueError, match="one by one"):
        decide(connection, [first, second], "approved", by="zhao", confirmed=True)
    decide(connection, [first], "approved", by="zhao")
    assert len(decide(connection, [first], "approved", by="zhao", confirmed=True)) == 1
    assert [each.confirmed for each in find_lessons(connection)] == [True, False]
    record_review(connection, first, Judgement("ask_living_cost", "th", (), "wrong"), reviewer="li", reviewers=2)
    record_lessons(connection)
    assert not find_lessons(connection)[0].confirmed, "that was another meaning"


def _ended_run(connection: Connection) -> int:
    number = runs.record_wish(connection, "zhao")
    runs.record_end(connection, number, "refused")
    return number


def test_a_conversation_is_on_one_side_and_one_in_five_is_for_testing():
    sides = [side_of(f"conversation-{number}") for number in range(2000)]
    assert sides == [side_of(f"conversation-{number}") for number in range(2000)]
    assert 0.16 < sides.count("test") / len(sides) < 0.24


def test_duplicates_contradictions_and_the_other_side_are_shown(connection: Connection):
    corrected(connection, "ค่าเทอมปีละเท่าไหร่คะ")
    record_lessons(connection)
    [lesson] = find_lessons(connection)
    examples = [
        Example("ค่าเทอม ปีละเท่าไหร่คะ?", "th", "ask_tuition", "train"),
        Example("ค่าเทอมปีละเท่าไหร่ครับ", "th", "ask_living_cost", "train"),
        Example("ค่าเทอมปีละเท่าไหร่ค่ะ", "th", "ask_tuition", "test"),
        Example("หอพักมีไหม", "th", "ask_accommodation", "train"),
    ]
    found = neighbourhood(lesson, examples)
    assert [each.example for each in found.duplicates] == [examples[0]]
    assert [each.example for each in found.contradictions] == [examples[1]]
    assert [each.example for each in found.across] == [examples[2]]
    assert not found.is_clear
    assert neighbourhood(lesson, examples[3:]).is_clear


def test_the_projects_own_examples_are_read():
    found = read_examples(ROOT)
    assert {each.side for each in found["th"]} == {"train", "test"}
    assert all(len(examples) > 1000 for examples in found.values())
    assert found["ar"][0].language == "ar"


def test_nothing_is_learnt_and_tested_whatever_is_approved(connection: Connection, tmp_path: Path):
    for folder in ("data/nlu/th", "tests/model/questions", "tests/model/independent"):
        (tmp_path / folder).mkdir(parents=True)
    sentences = [{"intent": "ask_tuition", "examples": "- ค่าเทอมปีละเท่าไหร่คะ\n"}]
    YAML(typ="safe").dump({"nlu": sentences}, tmp_path / "data/nlu/th/money.yml")
    for folder, text in (("questions", "เรียนจบแล้วทำงานอะไรได้"), ("independent", "ขอวีซ่านักเรียนยังไงครับ")):
        row = json.dumps({"text": text, "lang": "th", "intent": "ask_career"})
        (tmp_path / f"tests/model/{folder}/th.jsonl").write_text(row, "utf-8")
    learnt = corrected(connection, "กี่บาทต่อเทอมอะจ๊ะ")
    taken = [
        corrected(connection, "เรียนจบแล้วทำงานอะไรได้คะ"),  # frozen
        corrected(connection, "ขอวีซ่านักเรียนยังไงครับ?"),  # of the independent questions
        corrected(connection, "ค่าเทอมปีละเท่าไหร่ค่ะ", side="test"),  # learnt by the project
        corrected(connection, "กี่บาทต่อเทอมอะจ้ะ", side="test"),  # learnt from another person
    ]
    tested = corrected(connection, "แพงหูฉี่ป่าวอ่ะ", side="test")
    record_lessons(connection)
    decide(connection, [learnt, *taken, tested], "approved", by="zhao")
    kept = keep_apart(list(all_lessons(connection, status="approved")), tmp_path)
    assert [each.message_id for each in kept] == [learnt, tested]
    write_lessons(connection, tmp_path)
    written = YAML(typ="safe").load((tmp_path / "data/nlu/th/reviewed.yml").read_text("utf-8"))
    assert [block["examples"] for block in written["nlu"]] == ["- กี่บาทต่อเทอมอะจ๊ะ\n"]
    [row] = (tmp_path / "tests/model/reviewed/th.jsonl").read_text("utf-8").splitlines()
    assert json.loads(row)["text"] == "แพงหูฉี่ป่าวอ่ะ"
    # A sentence that is taken out of the project's data gives way.
    (tmp_path / "data/nlu/th/money.yml").unlink()
    kept = keep_apart(list(all_lessons(connection, status="approved")), tmp_path)
    assert [each.message_id for each in kept] == [learnt, taken[2], tested]


def test_approved_lessons_are_written_by_side_and_erased_ones_go(connection: Connection, tmp_path: Path):
    learnt = corrected(connection, "ค่าเทอม [แพง](ไหม) \\n คะ")
    tested = corrected(connection, "ราคาเท่าไหร่คะ", side="test")
    corrected(connection, "ไม่อนุมัติ")
    record_lessons(connection)
    decide(connection, [learnt, tested], "approved", by="zhao")
    training, questions = tmp_path / "data/nlu/th/reviewed.yml", tmp_path / "tests/model/reviewed/th.jsonl"
    assert sorted(write_lessons(connection, tmp_path)) == sorted([training, questions])
    assert write_lessons(connection, tmp_path) == []
    assert YAML(typ="safe").load(training.read_text("utf-8")) == {
        "version": "3.1",
        "nlu": [
            {
                "intent": "ask_tuition",
                "metadata": {"language": "th"},
                "examples": "- ค่าเทอม (แพง)(ไหม) /n คะ\n",
            }
        ],
    }
    assert json.loads(questions.read_text("utf-8")) == {
        "text": "ราคาเท่าไหร่คะ",
        "lang": "th",
        "intent": "ask_tuition",
        "entities": [],
    }
    assert "li" not in training.read_text("utf-8").split()
    for each in find_lessons(connection, status="approved"):
        retention.erase_conversation(connection, each.conversation_id)
    assert len(write_lessons(connection, tmp_path)) == 2
    assert not training.exists()
    assert not questions.exists()
