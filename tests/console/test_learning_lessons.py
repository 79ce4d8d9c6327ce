"""Lessons in the console: shown beside what speaks against them, approved by editors, gone with whoever is erased."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from console import retention as retention_command
from console.house import build_house
from console.work import Work
from office.conversations import retention, review_queue
from office.conversations.tables import conversation
from office.database import now, reading, writing
from office.learning import lessons
from office.settings import settings
from office.staff import audit
from tests.console.conftest import Person
from tests.console.learning_things import corrected, refused_run

KNOWN = """version: "3.1"
nlu:
- intent: ask_tuition
  metadata: {language: th}
  examples: |
    - ค่าเทอมเท่าไหร่คะ
- intent: ask_living_cost
  metadata: {language: th}
  examples: |
    - ค่าครองชีพแพงไหมคะ
"""


@pytest.fixture(autouse=True)
def root(tmp_path: Path, database: Engine, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small project of the test's own, which lessons are compared with and written to."""
    (tmp_path / "data" / "nlu" / "th").mkdir(parents=True)
    (tmp_path / "data" / "nlu" / "th" / "money.yml").write_text(KNOWN, "utf-8")
    monkeypatch.setenv("LEARNING_ROOT", str(tmp_path))
    monkeypatch.setattr(review_queue, "SAMPLE", 0)
    settings.cache_clear()
    return tmp_path


def learnt(root: Path) -> str:
    path = root / "data" / "nlu" / "th" / "reviewed.yml"
    return path.read_text("utf-8") if path.exists() else ""


def test_a_correction_waits_with_its_meaning_and_side(reviewer: Person, database: Engine):
    with writing(database) as connection:
        corrected(connection, "แพงมั้ยอะ ติดต่อ som@example.org", side="test")
    text = reviewer.get("/learning/lessons").text
    assert "แพงมั้ยอะ" in text
    assert "som@example.org" not in text
    assert "for testing" in text
    assert "corrected by reviewer" in text
    assert 'name="lesson"' not in text, "a reviewer does not decide"


def test_what_nothing_speaks_against_is_ticked_and_the_rest_is_explained(editor: Person, database: Engine):
    with writing(database) as connection:
        clear = corrected(connection, "จ่ายกี่บาทต่อปี")
        known = corrected(connection, "ค่าเทอมเท่าไหร่ค่ะ")
        other_side = corrected(connection, "ค่าเทอมเท่าไหร่ครับ", side="test")
        against = corrected(connection, "ค่าครองชีพแพงไหม", intent="ask_visa")
    text = editor.get("/learning/lessons").text
    assert {number: f'id="l{number}" checked' in text for number in (clear, known, other_side, against)} == {
        clear: True,
        known: False,
        other_side: False,
        against: False,
    }
    for shown in (
        "It is known already:",
        "The same wording has another meaning:",
        "other side of learning and testing",
    ):
        assert shown in text


def test_of_two_alike_that_wait_the_first_is_ticked(editor: Person, database: Engine):
    with writing(database) as connection:
        first, second = corrected(connection, "จ่ายกี่บาทต่อปี"), corrected(connection, "จ่ายกี่บาทต่อปี")
        third = corrected(connection, "จ่ายกี่บาทต่อปีคะ", intent="ask_living_cost")
    text = editor.get("/learning/lessons").text
    assert f'id="l{first}" checked' in text
    assert f'id="l{second}" checked' not in text
    assert f'id="l{third}" checked' not in text


def test_many_are_approved_at_once_and_written_to_the_files(editor: Person, database: Engine, root: Path):
    with writing(database) as connection:
        first, second = corrected(connection, "จ่ายกี่บาทต่อปี"), corrected(connection, "ราคาทั้งหมดเท่าไร")
        tested = corrected(connection, "เสียตังเท่าไหร่", side="test")
        left = corrected(connection, "อันนี้ไม่เอา")
    editor.get("/learning/lessons")
    data = {"status": "approved", "from": "waiting", "lesson": [str(first), str(second), str(tested)]}
    assert editor.post("/learning/lessons", data).headers["location"] == "/learning/lessons?status=waiting"
    assert "จ่ายกี่บาทต่อปี" in learnt(root)
    assert "ราคาทั้งหมดเท่าไร" in learnt(root)
    [question] = (root / "tests" / "model" / "reviewed" / "th.jsonl").read_text("utf-8").splitlines()
    assert json.loads(question)["text"] == "เสียตังเท่าไหร่"
    with reading(database) as connection:
        assert lessons.count_lessons(connection) == {"approved": 3, "waiting": 1}
        [entry] = audit.find_entries(connection, action="decided_lessons")
    assert entry.details["lessons"] == [first, second, tested]
    assert str(left) in editor.get("/learning/lessons").text
    assert "decided by editor" in editor.get("/learning/lessons?status=approved").text


def test_what_was_approved_can_wait_again_and_is_gone_from_the_files(editor: Person, database: Engine, root: Path):
    with writing(database) as connection:
        number = corrected(connection, "จ่ายกี่บาทต่อปี")
    editor.get("/learning/lessons")
    editor.post("/learning/lessons", {"status": "approved", "lesson": str(number)})
    assert learnt(root)
    back = editor.post("/learning/lessons", {"status": "waiting", "from": "approved", "lesson": str(number)})
    assert back.headers["location"] == "/learning/lessons?status=approved"
    assert not learnt(root)


def test_a_contradiction_is_confirmed_by_itself_whatever_is_ticked(
    editor: Person, reviewer: Person, database: Engine, root: Path
):
    with writing(database) as connection:
        other = corrected(connection, "จ่ายกี่บาทต่อปี")
        against = corrected(connection, "ค่าครองชีพแพงไหม", intent="ask_visa")
    page = editor.get("/learning/lessons").text
    assert f'name="confirm" value="{against}"' in page
    assert f'name="confirm" value="{other}"' not in page, "nothing speaks against it"
    response = editor.post("/learning/lessons", {"confirm": str(against), "lesson": str(other), "from": "waiting"})
    assert response.cookies["notice"] == "notice_lesson_confirmed"
    with reading(database) as connection:
        found = {each.message_id: (each.status, each.confirmed) for each in lessons.find_lessons(connection)}
        [entry] = audit.find_entries(connection, action="decided_lessons")
    assert found == {other: ("waiting", False), against: ("approved", True)}
    assert entry.details == {"status": "approved", "lessons": [against], "confirmed": True}
    assert "confirmed by itself" in editor.get("/learning/lessons?status=approved").text
    assert 'name="confirm"' not in reviewer.get("/learning/lessons").text
    assert editor.post("/learning/lessons", {"confirm": "all"}).status_code == 404


def test_what_a_run_was_refused_with_is_shown_and_offered_again(editor: Person, database: Engine, root: Path):
    with writing(database) as connection:
        harmless, against = corrected(connection, "จ่ายกี่บาทต่อปี"), corrected(connection, "ค่าครองชีพแพงไหม", "ask_visa")
        lessons.record_lessons(connection)
        lessons.decide(connection, [harmless, against], "approved", by="ada")
        run = refused_run(connection)
        lessons.record_refused(connection, [harmless, against], run)
    page = editor.get("/learning/lessons?status=refused").text
    assert f"/learning/runs/{run}" in page
    assert "The same wording has another meaning:" in page
    assert f'id="l{harmless}" checked' in page
    assert f'id="l{against}" checked' not in page
    data = {"status": "approved", "from": "refused", "lesson": str(harmless)}
    assert editor.post("/learning/lessons", data).headers["location"] == "/learning/lessons?status=refused"
    editor.post("/learning/lessons", {"status": "left_out", "from": "refused", "lesson": str(against)})
    assert "จ่ายกี่บาทต่อปี" in learnt(root)
    assert "ค่าครองชีพแพงไหม" not in learnt(root)
    with reading(database) as connection:
        assert lessons.count_lessons(connection) == {"approved": 1, "left_out": 1}


def test_what_would_be_learnt_and_tested_is_not_written_and_says_so(editor: Person, database: Engine, root: Path):
    with writing(database) as connection:
        learnt_already = corrected(connection, "ค่าเทอมเท่าไหร่ค่ะ", side="test")
        clear = corrected(connection, "จ่ายกี่บาทต่อปี", side="test")
    editor.get("/learning/lessons")
    editor.post("/learning/lessons", {"status": "approved", "lesson": [str(learnt_already), str(clear)]})
    [row] = (root / "tests" / "model" / "reviewed" / "th.jsonl").read_text("utf-8").splitlines()
    assert json.loads(row)["text"] == "จ่ายกี่บาทต่อปี"
    assert editor.get("/learning/lessons?status=approved").text.count("Not in the files:") == 1


def test_nothing_ticked_changes_nothing_and_writes_nothing(editor: Person, root: Path):
    response = editor.post("/learning/lessons", {"status": "approved"})
    assert response.cookies["notice"] == "notice_lessons_none_ticked"
    assert not (root / "tests").exists()
    assert editor.post("/learning/lessons", {"status": "burnt"}).status_code == 404


def test_files_that_cannot_be_written_are_said_and_the_decision_is_kept(editor: Person, database: Engine, root: Path):
    with writing(database) as connection:
        number = corrected(connection, "จ่ายกี่บาทต่อปี")
    editor.get("/learning/lessons")
    (root / "data" / "nlu" / "th" / ".reviewed.yml.new").mkdir()
    response = editor.post("/learning/lessons", {"status": "approved", "lesson": str(number)})
    assert response.cookies["notice"] == "notice_lessons_not_written"
    with reading(database) as connection:
        assert lessons.count_lessons(connection) == {"approved": 1}


def approve(database: Engine, editor: Person, text: str) -> str:
    """An approved lesson; returns its conversation."""
    with writing(database) as connection:
        number = corrected(connection, text)
    editor.get("/learning/lessons")
    editor.post("/learning/lessons", {"status": "approved", "lesson": str(number)})
    with reading(database) as connection:
        return next(each for each in lessons.find_lessons(connection) if each.message_id == number).conversation_id


def test_whoever_is_erased_in_the_console_is_gone_from_the_files_at_once(
    editor: Person, admin: Person, database: Engine, root: Path
):
    name = approve(database, editor, "จ่ายกี่บาทต่อปี")
    admin.post("/privacy/erase", {"person": name, "sure": "1"})
    assert not learnt(root)


def test_whoever_has_reached_the_age_is_gone_from_the_files(editor: Person, database: Engine, root: Path):
    name = approve(database, editor, "จ่ายกี่บาทต่อปี")
    with writing(database) as connection:
        old = now().replace(year=now().year - 5)
        connection.execute(
            sa.update(conversation).where(conversation.c.id == name).values(created_at=old, last_message_at=old)
        )
    assert learnt(root)
    assert retention_command.main([]) == 0
    assert not learnt(root)


def test_applicants_who_erase_themselves_are_gone_with_the_next_look(editor: Person, database: Engine, root: Path):
    name = approve(database, editor, "จ่ายกี่บาทต่อปี")
    approve(database, editor, "ราคาทั้งหมดเท่าไร")
    with writing(database) as connection:
        retention.erase_conversation(connection, name)
    Work(build_house(settings(), database)).make_lessons()
    assert "จ่ายกี่บาทต่อปี" not in learnt(root)
    assert "ราคาทั้งหมดเท่าไร" in learnt(root)


def test_a_database_that_has_decided_nothing_leaves_the_files_of_another(database: Engine, root: Path):
    (root / "data" / "nlu" / "th" / "reviewed.yml").write_text(KNOWN, "utf-8")
    with writing(database) as connection:
        corrected(connection, "จ่ายกี่บาทต่อปี")
    assert Work(build_house(settings(), database)).make_lessons() == 1
    assert retention_command.main([]) == 0
    assert learnt(root) == KNOWN
