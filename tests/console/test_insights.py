"""Insights: figures, charts with their tables, files."""

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy.engine import Engine

from console import charts
from console.pages.insights import TABLES
from office.conversations.feedback import record_rating
from office.database import writing
from tests.console.conftest import Person
from tests.talk import ask


@pytest.fixture(autouse=True)
def month(database: Engine) -> None:
    with writing(database) as connection:
        for number in range(4):
            entities = [{"entity": "program", "value": "computing-gb"}, {"entity": "country", "value": "GB"}]
            name, _, answer = ask(
                connection, "visa?", intent="ask_visa", confidence=0.9, gap=number == 0, entities=entities
            )
            record_rating(connection, name, answer, 1 if number else -1)


def test_the_page_shows_figures_and_every_chart_has_a_table(reader: Person):
    text = reader.get("/insights").text
    assert "75%" in text
    for shown in ("Visa", "Computer Application Technology", "United Kingdom", "Website", "Thai"):
        assert shown in text
    assert text.count("<table") >= text.count('role="img"')


@pytest.mark.parametrize(
    "query",
    [
        "days=7",
        "days=0",
        "days=99999",
        "days=x",
        "since=2026-99-01",
        "since=2030-01-01",
        "since=1900-01-01&until=2026-01-01",
    ],
)
def test_any_period_is_shown(reader: Person, query: str):
    assert reader.get(f"/insights?{query}").status_code == 200


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_a_file(reader: Person, table: str):
    response = reader.get(f"/insights/{table}.csv?days=7")
    rows = list(csv.reader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert len(rows) > 1
    assert len({len(row) for row in rows}) == 1


def test_there_is_no_other_table(reader: Person):
    assert reader.get("/insights/passwords.csv").status_code == 404


@pytest.mark.parametrize(
    ("value", "top"), [(0, 4), (3, 4), (5, 8), (9, 20), (17, 20), (41, 80), (99, 100), (101, 200), (1234, 2000)]
)
def test_axes_end_at_round_numbers(value: float, top: float):
    assert charts.nice_top(value) == top


def test_lines_stay_inside_the_picture():
    drawn = charts.lines([str(number) for number in range(40)], [7.0] * 40, list(range(40)))
    for x, y in [point for series in drawn.points for point in series]:
        assert charts.LEFT <= x <= charts.WIDTH
        assert charts.TOP <= y <= charts.HEIGHT - charts.BOTTOM
    assert len(drawn.across) <= 9


def test_charts_of_nothing_are_drawn_too():
    assert charts.lines([], []).paths == ("",)
    assert charts.bars([]) == []
    assert charts.bars([("a", 0)])[0].length == 0
