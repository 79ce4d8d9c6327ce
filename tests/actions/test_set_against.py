"""Lengths set against each other: of what was compared, of one program and all others, of a stage and the whole."""

from __future__ import annotations

import pytest

from office.languages import CODES

SHORTEST = {
    "en": "and which is the shortest one?",
    "zh": "哪个最短",
    "th": "อันไหนสั้นที่สุดคะ",
    "ko": "더 짧은 건 어느 쪽이에요?",
    "de": "und welches ist kürzer?",
    "ru": "а какая короче?",
    "fr": "et le plus court c'est lequel ?",
    "ar": "وأيهما أقصر؟",
    "es": "¿y el más corto?",
    "ja": "短いのはどちらですか",
    "vi": "ngành nào ngắn hơn ạ",
    "id": "yang lebih singkat yang mana?",
}
THAN_OTHERS = {
    "en": "why does the Korean one take a year longer than the others?",
    "zh": "韩国那个怎么比别的多一年",
    "th": "ทำไมของเกาหลีนานกว่าหลักสูตรอื่นคะ",
    "ko": "한국 과정은 왜 다른 과정보다 1년 길어요?",
    "de": "warum dauert das koreanische ein Jahr länger als die anderen?",
    "ru": "почему корейская на год дольше, чем остальные?",
    "fr": "pourquoi celui avec la Corée dure un an de plus que les autres ?",
    "ar": "لماذا البرنامج الكوري أطول من البرامج الأخرى بسنة؟",
    "es": "¿por qué el de Corea dura un año más que los demás?",
    "ja": "韓国のはどうして他のプログラムより1年長いんですか",
    "vi": "sao chương trình Hàn Quốc lại lâu hơn các ngành khác một năm ạ",
    "id": "kenapa yang Korea setahun lebih lama dari program lain?",
}


@pytest.mark.parametrize("language", CODES)
def test_the_shortest_of_two_is_told_by_their_years(talk, language):
    person = talk(language)
    person.say("?", "compare_programs", program=["tourism-sg", "visual-communication-kr"])
    reply = person.say(SHORTEST[language], "compare_programs")
    assert reply.data["topics"] == ["ask_duration"]
    assert set(reply.data["facts"]) == {"program/tourism-sg", "program/visual-communication-kr"}


@pytest.mark.parametrize("language", CODES)
def test_one_program_against_all_others_is_told_with_all(talk, language):
    reply = talk(language).say(THAN_OTHERS[language], "ask_duration", program="visual-communication-kr")
    assert len(reply.data["facts"]) == 5
    for count in ("1", "2", "5", "6"):  # the stage that differs, and the whole
        assert count in reply


def test_what_one_was_told_last_is_set_against_the_next(talk):
    person = talk("zh")
    person.say("?", "ask_program_details", program="visual-communication-kr")
    text = "咦，研究生怎么要两年呀？我同事家孩子学的那个会计好像一年就读完了呢"
    reply = person.say(text, "ask_duration", degree_level="master", program="accounting-au")
    assert ("2年（从入学起共6年）" in reply, "1年（从入学起共5年）" in reply) == (True, True)


def test_of_one_degree_the_stages_are_set_against_each_other(talk):
    person = talk("zh")
    person.say("?", "ask_program_details", program="visual-communication-kr")
    text = "听说别的专业硕士一年就读完，她这个咋要多读一年？"
    reply = person.say(text, "ask_duration", degree_level="master")
    assert reply.text.count("：1年") == 4
    assert reply.text.count("：2年") == 1


def test_which_of_two_leads_to_the_master_sooner_is_no_length_of_its_stage(talk):
    person = talk("fr")
    person.say("?", "compare_programs", program=["accounting-au", "tourism-sg"])
    doubt = ["ask_pathway", "ask_duration", "ask_degree_awarded"]
    text = "Laquelle des deux permet d'obtenir le master le plus rapidement ?"
    reply = person.say(text, "ask_pathway", doubt=doubt, degree_level="master")
    assert reply.data["topics"] == ["ask_duration"]
    assert reply.text.count("5 ans") == 2


def test_more_years_than_a_stage_has_are_the_sum(talk):
    said = "also mit master dann 5 jahre, richtig?"
    assert "insgesamt 5 Jahre" in talk("de").say(said, "ask_duration", degree_level="master")
    reply = talk("de").say("der master dauert 1 jahr?", "ask_duration", degree_level="master")
    assert "Masterabschluss" in reply
    assert "1 Jahr (ab Studienbeginn insgesamt 5 Jahre)" in reply


def test_what_is_pointed_at_is_not_set_against_anything(talk):
    person = talk("en")
    person.say("?", "compare_programs", program=["accounting-au", "tourism-sg"])
    reply = person.say("the second one, is it long?", "nlu_fallback", ranking=[("ask_duration", 0.5)])
    assert reply.data["facts"] in ([], ["program/tourism-sg"])


OTHERS_TOO = {
    "en": "and do the others take that long, too?",
    "zh": "别的也这样？",
    "th": "หลักสูตรอื่นก็เท่านี้เหรอคะ",
    "ko": "다른 과도 그만큼 걸려요?",
    "de": "dauern die anderen auch so lange?",
    "ru": "остальные тоже столько?",
    "fr": "les autres aussi ?",
    "ar": "والباقي كمان نفس المدة؟",
    "es": "¿los demás también?",
    "ja": "他のプログラムも同じですか",
    "vi": "các ngành khác cũng vậy hả?",
    "id": "program lain juga selama itu?",
}


@pytest.mark.parametrize("language", CODES)
def test_whether_the_others_are_like_that_is_told_of_all(talk, language):
    person = talk(language)
    person.say("?", "ask_duration", program="visual-communication-kr")
    reply = person.say(OTHERS_TOO[language], "follow_up")
    assert len(reply.data["facts"]) == 5


def test_the_years_without_going_abroad_are_in_the_stages(talk):
    person = talk("ru")
    person.say("сколько всего лет?", "ask_duration")
    assert person.say("а если без заграницы, тока у вас?", "follow_up").data["topics"] == ["ask_pathway"]


def test_how_long_all_programs_are_is_no_comparison_of_one_with_the_others(talk):
    reply = talk("ar").say("كم مدة البرامج؟", "ask_duration")
    assert "utter_programs_duration_all" in str(reply.data["parts"])


@pytest.mark.parametrize(("language", "text"), [("vi", "Vui lòng nói rõ hơn ạ"), ("ru", "короче, расскажи подробнее")])
def test_a_filler_is_no_length(talk, language, text):
    person = talk(language)
    person.say("?", "list_programs")
    assert person.say(text, "give_feedback").data["topics"] != ["ask_duration"]


def test_that_one_of_two_takes_longer_is_told_with_both(talk):
    person = talk("fr")
    person.say("?", "compare_programs", program=["visual-communication-kr", "accounting-au"])
    text = "Donc le premier est plus long, c'est bien ça ?"
    reply = person.say(text, "ask_duration", ranking=[("ask_duration", 0.99)])
    assert set(reply.data["facts"]) == {"program/visual-communication-kr", "program/accounting-au"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("th", "มีสาขาอื่นไหมคะ"),
        ("vi", "Còn ngành khác không ạ?"),
        ("id", "Ada jurusan lain?"),
        ("zh", "还有其他专业吗"),
        ("ja", "他のコースはありますか"),
        ("en", "are there any other programs?"),
    ],
)
def test_a_wish_for_other_programs_is_no_question_for_years(talk, language, text):
    person = talk(language)
    person.say("?", "ask_duration", program="accounting-au")
    assert person.say(text, "list_programs", ranking=[("list_programs", 0.9)]).data["topics"] != ["ask_duration"]


def test_whether_there_are_others_is_no_comparison(talk):
    person = talk("ko")
    person.say("회계 과정은 몇 년이에요?", "ask_duration", program="accounting-au")
    assert person.say("다른 과정도 있나요?", "follow_up").data["topics"] != ["ask_duration"]
