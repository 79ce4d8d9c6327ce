"""Import and export: what goes out comes in again; a mistake changes nothing."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy.engine import Connection, Engine

from office.conversations.exports import csv_lines
from office.database import reading, writing
from office.knowledge import files, states
from office.knowledge.edits import find_edits
from office.knowledge.files import FileError


def test_what_went_out_changes_nothing_when_it_comes_in(connection: Connection):
    things = files.read_yaml(files.to_yaml(connection).encode())
    assert files.compare(connection, things) == []
    assert files.take_in(connection, things, by="li") == 0


def test_another_office_has_the_same_after_taking_it_in(connection: Connection):
    state = states.read_state(connection, "fact", "college-goal")
    assert state is not None
    out = files.read_yaml(files.to_yaml(connection).encode())
    out["fact"]["college-goal"]["texts"]["en"] = "Another goal."
    out["fact"]["staff-new"] = {**out["fact"]["college-goal"], "topic": "ask_visa"}
    assert [(each.kind, each.subject, each.problem) for each in files.compare(connection, out)] == [
        ("fact", "college-goal", ""),
        ("fact", "staff-new", ""),
    ]
    assert files.take_in(connection, out, by="li") == 2
    assert files.compare(connection, out) == []
    assert {edit.made_by for edit in find_edits(connection)} == {"li"}


def test_dates_may_be_written_without_quotes(connection: Connection):
    state = states.read_state(connection, "fact", "college-goal")
    text = files.to_yaml(connection).replace("valid_until:", "valid_until: 2030-01-01 #", 1)
    things = files.read_yaml(text.encode())
    (found,) = files.compare(connection, things)
    assert found.after["valid_until"] == "2030-01-01"
    assert state is not None


def test_one_mistake_and_nothing_is_changed(whole_sqlite: Engine):
    with reading(whole_sqlite) as connection:
        things = files.read_yaml(files.to_yaml(connection).encode())
    things["fact"]["college-concept"]["texts"]["en"] = "Good."
    things["fact"]["college-goal"]["texts"] = {}
    with pytest.raises(FileError, match="fact college-goal"), writing(whole_sqlite) as connection:
        files.take_in(connection, things, by="li")
    with reading(whole_sqlite) as connection:
        assert find_edits(connection) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"- a\n- b",
        b"fact: [",
        b"planet: {}",
        b"fact: {x: 1}",
        b"fact: 7",
        b"\xff\xfe\x00",
        b"fact:\n  a: {topic: ask_visa}\n",
    ],
)
def test_a_file_that_is_none_is_refused_or_named_not_guessed(connection: Connection, content: bytes):
    try:
        things = files.read_yaml(content)
    except FileError:
        return
    assert any(each.problem for each in files.compare(connection, things))


def test_texts_go_to_translators_and_come_back(connection: Connection):
    out = "".join(csv_lines(files.to_rows(connection)))
    rows = list(csv.reader(io.StringIO(out.removeprefix("\ufeff"), newline="")))
    assert rows[0] == list(files.TEXT_COLUMNS)
    line = next(row for row in rows if row[:2] == ["fact", "college-goal"])
    line[2 + list(files.CODES).index("th")] = "=ข้อความใหม่"
    back = "".join(csv_lines([rows[0], line])).encode()
    things = files.read_csv(connection, back)
    assert files.take_in(connection, things, by="li") == 1
    state = states.read_state(connection, "fact", "college-goal")
    assert state is not None
    assert state["texts"]["th"] == "=ข้อความใหม่"
    assert len(state["texts"]) == 12


def test_an_empty_cell_leaves_the_text_as_it_is(connection: Connection):
    things = files.read_csv(connection, b"kind,thing,en,th\nfact,college-goal,New text.,\n")
    files.take_in(connection, things, by="li")
    state = states.read_state(connection, "fact", "college-goal")
    assert state is not None
    assert state["texts"]["en"] == "New text."
    assert state["texts"]["th"]


@pytest.mark.parametrize(
    "content", [b"kind,thing,en\nfact,nothing,x\n", b"kind,thing,en\nplanet,mars,x\n", b"\xff\xfe\x00"]
)
def test_a_row_about_nothing_is_named(connection: Connection, content: bytes):
    with pytest.raises(FileError):
        files.read_csv(connection, content)
