"""Which language a text is in, from a handful of sentences."""

from __future__ import annotations

import pytest

from bot.nlu.language_evidence import _ONLY_CHINESE, LanguageEvidence

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


LATIN = [
    *[(f"jurusan akuntansi nomor {number} yang bagus", "id") for number in "abcdefghijklmn"],
    *[(f"la carrera de contabilidad número {number} por favor", "es") for number in "abcdefghijklmn"],
    *[(f"the accounting course number {number} please", "en") for number in "abcdefghijklmn"],
]


def without_desain(text: str) -> str:
    return text.replace("jurusan desain", " ").replace("carrera", " ")


@pytest.fixture(scope="module")
def latin() -> LanguageEvidence:
    return LanguageEvidence.learn(LATIN)


def test_a_word_of_one_language_tells_it_where_nothing_else_does(latin: LanguageEvidence):
    guess = latin.identify("info jurusan desain dong", without_desain)
    assert (guess.code, guess.certain) == ("id", True)
    assert latin.identify("carrera", without_desain).code == "es"
    # English words are everybody's.
    assert "accounting" not in latin.telling_words


def test_spanish_shows_by_its_question_marks(latin: LanguageEvidence):
    guess = latin.identify("¿eres un robot?")
    assert (guess.code, guess.certain) == ("es", True)


def test_french_shows_by_its_blank_before_a_mark():
    both = LanguageEvidence.learn([("les stages", "fr"), ("des Staates", "de"), ("une offre", "fr"), ("das Amt", "de")])
    assert both.latin.probabilities("des stages")["fr"] > 0.2
    assert both.identify("Des stages?").certain is False
    guess = both.identify("Des stages ?")
    assert (guess.code, guess.certain) == ("fr", True)


def test_evidence_is_the_same_after_being_saved(latin: LanguageEvidence):
    assert LanguageEvidence.from_arrays(latin.arrays()).telling_words == latin.telling_words


@pytest.mark.parametrize("text", ["那的呢", "設計吗"])
def test_particles_of_chinese_tell_it_in_a_word_or_two(text: str, evidence: LanguageEvidence):
    guess = evidence.identify(text)
    assert (guess.code, guess.certain) == ("zh", True)


@pytest.mark.parametrize("text", ["那1年本科不去行不行", "可不可以申請", "那本科学历"])
def test_chinese_is_known_by_how_it_points_and_asks(evidence: LanguageEvidence, text: str):
    assert evidence.identify(text).code == "zh"


@pytest.mark.parametrize("text", ["入学試験科目一覧", "不合格者発表", "学費免除制度有無"])
def test_japanese_in_han_alone_is_not_taken_for_it(text: str):
    assert not _ONLY_CHINESE.search(text)
