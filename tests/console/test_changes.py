"""The history in words: no path of a data structure, no list in brackets, only what went and what came."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.engine import Engine

from office.database import writing
from office.knowledge.edits import change
from office.knowledge.states import read_state
from tests.console.conftest import Person


def test_a_new_alias_is_shown_alone_under_its_language(reader: Person, database: Engine):
    with writing(database) as connection:
        names = read_state(connection, "names", "program/computing-gb")
        assert names is not None
        aliases = {**names["aliases"], "th": [*names["aliases"]["th"], "คอร์สเขียนโค้ด"]}
        change(connection, "names", "program/computing-gb", {**names, "aliases": aliases}, by="editor")
    shown = reader.get("/knowledge/history").text
    assert "<dt>Also called · Thai</dt>" in shown
    assert "<div>คอร์สเขียนโค้ด</div>" in shown
    assert 'class="before"' not in shown
    assert "['" not in shown
    assert 'href="/knowledge/things/program/computing-gb"' in shown


def test_stages_routes_and_dates_are_words(reader: Person, database: Engine):
    with writing(database) as connection:
        state = read_state(connection, "program", "accounting-au")
        assert state is not None
        stages = [{**each, "years": 2} if each["degree_level"] == "bachelor" else each for each in state["stages"]]
        changed = {**state, "stages": stages, "routes": state["routes"][1:], "valid_until": "2030-06-30"}
        change(connection, "program", "accounting-au", changed, by="editor")
    shown = reader.get("/knowledge/things/program/accounting-au").text
    for words in (
        "<dt>Valid until</dt>",
        "<dt>Stages</dt>",
        "2 years at the partner institution",
        "<dt>Admission routes</dt>",
        "comprehensive evaluation",
    ):
        assert words in shown, words
    assert "degree_level" not in shown.split("History")[-1]


def test_a_published_number_has_a_title_in_the_readers_language(log_in: Callable[..., Person], database: Engine):
    person = log_in("reader")
    assert "The international students come from 38 countries." in person.get("/knowledge/things").text
    person.post("/account/language", {"language": "zh"})
    assert "国际学生来自38个国家" in person.get("/knowledge/things").text
    assert "student countries" not in person.get("/knowledge/things").text
