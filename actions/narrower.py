"""A narrow question right after an answer, in words that belong to another topic: prices compared, wages, a place in a ranking, languages.

Each reading returns the topic that a message must be about, or None.
"""

from __future__ import annotations

from actions.context import ABOUT_PROGRAMS
from actions.lexicon import says
from actions.meanings import FOLLOW_UP, OUT_OF_SCOPE, OUTWEIGHED, WITH_FIGURES, is_open, names_nothing
from actions.turn import Turn

_CAREER, _COMPARE, _HONOURS, _TUITION = "ask_career", "compare_programs", "ask_reputation", "ask_tuition"
_TEACHERS, _TEACHING = "ask_teachers", "ask_teaching_language"
_COMPARED = frozenset({_COMPARE, "list_programs", "ask_program_details", FOLLOW_UP})
# From so much on another reading is heard in a wish for a language.
_HEARD = 0.03


def spoken(turn: Turn) -> str | None:
    """ "Do they speak French?" after the teachers, read as a wish for French: the language of teaching."""
    message, context = turn.message, turn.context
    if message.intent != "change_language" or context.intent != _TEACHERS or not context.is_fresh:
        return None
    likely = dict(message.ranking).get(_TEACHING, 0.0) >= _HEARD
    return _TEACHING if likely or message.continues.get(_TEACHING, 0.0) >= OUTWEIGHED else None


def placed(turn: Turn) -> str | None:
    """ "Which place exactly?" after the rankings, read as a question for the campuses."""
    message, context = turn.message, turn.context
    if context.intent != _HONOURS or not context.is_fresh or not names_nothing(message.question):
        return None
    return _HONOURS if says(message.typed, "rank", message.code) else None


def cheapest(turn: Turn) -> str | None:
    """ "Which of them is the cheapest?", read as a comparison of programs: their prices."""
    message = turn.message
    after_programs = turn.context.is_fresh and turn.context.intent in ABOUT_PROGRAMS
    likely = message.intent in _COMPARED or _COMPARE in message.readings or (after_programs and is_open(message))
    likely = likely or (after_programs and message.intent == OUT_OF_SCOPE)
    return _TUITION if likely and says(message.typed, "cheapest", message.code) else None


def paid(turn: Turn) -> str | None:
    """ "What do graduates earn?", read as a number of graduates; "are they paid?" after the internships, read as a question for fees."""
    message, context = turn.message, turn.context
    after_jobs = context.intent == _CAREER and context.is_fresh
    likely = message.intent in {*WITH_FIGURES, *_COMPARED} or message.intent == "ask_pathway"
    likely = likely or (after_jobs and (is_open(message) or message.intent == _TUITION))
    if not likely or message.question.all("degree_level"):
        return None
    return _CAREER if says(message.typed, "pay", message.code) else None
