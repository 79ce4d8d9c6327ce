"""Which language a text is in, from a handful of sentences."""

from __future__ import annotations

import pytest

from bot.nlu.language_evidence import LanguageEvidence

SENTENCES = [
    ("请问学费多少钱，奖学金怎么申请", "zh"),
    ("会计专业要读几年，毕业发什么文凭", "zh"),
    ("請問設計系要讀幾年", "zh"),
    ("学費はいくらですか、奨学金の申請方法を教えてください", "ja"),
    ("設計の学士課程は何年ですか", "ja"),
    ("入学の取消はできますか", "ja"),
]


@pytest.fixture(scope="module")
def evidence() -> LanguageEvidence:
    return LanguageEvidence.learn(SENTENCES)


@pytest.mark.parametrize("word", ["設計", "取消", "学士", "会計", "申請期限"])
def test_a_word_or_two_in_kanji_leaves_the_language_to_the_conversation(word: str, evidence: LanguageEvidence):
    guess = evidence.identify(word)
    assert not guess.certain
    assert guess.others == ("zh", "ja")


def test_simplified_characters_are_never_japanese(evidence: LanguageEvidence):
    guess = evidence.identify("俺闺女明年夏季高考，能进不")
    assert (guess.code, guess.certain) == ("zh", True)


@pytest.mark.parametrize(("text", "code"), [("请问学费多少钱", "zh"), ("学費はいくらですか", "ja")])
def test_a_sentence_is_certain(text: str, code: str, evidence: LanguageEvidence):
    guess = evidence.identify(text)
    assert (guess.code, guess.certain) == (code, True)
