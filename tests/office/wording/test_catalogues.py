"""Twelve languages or none: every text is in every catalogue, with the same placeholders."""

from __future__ import annotations

import pytest

from office.languages import CODES, SOURCE_LANGUAGE
from office.wording.catalogues import UnknownText, catalogue, catalogue_path, plural_rule, translate
from office.wording.extraction import PLURAL_FORMS, forms_count
from office.wording.sources import PLACEHOLDER, source_texts

TRANSLATED = [code for code in CODES if code != SOURCE_LANGUAGE]


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(language: str):
    forms = catalogue(language).forms
    wanted = set(source_texts()) - {"utter_answer"}
    assert sorted(wanted - set(forms)) == []
    assert sorted(set(forms) - wanted) == [], "left over: run `make translations`"


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_translation_has_the_placeholders_of_the_english(language: str):
    wrong = {}
    for name, forms in catalogue(language).forms.items():
        for form in forms:
            if set(PLACEHOLDER.findall(form)) != set(source_texts()[name].variables):
                wrong[name] = form
    assert wrong == {}


@pytest.mark.parametrize("language", TRANSLATED)
def test_counted_texts_have_all_plural_forms(language: str):
    for name, forms in catalogue(language).forms.items():
        expected = forms_count(language) if source_texts()[name].many else 1
        assert len(forms) == expected, name


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_plural_header_is_the_projects(language: str):
    assert f'"Plural-Forms: {PLURAL_FORMS[language]}\\n"' in catalogue_path(language).read_text("utf-8")


@pytest.mark.parametrize(
    ("number", "form"), [(0, 0), (1, 1), (2, 2), (3, 3), (10, 3), (11, 4), (99, 4), (100, 5), (103, 3)]
)
def test_arabic_counts_in_gnus_order(number: int, form: int):
    assert plural_rule(PLURAL_FORMS["ar"])(number) == form


@pytest.mark.parametrize(("number", "expected"), [(1, "1 год"), (3, "3 года"), (5, "5 лет"), (21, "21 год")])
def test_russian_years(number: int, expected: str):
    assert translate("ru", "utter_programs_years", count=number) == expected


def test_traditional_readers_get_traditional_characters():
    assert "學" in translate("zh-Hant", "utter_programs_title_ask_curriculum") or "習" in translate(
        "zh-Hant", "utter_programs_title_ask_curriculum"
    )
    assert translate("zh-Hant", "utter_conversation_out_of_scope") != translate("zh", "utter_conversation_out_of_scope")


def test_values_are_isolated_in_arabic_only():
    assert "\u2068Jinko Group\u2069" in translate("ar", "utter_programs_standards", names="Jinko Group")
    assert "\u2068" not in translate("th", "utter_programs_standards", names="Jinko Group")


def test_an_unknown_text_is_an_error_that_names_it():
    with pytest.raises(UnknownText, match="utter_nothing"):
        translate("en", "utter_nothing")
