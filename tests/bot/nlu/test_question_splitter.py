"""One message, several questions: where they are parted, and where one question stays whole."""

from __future__ import annotations

import pytest

from bot.nlu.question_splitter import Reading, Split, split_questions

# What a reader of single words knows.
MEANINGS = {
    "hello": "greet",
    "안녕하세요": "greet",
    "thanks": "thank",
    "cost": "ask_tuition",
    "학비": "ask_tuition",
    "费用": "ask_tuition",
    "long": "ask_duration",
    "기간": "ask_duration",
    "几年": "ask_duration",
    "exam": "list_admission_routes",
    "dormitory": "ask_accommodation",
    "better": "compare_programs",
}


def read(text: str) -> Reading:
    """The share of each meaning among the known words of a text; nothing known is out of scope."""
    found = [intent for word, intent in MEANINGS.items() if word in text.lower()]
    if not found:
        return Reading((("out_of_scope", 0.9),))
    ranking = sorted({(intent, found.count(intent) / len(found)) for intent in found}, key=lambda item: -item[1])
    return Reading(tuple(ranking))


def split(text: str, whole: Reading | None = None) -> Split:
    return split_questions(text, whole or read(text), read, read)


def intents(text: str) -> list[str]:
    return [question.reading.intent for question in split(text).questions]


@pytest.mark.parametrize(
    "text",
    [
        "What does it cost? How long is it?",
        "what does it cost, and how long is it",
        "What does it cost? How long is it? Thanks!",
        "학비가 얼마예요? 기간은요?",
        "学费费用多少？读几年？",
        "费用多少，另外要读几年",
    ],
)
def test_two_questions_are_both_found(text: str):
    assert intents(text) == ["ask_tuition", "ask_duration"]


def test_each_question_knows_its_place():
    text = "What does it cost? How long is it?"
    assert [text[found.start : found.end].strip() for found in split(text).questions] == [
        "What does it cost?",
        "How long is it?",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "What does it cost?",
        "What does it cost? I need the cost soon.",
        "My son is in his last year. What does it cost?",
    ],
)
def test_one_question_stays_whole(text: str):
    assert intents(text) == []


def test_a_comparison_is_one_question():
    compared = Reading((("compare_programs", 0.9), ("ask_duration", 0.1)))
    assert split("how long is the better one, and what does the other cost", compared).questions == ()


def test_what_leads_up_to_a_question_is_none():
    told = "I do not want an exam. Is there a dormitory?"
    assert split(told, Reading((("ask_accommodation", 0.95), ("list_admission_routes", 0.05)))).questions == ()


def test_a_greeting_does_not_blur_the_question_after_it():
    found = split("Hello! What does it cost?")
    assert found.greets
    assert found.alone is not None
    assert found.alone.intent == "ask_tuition"


@pytest.mark.parametrize("text", ["안녕하세요 학비가 얼마예요", "hello what does it cost"])
def test_a_greeting_and_a_question_in_one_breath_are_the_question(text: str):
    found = split(text, Reading((("greet", 0.8), ("ask_tuition", 0.2))))
    assert found.greets
    assert found.alone is not None
    assert found.alone.intent == "ask_tuition"


@pytest.mark.parametrize("text", ["안녕하세요 여러분", "hello everyone here", "thanks a lot"])
def test_manners_alone_stay_manners(text: str):
    assert split(text).alone is None


def blurred(*intents: str) -> Reading:
    return Reading(tuple((intent, 0.4 - 0.1 * place) for place, intent in enumerate(intents)))


def alone(text: str, whole: Reading) -> str | None:
    found = split(text, whole).alone
    return found.intent if found else None


def test_what_is_told_first_does_not_blur_the_question():
    whole = blurred("compare_programs", "ask_tuition")
    assert alone("I am from Fes and my cousin told me of you. What does it cost?", whole) == "ask_tuition"
    assert alone("正在比较几所学院，想问：费用多少？", whole) == "ask_tuition"
    assert alone("ลูกสนใจ better ไม่ทราบว่า cost เท่าไร", whole) is None  # no Thai border in it
    # A reading that is sure of the whole stays.
    assert alone("My cousin told me of you. What does it cost?", Reading((("compare_programs", 0.9),))) is None


def test_thai_asks_at_its_end():
    def read_thai(text: str) -> Reading:
        return Reading((("ask_duration", 0.9),)) if text.startswith("ไม่ทราบ") else blurred("ask_pathway")

    text = "ลูกสาวสนใจเรียนการท่องเที่ยว ไม่ทราบว่าเรียนกี่ปีคะ"
    assert split_questions(text, blurred("ask_pathway"), read_thai, read_thai).alone == Reading(
        (("ask_duration", 0.9),)
    )


def test_a_part_is_what_it_asks_behind_its_colon():
    assert intents("Dormitory then: what does it cost, and how long is it") == ["ask_tuition", "ask_duration"]


def test_a_half_between_two_readings_is_read_as_in_the_whole():
    def read_half(text: str) -> Reading:
        if "which" in text and "years" not in text:
            return Reading((("ask_partner_institutions", 0.51), ("list_programs", 0.48)))
        return Reading((("ask_duration", 0.9),))

    whole = Reading((("list_programs", 0.68), ("ask_duration", 0.1)))
    text = "which course is there with Germany, and how many years is it in China"
    found = split_questions(text, whole, read_half, read_half)
    assert [question.reading.intent for question in found.questions] == ["list_programs", "ask_duration"]


def test_a_relative_clause_is_no_question_of_its_own():
    whole = Reading((("ask_tuition", 0.6), ("ask_duration", 0.4)))
    assert len(split("the cost, how long is it", whole).questions) == 2
    assert split("the cost, который long", whole).questions == ()


def test_what_one_wavers_between_is_not_parted():
    assert len(split("the cost here and how long is it").questions) == 2
    assert split("he wavers between the cost and how long it is").questions == ()
    assert len(split("between two jobs and so on, what does it cost and how long is it").questions) == 2
