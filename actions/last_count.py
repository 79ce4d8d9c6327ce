"""Whom or what a number counts that is asked for after the last answer: "and how many are foreigners?", "how many are there?".

Each reading returns the topic that a message must be about, or None.
"""

from __future__ import annotations

import re
from dataclasses import replace

from actions.lexicon import says
from actions.meanings import (
    FOLLOW_UP,
    FOLLOWS,
    OUT_OF_SCOPE,
    OUTWEIGHED,
    TELL_YEARS,
    WITH_FIGURES,
    WORTH_ADDING,
    is_open,
    is_unsure,
    names_nothing,
)
from actions.references import is_one_thought, is_short
from actions.turn import Turn
from actions.words import topic_of_words, topic_titled
from office.answers.document import Question
from office.answers.topics import TOPICS

_OUTCOMES, _STUDENTS, _TEACHERS = "ask_outcomes", "ask_student_numbers", "ask_teachers"
_PARTNERS, _PATHWAY = "ask_partner_institutions", "ask_pathway"
_PEOPLE = frozenset({_OUTCOMES, _STUDENTS, _TEACHERS})
_DURATION = "ask_duration"
_MONEY = frozenset({"ask_tuition", "ask_living_cost", "ask_scholarship"})
# Under the first a reading can give way to the count of what was told; from the second on it stands beside others.
_DOUBTFUL, _LIKELY = 0.65, 0.1
# "How many are there?" is read as a question for students, whatever was told of.
_COUNTABLE = ("students", "teachers", "trained", "foreign", "how_long", "exam")
# Thousands are parted by a point, a comma or a blank, which French and Russian keep narrow.
_SEPARATOR = re.compile("[.,\u00a0\u202f ]")
_NUMBER = re.compile(rf"\d+(?:{_SEPARATOR.pattern}\d{{3}})*")
# "5 years" takes up no 5 schools; from the second on a number is looked for among all that is published.
_AS_MANY_AS_YEARS, _MANY = 6, 100
_SURELY = 0.95
_COUNTED = frozenset({*WITH_FIGURES, "list_campuses", "list_programs", "list_admission_routes"})


def counted_people(turn: Turn) -> str | None:
    """ "And how many are foreigners?" of the teachers just counted; "and foreign students?" of students; "trained so far?"."""
    message, context = turn.message, turn.context
    text, code = message.typed, message.code
    # Of several questions in the last message, the one that counts people.
    last = next((each for each in reversed(context.together) if each in _PEOPLE), context.intent)
    of_people = last in WITH_FIGURES and context.is_fresh
    students, teachers = says(text, "students", code), says(text, "teachers", code)
    of_country = message.intent == _STUDENTS and bool(message.question.all("country")) and says(text, "how_many", code)
    if context.intent == _PARTNERS and context.is_fresh and of_country and not students:
        return _PARTNERS  # "and how many of the seventy are German?"
    if message.intent == _STUDENTS and teachers and not students:
        return _TEACHERS  # "how many foreign professors?", read as a question for foreign students
    going = says(text, "goes_abroad", code) and says(text, "how_many", code)
    if message.intent == _STUDENTS and going and message.confidence < _SURELY:
        return _OUTCOMES  # "how many of you really go abroad?"
    many = says(text, "goes_abroad", code) and says(text, "many", code) and message.confidence < OUTWEIGHED
    if message.intent in {_STUDENTS, _PATHWAY} and many and dict(message.ranking).get(_OUTCOMES, 0.0) >= _LIKELY:
        return _OUTCOMES  # "do many of them go abroad?"
    abroad = says(text, "how_many", code) and any(says(text, section, code) for section in ("goes_abroad", "abroad"))
    of_years = context.is_fresh and context.intent in TELL_YEARS and message.confidence < OUTWEIGHED
    if message.intent == _STUDENTS and of_years and abroad and not students:
        return _DURATION  # "and how many of them abroad?" after the years of a program
    if message.intent == _STUDENTS and "master" in message.question.all("degree_level"):
        return _OUTCOMES  # "how many went on to a master's?"
    if counts_the_trained(text, code) and not teachers:
        doubtful = is_open(message) or message.confidence < OUTWEIGHED
        if message.intent == _STUDENTS or (doubtful and of_people and last in {_STUDENTS, _OUTCOMES}):
            return _OUTCOMES
    from_there = bool(message.question.all("country")) and (
        says(text, "how_many", code) or not says(text, "origin", code)
    )
    if last == _TEACHERS and of_people and from_there and message.intent == _STUDENTS and not students:
        return _TEACHERS  # "and how many are German?"
    if not of_people or not names_nothing(message.question) or (students and teachers):
        return None
    of_them = any(says(text, section, code) for section in ("foreign", "returned"))
    if last == _OUTCOMES and students and says(text, "returned", code) and not teachers:
        return _OUTCOMES  # "and those who came back?", read as a question for the way
    if last == _TEACHERS and teachers and of_them and message.confidence < OUTWEIGHED:
        return _TEACHERS  # "and teachers who came back from abroad?", read as a question for going abroad
    if message.intent == _OUTCOMES and message.confidence >= OUTWEIGHED:
        of_them = says(text, "returned", code)  # "how many go abroad?" counts no foreigners
    if last == _TEACHERS and not students and message.intent in {_STUDENTS, _OUTCOMES}:
        return _TEACHERS if teachers or of_them else None
    if not is_open(message) or not (message.intent == "follow_up" or is_short(text, code)):
        return None
    if students and (last == _TEACHERS or dict(message.ranking).get(last, 0.0) < _LIKELY):
        return _STUDENTS  # "and currently enrolled?"
    if teachers and last != _TEACHERS:
        return _TEACHERS
    return last if of_them and last in _PEOPLE else None  # "and returnees?"


def counted_things(turn: Turn) -> str | None:
    """ "How many are there?" without a word for them: of what was just told of."""
    message, context = turn.message, turn.context
    text, code, last = message.typed, message.code, context.intent
    if last not in _COUNTED or not context.is_fresh or last == message.intent or message.question.entities:
        return None
    doubtful = is_open(message) or message.intent == _STUDENTS or message.confidence < _DOUBTFUL
    if not doubtful or not is_one_thought(text, code):
        return None
    if message.intent in _MONEY and not message.readings:
        return None  # "combien": how many, or how much
    if not names_nothing(message.question) or not says(text, "how_many", code):
        return None
    likeliest = message.ranking[0][0] if message.ranking else ""
    if {last, likeliest} == {_OUTCOMES, _STUDENTS}:
        if last == _OUTCOMES and says(text, "in_all", code) and not says(text, "students", code):
            return last  # "out of how many altogether?"
        return likeliest  # "and those who study now, how many?" after those who were trained
    return None if any(says(text, section, code) for section in _COUNTABLE) else last


def counted_figure(turn: Turn) -> str | None:
    """ "How many of them are certified?": a number is asked for that the last answer had, by its words or by its reading."""
    message, context = turn.message, turn.context
    if context.intent not in WITH_FIGURES or not context.is_fresh or message.intent == context.intent:
        return None
    counts = says(message.typed, "how_many", message.code)
    if message.intent in WITH_FIGURES and not says(message.typed, "of_them", message.code):
        return None
    if counts and dict(message.ranking).get(context.intent, 0.0) >= FOLLOWS:
        return context.intent
    sure = message.confidence >= OUTWEIGHED and message.intent != FOLLOW_UP
    if not counts and (sure or not is_short(message.typed, message.code)):
        return None
    if (
        message.intent in TOPICS
        and topic_titled(message.typed, message.code, among=(message.intent, context.intent)) == message.intent
    ):
        return None  # "and the overseas campuses?" after the overseas schools
    return topic_of_words(message.typed, (context.intent,), turn.knowledge, message.code)


def the_rest(turn: Turn) -> str | None:
    """ "And the other quarter, what do they do?" after how many go abroad: those numbers, and that no more is published."""
    message, context = turn.message, turn.context
    if context.intent != _OUTCOMES or not context.is_fresh or not names_nothing(message.question):
        return None
    brief = is_unsure(message) and is_one_thought(message.typed, message.code)
    return _OUTCOMES if brief and says(message.typed, "the_rest", message.code) else None


def told_number(turn: Turn) -> str | None:
    """ "Only 8? Is that enough?": a number of the last answer is taken up. Where another topic has it too ("are the 256 not those
    who returned?"), both are told.
    """
    message, context = turn.message, turn.context
    # Of several questions in the last message, the one with figures.
    last = next((each for each in reversed(context.together) if each in WITH_FIGURES), context.intent)
    if last not in WITH_FIGURES or not context.is_fresh:
        return None
    numbers = _numbers(message.typed)
    told = numbers.intersection(_figures(turn, last))
    if not told:
        return _told_elsewhere(turn, numbers)
    likely = dict.fromkeys([message.intent, *(intent for intent, share in message.ranking if share >= FOLLOWS)])
    for other in (intent for intent in likely if intent in WITH_FIGURES):
        if other != last and numbers.intersection(_figures(turn, other)) and not message.readings:
            both = tuple(replace(message.question, intent=intent) for intent in (last, other))
            turn.message = replace(message, questions=both)
            return message.intent
    if message.intent == last:
        return None
    if message.intent == "give_feedback" and says(message.typed, "really", message.code):
        return last  # "100%, is that really true?"
    if message.intent in WITH_FIGURES and not is_open(message):
        unlikely = message.confidence < OUTWEIGHED and not says(message.typed, "how_many", message.code)
        return last if unlikely and is_one_thought(message.typed, message.code) else None
    if not is_open(message) and message.question.entities:
        return None
    brief = is_one_thought if max(told) > _AS_MANY_AS_YEARS else is_short  # "5 years?" takes up no 5 schools
    return last if brief(message.typed, message.code) else None


def _told_elsewhere(turn: Turn, numbers: set[int]) -> str | None:
    """ "I had been told it was 3,000": a number of another topic is told beside that of the last answer, where nothing else is asked."""
    message, last = turn.message, turn.context.intent
    others = [
        each.topic for each in turn.knowledge.figures.values() if int(each.value) in numbers and each.value >= _MANY
    ]
    if len(set(others)) != 1 or not (is_open(message) or message.intent == OUT_OF_SCOPE):
        return None
    questions = tuple(replace(message.question, intent=intent) for intent in (last, others[0]))
    turn.message = replace(message, intent=others[0], readings=(), questions=questions)
    return None


def takes_up_a_number(turn: Turn) -> bool:
    """Whether a message has a number of the last answer in it."""
    return bool(_numbers(turn.message.typed).intersection(_figures(turn, turn.context.intent)))


def _numbers(text: str) -> set[int]:
    return {int(_SEPARATOR.sub("", found)) for found in _NUMBER.findall(text)}


def _figures(turn: Turn, topic: str) -> set[int]:
    """The numbers of a topic, and what is left of its shares: "and the other 25%?"."""
    figures = turn.knowledge.figures_on(topic)
    rests = {100 - int(figure.value) for figure in figures if figure.unit == "percent"}
    return {int(figure.value) for figure in figures} | (rests - {0})


def figure_in_doubt(turn: Turn) -> str | None:
    """ "High! And do all of those graduate?": of several readings, the topic just answered, in whose figures' words it is put."""
    message, last = turn.message, turn.context.intent
    if last not in WITH_FIGURES or last not in message.readings or not turn.context.is_fresh:
        return None
    return topic_of_words(message.typed, (last,), turn.knowledge, message.code)


def likeliest_figure(turn: Turn) -> str | None:
    """ "How many have you trained in all?": of topics with figures that are likely, the one in whose words it is put."""
    message = turn.message
    if message.intent not in WITH_FIGURES or message.confidence >= OUTWEIGHED:
        return None
    likely = [intent for intent, share in message.ranking if intent in WITH_FIGURES and share >= WORTH_ADDING]
    if len(likely) < 2 or not says(message.typed, "how_many", message.code):
        return None
    teachers, students = (says(message.typed, section, message.code) for section in ("teachers", "students"))
    back = says(message.typed, "returned", message.code)
    if message.intent == _STUDENTS and says(message.typed, "foreign", message.code) and not teachers and not back:
        return _STUDENTS
    if _TEACHERS in likely and teachers and not students:
        return _TEACHERS
    return topic_of_words(message.typed, likely, turn.knowledge, message.code)


def counts_what_was_named(question: Question, before: Question, language: str) -> bool:
    """Whether a question for a number has no word for what it counts, right after one on something that is counted."""
    if before.intent not in _COUNTED or question.entities or not says(question.text, "how_many", language):
        return False
    return not any(says(question.text, section, language) for section in _COUNTABLE)


def counts_the_trained(text: str, language: str) -> bool:
    """Whether it is asked how many have been trained: they are counted by themselves, not with those who study now."""
    return says(text, "how_many", language) and says(text, "trained", language)
