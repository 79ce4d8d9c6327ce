"""What only the last answer gives a sense to: what comes after it, what is tested there, where that is, whom it counts.

Each reading returns the topic that a message must be about, or None.
"""

from __future__ import annotations

from dataclasses import replace

from actions.context import ABOUT_A_CAMPUS, ABOUT_A_ROUTE, ABOUT_PROGRAMS
from actions.lexicon import says
from actions.meanings import OUTWEIGHED, WITH_FIGURES, is_open, names_nothing, pointed
from actions.references import is_short
from actions.turn import Turn

_CAREER, _CAMPUS, _CONTACT = "ask_career", "ask_campus_details", "ask_contact"
_DURATION, _PATHWAY = "ask_duration", "ask_pathway"
_LIST_CAMPUSES, _ROUTE, _ROUTES = "list_campuses", "ask_admission_route", "list_admission_routes"
_OUTCOMES, _SCHOOLS, _STUDENTS, _TEACHERS = "ask_outcomes", "ask_overseas_schools", "ask_student_numbers", "ask_teachers"
# "Which subjects?" after a route is read as one of these, by its words.
_LIKE_AN_EXAM = frozenset({"ask_curriculum", "list_programs", "ask_how_to_apply", "ask_entry_requirements", _ROUTE, _ROUTES})
_PEOPLE = frozenset({_OUTCOMES, _STUDENTS, _TEACHERS})


def comes_next(turn: Turn) -> str | None:
    """ "And then?" after anything of a program: its stages; after those, what graduates do. Asked in years, it is answered in years."""
    message, context = turn.message, turn.context
    if not context.is_fresh or message.question.entities or not names_nothing(message.question):
        return None
    if not says(message.typed, "afterwards", message.code) or not (is_open(message) or message.intent == _PATHWAY):
        return None
    if message.intent == "goodbye" and not ("?" in message.typed or says(message.typed, "asks", message.code)):
        return None  # "see you later"
    programs = context.talked_about("program")
    after_a_program = bool(programs) or context.intent in ABOUT_PROGRAMS | {_ROUTES, _ROUTE}
    if not after_a_program or (found := pointed(turn)) is not None and found.entities:
        return None
    if context.intent == _PATHWAY:
        return _CAREER
    if context.intent == _DURATION and not programs:
        levels = {stage.degree_level: None for each in turn.knowledge.programs.values() for stage in each.stages[1:]}
        question = replace(message.question, entities={"degree_level": tuple(levels)})
        turn.message = replace(message, questions=(question,))
        return _DURATION
    return _PATHWAY


def tested(turn: Turn) -> str | None:
    """ "Which subjects are in it?" of a route that is named, pointed at or was just told of: what is known of the route."""
    message, context = turn.message, turn.context
    if not (is_open(message) or message.intent in _LIKE_AN_EXAM) or not says(message.typed, "exam", message.code):
        return None
    if message.question.all("admission_route"):
        return _ROUTE
    if message.question.entities or not names_nothing(message.question) or not context.is_fresh:
        return None
    if (found := pointed(turn)) is not None:
        return _ROUTE if found.all("admission_route") else None
    told = context.intent in ABOUT_A_ROUTE and len(context.talked_about("admission_route")) == 1
    return _ROUTE if told else None


def stands(turn: Turn) -> str | None:
    """ "Where exactly, in which province?" of the one campus just told of; or of the schools overseas."""
    message, context = turn.message, turn.context
    if message.question.entities or not names_nothing(message.question) or not context.is_fresh:
        return None
    asked = message.intent == _LIST_CAMPUSES or (
        (is_open(message) or message.intent == _CONTACT) and says(message.typed, "where", message.code)
    )
    if not asked or (found := pointed(turn)) is not None and found.entities:
        return None
    if says(message.typed, "site", message.code) and not says(message.typed, "campus", message.code):
        return None
    if context.intent == _SCHOOLS:
        return _SCHOOLS
    told = context.intent in ABOUT_A_CAMPUS | {_LIST_CAMPUSES} and len(context.talked_about("campus")) == 1
    return _CAMPUS if told else None


def counted_people(turn: Turn) -> str | None:
    """ "And how many are foreigners?" of the teachers just counted; "and foreign students?" of students; "trained so far?"."""
    message, context = turn.message, turn.context
    text, code = message.typed, message.code
    # Of several questions in the last message, the one that counts people.
    last = next((each for each in reversed(context.together) if each in _PEOPLE), context.intent)
    of_people = last in WITH_FIGURES and context.is_fresh
    students, teachers = says(text, "students", code), says(text, "teachers", code)
    if counts_the_trained(text, code) and not teachers:
        doubtful = is_open(message) or message.confidence < OUTWEIGHED
        if message.intent == _STUDENTS or (doubtful and of_people and last in {_STUDENTS, _OUTCOMES}):
            return _OUTCOMES
    if not of_people or not names_nothing(message.question) or (students and teachers):
        return None
    of_them = any(says(text, section, code) for section in ("foreign", "returned"))
    if last == _TEACHERS and not students and message.intent in {_STUDENTS, _OUTCOMES}:
        return _TEACHERS if teachers or of_them else None
    if not is_open(message) or not is_short(text, code):
        return None
    if students and last == _TEACHERS:
        return _STUDENTS
    if teachers and last != _TEACHERS:
        return _TEACHERS
    return last if of_them and last in _PEOPLE else None  # "and returnees?"


def counts_the_trained(text: str, language: str) -> bool:
    """Whether it is asked how many have been trained: they are counted by themselves, not with those who study now."""
    return says(text, "how_many", language) and says(text, "trained", language)
