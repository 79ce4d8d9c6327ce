"""Warnings: what is stale, untranslated or contradictory is found, and what is well is left in peace."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.engine import Connection

from office.knowledge import states
from office.knowledge.edits import change
from office.knowledge.warnings import find_warnings, numbers_in
from office.languages import CODES

TODAY = date(2026, 11, 24)
SOURCE = {"document": "college-profile", "locator": "office", "quote": "words", "as_of": "2026-11-01"}
ALL = dict.fromkeys(CODES, "Tuition is 12000 yuan.")


def write(connection: Connection, fact: str = "staff-1", **values: object) -> None:
    state = {"topic": "ask_tuition", "subject": None, "texts": ALL, "source": SOURCE, **values}
    change(connection, "fact", fact, state, by="li")


def codes(connection: Connection, subject: str = "staff-1") -> list[str]:
    return [each.code for each in find_warnings(connection, on=TODAY) if each.subject == subject]


def test_the_seed_is_well(connection: Connection):
    assert find_warnings(connection, on=TODAY) == []


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-1, ["expired"]), (0, ["expires_soon"]), (29, ["expires_soon"]), (31, [])],
)
def test_an_end_is_announced_a_month_before(connection: Connection, days: int, expected: list[str]):
    write(connection, valid_until=(TODAY + timedelta(days=days)).isoformat())
    assert codes(connection) == expected


def test_an_old_source_is_asked_for_again(connection: Connection):
    write(connection, source={**SOURCE, "as_of": "2025-11-01"})
    assert codes(connection) == ["old"]


def test_missing_languages_are_named(connection: Connection):
    write(connection, texts={"en": "Tuition is 12000 yuan.", "zh": "学费12000元。"})
    (warning,) = [each for each in find_warnings(connection, on=TODAY) if each.subject == "staff-1"]
    assert warning.code == "untranslated"
    assert set(warning.details["languages"]) == set(CODES) - {"en", "zh"}


def test_a_number_that_differs_between_languages_is_urgent(connection: Connection):
    write(connection, texts={**ALL, "zh": "学费12000元。", "th": "ค่าเล่าเรียน 21000 หยวน"})
    (warning,) = find_warnings(connection, on=TODAY)
    assert (warning.code, warning.is_urgent, warning.details["languages"]) == ("numbers_differ", True, ["zh", "th"])


def test_a_changed_text_makes_its_translations_older(connection: Connection):
    write(connection, texts={**ALL, "zh": "学费12000元。"})
    write(connection, texts={**ALL, "zh": "学费每年12000元。"})
    (warning,) = find_warnings(connection, on=TODAY)
    assert warning.code == "translation_older"
    assert "zh" not in warning.details["languages"]
    write(connection, texts={**dict.fromkeys(CODES, "Tuition is 12000 yuan a year."), "zh": "学费每年12000元。"})
    assert codes(connection) == []


def test_two_facts_with_different_numbers_contradict(connection: Connection):
    write(connection)
    write(connection, "staff-2", texts=dict.fromkeys(CODES, "Tuition is 15000 yuan."))
    found = find_warnings(connection, on=TODAY)
    assert [(each.code, {each.subject, each.details["other"]}) for each in found] == [
        ("contradiction", {"staff-1", "staff-2"})
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"subject": "program/computing-gb"},
        {"valid_from": "2027-09-01"},
        {"status": "draft"},
        {"texts": dict.fromkeys(CODES, "It can be paid in parts.")},
    ],
)
def test_facts_that_do_not_meet_do_not_contradict(connection: Connection, values: dict):
    write(connection, valid_until="2027-08-31")
    write(connection, "staff-2", **{"texts": dict.fromkeys(CODES, "Tuition is 15000 yuan."), **values})
    assert "contradiction" not in [each.code for each in find_warnings(connection, on=TODAY)]


def test_one_word_for_two_programs_is_found_however_it_is_written(connection: Connection):
    for subject, alias in (("accounting-au", "Partner Study"), ("tourism-sg", "partner study")):
        state = states.read_state(connection, "names", f"program/{subject}")
        assert state is not None
        aliases = {**state["aliases"], "en": [*state["aliases"]["en"], alias]}
        change(connection, "names", f"program/{subject}", {**state, "aliases": aliases}, by="li")
    (warning,) = find_warnings(connection, on=TODAY)
    assert (warning.code, warning.details["other"]) == ("ambiguous_alias", "tourism-sg")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("12,000 yuan", {"12000"}),
        ("12.000 Yuan", {"12000"}),
        ("12 000 юаней", {"12000"}),
        ("١٢٬٠٠٠ يوان", {"12000"}),
        ("12000元", {"12000"}),
        ("30.06.2027", {"30", "2027"}),
        ("2027年6月30日", {"30", "2027"}),
        ("75.5 %", {"75.5"}),
        ("75,5 %", {"75.5"}),
        ("three years", set()),
        ("3 years", set()),
    ],
)
def test_numbers_are_the_same_however_a_language_writes_them(text: str, numbers: set[str]):
    assert numbers_in(text) == numbers
