"""The last answer once more, in another language or in the same."""

from __future__ import annotations

import pytest

from office.database import reading
from office.knowledge.gaps import find_gaps
from office.languages import CODES

AGAIN = {
    "en": "could you say that again?",
    "zh": "请再说一遍",
    "th": "พูดอีกครั้งได้ไหม",
    "ko": "다시 말해 주세요",
    "de": "bitte nochmal",
    "ru": "повторите, пожалуйста",
    "fr": "vous pouvez répéter ?",
    "ar": "ممكن تعيدها",
    "es": "¿puede repetirlo?",
    "ja": "もう一度お願いします",
    "vi": "nói lại được không",
    "id": "tolong diulang",
}


def _in_german(person, intent: str = "change_language", ranking=(("change_language", 0.97),)):
    words = "the same in German please"
    parsed = {
        "text": words,
        "intent": {"name": intent, "confidence": 0.9},
        "entities": [{"entity": "language", "value": "de", "start": 0, "end": 0}],
        "language": {"code": "en", "locale": "en", "certain": True},
        "questions": [],
        "unknown_names": [],
        "ambiguous": [],
        "intent_ranking": [{"name": name, "confidence": share} for name, share in ranking],
    }
    return person._turn(words, parsed, 5.0)


def test_a_language_asked_for_after_an_answer_is_that_of_the_answer(talk):
    person = talk("en")
    person.say("how long is tourism?", "ask_duration", program="tourism-sg")
    reply = _in_german(person)
    assert reply.data["topics"] == ["ask_duration"]
    assert reply.data["facts"] == ["program/tourism-sg"]
    assert "5 Jahre" in reply


def test_a_gap_is_said_again_but_recorded_once(talk):
    person = talk("en")
    person.say("may I work beside my studies?", "ask_part_time_work")
    reply = _in_german(person)
    assert reply.data["gaps"] == ["ask_part_time_work"]
    with reading() as connection:
        assert [(gap.topic, gap.count) for gap in find_gaps(connection)] == [("ask_part_time_work", 1)]


def test_without_an_answer_only_the_language_changes(talk):
    person = talk("en")
    person.say("hello", "greet")
    reply = _in_german(person)
    assert not reply.data["topics"]
    assert reply.buttons


def test_in_german_after_an_answer_is_no_language_of_teaching(talk):
    person = talk("en")
    person.say("how long is tourism?", "ask_duration", program="tourism-sg")
    ranking = (("ask_teaching_language", 0.51), ("change_language", 0.46))
    assert _in_german(person, "ask_teaching_language", ranking).data["topics"] == ["ask_duration"]


@pytest.mark.parametrize("language", CODES)
def test_the_same_is_said_again_when_that_is_asked_for(talk, language):
    person = talk(language)
    first = person.say("?", "ask_duration", program="tourism-sg")
    again = person.say(AGAIN[language], "give_feedback", ranking=[("give_feedback", 0.6)])
    assert again.text == first.text


def test_a_complaint_is_a_complaint(talk):
    person = talk("en")
    person.say("how long is tourism?", "ask_duration", program="tourism-sg")
    ranking = [("give_feedback", 0.9)]
    assert not person.say("you keep repeating that", "give_feedback", ranking=ranking).data["topics"]
