"""Words and characters, and phrases that punctuation does not hide."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.normalized_text import normalize
from bot.nlu.universal_tokenizer import language, split_words, tokens_in, words_in


def texts(text: str) -> list[str]:
    return [word.text for word in split_words(text)]


def test_spaced_scripts_give_words_and_unspaced_ones_characters():
    assert texts("VCD 3年, wie teuer?") == ["VCD", "3", "年", ",", "wie", "teuer", "?"]
    assert texts("한국은") == ["한", "국", "은"]


def test_thai_marks_stay_with_their_consonant():
    assert texts("ค่ะที่") == ["ค่", "ะ", "ที่"]


def test_a_hyphenated_phrase_is_the_same_with_a_dash_or_a_blank():
    forms = [[token.norm_ for token in language()(text)] for text in ("Sino-German", "Sino – German", "sino german")]
    assert forms[0] == forms[1] == forms[2]


def test_a_sentence_border_is_a_token_so_that_no_phrase_crosses_it():
    assert [token.text for token in language()("in China. German cars")] == ["in", "China", ".", "German", "cars"]


@given(st.text(max_size=120))
def test_every_word_stands_where_it_says(text: str):
    read = normalize(text).text
    for word in words_in(language()(read)):
        assert read[word.start : word.end] == word.text


@given(st.text(max_size=120))
def test_the_tokens_are_those_of_the_document(text: str):
    assert [word.text for word in tokens_in(text)] == [token.text for token in language()(text)]
