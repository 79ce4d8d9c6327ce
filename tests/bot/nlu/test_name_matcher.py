"""Finding names: exactly, without accents, inflected, misspelt; and not where they only seem to be."""

from __future__ import annotations

import pytest

from bot.nlu.name_matcher import NameMatcher
from bot.nlu.universal_tokenizer import language
from office.knowledge.records import Alias

MATCHER = NameMatcher(
    [
        Alias("field", "accounting", "en", "accounting"),
        Alias("field", "accounting", "vi", "kế toán"),
        Alias("field", "tourism", "de", "Tourismus"),
        Alias("field", "tourism", "en", "tourism"),
        Alias("field", "tourism", "id", "pariwisata"),
        Alias("country", "DE", "en", "German*"),
        Alias("country", "TH", "ar", "تايلاند"),
        Alias("country", "AU", "vi", "Úc"),
        Alias("program", "visual", "ko", "시각 디자인"),
    ],
    known_words=frozenset({"tourist", "pariwisatanya"}),
)


def found(text: str) -> set[str]:
    return {name.id for match in MATCHER.find(language()(text)) for name in match.names}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("about ACCOUNTING please", "accounting"),
        ("nganh ke toan", "accounting"),
        ("the acounting course", "accounting"),
        ("Tourismusstudium", "tourism"),
        ("the Germans", "DE"),
        ("jurusan pariwisatanya", "tourism"),  # seen in training, and the name all the same
        ("وتايلاند", "TH"),
        ("시각디자인은", "visual"),
    ],
)
def test_a_name_is_found_as_people_write_it(text: str, name: str):
    assert name in found(text)


@pytest.mark.parametrize("text", ["a tourist visa", "uc davis", "count me in", "germinate"])
def test_other_words_are_no_names(text: str):
    assert found(text) == set()


def test_a_near_miss_is_less_sure_than_the_name_itself():
    near = MATCHER.find(language()("acounting"))[0]
    exact = MATCHER.find(language()("accounting"))[0]
    assert near.quality < exact.quality == 1.0
