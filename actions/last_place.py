"""Places after the last answer: "where exactly?", "any others abroad?", "how is the food there?".

Each reading returns the topic that a message must be about, or None.
"""

from __future__ import annotations

from dataclasses import replace

from actions.context import ABOUT_A_CAMPUS
from actions.lexicon import says
from actions.meanings import FOLLOW_UP, TELL_YEARS, is_off_topic, is_open, names_nothing, pointed
from actions.references import is_one_thought
from actions.turn import Turn
from office.answers.subjects import HOME

_CAMPUS, _CONTACT, _LIST, _SCHOOLS = "ask_campus_details", "ask_contact", "list_campuses", "ask_overseas_schools"
_DEGREE = "ask_degree_awarded"
_OF_CAMPUSES = ABOUT_A_CAMPUS | {_LIST}
# What is asked of a campus beside its name is read as a question for the campus.
_LIVED = {"housing": "ask_accommodation", "life": "ask_campus_life"}
# "Any others abroad?" is read as one of these, by its words.
_LIKE_OTHERS = frozenset({"ask_student_numbers", "ask_pathway", "ask_partner_institutions", "list_programs", _LIST})


def stands(turn: Turn) -> str | None:
    """ "Where exactly, in which province?" of the one campus just told of; or of the schools overseas."""
    message, context = turn.message, turn.context
    if message.question.entities or not names_nothing(message.question) or not context.is_fresh:
        return None
    asked = message.intent == _LIST or (
        (is_open(message) or message.intent == _CONTACT) and says(message.typed, "where", message.code)
    )
    if not asked or ((found := pointed(turn)) is not None and found.entities):
        return None
    if says(message.typed, "site", message.code) and not says(message.typed, "campus", message.code):
        return None
    if context.intent == _SCHOOLS:
        return _SCHOOLS
    return _CAMPUS if _of_one_campus(turn) and not says(message.typed, "more", message.code) else None


def abroad_too(turn: Turn) -> bool:
    """ "And outside China, is there something?" right after the campuses: those, and the schools overseas. Whether that is all there is to read."""
    message, context = turn.message, turn.context
    if message.intent != _LIST or message.readings or context.intent != _LIST or not context.is_fresh:
        return False
    bare = not any(ids for kind, ids in message.question.entities.items() if kind != "country" or ids != (HOME,))
    if not bare or not says(message.typed, "abroad", message.code):
        return False
    without = replace(message.question, entities={})
    turn.message = replace(message, questions=(without, replace(without, intent=_SCHOOLS)))
    return True


def campus_there(turn: Turn) -> str | None:
    """ "In which city is your campus over there?" after what is done with a country: the campus in it."""
    message, context = turn.message, turn.context
    if message.intent != _LIST or message.readings or not context.is_fresh or message.question.entities:
        return None
    if not says(message.typed, "there", message.code) or says(message.typed, "more", message.code):
        return None
    programs = (turn.knowledge.programs.get(program) for program in context.talked_about("program"))
    countries = {program.partner_country for program in programs if program}
    here = [each.id for each in turn.knowledge.campuses.values() if each.country in countries]
    if len(here) != 1:
        return None
    question = replace(message.question, entities={"campus": (here[0],)})
    turn.message = replace(message, questions=(question,))
    return _CAMPUS


def all_of_it_here(turn: Turn) -> str | None:
    """ "So all of it in China?", "and how much of it in China?" after the years of programs: the stages."""
    message, context = turn.message, turn.context
    if message.intent not in {_LIST, FOLLOW_UP} or context.intent not in TELL_YEARS | {_DEGREE} or not context.is_fresh:
        return None
    here = set(message.question.entities) == {"country"} and message.question.all("country") == (HOME,)
    return "ask_pathway" if here and is_one_thought(message.typed, message.code) else None


def more_of_them(turn: Turn) -> str | None:
    """ "Any others abroad?" after one campus: all of them."""
    message = turn.message
    if not _of_one_campus(turn) or message.question.entities or not names_nothing(message.question):
        return None
    likely = is_open(message) or message.intent in _LIKE_OTHERS
    asked = says(message.typed, "more", message.code) and (
        says(message.typed, "exists", message.code) or says(message.typed, "which_country", message.code)
    )
    return _LIST if likely and asked and is_one_thought(message.typed, message.code) else None


def lived(turn: Turn) -> str | None:
    """Housing or food at a campus that is named, or was just told of: not what the campus is."""
    message = turn.message
    there = is_off_topic(message) and says(message.typed, "there", message.code)
    if not (is_open(message) or there) and message.intent not in {_CAMPUS, _LIST}:
        return None
    here = message.question.all("campus") or (_of_one_campus(turn) and names_nothing(message.question))
    found = [topic for section, topic in _LIVED.items() if says(message.typed, section, message.code)]
    return found[0] if here and len(found) == 1 else None


def _of_one_campus(turn: Turn) -> bool:
    context = turn.context
    return context.is_fresh and context.intent in _OF_CAMPUSES and len(context.talked_about("campus")) == 1
