"""Doubt is asked about, never answered as if certain; two failures lead to a person."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "Scholarships"), ("zh", "奖学金"), ("th", "ทุนการศึกษา"), ("ar", "المنح الدراسية"), ("fr", "Bourses")],
)
def test_two_readings_are_offered_and_the_choice_is_in_the_log(talk, language, title):
    person = talk(language)
    reply = person.say("?", "ask_tuition", doubt=["ask_tuition", "ask_scholarship"])
    assert reply.data["doubt"] == ["ask_tuition", "ask_scholarship"]
    assert reply.payloads == ["/ask_tuition", "/ask_scholarship", "/deny"]
    assert "gaps" not in reply.data or not reply.data["gaps"]
    chosen = person.press(title)
    assert chosen.data["resolves"] == {"readings": ["ask_tuition", "ask_scholarship"], "chosen": "ask_scholarship"}
    assert person.context["failures"] == 0


def test_a_reading_keeps_the_names_of_the_message(talk):
    person = talk("en")
    reply = person.say("german stuff", "ask_duration", doubt=["ask_duration", "ask_tuition"], program="automotive-de")
    assert reply.payloads[0] == '/ask_duration{"program": ["automotive-de"]}'
    assert "Sino-German" in person.press("How long does it take?")


def test_low_confidence_is_not_answered_even_where_the_action_could(talk):
    reply = talk("en").say("fees or so", "ask_tuition", doubt=["ask_tuition"])
    assert reply.buttons == ["Tuition and fees", "Something else"]
    assert not reply.data["gaps"]


def test_something_else_counts_as_a_failure_and_leads_to_a_person(talk):
    person = talk("en")
    person.say("?", "ask_tuition", doubt=["ask_tuition", "ask_scholarship"])
    reply = person.press("Something else")
    assert "Shall I pass your question on" in reply
    assert reply.buttons[0] == "Talk to a person"
    assert "passed your request on" in person.say("yes", "affirm")


def test_two_messages_not_understood_lead_to_a_person(talk):
    person = talk("en")
    first = person.say("asdf", "nlu_fallback")
    assert "other words" in first
    assert first.data["fallback"] is True
    assert "Shall I pass your question on" in person.say("qwer", "nlu_fallback")


def test_an_answer_in_between_ends_the_count(talk):
    person = talk("en")
    person.say("asdf", "nlu_fallback")
    person.say("which programs are there?", "list_programs")
    assert "other words" in person.say("qwer", "nlu_fallback")


def test_a_second_doubt_in_a_row_offers_a_person_beside_the_readings(talk):
    person = talk("en")
    person.say("?", "ask_tuition", doubt=["ask_tuition", "ask_scholarship"])
    reply = person.say("??", "ask_visa", doubt=["ask_visa", "ask_documents"])
    assert reply.buttons == ["Visa", "Documents", "Something else", "Talk to a person"]


def test_the_same_again_is_offered_as_the_question_before_it(talk):
    person = talk("en")
    person.say("how long is accounting?", "ask_duration", program="accounting-au")
    reply = person.say("and german", "follow_up", doubt=["follow_up", "ask_pathway"], country="DE")
    assert reply.payloads[0] == '/ask_duration{"country": ["DE"]}'


def test_two_readings_that_come_to_the_same_are_answered(talk):
    person = talk("en")
    person.say("how long is accounting?", "ask_duration", program="accounting-au")
    reply = person.say("how long german", "follow_up", doubt=["follow_up", "ask_duration"], country="DE")
    assert "In all: 5 years" in reply


def test_out_of_scope_is_no_reading_of_its_own(talk):
    reply = talk("en").say("?", "ask_visa", doubt=["ask_visa", "out_of_scope"])
    assert reply.buttons == ["Visa", "Something else"]


def test_a_name_that_can_mean_two_things_is_asked_about(talk):
    person = talk("en")
    candidates = [{"entity": "program", "value": "accounting-au"}, {"entity": "program", "value": "tourism-sg"}]
    mention = {"start": 12, "end": 20, "text": "business", "candidates": candidates}
    reply = person.say("how long is business?", "ask_duration", ambiguous=[mention])
    assert reply.text == "Which one do you mean?"
    assert [label.split(" (")[0] for label in reply.buttons] == ["Accounting", "Tourism Management"]
    assert "Sino-Singaporean" in person.press(reply.buttons[1])


def test_a_pressed_button_is_never_doubtful(talk):
    person = talk("en")
    person.say("hello", "greet")
    assert "cooperative programs" in person.press("Which programs are there?")


def test_between_the_question_just_answered_and_another_it_is_the_other(talk):
    ranking = [("ask_duration", 0.38), ("compare_programs", 0.33), ("out_of_scope", 0.25), ("follow_up", 0.02)]
    person = talk("es")
    person.say("turismo o informática?", "compare_programs", program=["tourism-sg", "computing-gb"])
    doubtful = {"intent": "ask_duration", "doubt": ["ask_duration", "compare_programs"], "ranking": ranking}
    reply = person.say("¿Y cuál es más largo?", **doubtful)
    assert "5 años" in reply
    assert person.context["subjects"]["program"] == ["tourism-sg", "computing-gb"]
    # Asked first thing, the same words are doubtful.
    assert talk("es").say("¿Y cuál es más largo?", **doubtful).text.startswith("No sé si he entendido bien")


def test_the_readings_keep_what_was_pointed_at(talk):
    person = talk("en")
    person.say("which programs are there?", "list_programs")
    reply = person.say("money for the second one", "ask_tuition", doubt=["ask_tuition", "ask_scholarship"])
    assert '/ask_tuition{"program": ["automotive-de"]}' in reply.payloads


def test_what_is_off_topic_by_a_narrow_margin_is_asked_back_and_not_declined(talk):
    ranking = [("out_of_scope", 0.55), ("ask_program_details", 0.44), ("ask_tuition", 0.0)]
    reply = talk("de").say("Erzählen Sie mir etwas über Rechnungswesen", "out_of_scope", ranking=ranking)
    assert reply.text.startswith("Ich bin nicht sicher")
    assert reply.payloads == ["/ask_program_details", "/deny"]
    ranking = [("out_of_scope", 0.95), ("ask_program_details", 0.04)]
    assert talk("de").say("Wie wird das Wetter?", "out_of_scope", ranking=ranking).data["topics"] == []


@pytest.mark.parametrize(
    ("said", "ranking", "named"),
    [
        ("is there tourism?", [("follow_up", 0.49), ("list_programs", 0.32), ("ask_program_details", 0.13)], "program"),
        ("got tourism?", [("list_programs", 0.45), ("ask_program_details", 0.4)], "program"),
        ("any tourism?", [("follow_up", 0.44), ("list_programs", 0.37)], "program"),
    ],
)
def test_whether_there_is_a_program_is_answered_whichever_way_it_is_read(talk, said, ranking, named):
    readings = [name for name, _ in ranking]
    reply = talk("en").say(said, ranking[0][0], doubt=readings, ranking=ranking, **{named: "tourism-sg"})
    assert "Tourism" in reply
    assert "doubt" not in reply.data or not reply.data["doubt"]


def test_what_is_left_when_nothing_went_before_has_to_be_likely(talk):
    ranking = [("follow_up", 0.4), ("list_programs", 0.2), ("ask_tuition", 0.19)]
    reply = talk("en").say("hm tourism", "follow_up", doubt=["follow_up", "list_programs"], ranking=ranking)
    assert reply.data["doubt"] == ["list_programs"]


def test_the_same_again_stays_a_reading_when_something_went_before(talk):
    person = talk("en")
    person.say("who teaches?", "ask_teachers")
    ranking = [("follow_up", 0.44), ("list_programs", 0.4)]
    reply = person.say(
        "tourism?", "follow_up", doubt=["follow_up", "list_programs"], ranking=ranking, program="tourism-sg"
    )
    assert reply.data["doubt"] == ["ask_teachers", "list_programs"]


def test_readings_that_the_details_of_one_program_answer_are_answered_by_them(talk):
    person = talk("en")
    person.say("how long does accounting take?", "ask_duration", program="accounting-au")
    ranking = [("follow_up", 0.44), ("list_programs", 0.4)]
    reply = person.say(
        "tourism?", "follow_up", doubt=["follow_up", "list_programs"], ranking=ranking, program="tourism-sg"
    )
    assert reply.data["topics"] == ["ask_program_details"]
    assert "In all: 5 years" in reply


def test_readings_on_which_nothing_is_published_are_not_asked_about(talk):
    ranking = [("ask_documents", 0.48), ("ask_entry_requirements", 0.44)]
    readings = ["ask_documents", "ask_entry_requirements"]
    reply = talk("ru").say("Сертификат по языку нужен?", "ask_documents", doubt=readings, ranking=ranking)
    assert reply.data["gaps"] == readings
    ranking = [("ask_how_to_apply", 0.48), ("list_admission_routes", 0.44)]
    readings = ["ask_how_to_apply", "list_admission_routes"]
    reply = talk("en").say("to get in, which papers?", "ask_how_to_apply", doubt=readings, ranking=ranking)
    assert reply.data["topics"] == ["list_admission_routes", "ask_how_to_apply"]
    # What is published on two readings is told of the one that is meant only.
    ranking = [("ask_career", 0.48), ("ask_curriculum", 0.44)]
    readings = ["ask_career", "ask_curriculum"]
    assert talk("en").say("practice?", "ask_career", doubt=readings, ranking=ranking).data["doubt"] == readings


def test_something_with_a_country_is_a_program_with_it(talk):
    ranking = [("list_programs", 0.44), ("ask_partner_institutions", 0.34), ("follow_up", 0.08)]
    readings = ["list_programs", "ask_partner_institutions"]
    reply = talk("en").say("anything with Singapore", "list_programs", doubt=readings, ranking=ranking, country="SG")
    assert "Tourism" in reply


def test_partners_in_a_country_stay_a_reading_where_they_are_likelier(talk):
    ranking = [("ask_partner_institutions", 0.45), ("list_programs", 0.34), ("follow_up", 0.08)]
    readings = ["ask_partner_institutions", "list_programs"]
    reply = talk("en").say(
        "who in Singapore", "ask_partner_institutions", doubt=readings, ranking=ranking, country="SG"
    )
    assert reply.data["doubt"] == readings
