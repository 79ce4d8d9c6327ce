"""What a conversation remembers, for how long, and that it is this conversation's alone."""

from __future__ import annotations

import pytest

from actions.context import FADES_AFTER


@pytest.mark.parametrize(
    ("language", "first", "second", "country", "expected"),
    [
        ("en", "how long is accounting?", "and the German one?", "DE", "Sino-German"),
        ("zh", "会计学几年？", "那英国的呢？", "GB", "中英"),
        ("th", "บัญชีเรียนกี่ปี", "แล้วของเกาหลีล่ะคะ", "KR", "เกาหลี"),
        ("es", "¿cuánto dura contabilidad?", "¿y el de Singapur?", "SG", "singapurense"),
    ],
)
def test_the_last_question_is_answered_about_the_new_thing(talk, language, first, second, country, expected):
    person = talk(language)
    person.say(first, "ask_duration", program="accounting-au")
    reply = person.say(second, "follow_up", country=country)
    assert expected in reply.text.split("\n")[0]
    assert reply.data["topics"] == ["ask_duration"]


def test_a_new_question_is_about_the_last_thing(talk):
    person = talk("ko")
    person.say("회계 과정에 대해 알려주세요", "ask_program_details", program="accounting-au")
    person.say("그럼 얼마나 걸려요?", "ask_duration")
    assert person.context["entities"] == {"program": ["accounting-au"]}


def test_a_degree_level_is_added_to_the_program(talk):
    person = talk("en")
    person.say("how long is design?", "ask_duration", program="visual-communication-kr")
    reply = person.say("and for a master's?", "follow_up", degree_level="master")
    assert "Sino-Korean cooperative program): 2 years" in reply


def test_after_all_details_a_degree_level_asks_for_its_stage(talk):
    person = talk("zh-Hant")
    person.say("介紹一下設計專業", "ask_program_details", program="visual-communication-kr")
    assert "2年" in person.say("碩士呢", "follow_up", degree_level="master")
    assert person.context["intent"] == "ask_duration"


def test_a_campus_does_not_make_the_program_forgotten(talk):
    person = talk("en")
    person.say("tell me about accounting", "ask_program_details", program="accounting-au")
    person.say("and the Thai campus?", "ask_campus_details", campus="thailand")
    assert "Sino-Australian" in person.say("how long does it take?", "ask_duration")


def test_a_question_about_all_programs_ends_the_talk_about_one(talk):
    person = talk("en")
    person.say("tell me about accounting", "ask_program_details", program="accounting-au")
    person.say("which programs are there?", "list_programs")
    assert "How long the programs take" in person.say("how long does it take?", "ask_duration")


def test_what_was_talked_about_fades(talk):
    person = talk("en")
    person.say("tell me about accounting", "ask_program_details", program="accounting-au")
    for _ in range(FADES_AFTER):
        person.say("where are you?", "list_campuses")
    assert "How long the programs take" in person.say("how long does it take?", "ask_duration")


def test_an_hour_later_the_conversation_begins_anew_but_suggests_nothing_twice(talk):
    person = talk("en")
    person.say("tell me about accounting", "ask_program_details", program="accounting-au")
    reply = person.say("how long does it take?", "ask_duration", later=3700)
    assert "How long the programs take" in reply
    assert person.context["asked"] == ["ask_program_details", "ask_duration"]


def test_a_follow_up_about_something_unpublished_says_so_and_writes_it_down(talk):
    person = talk("en")
    person.say("how can I be admitted?", "list_admission_routes")
    reply = person.say("and for girls?", "follow_up")
    assert "nothing on this about other cases" in reply
    assert reply.data["gaps"] == ["list_admission_routes"]


def test_a_follow_up_without_a_question_before_asks_what_is_wanted(talk):
    assert "What would you like to know" in talk("en").say("and?", "follow_up")


def test_a_name_alone_is_described(talk):
    assert "Field: tourism" in talk("en").say("and tourism?", "follow_up", program="tourism-sg")
    assert "Thailand campus" in talk("en").say("and the Thai campus?", "follow_up", campus="thailand")


def test_conversations_do_not_mix(talk):
    one, other = talk("en"), talk("en")
    one.say("tell me about accounting", "ask_program_details", program="accounting-au")
    other.say("tell me about design", "ask_program_details", program="visual-communication-kr")
    assert "Sino-Australian" in one.say("how long does it take?", "ask_duration")
    assert "Sino-Korean" in other.say("how long does it take?", "ask_duration")


def test_nothing_an_applicant_wrote_is_kept_in_the_slot(talk):
    person = talk("en")
    person.say("my name is Anna Schmidt, how long is accounting?", "ask_duration", program="accounting-au")
    assert "Anna" not in str(person.slots)


def test_what_was_named_is_talked_about_also_when_the_answer_is_about_all(talk):
    person = talk("de")
    person.say("Was kann ich nach dem Tourismusmanagement werden?", "ask_career", program="tourism-sg")
    reply = person.say("Und wie lange dauert das insgesamt?", "ask_duration")
    assert "Tourismus" in reply
    assert "Rechnungswesen" not in reply


FROM = {
    "en": "I am from Kazakhstan. Which programs are there?",
    "zh": "我来自哈萨克斯坦，有哪些专业？",
    "ru": "Я из Казахстана. Какие у вас программы?",
    "fr": "Je viens du Kazakhstan, quels programmes avez-vous ?",
    "ko": "카자흐스탄에서 왔는데 어떤 과정이 있나요?",
    "id": "Saya dari Kazakhstan, ada program apa saja?",
}


@pytest.mark.parametrize("language", FROM)
def test_where_an_applicant_is_from_singles_out_no_program(talk, language):
    reply = talk(language).say(FROM[language], "list_programs", country="KZ")
    assert len(reply.data["parts"]) == 1
    assert len(reply.data["facts"]) == 5


def test_an_origin_beside_china_singles_out_no_program_either(talk):
    text = "Я из Казахстана, хочу учиться в Китае. Какие у вас программы?"
    reply = talk("ru").say(text, "list_programs", country=["KZ", "CN"])
    assert "Казахстан" not in reply
    assert len(reply.data["facts"]) == 5


def test_the_stages_of_a_program_are_told_once_in_a_reply(talk):
    asked = [
        {"text": text, "intent": intent, "entities": [{"entity": "program", "value": "tourism-sg"}]}
        for text, intent in (("how long is tourism", "ask_duration"), ("where do I study it", "ask_pathway"))
    ]
    reply = talk("en").say("how long is tourism and where do I study it", "ask_duration", questions=asked)
    assert reply.text.count("3 years at the college") == 1
    assert "has not been published" in reply.text


def test_only_what_can_be_about_the_new_thing_is_asked_again(talk):
    person = talk("ru")
    person.say("расскажите про автомобильную", "ask_program_details", program="automotive-de")
    asked = [
        {"text": "сколько лет всего", "intent": "ask_duration", "entities": []},
        {"text": "где учиться", "intent": "list_campuses", "entities": []},
    ]
    person.say("сколько лет всего и где учиться", "ask_duration", questions=asked)
    reply = person.say("А если я хочу только бакалавра?", "follow_up", degree_level="bachelor")
    assert reply.data["topics"] == ["ask_duration"]
    assert "автомобилей" in reply
    assert "Бухгалтерский" not in reply


def test_programs_there_are_the_programs_at_that_campus(talk):
    person = talk("th")
    person.say("มีวิทยาเขตในไทยไหมคะ", "ask_campus_details", campus="thailand")
    reply = person.say("ที่นั่นเปิดสอนอะไรบ้างคะ", "list_programs")
    assert reply.data["topics"] == ["ask_campus_details"]
    assert reply.data["gap"]
