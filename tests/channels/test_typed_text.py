"""What a person types is never a command, and never too long."""

from __future__ import annotations

import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.typed_text import TextRefused, as_asked, checked, chosen_number


@pytest.mark.parametrize(
    "typed",
    [
        "/fees", " /fees", "\t\n/fees", "／fees", "\u3000／fees", "\u200b/fees", "\ufeff/fees", "//fees", "/ /fees",
        "\u2060/fees", "\u00a0/fees", "\x1b/fees", "\x00/fees", "\u202e/fees", "\u00ad/fees", "／\u200d/ fees",
    ],
)  # fmt: skip
def test_a_leading_slash_in_any_disguise_is_taken_off(typed: str) -> None:
    assert as_asked(typed) == "fees"


@pytest.mark.parametrize("typed", ["1/2 year?", "and/or", "http://x.y/", "fees/", "¿/fees?", "(/fees)"])
def test_a_slash_further_on_stays(typed: str) -> None:
    assert as_asked(typed) == typed


@given(st.text(max_size=40))
def test_no_text_is_a_command_for_rasa_however_it_is_normalised(typed: str) -> None:
    asked = as_asked(typed)
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        normal = unicodedata.normalize(form, asked)
        visible = "".join(each for each in normal if unicodedata.category(each) not in ("Cc", "Cf", "Cs"))
        assert not normal.strip().startswith("/")
        assert not visible.strip().startswith("/")


@given(st.text(max_size=3000))
def test_every_text_is_taken_or_refused_with_a_reason(typed: str) -> None:
    text = None
    with suppress(TextRefused):
        text = checked(typed, limit=2000)
    if text is None:
        with pytest.raises(TextRefused, match=r"message_(empty|too_long)"):
            checked(typed, limit=2000)
        return
    assert 0 < len(text) <= 2000
    assert text.encode("utf-8")


def test_two_thousand_characters_pass_and_one_more_does_not() -> None:
    assert len(checked("学" * 2000, limit=2000)) == 2000
    with pytest.raises(TextRefused, match="message_too_long") as refused:
        checked("学" * 2001, limit=2000)
    assert refused.value.values == {"limit": 2000}


@pytest.mark.parametrize("typed", ["", "   ", "/", "／／", "\u200b\u200b", "\x00", "\n\t"])
def test_a_message_that_says_nothing_is_refused(typed: str) -> None:
    with pytest.raises(TextRefused, match="message_empty"):
        checked(typed, limit=2000)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("2", 2),
        (" 2. ", 2),
        ("2)", 2),
        ("(2)", 2),
        ("２", 2),
        ("2、", 2),
        ("٢", 2),
        ("๒", 2),
        ("२", 2),
        ("【3】", 3),
        ("#1", 1),
    ],
)
def test_numbers_of_every_script_choose(typed: str, number: int) -> None:
    assert chosen_number(typed) == number


@pytest.mark.parametrize("typed", ["2 years", "no 2", "2.5", "100", "", "-1", "二"])
def test_other_texts_do_not_choose(typed: str) -> None:
    assert chosen_number(typed) is None
