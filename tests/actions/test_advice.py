""" "Which one suits me": at most three questions, by button or in words, interruptible, reasons from the facts."""

from __future__ import annotations

import pytest

ASKING = {
    "en": "Which program would suit me best?",
    "zh": "哪个专业最适合我？",
    "zh-Hant": "哪個專業最適合我？",
    "th": "หนูควรเลือกสาขาไหนดีคะ",
    "ko": "저한테 맞는 전공 추천해 주세요",
    "de": "Welches Fach passt zu mir?",
    "ru": "какая программа мне подойдёт?",
    "fr": "quel programme me conseillez-vous ?",
    "ar": "أي تخصص أنسب لي؟",
    "es": "¿Qué carrera me recomiendan?",
    "ja": "どのコースが私に向いていますか",
    "vi": "em nên chọn ngành nào ạ",
    "id": "jurusan apa yang cocok buat saya",
}


@pytest.mark.parametrize("language", ASKING)
def test_who_asks_what_suits_them_is_asked_for_the_field_in_every_language(talk, language):
    reply = talk(language).say(ASKING[language], "compare_programs")
    assert reply.payloads[0] == '/choose{"field": "accounting"}'
    assert reply.payloads[-1] == "/choose_any"
    assert len(reply.payloads) == 6


def test_a_field_decides_the_country_and_the_reasons_come_from_the_facts(talk):
    person = talk("en")
    person.say("which program suits me?", "compare_programs")
    person.press("Design")
    reply = person.press("Master's degree")
    assert "Sino-Korean" in reply
    assert "• Your field: design" in reply
    assert "• Leads to the degree you want: master's degree, 6 years in all until then" in reply
    assert reply.data["facts"] == ["program/visual-communication-kr"]
    assert "How long" not in reply
    assert len(reply.buttons) == 3


def test_never_more_than_three_questions(talk):
    person = talk("en")
    questions = [person.say("which program suits me?", "compare_programs")]
    while "No preference" in person.replies[-1].buttons:
        questions.append(person.press("No preference"))
    assert len(questions) == 4  # three questions and the proposal
    assert "side by side" in questions[-1]


@pytest.mark.parametrize(
    ("text", "intent", "found"),
    [
        ("Korea", "follow_up", {"country": "KR"}),
        ("I would like Korea", "ask_partner_institutions", {"country": "KR"}),
        ("doesn't matter", "deny", {}),
    ],
)
def test_answers_in_words_are_taken_whatever_their_intent(talk, text, intent, found):
    person = talk("en")
    person.say("which program suits me?", "compare_programs")
    person.press("No preference")
    reply = person.say(text, intent, spans={"KR": (len(text) - 5, len(text))} if found else {}, **found)
    assert reply.text == "How far would you like to go?"


def test_a_question_in_between_is_answered_and_the_answer_still_taken(talk):
    person = talk("en")
    person.say("which program suits me?", "compare_programs")
    interruption = person.say("how long does design take?", "ask_duration", program="visual-communication-kr")
    assert "In all: 6 years" in interruption
    assert person.say("design", "list_programs", field="design", spans={"design": (0, 6)}).text.startswith("How far")


def test_after_three_other_messages_a_name_is_a_question_again(talk):
    person = talk("en")
    person.say("which program suits me?", "compare_programs")
    for _ in range(3):
        person.say("thanks", "thank")
    reply = person.say("design", "list_programs", field="design", spans={"design": (0, 6)})
    assert "This program fits" in reply


def test_where_the_question_itself_leaves_one_program_nothing_is_asked(talk):
    person = talk("en")
    reply = person.say("I like design, what do you recommend?", "compare_programs", field="design")
    assert "Your field: design" in reply
    assert person.context["subjects"]["program"] == ["visual-communication-kr"]


def test_wishes_in_the_question_itself_are_not_asked_again(talk):
    person = talk("en")
    reply = person.say("up to a master's, what do you recommend?", "compare_programs", degree_level="master")
    assert reply.text != "How far would you like to go?"
    person.press(reply.buttons[0])
    assert all("How far would you like to go?" not in each for each in person.replies)


def test_wishes_that_no_program_meets_together_are_told_so(talk):
    person = talk("en")
    person.say("tourism in Germany, is it for me?", "compare_programs", field="tourism", country="DE")
    reply = person.press("Bachelor's degree")
    assert "None of the published programs fits all your wishes" in reply


def test_it_can_be_cancelled(talk):
    person = talk("en")
    person.say("which program suits me?", "compare_programs")
    assert "stopped" in person.say("cancel", "nlu_fallback")
    assert "This program fits" in person.say("design", "list_programs", field="design", spans={"design": (0, 6)})


def test_how_programs_differ_is_shown_side_by_side_with_the_way_to_advice(talk):
    person = talk("en")
    reply = person.say("difference between the programs?", "compare_programs")
    assert len(reply.blocks[0]["rows"]) == 5
    assert reply.payloads[:2] == ["/start_path", "/start_advice"]
    assert "Which field interests you most" in person.press("Which program suits me?")


def test_two_named_programs_are_compared_even_when_asked_for_advice(talk):
    reply = talk("en").say(
        "accounting or design, what suits me?", "compare_programs", program=["accounting-au", "visual-communication-kr"]
    )
    assert len(reply.blocks[0]["rows"]) == 2


def test_a_choice_after_its_question_was_given_up_still_leads_somewhere(talk):
    person = talk("en")
    person.say("which program suits me?", "compare_programs")
    buttons = person.replies[-1]
    for _ in range(4):
        person.say("thanks", "thank")
    person.replies.append(buttons)
    assert "This program fits" in person.press("Design")
    person.replies.append(buttons)
    assert "What would you like to know" in person.press("No preference")


def test_a_message_without_an_answer_and_without_a_question_is_asked_again(talk):
    person = talk("ru")
    asked = person.say("Какая программа мне подойдёт?", "compare_programs")
    assert person.say("люблю технику и машины", "compare_programs").buttons == asked.buttons


def test_a_comparison_asked_for_meanwhile_is_no_wish(talk):
    person = talk("ru")
    person.say("Какая программа мне подойдёт?", "compare_programs")
    reply = person.say("сравните туризм с компьютерной", "compare_programs", program=["tourism-sg", "computing-gb"])
    assert reply.text.startswith("Сравнение программ")
