"""Lengths set against each other: the shortest of what was compared, one program against all others, a sum that was doubted.

Each reading returns the topic that a message must be about, or None.
"""

from __future__ import annotations

from dataclasses import replace

from actions.context import ABOUT_PROGRAMS
from actions.lexicon import says
from actions.meanings import FOLLOW_UP, OUT_OF_SCOPE, TELL_YEARS, names_nothing, pointed
from actions.references import is_one_thought
from actions.turn import Turn
from office.knowledge.queries import Knowledge

_COMPARE, _DURATION = "compare_programs", "ask_duration"
# "Which of them gets one to the master's sooner?" is read as one of these, by its words.
_LIKE_A_LENGTH = frozenset({_COMPARE, _DURATION, "ask_pathway", "ask_degree_awarded", FOLLOW_UP, OUT_OF_SCOPE})
_NO_NEW_TOPIC = frozenset({FOLLOW_UP, "deny", "affirm"})


def by_length(turn: Turn) -> str | None:
    """ "And the shortest one?" after programs: how long those are, to the end of it all."""
    message, context = turn.message, turn.context
    if not context.is_fresh or context.intent not in ABOUT_PROGRAMS or message.question.all("program"):
        return None
    likely = bool(message.readings) or message.intent in _LIKE_A_LENGTH
    compared = context.talked_about("program")
    brief = len(compared) > 1 or is_one_thought(message.typed, message.code)
    if not likely or not brief or not says(message.typed, "length", message.code):
        return None
    if (message.intent == _DURATION and not message.readings) or pointed(turn) is not None:
        return None
    _ask_of(turn, compared if len(compared) > 1 else ())
    return _DURATION


def than_the_others(turn: Turn) -> str | None:
    """ "Why a year more than the others?", "is the Korean one as long as the others?": how long all are."""
    message = turn.message
    others = says(message.typed, "than_others", message.code)
    likely = message.intent == _DURATION or _DURATION in message.readings
    if message.intent in _NO_NEW_TOPIC and turn.context.is_fresh and turn.context.intent in TELL_YEARS:
        likely = not message.question.all("program")  # "are the others like that, too?"
    if not likely or not others:
        return None
    _ask_of(turn, tuple(turn.knowledge.programs), _differing(turn.knowledge) or message.question.all("degree_level"))
    return _DURATION


def without_going(turn: Turn) -> str | None:
    """ "And without going abroad?" after the years: the stages, of which the first is at home."""
    message, context = turn.message, turn.context
    bare = message.intent == FOLLOW_UP and names_nothing(message.question) and context.is_fresh
    if not bare or context.intent not in TELL_YEARS:
        return None
    return "ask_pathway" if all(says(message.typed, each, message.code) for each in ("without", "abroad")) else None


def than_the_last(turn: Turn) -> str | None:
    """ "Why two years? Accounting takes one" after another program: how long both are."""
    message, context = turn.message, turn.context
    countries = message.question.all("country")
    of_country = (each.id for each in turn.knowledge.programs.values() if each.partner_country in countries)
    named = message.question.all("program") or tuple(of_country)
    before = tuple(each for each in context.talked_about("program") if each not in named)
    again = message.intent == FOLLOW_UP and context.intent in TELL_YEARS
    if not (message.intent == _DURATION or again) or not context.is_fresh or len(named) != 1 or len(before) != 1:
        return None
    if not any(says(message.typed, section, message.code) for section in ("why", "side_by_side", "length")):
        return None
    _ask_of(turn, (*before, *named), message.question.all("degree_level"))
    return _DURATION


def _differing(knowledge: Knowledge) -> tuple[str, ...]:
    """The degrees whose stages are not as long in all programs."""
    lengths: dict[str, set[int]] = {}
    for program in knowledge.programs.values():
        for stage in program.stages:
            lengths.setdefault(stage.degree_level, set()).add(stage.years)
    return tuple(level for level, found in lengths.items() if len(found) > 1)


def _ask_of(turn: Turn, programs: tuple[str, ...] | list[str], levels: tuple[str, ...] = ()) -> None:
    named = {"program": tuple(programs), "degree_level": levels}
    question = replace(turn.message.question, entities={kind: ids for kind, ids in named.items() if ids})
    turn.message = replace(turn.message, questions=(question,))
