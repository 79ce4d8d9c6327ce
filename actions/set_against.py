"""Lengths set against each other: the shortest of what was compared, one program against all others, a sum that was doubted.

Each reading returns the topic that a message must be about, or None.
"""

from __future__ import annotations

from dataclasses import replace

from actions.context import ABOUT_PROGRAMS
from actions.lexicon import says
from actions.meanings import FOLLOW_UP, OUT_OF_SCOPE, OUTWEIGHED, TELL_YEARS, names_nothing, pointed
from actions.references import is_one_thought
from actions.turn import Turn
from office.knowledge.queries import Knowledge

_COMPARE, _DURATION = "compare_programs", "ask_duration"
# "Which of them gets one to the master's sooner?" is read as one of these, by its words.
_LIKE_A_LENGTH = frozenset({_COMPARE, _DURATION, "ask_pathway", "ask_degree_awarded", FOLLOW_UP, OUT_OF_SCOPE})
_NO_NEW_TOPIC = frozenset({FOLLOW_UP, "deny", "affirm"})
_LIKE_GOING = frozenset({_DURATION, "ask_pathway", FOLLOW_UP})
_LIKE_ALL = frozenset({*_NO_NEW_TOPIC, _COMPARE, "list_programs"})


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
    of_two = len(compared) == 2 and (found := pointed(turn)) is not None and {*found.all("program")} < {*compared}
    if of_two and context.intent == _COMPARE and not says(message.typed, "how_long", message.code):
        _ask_of(turn, compared)
        return _DURATION  # "so the first one takes longer, is that right?"
    if (message.intent == _DURATION and not message.readings) or pointed(turn) is not None:
        return None
    _ask_of(turn, compared if len(compared) > 1 else ())
    return _DURATION


def than_the_others(turn: Turn) -> str | None:
    """ "Why a year more than the others?", "is the Korean one as long as the others?": how long all are."""
    message = turn.message
    alike = says(message.typed, "all_alike", message.code)
    others = alike or says(message.typed, "than_others", message.code)
    likely = message.intent == _DURATION or _DURATION in message.readings
    # "Are the others like that, too?"; read as a wish for a list, "is that the same for all five?", but not "any other programs?"
    wished = says(message.typed, "exists", message.code) and not alike
    again = (message.intent in _NO_NEW_TOPIC and not wished) or (alike and message.intent in _LIKE_ALL)
    if again and turn.context.is_fresh and turn.context.intent in TELL_YEARS:
        brief = is_one_thought(message.typed, message.code)
        likely = likely or (brief and not message.question.all("program"))
    degree = message.intent == _DURATION and bool(message.question.all("degree_level"))
    if degree and turn.context.talked_about("program") and says(message.typed, "only_one", message.code):
        likely = others = True  # "is it the only one with two years to the master's?"
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


def must_go(turn: Turn) -> str | None:
    """ "And is it compulsory to go there?" after anything of programs, read as a question for years: the stages, as going is a choice."""
    message, context = turn.message, turn.context
    if not context.is_fresh or not names_nothing(message.question) or message.intent not in _LIKE_GOING:
        return None
    if message.confidence >= OUTWEIGHED and message.intent == _DURATION:
        return None
    return "ask_pathway" if of_going(message.typed, message.code) else None


def of_going(text: str, language: str) -> bool:
    """Whether it is asked what applies to those who do not go abroad, or whether one must."""
    away = any(says(text, section, language) for section in ("abroad", "goes_abroad", "there"))
    return says(text, "not_going", language) or (away and says(text, "required", language))


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
