"""Editing: checked, on record, live at once, undone; previewed without a trace."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Connection, Engine

from office.answers.document import Question
from office.answers.topics import answer
from office.database import reading, writing
from office.knowledge import edits, states
from office.knowledge.edits import EditError, change, find_edits, new_fact_id, preview, undo
from office.knowledge.queries import KnowledgeCache, read_knowledge, version_number
from office.knowledge.states import State

SOURCE = {"document": "college-profile", "locator": "office", "quote": "words", "as_of": "2026-11-01"}
FACT: State = {"topic": "ask_tuition", "subject": None, "texts": {"en": "Tuition is 12,000 yuan."}, "source": SOURCE}


def test_a_fact_is_live_with_the_next_question(whole_sqlite: Engine):
    cache = KnowledgeCache(whole_sqlite, patience=0)
    assert answer(Question("ask_tuition"), cache.get()).gap
    with writing(whole_sqlite) as connection:
        assert change(connection, "fact", new_fact_id(), FACT, by="li")
    assert not answer(Question("ask_tuition"), cache.get()).gap


def test_an_alias_raises_the_version_that_the_linker_watches(connection: Connection):
    before = version_number(connection)
    state = states.read_state(connection, "names", "program/accounting-au")
    assert state is not None
    aliases = {**state["aliases"], "en": [*state["aliases"]["en"], "down under books"]}
    change(connection, "names", "program/accounting-au", {**state, "aliases": aliases}, by="li")
    assert version_number(connection) == before + 1


def test_who_changed_what_is_on_record(connection: Connection):
    state = states.read_state(connection, "fact", "college-goal")
    assert state is not None
    change(connection, "fact", "college-goal", {**state, "texts": {**state["texts"], "en": "Another."}}, by="li")
    (edit,) = find_edits(connection, kind="fact", subject="college-goal")
    assert (edit.made_by, edit.changed) == ("li", [("texts.en", state["texts"]["en"], "Another.")])


def test_the_same_again_is_no_change(connection: Connection):
    state = states.read_state(connection, "fact", "college-goal")
    assert not change(connection, "fact", "college-goal", state, by="li")
    assert find_edits(connection) == []


@pytest.mark.parametrize("kind", ["fact", "names", "program", "figure", "campus", "admission_route", "listing"])
def test_every_kind_of_change_can_be_undone(connection: Connection, kind: str):
    subject = "program/accounting-au" if kind == "names" else states.find_subjects(connection, kind)[0]
    before = states.read_state(connection, kind, subject)
    assert before is not None
    changed = (
        {**before, "names": {**before["names"], "en": "X"}}
        if kind == "names"
        else {**before, "valid_until": "2030-01-01"}
    )
    change(connection, kind, subject, changed, by="li")
    assert states.read_state(connection, kind, subject) != before
    undo(connection, find_edits(connection)[0].id, by="wang")
    assert states.read_state(connection, kind, subject) == before
    assert [edit.made_by for edit in find_edits(connection)] == ["wang", "li"]


def test_undoing_a_new_fact_takes_it_away(connection: Connection):
    fact = new_fact_id()
    change(connection, "fact", fact, FACT, by="li")
    undo(connection, find_edits(connection)[0].id, by="li")
    assert states.read_state(connection, "fact", fact) is None
    assert answer(Question("ask_tuition"), read_knowledge(connection)).gap


def test_what_was_changed_since_is_not_undone(connection: Connection):
    fact = new_fact_id()
    change(connection, "fact", fact, FACT, by="li")
    first = find_edits(connection)[0].id
    change(connection, "fact", fact, {**FACT, "texts": {"en": "Later."}}, by="wang")
    with pytest.raises(EditError) as refused:
        undo(connection, first, by="li")
    assert refused.value.code == "changed_since"
    with pytest.raises(LookupError):
        undo(connection, 10**9, by="li")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"topic": "greet"}, "topic_unknown"),
        ({"topic": ""}, "topic_unknown"),
        ({"subject": "program/none"}, "subject_unknown"),
        ({"subject": "figure/student_countries"}, "subject_unknown"),
        ({"texts": {}}, "texts_missing"),
        ({"texts": {"en": "  "}}, "texts_missing"),
        ({"texts": {"en": "x" * 4001}}, "text_too_long"),
        ({"status": "secret"}, "status_unknown"),
        ({"valid_from": "2027-02-01", "valid_until": "2027-01-01"}, "validity_backwards"),
        ({"valid_from": "tomorrow"}, "day_not_valid"),
        ({"source": {}}, "source_missing"),
        ({"source": {**SOURCE, "quote": " "}}, "source_missing"),
        ({"source": {**SOURCE, "document": "no-such"}}, "document_unknown"),
        ({"source": {**SOURCE, "as_of": "2999-01-01"}}, "as_of_not_valid"),
        ({"source": {**SOURCE, "as_of": ""}}, "as_of_not_valid"),
    ],
)
def test_a_fact_that_cannot_be_published_is_refused_with_the_reason(connection: Connection, values: dict, code: str):
    with pytest.raises(EditError) as refused:
        change(connection, "fact", new_fact_id(), {**FACT, **values}, by="li")
    assert refused.value.code == code
    assert find_edits(connection) == []


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"field": "magic"}, "field_unknown"),
        ({"partner_country": "Australia"}, "country_not_valid"),
        ({"stages": []}, "stages_missing"),
        ({"stages": [{"degree_level": "master", "years": 0, "place": "college"}]}, "years_not_valid"),
        ({"stages": [{"degree_level": "master", "years": 1, "place": "moon"}]}, "stage_not_valid"),
        ({"stages": [{"degree_level": "master", "years": 1, "place": "college"}] * 2}, "stages_missing"),
        ({"routes": ["by-boat"]}, "route_unknown"),
    ],
)
def test_a_program_that_cannot_be_is_refused_with_the_reason(connection: Connection, values: dict, code: str):
    state = states.read_state(connection, "program", "accounting-au")
    assert state is not None
    with pytest.raises(EditError) as refused:
        change(connection, "program", "accounting-au", {**state, **values}, by="li")
    assert refused.value.code == code


@pytest.mark.parametrize("value", ["many", None, -1, 10**12])
def test_a_number_that_is_none_is_refused(connection: Connection, value: object):
    state = states.read_state(connection, "figure", "student_countries")
    assert state is not None
    with pytest.raises(EditError) as refused:
        change(connection, "figure", "student_countries", {**state, "value": value}, by="li")
    assert refused.value.code == "value_not_valid"


@pytest.mark.parametrize(("kind", "subject"), [("fact", "No Spaces"), ("campus", "../x"), ("fact", "x")])
def test_an_id_is_one_that_can_stand_in_an_address(connection: Connection, kind: str, subject: str):
    with pytest.raises(EditError) as refused:
        change(connection, kind, subject, FACT, by="li")
    assert refused.value.code == "id_not_valid"


def test_a_thing_keeps_one_name_at_least(connection: Connection):
    with pytest.raises(EditError) as refused:
        change(connection, "names", "program/accounting-au", {"names": {"en": " "}, "aliases": {}}, by="li")
    assert refused.value.code == "names_missing"


def test_aliases_are_kept_in_order_without_blanks_and_doubles(connection: Connection):
    state = states.read_state(connection, "names", "program/accounting-au")
    assert state is not None
    aliases = {"en": ["  down   under ", "", "books", "down under"], "xx": ["?"]}
    change(connection, "names", "program/accounting-au", {**state, "aliases": aliases}, by="li")
    after = states.read_state(connection, "names", "program/accounting-au")
    assert after is not None
    assert sorted(after["aliases"]["en"]) == ["books", "down under"]
    assert list(after["aliases"]) == ["en"]


def test_a_preview_shows_what_will_be_and_leaves_no_trace(whole_sqlite: Engine):
    draft = {**FACT, "status": "draft"}
    known = preview(whole_sqlite, [("fact", "preview-of-it", draft)])
    assert not answer(Question("ask_tuition"), known).gap
    with reading(whole_sqlite) as connection:
        assert states.read_state(connection, "fact", "preview-of-it") is None
        assert find_edits(connection) == []
        assert answer(Question("ask_tuition"), read_knowledge(connection)).gap


def test_a_preview_of_what_cannot_be_says_why_and_leaves_no_trace(whole_sqlite: Engine):
    with pytest.raises(EditError):
        preview(whole_sqlite, [("fact", "preview-of-it", {**FACT, "texts": {}})])
    with writing(whole_sqlite) as connection:  # the lock is free again
        assert change(connection, "fact", new_fact_id(), FACT, by="li")


def test_drafts_and_withdrawn_facts_are_not_said(connection: Connection):
    fact = new_fact_id()
    for status, gap in (("draft", True), ("published", False), ("withdrawn", True)):
        change(connection, "fact", fact, {**FACT, "status": status}, by="li")
        assert answer(Question("ask_tuition"), read_knowledge(connection)).gap is gap


def test_pages_of_the_history_begin_where_the_last_one_ended(connection: Connection):
    for number in range(4):
        change(connection, "fact", "staff-1", {**FACT, "texts": {"en": f"Version {number}"}}, by="li")
    first = find_edits(connection, limit=2)
    second = edits.find_edits(connection, limit=2, before=first[-1].id)
    assert len({edit.id for edit in first + second}) == 4
