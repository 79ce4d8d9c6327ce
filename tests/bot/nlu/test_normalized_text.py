"""What a text looks like to the pipeline, and the way back to what was typed."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu import normalized_text
from bot.nlu.normalized_text import READ_LIMIT, normalize, replace_surrogates


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("  ｈｅｌｌｏ   wörld​ ", "hello wörld"),
        ("o\u0308ffnen", "öffnen"),
        ("\u0e17\u0e4d\u0e32", "ทำ"),
        ("ｱﾊﾟｰﾄ", "アパート"),
        ("one\r\n\r\ntwo", "one\ntwo"),
        ("a\ud800b\x07c", "abc"),
        ("\n \t", ""),
    ],
)
def test_unicode_forms_invisible_characters_and_blanks_are_evened_out(typed: str, read: str):
    assert normalize(typed).text == read


def test_a_span_leads_back_to_what_was_typed():
    typed = "\u200bo\u0308ffnet  die Kfz"
    found = normalize(typed)
    start = found.text.index("Kfz")
    assert typed[slice(*found.original_span(start, start + 3))] == "Kfz"
    assert found.original_span(0, 6) == (1, 8)


def test_a_long_text_keeps_its_whole_questions():
    question = "When does the semester start?"
    found = normalize("I will tell you about my life. " * 40 + question)
    assert question in found.text
    assert len(found.text) <= READ_LIMIT


def test_a_long_text_without_a_question_keeps_beginning_and_end():
    found = normalize("begin " + "and so on " * 100 + "finish")
    assert found.text.startswith("begin")
    assert found.text.endswith("finish")
    assert len(found.text) == READ_LIMIT


def test_a_lone_surrogate_is_replaced_without_moving_offsets():
    assert replace_surrogates("a\ud83cb") == "a\ufffdb"


@given(st.text(max_size=600))
def test_any_text_is_read_and_every_span_lies_within_it(text: str):
    found = normalize(text)
    assert len(found.text) == len(found.starts) == len(found.ends) <= READ_LIMIT
    found.text.encode("utf-8")
    assert all(0 <= start < end <= len(text) for start, end in zip(found.starts, found.ends, strict=True))
    assert list(found.starts) == sorted(found.starts)


@given(st.text(max_size=60) | st.text("aé 한กำだ\u0301\n", max_size=30))
def test_a_text_that_needs_nothing_comes_out_as_the_long_way_makes_it(text: str):
    quick = normalize.__wrapped__(text)
    with patch.object(normalized_text, "_is_plain", return_value=False):
        assert normalize.__wrapped__(text) == quick
