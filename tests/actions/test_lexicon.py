"""Words that the dialogue listens for, in twelve languages."""

from __future__ import annotations

import pytest

from actions import lexicon as lexicons
from actions.lexicon import LexiconError, check, lexicon, ordinal_in, says
from office.languages import CODES
from office.wording.catalogues import translate

ORDINALS = {
    "en": {"and the second one?": 1, "number two please": 1, "the 3rd program": 2, "the last one": -1},
    "zh": {"第二个呢": 1, "第二個呢？": 1, "第三项怎么样": 2, "最后一个": -1},
    "th": {"แล้วอันที่สองล่ะคะ": 1, "หลักสูตรที่ 2 ใช้เวลากี่ปี": 1, "อันแรก": 0, "อันสุดท้าย": -1},
    "ko": {"두 번째 거는요?": 1, "2번": 1, "세번째 프로그램": 2, "마지막 거": -1},
    "de": {"und das zweite?": 1, "Was kostet das dritte Programm?": 2, "Nummer 2": 1, "das letzte": -1},
    "ru": {"а вторая?": 1, "расскажите про вторую программу": 1, "про третий вариант": 2, "последняя": -1},
    "fr": {"et la deuxième ?": 1, "et pour le deuxieme": 1, "numéro 3": 2, "le dernier": -1},
    "ar": {"والثاني؟": 1, "البرنامج الثاني كم سنة؟": 1, "والثالث؟": 2, "الأخير": -1},
    "es": {"¿y el segundo?": 1, "el tercer programa": 2, "opción 2": 1, "la última": -1},
    "ja": {"二つ目は？": 1, "2番目のプログラムについて": 1, "最初のもの": 0, "最後のは？": -1},
    "vi": {"còn cái thứ hai?": 1, "chương trình thứ 2 học mấy năm": 1, "ngành thứ ba": 2, "cái cuối cùng": -1},
    "id": {"kalau yang kedua?": 1, "program kedua berapa lama": 1, "pilihan ketiga": 2, "yang terakhir": -1},
}
NO_ORDINALS = {
    "en": "what about the second year",
    "zh": "第一个学期学什么",
    "th": "แล้วปีสองล่ะ",
    "ko": "2번째 학기",
    "de": "und im zweiten Jahr?",
    "ru": "на втором курсе",
    "fr": "la deuxième année",
    "ar": "السنة الثانية",
    "es": "¿y para el segundo año?",
    "ja": "二年目は？",
    "vi": "năm thứ hai",
    "id": "tahun kedua",
}
CANCEL = {
    "en": "Never mind.",
    "zh": "取消",
    "th": "ยกเลิกค่ะ",
    "ko": "취소해 주세요",
    "de": "Abbrechen!",
    "ru": "отмена",
    "fr": "Annuler",
    "ar": "إلغاء",
    "es": "cancelar",
    "ja": "キャンセルします",
    "vi": "Hủy",
    "id": "batal",
}
ANY = {
    "en": "I don't mind",
    "zh": "都可以",
    "th": "อะไรก็ได้",
    "ko": "상관없어요",
    "de": "mir egal",
    "ru": "всё равно",
    "fr": "peu importe",
    "ar": "لا يهم",
    "es": "me da igual",
    "ja": "どれでもいいです",
    "vi": "ngành nào cũng được",
    "id": "terserah",
}


def test_all_files_can_be_read():
    check()


@pytest.mark.parametrize(
    ("language", "text", "place"), [(code, *each) for code in CODES for each in ORDINALS[code].items()]
)
def test_what_was_listed_can_be_counted_off(language, text, place):
    assert ordinal_in(text, language) == place


@pytest.mark.parametrize("language", CODES)
def test_a_second_year_is_not_the_second_of_a_list(language):
    assert ordinal_in(NO_ORDINALS[language], language) is None


@pytest.mark.parametrize("language", CODES)
def test_cancel_and_no_preference_are_understood_as_whole_messages_only(language):
    assert says(CANCEL[language], "cancel", language)
    assert says(ANY[language], "any", language)
    assert not says(f"{CANCEL[language]} x {ANY[language]}", "cancel", language)


def test_english_is_understood_in_every_language_and_traditional_chinese_as_chinese():
    assert says("cancel", "cancel", "th")
    assert says("取消", "cancel", "zh-Hant")
    assert ordinal_in("第二個呢", "zh-Hant") == 1


def test_a_broken_expression_is_named_with_its_file_and_section(tmp_path, monkeypatch: pytest.MonkeyPatch):
    good = (lexicons._FOLDER / "en.yml").read_text("utf-8")
    (tmp_path / "en.yml").write_text(good.replace("both: ['both'", "both: ['(both'"), "utf-8")
    monkeypatch.setattr(lexicons, "_FOLDER", tmp_path)
    lexicon.cache_clear()
    with pytest.raises(LexiconError, match=r"en\.yml, both: .*Correct the regular expression"):
        lexicon("en")
    (tmp_path / "en.yml").write_text(good.replace("both:", "bothe:"), "utf-8")
    with pytest.raises(LexiconError, match=r"en\.yml: sections differ .*'both', 'bothe'"):
        lexicon("en")
    with pytest.raises(LexiconError, match=r"th\.yml cannot be read"):
        lexicon("th")
    lexicon.cache_clear()


MY_PATH = {
    "en": "show me my path again",
    "zh": "再看一下我的路径",
    "th": "ขอดูเส้นทางการเรียนของหนูอีกครั้งค่ะ",
    "ko": "제 진학 경로 다시 보여 주세요",
    "de": "Zeigen Sie mir noch einmal meinen Weg",
    "ru": "Покажите ещё раз мой путь",
    "fr": "Je voudrais revoir mon parcours",
    "ar": "أرني مساري مرة أخرى",
    "es": "¿Puedo ver otra vez mi camino?",
    "ja": "さっきの進路をもう一度見せてください",
    "vi": "cho em xem lại lộ trình ạ",
    "id": "tolong tampilkan jalur saya",
}


@pytest.mark.parametrize("language", CODES)
def test_the_own_path_is_asked_for_in_words_and_by_the_words_of_its_button(language):
    assert says(MY_PATH[language], "my_path", language)
    assert says(translate(language, "utter_conversation_path_button"), "my_path", language)
    for title in ("ask_pathway", "list_admission_routes", "ask_admission_route"):
        family = "programs" if title == "ask_pathway" else "admission"
        assert not says(translate(language, f"utter_{family}_title_{title}"), "my_path", language)
