"""The gap board as staff work it off."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from office.conversations.handoffs import request_handoff
from office.database import now, writing
from office.knowledge.tables import gap
from tests.console.conftest import Person
from tests.talk import ask


@pytest.fixture(autouse=True)
def gaps(database: Engine) -> None:
    with writing(database) as connection:
        for number, (language, text) in enumerate(
            [("th", "ค่าเทอม?"), ("zh", "学费多少？"), ("zh", "学费"), ("en", "call me: 13812345678")]
        ):
            name, _, _ = ask(connection, text, language=language)
            row = {
                "topic": "ask_tuition",
                "language": language,
                "text": text,
                "conversation_id": name,
                "question_key": str(number),
            }
            connection.execute(sa.insert(gap).values(asked_at=now(), **row))
            if number == 0:
                request_handoff(connection, name, contact_kind="email", contact="som@example.org", consent=True)


def test_questions_are_grouped_across_languages_with_examples_and_ways_to_reach(reader: Person):
    text = reader.get("/gaps").text
    for shown in (
        "Asked 4 times",
        "by 4 applicants",
        "1 left a way to be reached",
        "Chinese 2",
        "ค่าเทอม?",
        "学费多少？",
    ):
        assert shown in text
    assert "13812345678" not in text
    assert "/knowledge/facts/new" not in text


def test_an_editor_is_one_click_from_the_answer(editor: Person):
    assert 'href="/knowledge/facts/new?topic=ask_tuition"' in editor.get("/gaps").text


def test_what_the_office_will_not_answer_is_taken_off(editor: Person):
    data = {"topic": "ask_tuition", "subject_kind": "", "subject_id": ""}
    assert editor.post("/gaps/close", data).headers["location"] == "/gaps"
    assert "Everything that was asked has a published answer." in editor.get("/gaps").text
    assert editor.post("/gaps/close", data).status_code == 404
