"""New wordings in the console: grouped across languages, a known meaning or a new entry proposed, decided by a person."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine

from office.conversations import review_queue
from office.database import reading, writing
from office.learning import groups, lessons
from office.staff import audit
from tests.console.conftest import Person
from tests.console.learning_things import group


@pytest.fixture
def number(database: Engine, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(review_queue, "SAMPLE", 0)
    with writing(database) as connection:
        return group(connection, nearest=(("ask_visa", 0.21), ("ask_campus_life", 0.17)))


def test_a_group_shows_its_languages_its_people_and_what_is_near(reviewer: Person, number: int):
    text = reviewer.get("/learning/groups").text
    for shown in (
        "4 messages",
        "by 4 applicants",
        "English 2",
        "มีรถรับส่งไหมคะ",
        "有校车吗",
        "perhaps something new",
        "Visa",
    ):
        assert shown in text
    assert "lee@example.com" not in text
    assert 'action="/learning/groups"' not in text


def test_a_new_entry_is_ready_to_copy(reviewer: Person, number: int):
    text = reviewer.get(f"/learning/groups/{number}?name=ask_shuttle_bus").text
    assert "- ask_shuttle_bus" in text
    assert "metadata: {language: " in text
    assert "lee@example.com" not in text
    assert 'name="intent"' not in text, "a reviewer does not decide"
    bad = reviewer.get(f"/learning/groups/{number}?name=Shuttle%20%3Cb%3E").text
    assert "joined by underscores" in bad
    assert "ask_new_topic" in bad
    assert "<b>" not in bad


def test_a_known_meaning_makes_lessons_of_all_of_them(editor: Person, number: int, database: Engine):
    response = editor.post(f"/learning/groups/{number}", {"intent": "ask_campus_life"})
    assert response.cookies["notice"] == "notice_group_decided"
    editor.get("/learning/lessons")
    with reading(database) as connection:
        found = lessons.find_lessons(connection)
        [entry] = audit.find_entries(connection, action="decided_group")
        assert groups.count_open(connection) == 0
    assert {each.intent for each in found} == {"ask_campus_life"}
    assert {each.language for each in found} == {"th", "en", "zh"}
    assert {each.status for each in found} == {"waiting"}
    assert entry.details == {"intent": "ask_campus_life", "reviews": 4}
    assert "decided by editor" in editor.get("/learning/groups?status=decided").text


def test_an_unknown_meaning_is_not_taken(editor: Person, number: int, database: Engine):
    response = editor.post(f"/learning/groups/{number}", {"intent": "burn_it_all"})
    assert response.cookies["notice"] == "notice_review_intent"
    with reading(database) as connection:
        assert groups.count_open(connection) == 1


def test_a_group_is_decided_once(editor: Person, number: int, database: Engine):
    assert editor.post(f"/learning/groups/{number}", {"aside": "1"}).cookies["notice"] == "notice_group_aside"
    again = editor.post(f"/learning/groups/{number}", {"intent": "ask_campus_life"})
    assert again.cookies["notice"] == "notice_group_decided_before"
    with reading(database) as connection:
        assert groups.get_group(connection, number).status == "set_aside"
        assert audit.find_entries(connection, action="decided_group") == []
    assert "มีรถรับส่งไหมคะ" in editor.get("/learning/groups?status=set_aside").text


def test_grouping_is_asked_for_once(editor: Person):
    assert editor.post("/learning/groups").cookies["notice"] == "notice_grouping"
    assert editor.post("/learning/groups").cookies["notice"] == "notice_grouping_goes_on"
    assert "Messages are being grouped." in editor.get("/learning/groups").text


def test_a_group_that_is_gone_is_not_there(editor: Person, number: int):
    assert editor.get("/learning/groups/999").status_code == 404
    assert editor.post("/learning/groups/999", {"aside": "1"}).status_code == 404
    assert editor.get("/learning/groups?status=lost").status_code == 404
