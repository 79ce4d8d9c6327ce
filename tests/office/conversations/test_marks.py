"""Marks: kept by the database itself, whatever writes a message, and whatever JSON is in it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from office.conversations import marks
from office.conversations.tables import message
from office.database import writing
from tests.talk import begin, say


def test_a_question_marks_what_it_is_about(whole_database: Engine):
    entities = [
        {"entity": "program", "value": "computing-gb"},
        {"entity": "country", "value": ["GB", "KR"]},
        {"entity": "degree_level", "value": "bachelor"},
    ]
    with writing(whole_database) as connection:
        name = begin(connection)
        say(connection, name, "?", intent="ask_tuition", confidence=0.87, entities=entities, gap=True)
        found = marks.marks_of(connection, [name])[name]
    assert found == {
        "confidence": ["8"],
        "country": ["GB", "KR"],
        "flag": ["gap"],
        "intent": ["ask_tuition"],
        "program": ["computing-gb"],
    }


def test_what_is_understood_later_is_marked_then(whole_database: Engine):
    with writing(whole_database) as connection:
        name = begin(connection)
        number = say(connection, name, "?")
        assert marks.marks_of(connection, [name])[name] == {}
        values = {"intent": "ask_visa", "confidence": 1.0, "fallback": True}
        connection.execute(sa.update(message).where(message.c.id == number).values(**values))
        found = marks.marks_of(connection, [name])[name]
    assert found == {"confidence": ["9"], "flag": ["fallback"], "intent": ["ask_visa"]}


def test_each_question_of_a_message_is_marked(whole_database: Engine):
    with writing(whole_database) as connection:
        name = begin(connection)
        say(connection, name, "?", intent="ask_visa", questions=[{"intent": "ask_visa"}, {"intent": "ask_tuition"}])
        assert marks.marks_of(connection, [name])[name]["intent"] == ["ask_tuition", "ask_visa"]


def test_answers_mark_nothing(whole_database: Engine):
    with writing(whole_database) as connection:
        name = begin(connection)
        say(connection, name, "!", sender="bot", gap=True, fallback=True)
        assert marks.marks_of(connection, [name])[name] == {}


@pytest.mark.parametrize(
    "entities",
    [
        [],
        ["text"],
        [None, 7],
        [{"entity": "program"}],
        [{"entity": "program", "value": None}],
        [{"entity": "program", "value": []}],
        [{"value": "x"}],
        {"entity": "program", "value": "x"},
        "text",
        7,
    ],
)
def test_no_json_can_keep_a_message_from_being_written(whole_database: Engine, entities: object):
    with writing(whole_database) as connection:
        name = begin(connection)
        say(connection, name, "?", entities=entities, questions=entities, intent="ask_visa")
        assert marks.marks_of(connection, [name])[name]["intent"] == ["ask_visa"]


def test_a_mark_by_hand_is_kept_once(whole_database: Engine):
    with writing(whole_database) as connection:
        name = begin(connection)
        marks.mark(connection, name, "intent", "ask_visa")
        marks.mark(connection, name, "intent", "ask_visa")
        assert marks.marks_of(connection, [name])[name] == {"intent": ["ask_visa"]}
        assert marks.values_of(connection, "intent") == ["ask_visa"]


@pytest.mark.postgres
def test_postgresql_expects_as_many_marks_of_a_value_as_there_are(whole_postgres: Engine):
    with whole_postgres.connect() as connection:  # never committed
        names = [begin(connection) for _ in range(40)]
        rows = [{"conversation_id": name, "kind": "country", "value": "KR"} for name in names]
        rows += [
            {"conversation_id": name, "kind": "intent", "value": f"intent_{number}"}
            for name in names
            for number in range(10)
        ]
        connection.execute(sa.insert(marks.conversation_mark), rows)
        connection.exec_driver_sql("ANALYZE conversation_mark")
        asked = "EXPLAIN (FORMAT JSON) SELECT 1 FROM conversation_mark WHERE kind = 'country' AND value = 'KR'"
        plan = connection.exec_driver_sql(asked).scalar()
    # Taken as independent of one another, kind and value would leave four of them.
    assert plan[0]["Plan"]["Plan Rows"] == pytest.approx(40, rel=0.25)
