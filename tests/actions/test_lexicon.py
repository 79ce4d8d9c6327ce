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


IN_A_SENTENCE = {
    "en": {
        "With the second, where would I go?": 1,
        "how long does the third one take": 2,
        "the last one, what is that": -1,
    },
    "zh": {"第二个要去哪个国家": 1, "第三种方式具体怎么考": 2, "最后那个要读几年": -1},
    "th": {"อันที่สองไปเรียนประเทศไหน": 1, "แบบที่สามต้องสอบอะไร": 2, "วิธีสุดท้ายคืออะไร": -1},
    "ko": {"두 번째는 어느 나라로 가요?": 1, "세 번째 방법이 뭐예요": 2, "마지막은 몇 년 걸려요": -1},
    "de": {
        "Mit dem zweiten, wohin geht man da?": 1,
        "und der dritte wie lange dauert der": 2,
        "und das letzte, was ist das": -1,
    },
    "ru": {"а вторая сколько лет длится": 1, "на третьей какой диплом дают": 2, "а последний это что": -1},
    "fr": {
        "Avec la deuxième, il part dans quel pays ?": 1,
        "et le troisième dure combien": 2,
        "la dernière c'est quoi": -1,
    },
    "ar": {"والثاني كم سنة مدته": 1, "الثالث لأي بلد": 2, "والأخير ما هو": -1},
    "es": {"¿Y la segunda en qué consiste?": 1, "con la tercera a qué país iría": 2, "¿y el último cuánto dura?": -1},
    "ja": {"二つ目はどの国に行きますか": 1, "3番目だと何年かかりますか": 2, "最後のは何ですか": -1},
    "vi": {"cái thứ hai thì sang nước nào": 1, "với thứ ba, học mấy năm": 2, "phương thức cuối cùng là sao ạ": -1},
    "id": {"yang kedua kuliahnya ke negara mana": 1, "cara ketiga gimana": 2, "opsi terakhir apa itu": -1},
}
YEARS_IN_A_SENTENCE = {
    "en": "is the second year already abroad",
    "zh": "第二学期在哪里上课",
    "th": "แล้วปีสองเรียนที่ไหน",
    "ko": "두 번째 학기는 어디서 공부해요",
    "de": "und das zweite Jahr, wo ist man da?",
    "ru": "а второй курс уже за границей?",
    "fr": "et la deuxième année se passe où ?",
    "ar": "والسنة الثانية أين تكون",
    "es": "¿y el segundo año dónde se estudia?",
    "ja": "2年目はどこで勉強しますか",
    "vi": "thế năm thứ hai học ở đâu",
    "id": "kalau tahun kedua kuliahnya di mana",
}
COUNTRY = {
    "en": "and which country is that?",
    "zh": "要去哪个国家",
    "th": "ไปประเทศไหนคะ",
    "ko": "어느 나라로 가요?",
    "de": "In welches Land geht man da?",
    "ru": "а в какую страну ехать",
    "fr": "Il part dans quel pays ?",
    "ar": "لأي بلد يسافر الطالب؟",
    "es": "¿a qué país iría?",
    "ja": "どこの国ですか",
    "vi": "đi nước nào ạ",
    "id": "ke negara mana kak",
}


@pytest.mark.parametrize(
    ("language", "text", "place"), [(code, *each) for code in CODES for each in IN_A_SENTENCE[code].items()]
)
def test_what_was_listed_can_be_counted_off_inside_a_sentence(language, text, place):
    assert ordinal_in(text, language) == place


@pytest.mark.parametrize("language", CODES)
def test_a_second_year_inside_a_sentence_is_not_the_second_of_a_list(language):
    assert ordinal_in(YEARS_IN_A_SENTENCE[language], language) is None


@pytest.mark.parametrize("language", CODES)
def test_a_country_is_asked_for(language):
    assert says(COUNTRY[language], "which_country", language)
    assert not says(COUNTRY[language], "site", language)


WHY = {
    "en": "what do you have them for?",
    "zh": "开这些是为了什么",
    "th": "เปิดไปเพื่ออะไรคะ",
    "ko": "그건 왜 만들었어요?",
    "de": "Wozu gibt es die?",
    "ru": "а зачем они нужны?",
    "fr": "et c'est dans quel but ?",
    "ar": "وما الهدف منها؟",
    "es": "¿y para qué son?",
    "ja": "何のためにあるんですか",
    "vi": "mở ra để làm gì vậy ạ",
    "id": "buat apa sih itu?",
}
RETURNED = {
    "en": "how many came back?",
    "zh": "回国的有多少人",
    "th": "กลับมากี่คนคะ",
    "ko": "귀국한 학생은 몇 명이에요?",
    "de": "Wie viele sind zurückgekehrt?",
    "ru": "сколько вернулось?",
    "fr": "combien sont rentrés ?",
    "ar": "كم طالبا عادوا؟",
    "es": "¿cuántos han vuelto?",
    "ja": "帰国したのは何人ですか",
    "vi": "bao nhiêu bạn đã về nước ạ",
    "id": "yang sudah pulang berapa orang?",
}
TRANSPORT = {
    "en": "how do I get to the campus?",
    "zh": "去学校坐什么车",
    "th": "ไปวิทยาเขตยังไง เดินทางสะดวกไหมคะ",
    "ko": "캠퍼스까지 어떻게 가요?",
    "de": "Wie komme ich zum Campus?",
    "ru": "как добраться до кампуса?",
    "fr": "comment aller au campus ?",
    "ar": "كيف أصل إلى الحرم الجامعي؟",
    "es": "¿cómo llego al campus?",
    "ja": "キャンパスへの行き方は？",
    "vi": "đi đến trường bằng gì ạ",
    "id": "ke kampusnya naik apa ya",
}


@pytest.mark.parametrize("language", CODES)
def test_reasons_returning_and_the_way_there_are_told_apart(language):
    asked = {"why": WHY, "returned": RETURNED, "transport": TRANSPORT}
    for section in asked:
        for other, listed in asked.items():
            assert says(listed[language], section, language) == (section == other), (section, listed[language])


@pytest.mark.parametrize(
    ("language", "text", "section"),
    [
        ("id", "brp thn", "how_long"),
        ("ru", "скока их", "how_many"),
        ("es", "y en q paises", "which_country"),
        ("vi", "bnhiu sv", "students"),
        ("fr", "jvoulais dire", "meant"),
        ("de", "wieviele sind das", "how_many"),
        ("ar", "وين بالضبط", "where"),
        ("zh", "啥时候，为啥", "why"),
        ("en", "yrs in total", "in_all"),
    ],
)
def test_spellings_of_chats_are_written_out(language, text, section):
    assert says(text, section, language)
    assert ordinal_in("yg kedua", "id") == 1
