""" "The second one", "that program", "both": what they point at in a conversation."""

from __future__ import annotations

import pytest

LIST = {
    "en": ("which programs are there?", "and the second one?", "Sino-German"),
    "zh": ("有哪些专业？", "第二个呢？", "中德"),
    "zh-Hant": ("有哪些專業？", "第二個呢？", "中德"),
    "ko": ("어떤 프로그램이 있어요?", "두 번째 거는요?", "독"),
    "de": ("Welche Programme gibt es?", "und das zweite?", "deutsch"),
    "ar": ("ما هي البرامج؟", "والثاني؟", "الألماني"),
    "vi": ("có những ngành nào?", "còn cái thứ hai?", "Đức"),
}


@pytest.mark.parametrize("language", LIST)
def test_the_second_one_is_the_second_of_the_list(talk, language):
    listing, pointing, name = LIST[language]
    person = talk(language)
    person.say(listing, "list_programs")
    assert name in person.say(pointing, "follow_up")
    assert person.context["subjects"] == {"program": ["automotive-de"]}
    assert person.context["intent"] == "ask_program_details"


def test_the_list_stays_countable_while_one_of_it_is_talked_about(talk):
    person = talk("en")
    person.say("which programs are there?", "list_programs")
    person.say("tell me about the second one", "ask_program_details")
    person.say("how long does it take?", "ask_duration")
    assert "Sino-British" in person.say("and the third one?", "follow_up")
    assert "Sino-Korean" in person.say("how long is the last one?", "ask_duration")


def test_a_list_of_durations_can_be_counted_off_too(talk):
    person = talk("en")
    person.say("how long does it take?", "ask_duration")
    assert "Sino-Australian" in person.say("which degree do I get in the first one?", "ask_degree_awarded")


def test_campuses_are_counted_as_they_are_shown(talk):
    person = talk("en")
    person.say("where are you?", "list_campuses")
    assert "Thailand campus" in person.say("tell me about the second one", "ask_campus_details")


def test_beyond_the_end_of_the_list_the_listed_are_offered(talk):
    person = talk("en")
    person.say("where are you?", "list_campuses")
    reply = person.say("and the third one?", "follow_up")
    assert reply.text == "Which one do you mean?"
    assert reply.buttons == ["Australia campus", "Thailand campus"]
    assert "Thailand campus" in person.press("Thailand campus")


def test_that_program_is_the_one_talked_about_in_every_topic(talk):
    person = talk("en")
    person.say("tell me about accounting", "ask_program_details", program="accounting-au")
    reply = person.say("by which routes can I enter that program?", "list_admission_routes")
    assert person.context["entities"] == {"program": ["accounting-au"]}
    assert "4 routes" in reply


def test_both_are_the_last_two_that_were_singled_out(talk):
    person = talk("en")
    person.say("tell me about accounting", "ask_program_details", program="accounting-au")
    person.say("and the German one?", "follow_up", country="DE")
    reply = person.say("compare them both", "compare_programs")
    assert [row[0]["name"][1] for row in reply.data["parts"][0]["table"]["rows"]] == ["accounting-au", "automotive-de"]


def test_the_others_are_all_but_the_one_talked_about(talk):
    person = talk("en")
    person.say("how long is accounting?", "ask_duration", program="accounting-au")
    reply = person.say("and the other ones?", "follow_up")
    assert "Sino-Australian" not in reply
    assert reply.text.count("•") == 4


def test_there_is_the_campus_talked_about(talk):
    person = talk("en")
    person.say("tell me about the Thai campus", "ask_campus_details", campus="thailand")
    person.say("is it expensive to live there?", "ask_living_cost")
    assert person.context["entities"] == {"campus": ["thailand"]}


def test_there_is_the_partner_country_of_the_program_talked_about(talk):
    person = talk("en")
    person.say("tell me about design", "ask_program_details", program="visual-communication-kr")
    person.say("is it expensive to live there?", "ask_living_cost")
    assert person.context["entities"] == {"country": ["KR"]}


def test_a_name_in_the_question_wins_over_what_points(talk):
    person = talk("en")
    person.say("which programs are there?", "list_programs")
    assert "Sino-Korean" in person.say(
        "the second one, I mean design", "ask_duration", program="visual-communication-kr"
    )


def test_without_anything_listed_a_number_points_at_nothing(talk):
    person = talk("en")
    assert "What would you like to know" in person.say("and the second one?", "follow_up")


def test_what_points_fades_with_the_list(talk):
    person = talk("en")
    person.say("which programs are there?", "list_programs")
    for _ in range(13):
        person.say("thanks", "thank")
    assert "Sino-German" not in person.say("how long is the second one?", "ask_duration").text.split("\n")[0]


def test_a_new_session_knows_no_list(talk):
    person = talk("en")
    person.say("which programs are there?", "list_programs")
    reply = person.say("and the second one?", "follow_up", later=7 * 24 * 3600)
    assert "What would you like to know" in reply


TELL = {
    "en": "tell me more about the second one",
    "zh": "介绍一下第二个",
    "th": "ขอรายละเอียดของอันที่สองหน่อยครับ",
    "ko": "두 번째 프로그램에 대해 알려 주세요",
    "de": "Erzählen Sie mir mehr über das zweite",
    "ru": "расскажите подробнее про вторую",
    "fr": "Dites-m'en plus sur la deuxième",
    "ar": "أخبرني أكثر عن الثاني",
    "es": "cuéntame más del segundo",
    "ja": "二つ目について詳しく教えてください",
    "vi": "cho em biết thêm về chương trình thứ hai ạ",
    "id": "ceritakan lebih lanjut tentang yang kedua",
}


@pytest.mark.parametrize("language", TELL)
@pytest.mark.parametrize("read_as", ["out_of_scope", "give_feedback", "ask_program_details", "ask_about_college"])
def test_more_about_the_second_is_told_however_that_was_read(talk, language, read_as):
    person = talk(language)
    person.say("?", "list_programs")
    person.say(TELL[language], read_as)
    assert person.context["subjects"] == {"program": ["automotive-de"]}
    assert person.context["intent"] == "ask_program_details"


def test_more_about_the_first_is_about_what_was_listed(talk):
    person = talk("ru")
    person.say("Какие есть способы поступления?", "list_admission_routes")
    assert "комплексн" in person.say("Расскажите подробнее о первом", "ask_program_details").text.lower()
    assert person.context["intent"] == "ask_admission_route"


def test_a_doubtful_pointing_with_tell_is_no_doubt(talk):
    person = talk("zh")
    person.say("有哪些专业？", "list_programs")
    reply = person.say("介绍一下第二个", "ask_about_college", doubt=["ask_about_college", "follow_up"])
    assert "中德" in reply


def test_a_country_after_the_campuses_is_the_campus_there(talk):
    person = talk("ja")
    person.say("キャンパスはどこにありますか", "list_campuses")
    person.say("タイのほうについて教えてください", "follow_up", country="TH")
    assert person.context["intent"] == "ask_campus_details"
    assert person.context["subjects"]["campus"] == ["thailand"]


def test_the_other_one_abroad_is_the_other_campus(talk):
    person = talk("en")
    person.say("tell me about your campus in Thailand", "ask_campus_details", campus="thailand")
    assert "Australia campus" in person.say("and the other one abroad?", "follow_up")
