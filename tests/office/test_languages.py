"""Which language a conversation is held in."""

from __future__ import annotations

import pytest

from office.languages import conversation_language, direction, preferred, supported


@pytest.mark.parametrize(
    ("identified", "requested", "expected"),
    [
        ([("th", True), ("en", True)], None, "th"),
        ([("en", False), ("th", True)], None, "th"),
        ([("ko", False)], None, "ko"),
        ([], None, "en"),
        ([("pt", True), ("es", True)], None, "es"),
        ([("en", True)], "ru", "ru"),
        ([("zh-Hant", True), ("en", True)], "zh", "zh-Hant"),
        ([("en", True), ("zh", True), ("zh-Hant", True)], "zh", "zh"),
        ([("zh", True)], "zh-Hant", "zh-Hant"),
        ([("zh-Hant", False)], "zh", "zh"),
    ],
)
def test_the_language_asked_for_holds_else_the_newest_certain_message_decides(identified, requested, expected):
    assert conversation_language(identified, requested=requested) == expected


@pytest.mark.parametrize(("code", "expected"), [("zh-TW", "zh-Hant"), ("zh_CN", "zh"), ("pt-BR", None), (None, None)])
def test_a_locale_is_reduced_to_one_that_replies_exist_in(code, expected):
    assert supported(code) == expected


def test_a_browsers_wishes_are_read_in_their_order():
    assert preferred("pt-BR, fr;q=0.5, de;q=0.8") == "de"
    assert preferred("tlh, *;q=0.1") == "en"
    assert preferred("de;q=often") == "en"


def test_arabic_runs_from_right_to_left():
    assert (direction("ar"), direction("zh-Hant")) == ("rtl", "ltr")
