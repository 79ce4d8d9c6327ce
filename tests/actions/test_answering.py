"""Messages with hardly any words: names, numbers, typed buttons, "and how long?"; read from the conversation."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("zh", "第二个", "affirm"),
        ("en", "the second one", "out_of_scope"),
        ("th", "อันที่สอง", "nlu_fallback"),
        ("de", "das zweite", "deny"),
    ],
)
def test_a_message_that_only_points_is_about_the_list_whatever_its_intent(talk, language, text, intent):
    person = talk(language)
    person.say("?", "list_programs")
    person.say(text, intent)
    assert person.context["subjects"] == {"program": ["automotive-de"]}
    assert person.context["intent"] == "ask_program_details"


def test_pointing_with_a_likely_question_asks_that_question(talk):
    person = talk("en")
    person.say("how long is accounting?", "ask_duration", program="accounting-au")
    person.say("and design?", "follow_up", program="visual-communication-kr")
    reply = person.say("compare both", "nlu_fallback", ranking=[("nlu_fallback", 0.55), ("compare_programs", 0.45)])
    assert len(reply.blocks[0]["rows"]) == 2


def test_a_yes_stays_a_yes_where_nothing_was_listed(talk):
    assert "What would you like to know" in talk("zh").say("第二个", "affirm", language="en")


def test_after_a_gap_the_second_one_is_described(talk):
    person = talk("en")
    person.say("which programs are there?", "list_programs")
    person.say("and the fees?", "ask_tuition")
    assert "Field: automotive technology" in person.say("the second one", "affirm")


@pytest.mark.parametrize(
    ("language", "name", "intent"),
    [("ar", "التصميم", "affirm"), ("vi", "thiết kế", "out_of_scope"), ("en", "design", "greet")],
)
def test_a_name_alone_is_a_question_about_it(talk, language, name, intent):
    person = talk(language)
    spans = {"visual-communication-kr": (0, len(name))}
    person.say(name, intent, program="visual-communication-kr", spans=spans)
    assert person.context["intent"] == "ask_program_details"


def test_a_name_alone_repeats_the_question_before_it(talk):
    person = talk("en")
    person.say("how long is accounting?", "ask_duration", program="accounting-au")
    reply = person.say("design", "affirm", program="visual-communication-kr", spans={"visual-communication-kr": (0, 6)})
    assert "In all: 6 years" in reply


def test_the_last_thing_under_a_new_question_even_when_it_is_read_as_the_same_again(talk):
    person = talk("ko")
    person.say("회계 과정에 대해 알려주세요", "ask_program_details", program="accounting-au")
    ranking = [("follow_up", 0.79), ("ask_duration", 0.13), ("ask_living_cost", 0.03)]
    reply = person.say("그럼 얼마나 걸려요?", "follow_up", ranking=ranking)
    assert reply.data["topics"] == ["ask_duration"]
    assert person.context["entities"] == {"program": ["accounting-au"]}


def test_what_is_surely_the_same_again_is_not_made_into_another_question(talk):
    person = talk("en")
    person.say("how can I be admitted?", "list_admission_routes")
    ranking = [("follow_up", 0.99), ("ask_student_numbers", 0.005)]
    assert "nothing on this about other cases" in person.say("and for girls?", "follow_up", ranking=ranking)


def test_two_questions_at_once_are_both_asked_again_about_the_new_thing(talk):
    person = talk("en")
    questions = [
        {
            "text": "how long is it?",
            "intent": "ask_duration",
            "entities": [{"entity": "program", "value": "accounting-au"}],
        },
        {"text": "what does it cost?", "intent": "ask_tuition", "entities": []},
    ]
    person.say("how long is accounting? what does it cost?", "ask_duration", questions=questions)
    reply = person.say("and the German one?", "follow_up", country="DE")
    assert reply.data["topics"] == ["ask_duration", "ask_tuition"]
    assert "Sino-German" in reply


@pytest.mark.parametrize(
    ("language", "typed"), [("en", "where are the campuses"), ("zh", "校区在哪里"), ("fr", "OÙ SONT LES CAMPUS ?")]
)
def test_a_button_typed_in_its_words_is_a_press(talk, language, typed):
    person = talk(language)
    person.say("?", "greet")
    reply = person.say(typed, "out_of_scope", doubt=["ask_campus_life", "list_campuses"])
    assert reply.data["topics"] == ["list_campuses"]


def test_words_of_an_older_button_are_no_press(talk):
    person = talk("en")
    person.say("hello", "greet")
    person.say("no", "deny")
    assert "only know about studying" in person.say("Where are the campuses?", "out_of_scope")


@pytest.mark.parametrize(
    ("language", "typed"), [("en", "Find my path"), ("zh", "帮我找升学路径"), ("de", "meinen weg finden")]
)
def test_the_guided_dialogue_begins_when_its_buttons_words_are_typed(talk, language, typed):
    person = talk(language)
    person.say("?", "ask_pathway")
    title = person.replies[-1].buttons[0]
    if typed.casefold() != title.casefold():
        pytest.skip(f"the button says {title!r}")
    assert person.say(typed, "ask_how_to_apply").text == ""
    assert person.followup == "path_form"
    assert person.slots["path_state"]["stage"] == "asking"


def test_cancel_where_nothing_is_under_way_is_accepted(talk):
    assert "All right" in talk("en").say("cancel", "out_of_scope")


def test_whoever_is_declined_twice_is_offered_a_person(talk):
    person = talk("en")
    assert "/request_human" not in person.say("set an alarm", "out_of_scope").payloads
    assert "/request_human" in person.say("play some music", "out_of_scope").payloads


def test_where_the_fourth_one_leads_is_asked_of_the_program(talk):
    person = talk("de")
    person.say("Welche Programme gibt es?", "list_programs")
    reply = person.say("Beim vierten, in welches Land geht man da?", "list_campuses")
    assert "Singapur" in reply


def test_the_campus_that_was_just_listed_is_described(talk):
    person = talk("en")
    person.say("which campuses are there?", "list_campuses")
    reply = person.say("and in which province is the Thai one?", "list_campuses", campus="thailand")
    assert person.context["intent"] == "ask_campus_details"
    assert reply.data["gap"] is True


def test_recognition_elsewhere_is_told_once_and_of_nothing_else(talk):
    person = talk("en")
    both = [
        {"text": "which degree do I get", "intent": "ask_degree_awarded", "entities": []},
        {"text": "is it recognised", "intent": "ask_degree_recognition", "entities": []},
    ]
    first = person.say("which degree do I get, is it recognised", "ask_degree_awarded", questions=both)
    assert first.text.count("Ministry of Education") == 1
    reply = person.say("and in Russia?", "follow_up", country="RU", ranking=[("follow_up", 0.97)])
    assert person.context["intent"] == "ask_degree_recognition"
    assert "partner in this country" not in reply


def test_one_more_program_is_compared_with_those_before(talk):
    person = talk("en")
    person.say("German or Korean?", "compare_programs", program=["automotive-de", "visual-communication-kr"])
    reply = person.say("and the British one?", "follow_up", country="GB", ranking=[("follow_up", 0.99)])
    assert len(reply.blocks[0]["rows"]) == 3


def test_the_second_of_two_that_were_named_can_be_pointed_at(talk):
    person = talk("en")
    person.say("accounting or computing?", "ask_partner_institutions", program=["accounting-au", "computing-gb"])
    person.say("the second one", "follow_up", ranking=[("follow_up", 0.97)])
    assert person.context["entities"]["program"] == ["computing-gb"]


def test_a_story_and_a_question_on_one_program_tell_it_once(talk):
    person = talk("en")
    told = [
        {
            "text": "I have learnt to repair cars",
            "intent": "ask_program_details",
            "entities": [{"entity": "program", "value": "automotive-de"}],
        },
        {
            "text": "have you got something with cars?",
            "intent": "list_programs",
            "entities": [{"entity": "field", "value": "automotive"}],
        },
    ]
    reply = person.say("I have learnt to repair cars. Have you got something?", "ask_program_details", questions=told)
    assert reply.text.count("Automotive Inspection and Maintenance") == 1


def test_students_at_a_campus_are_not_those_of_the_college(talk):
    person = talk("en")
    person.say("do you have a campus in Thailand?", "ask_campus_details", campus="thailand")
    reply = person.say("how many students are there at that campus now?", "ask_student_numbers")
    assert "1,500" not in reply
    assert reply.data["gap"] is True


def test_which_of_the_two_is_better_compares_these(talk):
    person = talk("vi")
    person.say("?", "ask_partner_institutions", program=["computing-gb", "accounting-au"])
    reply = person.say("Theo ad thì em hợp với ngành nào hơn ạ?", "compare_programs")
    assert len(reply.blocks[0]["rows"]) == 2


def test_compared_with_the_one_before_it_is_no_list(talk):
    person = talk("vi")
    person.say("trường có ngành máy tính không?", "list_programs", field="computing")
    reply = person.say(
        "so với ngành kế toán thì khác gì nhau?",
        "compare_programs",
        program="accounting-au",
        ranking=[("compare_programs", 0.76), ("list_programs", 0.2)],
        continues={"list_programs": 0.83},
    )
    assert len(reply.blocks[0]["rows"]) == 2


def test_the_countries_of_the_teachers_are_not_those_of_students(talk):
    person = talk("ar")
    person.say("كم عدد المدرسين الأجانب؟", "ask_teachers")
    person.say("من أي دول هم؟", "ask_student_numbers", ranking=[("ask_student_numbers", 0.82)])
    assert person.context["intent"] == "ask_teachers"


def test_the_country_of_each_of_two_programs(talk):
    person = talk("es")
    person.say("¿contabilidad o informática?", "compare_programs", program=["accounting-au", "computing-gb"])
    reply = person.say("¿Y a qué país iríamos con cada una?", "ask_partner_institutions")
    assert "Reino Unido" in reply
    assert person.context["entities"]["program"] == ["accounting-au", "computing-gb"]


def test_programs_at_the_campus_of_a_country_may_be_meant(talk):
    person = talk("es")
    person.say("¿Tienen campus fuera de China?", "list_campuses")
    reply = person.say("¿Y qué carreras se pueden estudiar en el de Australia?", "list_programs", country="AU")
    assert "programas que se imparten" in reply


def test_a_list_of_one_and_its_way_in_one_message_are_told_once(talk):
    questions = [
        {"text": "ma fille veut faire compta", "intent": "list_programs", "confidence": 0.9,
         "entities": [{"entity": "field", "value": "accounting", "start": 0, "end": 0}]},
        {"text": "elle part direct ou elle commence en chine ?", "intent": "ask_pathway", "confidence": 0.9,
         "entities": [{"entity": "program", "value": "accounting-au", "start": 0, "end": 0}]},
    ]  # fmt: skip
    reply = talk("fr").say(
        "ma fille veut faire compta, elle part direct ou elle commence en chine ?", "list_programs", questions=questions
    )
    assert reply.text.count("3 ans") == 1
