"""The gap board: grouped across languages, counted, with examples of each."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.database import now
from office.knowledge import gap_board
from office.knowledge.tables import gap


def asked(
    connection: Connection, text: str, *, topic: str = "ask_visa", language: str = "th", **values: object
) -> None:
    row = {"topic": topic, "language": language, "text": text, "asked_at": now(), "conversation_id": text, **values}
    connection.execute(sa.insert(gap).values(**row))


def test_languages_are_one_group_and_the_most_asked_comes_first(connection: Connection):
    asked(connection, "a", topic="ask_tuition")
    for text, language in (("วีซ่า", "th"), ("วีซ่าล่ะ", "th"), ("签证", "zh")):
        asked(connection, text, language=language)
    first, second = gap_board.find_groups(connection)
    assert (first.topic, first.count, first.people, first.by_language) == ("ask_visa", 3, 3, (("th", 2), ("zh", 1)))
    assert {each.text for each in first.examples} == {"วีซ่า", "วีซ่าล่ะ", "签证"}
    assert second.topic == "ask_tuition"


def test_about_one_thing_is_a_group_of_its_own(connection: Connection):
    asked(connection, "a")
    asked(connection, "b", subject_kind="program", subject_id="computing-gb")
    groups = gap_board.find_groups(connection)
    assert {(group.subject_kind, group.subject_id) for group in groups} == {(None, None), ("program", "computing-gb")}
    found = gap_board.get_group(connection, "ask_visa", ("program", "computing-gb"))
    assert found is not None
    assert found.count == 1


def test_the_same_words_are_one_example(connection: Connection):
    for number, text in enumerate(("Visa?", "visa?", "VISA?")):
        asked(connection, text, conversation_id=str(number))
    (group,) = gap_board.find_groups(connection)
    assert (group.count, len(group.examples)) == (3, 1)


def test_old_questions_can_be_left_out(connection: Connection):
    asked(connection, "old", asked_at=now() - timedelta(days=9))
    asked(connection, "new")
    (group,) = gap_board.find_groups(connection, since=now() - timedelta(days=1))
    assert group.count == 1


def test_a_closed_group_is_off_the_board_and_the_others_stay(connection: Connection):
    asked(connection, "a")
    asked(connection, "b", subject_kind="program", subject_id="computing-gb")
    assert gap_board.close_group(connection, "ask_visa", None) == 1
    assert [group.subject_id for group in gap_board.find_groups(connection)] == ["computing-gb"]
    assert gap_board.counts_by_topic(connection) == {"ask_visa": 1}
    assert gap_board.close_group(connection, "ask_visa", None) == 0
