"""What is published, statement by statement."""

from __future__ import annotations

import pytest

from office.answers.statements import statements
from office.knowledge.queries import Knowledge
from office.languages import CODES


@pytest.mark.parametrize("language", CODES)
def test_every_statement_has_words_in_every_language(known: Knowledge, language: str):
    found = list(statements(known, language))
    assert len(found) == len({each.id for each in found})
    assert all(each.text for each in found)
    assert {each.id.split("/")[0] for each in found} == {"figure", "listing", "fact"}


def test_only_the_topics_asked_for_are_told(known: Knowledge):
    found = {each.id: each.text for each in statements(known, "en", ["ask_teachers"])}
    assert found["figure/foreign_teachers"] == "8 foreign teachers"
    assert set(found) == {
        "fact/teaching-team",
        "figure/australian_certified_teachers",
        "figure/foreign_teachers",
        "figure/german_certified_teachers",
        "figure/returnee_teachers",
    }
