"""Moments, spans and time zones in words, and the labels of buttons."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest
from sqlalchemy.engine import Engine

from office.answers.document import clock, name, span, time_zone
from office.knowledge.queries import Knowledge, read_knowledge
from office.languages import CODES
from office.wording.rendering import Renderer

MONDAY = datetime(2026, 11, 23, 0, 30, tzinfo=timezone.utc)


@pytest.fixture
def known(office_database: Engine) -> Knowledge:
    with office_database.connect() as connection:
        return read_knowledge(connection)


@pytest.mark.parametrize(
    ("language", "weekday"),
    [
        ("en", "Monday"),
        ("zh", "星期一"),
        ("ar", "الاثنين"),
        ("th", "วันจันทร์"),
        ("de", "Montag"),
    ],
)
def test_a_moment_is_told_in_the_time_zone_with_latin_digits(language: str, weekday: str, known: Knowledge):
    assert Renderer(language, known).value(clock(MONDAY, "Asia/Shanghai")) == f"{weekday} 08:30"


def test_a_moment_may_be_another_day_elsewhere(known: Knowledge):
    assert Renderer("en", known).value(clock(MONDAY, "America/New_York")) == "Sunday 19:30"


@pytest.mark.parametrize("language", [*CODES, "zh-Hant"])
def test_spans_and_zones_are_told_in_every_language(language: str, known: Knowledge):
    renderer = Renderer(language, known)
    assert renderer.value(span(MONDAY, MONDAY.replace(hour=9), "Asia/Bangkok")) == "07:30–16:30"
    assert renderer.value(time_zone(MONDAY, "Asia/Bangkok")).strip()


def test_a_zone_bears_its_name_of_that_season(known: Knowledge):
    renderer = Renderer("en", known)
    assert renderer.value(time_zone(MONDAY, "Europe/Berlin")) == "Central European Standard Time"
    assert renderer.value(time_zone(MONDAY.replace(month=7), "Europe/Berlin")) == "Central European Summer Time"


def test_a_button_begins_with_a_capital_where_there_are_any(known: Knowledge):
    assert Renderer("en", known).label(name("field", "accounting")) == "Accounting"
    assert Renderer("zh", known).label(name("field", "accounting")) == "会计"
