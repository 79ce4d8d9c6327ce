"""Exports: nothing that a spreadsheet runs, nothing left out, nothing read at once."""

from __future__ import annotations

import csv
import io
import json
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from office import database
from office.conversations import exports
from office.conversations.exports import csv_lines, find_all_messages, json_lines, safe_cell
from office.conversations.finding import Filters
from office.conversations.masking import mask
from office.database import writing
from tests.talk import ask


@pytest.mark.parametrize("text", ["=1+1", "+49", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1", "\ufeff=1", "\n=1"])
def test_no_cell_is_a_formula(text: str):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["fees", "学费", "1+1", "a=b", ""])
def test_other_cells_are_left(text: str):
    assert safe_cell(text) == text


@given(st.text(max_size=50))
def test_no_cell_begins_like_a_formula_whatever_it_holds(text: str):
    assert not safe_cell(text).lstrip(" \u00a0\u200b\ufeff").startswith(("=", "+", "-", "@"))


def test_csv_can_be_read_back_with_its_line_breaks_and_quotes():
    rows = [["a", "b"], ['say "hi"', "two\nlines"], [None, 7]]
    text = "".join(csv_lines(rows))
    assert text.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert read == [["a", "b"], ['say "hi"', "two\nlines"], ["", "7"]]


def test_json_is_one_array_also_when_it_is_empty():
    assert json.loads("".join(json_lines([]))) == []
    assert json.loads("".join(json_lines([{"a": 1}, {"b": "学"}]))) == [{"a": 1}, {"b": "学"}]


def test_every_message_of_what_passes_is_exported_masked(whole_database: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(exports, "_PAGE", 3)
    with writing(whole_database) as connection:
        names = {ask(connection, f"mail me: a{number}@example.org", gap=True, confidence=0.5)[0] for number in range(8)}
        ask(connection, "not this one")
    reading = partial(database.reading, whole_database)
    rows = list(find_all_messages(reading, Filters(gap=True), masked=mask))
    assert len(rows) == 16
    assert {row["conversation"] for row in rows} == names
    assert tuple(rows[0]) == exports.COLUMNS
    assert not any("@example.org" in str(row["text"]) for row in rows)
    assert [row["sender"] for row in rows[:2]] == ["applicant", "bot"]
