"""Greetings, languages, yes and no: the conversation itself."""

from __future__ import annotations

import pytest

from office.languages import CODES
from tests.actions.talk import Talk


@pytest.mark.parametrize("language", [*CODES, "zh-Hant"])
def test_a_greeting_is_answered_in_its_language_with_three_beginnings(talk, language):
    reply = talk(language).say("?", "greet")
    assert reply.payloads == ["/list_programs", "/list_campuses", "/list_admission_routes"]


def wish_for(person: Talk, text: str, wanted: str, *, locale: str = "en"):
    """A message that asks for a language: `language` is an entity and the message's own language."""
    entity = {"entity": "language", "value": wanted, "start": 0, "end": 0}
    parsed = {
        "text": text,
        "intent": {"name": "change_language"},
        "entities": [entity],
        "language": {"code": locale[:2], "locale": locale, "certain": True},
    }
    return person._turn(text, parsed, 5.0)


def test_a_language_asked_for_is_answered_in_and_holds_until_changed(talk):
    person = talk("en")
    assert "русский" in wish_for(person, "please answer in Russian", "ru").text.casefold()
    assert "программ" in person.say("which programs are there?", "list_programs")
    assert "English" in wish_for(person, "back to English please", "en")
    assert "cooperative programs" in person.say("which programs are there?", "list_programs")


def test_who_asks_for_chinese_in_traditional_script_gets_it(talk):
    person = talk("zh-Hant")
    wish_for(person, "請用中文回答", "zh", locale="zh-Hant")
    assert person.slots["requested_language"] == "zh-Hant"
    assert "專業" in person.say("有哪些專業", "list_programs")


def test_who_asks_for_chinese_and_then_writes_traditional_gets_traditional(talk):
    person = talk("en")
    wish_for(person, "please speak Chinese", "zh")
    assert "专业" in person.say("which programs are there?", "list_programs")
    assert "專業" in person.say("有哪些專業", "list_programs", language="zh-Hant")


def test_an_unknown_language_is_declined_with_those_there_are(talk):
    assert "한국어" in wish_for(talk("en"), "in Swahili please", "sw")
    assert "Which language" in talk("en").say("another language please", "change_language")


def test_the_language_of_the_last_certain_message_decides(talk):
    person = talk("th")
    person.say("มีหลักสูตรอะไรบ้าง", "list_programs")
    assert "Sino-German" in person.say("and the German one?", "follow_up", country="DE", language="en")
    person.say("ok", "affirm", language="de", certain=False)
    assert person.spoken == "en"


def test_yes_without_an_offer_asks_what_is_wanted(talk):
    assert "What would you like to know" in talk("en").say("yes", "affirm")


def test_no_is_accepted(talk):
    assert "All right" in talk("en").say("no", "deny")


def test_a_machine_says_that_it_is_one_and_offers_a_person(talk):
    person = talk("en")
    reply = person.say("are you a bot?", "bot_challenge")
    assert "computer program" in reply
    assert reply.buttons == ["Talk to a person"]
    assert "passed your request on" in person.say("yes", "affirm")


def test_out_of_scope_is_declined_with_what_can_be_asked(talk):
    reply = talk("en").say("set an alarm", "out_of_scope")
    assert "only know about studying" in reply
    assert len(reply.buttons) == 3


def test_capabilities_name_all_languages_and_lead_to_the_guided_dialogue(talk):
    reply = talk("en").say("help", "ask_capabilities")
    assert "Tiếng Việt" in reply
    assert reply.payloads[0] == "/start_path"


def test_another_question_in_the_same_breath_is_answered_alone(talk):
    person = talk("id")
    person.say("?", "ask_about_college")
    questions = [
        {"intent": "change_language", "text": "english pls", "entities": [{"entity": "language", "value": "en"}]},
        {"intent": "ask_partner_institutions", "text": "so who r the partner countries", "entities": []},
    ]
    text = "english pls. so who r the partner countries"
    reply = person.say(text, "change_language", questions=questions, language="en", requested="en")
    assert reply.data["topics"] == ["ask_partner_institutions"]
    assert "70 universities" in reply
