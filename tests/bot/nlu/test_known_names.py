"""Names from the knowledge base itself."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine

from bot.nlu.known_names import CurrentNames, NameRemover, read_known_names
from bot.nlu.name_linker import NameLinker
from office.languages import CODES
from tests.bot.nlu.conftest import small_college


def test_the_seeded_database_names_every_kind_in_every_language(office_database: Engine):
    names = read_known_names(1)
    kinds = {(name.kind, name.language) for name in names.names}
    wanted = {
        (kind, code) for kind in ("program", "field", "campus", "admission_route", "degree_level") for code in CODES
    }
    assert wanted <= kinds
    assert names.program_countries["automotive-de"] == "DE"
    assert names.program_fields["visual-communication-kr"] == "design"
    assert names.campus_countries == {"australia": "AU", "thailand": "TH"}


@pytest.mark.parametrize("language", CODES)
def test_every_name_in_the_knowledge_base_is_linked_to_what_it_names(office_database: Engine, language: str):
    names = read_known_names(1)
    linker = NameLinker(source=CurrentNames(lambda version: names, lambda: 1))
    wrong = []
    for name in names.names:
        if name.language != language or name.kind == "field":
            continue
        found = linker.link(name.text, "follow_up", language)
        readings = {(link.entity, link.value) for link in found.entities}
        readings |= {candidate for _, _, candidates in found.ambiguous for candidate in candidates}
        if (name.kind, name.id) not in readings:
            wrong.append((name, readings))
    assert wrong == []


def test_known_names_are_taken_out_of_a_text_whole():
    remove = NameRemover(CurrentNames(small_college, lambda: 1))
    assert remove("请问 Sino-Australian accounting 怎么申请").split() == ["请问", "怎么申请"]
    assert remove("automotives") == "automotives"
