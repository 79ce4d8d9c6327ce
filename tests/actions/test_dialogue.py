"""One reply to all that a message says: several questions, greetings, gaps beside facts, names that do not exist."""

from __future__ import annotations

import asyncio

from ruamel.yaml import YAML

from office.database import reading
from office.knowledge.gaps import find_gaps
from office.settings import ROOT
from tests.actions.talk import all_actions, rules


def question(text: str, intent: str, **entities):
    found = [{"entity": kind, "value": value} for kind, value in entities.items()]
    return {"text": text, "intent": intent, "entities": found}


def test_every_rules_action_exists_and_every_action_is_known_to_rasa(office_database):
    domain = YAML(typ="safe").load((ROOT / "domain.yml").read_text("utf-8"))
    assert set(rules().values()) <= set(all_actions())
    assert set(domain["actions"]) == set(all_actions())


def test_several_questions_are_answered_in_their_order_with_their_own_facts(talk):
    person = talk("en")
    reply = person.say(
        "how long is accounting, and where are the campuses?",
        "ask_duration",
        questions=[
            question("how long is accounting", "ask_duration", program="accounting-au"),
            question("where are the campuses", "list_campuses"),
        ],
    )
    assert reply.text.index("In all: 5 years") < reply.text.index("2 overseas campuses")
    assert reply.data["topics"] == ["ask_duration", "list_campuses"]
    assert {"program/accounting-au", "campus/thailand"} <= set(reply.data["facts"])


def test_a_second_question_is_about_what_the_first_one_named(talk):
    person = talk("en")
    person.say(
        "how long is accounting and which degree do I get?",
        "ask_duration",
        questions=[
            question("how long is accounting", "ask_duration", program="accounting-au"),
            question("which degree do I get", "ask_degree_awarded"),
        ],
    )
    assert person.context["entities"] == {"program": ["accounting-au"]}


def test_the_same_question_about_two_programs_gives_each_its_own_facts(talk):
    reply = talk("en").say(
        "how long is accounting? and design?",
        "ask_duration",
        questions=[
            question("how long is accounting", "ask_duration", program="accounting-au"),
            question("and design", "follow_up", program="visual-communication-kr"),
        ],
    )
    accounting, design = reply.text.split("\n\n")
    assert "Sino-Australian" in accounting
    assert "In all: 5 years" in accounting
    assert "Sino-Korean" in design
    assert "In all: 6 years" in design


def test_a_greeting_and_a_question_are_greeted_and_answered(talk):
    reply = talk("zh").say("你好，有哪些专业？", "list_programs", greets=True)
    assert reply.text.startswith("您好")
    assert "5个" in reply


def test_a_greeting_alone_is_greeted_once(talk):
    reply = talk("en").say("hello", "greet", greets=True)
    assert reply.text.count("Hello") == 1


def test_a_gap_beside_a_fact_says_both_and_writes_the_gap_down_once(talk):
    person = talk("en")
    reply = person.say(
        "how long is accounting, what does it cost and is there a scholarship?",
        "ask_duration",
        questions=[
            question("how long is accounting", "ask_duration", program="accounting-au"),
            question("what does it cost", "ask_tuition"),
            question("is there a scholarship", "ask_scholarship"),
        ],
    )
    assert "In all: 5 years" in reply
    assert "not published its tuition" in reply
    assert reply.text.count("written your question down") == 1
    assert reply.data["gap"] is True
    assert reply.data["gaps"] == ["ask_tuition", "ask_scholarship"]
    with reading() as connection:
        gaps = {gap.topic: gap for gap in find_gaps(connection)}
    assert gaps["ask_tuition"].examples == ("what does it cost",)
    assert gaps["ask_tuition"].subject == "accounting-au"


def test_a_question_and_a_wish_for_a_person_are_both_dealt_with(talk):
    reply = talk("en").say(
        "where are you? can I talk to someone?",
        "list_campuses",
        questions=[question("where are you", "list_campuses"), question("can I talk to someone", "request_human")],
    )
    assert reply.text.index("2 overseas campuses") < reply.text.index("passed your request on")
    assert reply.buttons == ["Answer me here in the chat", "Cancel"]


def test_a_language_asked_for_together_with_a_question_holds_for_the_answer(talk):
    person = talk("en")
    reply = person.say(
        "please answer in German: where are you?",
        "change_language",
        questions=[
            question("please answer in German", "change_language", language="de"),
            question("where are you", "list_campuses"),
        ],
    )
    assert "Campus" in reply
    assert "Die Hochschule" in reply
    assert person.slots["requested_language"] == "de"
    person.say("thanks", "thank")
    assert person.spoken == "de"


def test_a_name_beside_several_questions_goes_to_the_one_it_stands_in(talk):
    reply = talk("en").say(
        "where are you, and how long is nursing?",
        "list_campuses",
        unknown={"program": "nursing"},
        questions=[question("where are you", "list_campuses"), question("how long is nursing", "ask_duration")],
    )
    assert "2 overseas campuses" in reply.text.split("nursing")[0]


def test_a_pressed_buttons_gap_is_written_down_in_the_applicants_language(talk):
    person = talk("de")
    person.say("?", "ask_pathway", doubt=["ask_tuition", "ask_scholarship"])
    person.press("Studiengebühren und Kosten")
    with reading() as connection:
        (gap,) = find_gaps(connection)
    assert (gap.topic, gap.examples, gap.languages) == ("ask_tuition", ("Studiengebühren und Kosten",), ("de",))


def test_a_turn_that_is_tried_again_writes_its_gap_down_once(talk):
    person = talk("en")
    person.say("what does it cost?", "ask_tuition")
    person.run("action_answer_money")
    with reading() as connection:
        assert [gap.count for gap in find_gaps(connection)] == [1]


async def test_a_conversation_can_be_held_where_an_event_loop_runs_already(talk):
    assert asyncio.get_running_loop().is_running()
    assert talk("en").say("hello", "greet").text.startswith("Hello")
