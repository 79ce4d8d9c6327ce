"""What only the last answer gives a sense to: what comes after it, its sum, what is tested there, what those are called.

Each reading returns the topic that a message must be about, or None.
"""

from __future__ import annotations

from dataclasses import replace

from actions.context import ABOUT_A_CAMPUS, ABOUT_A_ROUTE, ABOUT_PROGRAMS
from actions.lexicon import says
from actions.meanings import FOLLOW_UP, OUTWEIGHED, is_open, names_nothing, pointed
from actions.references import is_one_thought, is_short
from actions.suggestions import is_published
from actions.turn import Turn
from actions.words import clause_of_name
from office.answers.topics import TOPICS

_CAMPUSES, _REQUIREMENTS = "list_campuses", "ask_entry_requirements"
_CAREER, _DEGREE, _DURATION, _PATHWAY = "ask_career", "ask_degree_awarded", "ask_duration", "ask_pathway"
_PARTNERS = "ask_partner_institutions"
_OUTCOMES, _ROUTE, _ROUTES = "ask_outcomes", "ask_admission_route", "list_admission_routes"
# "Who may go?" is read as one of these, by its words.
_LIKE_ADMISSION = frozenset({_ROUTE, _ROUTES, "ask_entry_requirements", "ask_how_to_apply"})
# "Which subjects?" after a route is read as one of these, by its words.
_LIKE_AN_EXAM = frozenset(
    {"ask_curriculum", "list_programs", "ask_how_to_apply", "ask_entry_requirements", _ROUTE, _ROUTES}
)
# These tell what things are called, or that it is not published.
_TELL_NAMES = frozenset(
    {
        _CAREER,
        _PARTNERS,
        "ask_overseas_schools",
        "ask_reputation",
        "list_campuses",
        "list_programs",
        _ROUTES,
    }
)
# After these a comparison is of what they told, each by its topic.
_NO_PROGRAMS = {_ROUTE: _ROUTE, _ROUTES: _ROUTES} | dict.fromkeys(ABOUT_A_CAMPUS | {_CAMPUSES}, _CAMPUSES)
# A question for admission that is read so surely is one.
_SURELY = 0.95
# "Which ones exactly?", of universities, is read as one of these, and far too surely.
_LIKE_NAMES, _MISTAKEN = frozenset({_CAMPUSES, "ask_about_college"}), 0.95


def comes_next(turn: Turn) -> str | None:
    """ "And then?" after anything of a program: its stages; after those, what graduates do. Asked in years, it is answered in years."""
    message, context = turn.message, turn.context
    if not context.is_fresh or not names_nothing(message.question):
        return None
    if set(message.question.entities) == {"degree_level"} and context.intent == _DURATION:
        likely = message.intent == _PATHWAY and message.confidence < _SURELY  # "can one do a master's afterwards?"
        after = likely and says(message.typed, "afterwards", message.code)
        return _DURATION if after else None  # "and then the bachelor abroad?"
    degree = set(message.question.entities) == {"degree_level"} and message.intent == FOLLOW_UP
    if degree and context.intent == _PATHWAY and is_one_thought(message.typed, message.code):
        return _DURATION  # "and what about the master's?" after the stages: how long it is
    if message.question.entities:
        return None
    likely = message.intent == _PATHWAY or (message.intent == _PARTNERS and message.confidence < OUTWEIGHED)
    if not says(message.typed, "afterwards", message.code) or not (is_open(message) or likely):
        return None
    if message.intent == "goodbye" and not ("?" in message.typed or says(message.typed, "asks", message.code)):
        return None  # "see you later"
    programs = context.talked_about("program")
    after_a_program = bool(programs) or context.intent in ABOUT_PROGRAMS | {_ROUTES, _ROUTE}
    if not after_a_program or not is_published(context.intent, turn.knowledge):
        return None
    if (found := pointed(turn)) is not None and found.entities:
        return None
    if context.intent == _PATHWAY and message.intent == _PATHWAY and not is_one_thought(message.typed, message.code):
        return None  # "and do I have to go abroad, or can I just stop after the 3 years?"
    if context.intent == _PATHWAY:
        return _CAREER
    if context.intent == _DURATION and not programs:
        levels = {stage.degree_level: None for each in turn.knowledge.programs.values() for stage in each.stages[1:]}
        question = replace(message.question, entities={"degree_level": tuple(levels)})
        turn.message = replace(message, questions=(question,))
        return _DURATION
    return _PATHWAY


def by_a_route(turn: Turn) -> str | None:
    """ "Can one get into the programs by individual examination?", read as a question for the programs: what is known of the route."""
    message = turn.message
    if message.intent not in {"list_programs", _ROUTES} or len(message.question.all("admission_route")) != 1:
        return None
    others = any(says(message.typed, section, message.code) for section in ("besides", "more"))
    if others or message.question.all("program") or message.question.all("field"):
        return None
    clause = clause_of_name(message.typed, message.unnamed, message.code)
    if message.intent == _ROUTES and clause is not None and not says(clause, "asks", message.code):
        return None  # "she sits the gaokao this year. Which ways in are there?"
    return _ROUTE


def tested(turn: Turn) -> str | None:
    """ "Which subjects are in it?" of a route that is named, pointed at or was just told of: what is known of the route."""
    message, context = turn.message, turn.context
    if message.intent == _ROUTES and not message.readings and message.confidence >= OUTWEIGHED:
        return None  # "through which examinations can one get in?"
    if not (is_open(message) or message.intent in _LIKE_AN_EXAM):
        return None
    if not says(message.typed, "exam", message.code):
        # "And can foreigners take the third one?"
        found = pointed(turn) if says(message.typed, "foreign", message.code) else None
        return _ROUTE if found is not None and found.all("admission_route") else None
    if message.intent == "list_programs" and not message.readings and message.question.all("field"):
        return None  # "she has just sat the gaokao and would like to do design: is there something?"
    if message.question.all("admission_route"):
        return _ROUTE
    if message.question.entities or not names_nothing(message.question) or not context.is_fresh:
        return None
    if (found := pointed(turn)) is not None:
        return _ROUTE if found.all("admission_route") else None
    if context.intent in ABOUT_A_ROUTE and len(context.talked_about("admission_route")) == 1:
        return _ROUTE
    # "Which subjects are tested, and what marks get one in?"
    return _REQUIREMENTS if _REQUIREMENTS in message.readings else None


def summed(turn: Turn) -> str | None:
    """ "And in all, from the start?", "how many years is that?" after anything of programs: their length."""
    message, context = turn.message, turn.context
    if not context.is_fresh or not is_open(message) or context.intent not in ABOUT_PROGRAMS:
        return None
    in_all = context.intent == _DURATION and says(message.typed, "in_all", message.code)
    return _DURATION if in_all or says(message.typed, "how_long", message.code) else None


def ends_in(turn: Turn) -> str | None:
    """ "And what do I end up with?" after anything of a program: its degrees."""
    message, context = turn.message, turn.context
    if not context.is_fresh or not is_open(message) or not names_nothing(message.question):
        return None
    about = context.intent in ABOUT_PROGRAMS or context.talked_about("program")
    return _DEGREE if about and says(message.typed, "ends_in", message.code) else None


def eligible(turn: Turn) -> str | None:
    """ "Who gets to go?" after anything of a program or of what students achieve: the stages, and that nothing is said of who may."""
    message, context = turn.message, turn.context
    if (
        not context.is_fresh
        or context.gapped
        or context.intent not in ABOUT_PROGRAMS | {_OUTCOMES}
        or not names_nothing(message.question)
    ):
        return None
    if context.intent == _PATHWAY and {_PATHWAY, _REQUIREMENTS} <= set(message.readings):
        return _PATHWAY  # "and the conditions for being one of them?"
    sure = message.confidence >= _SURELY and not message.readings and message.intent != FOLLOW_UP
    likely = is_open(message) or message.intent in _LIKE_ADMISSION
    likely = (likely and not sure) or message.confidence < OUTWEIGHED
    return _PATHWAY if likely and says(message.typed, "eligible", message.code) else None


def named_again(turn: Turn) -> str | None:
    """ "What are they called?" of what the last answer counted."""
    message, context = turn.message, turn.context
    if context.intent not in _TELL_NAMES or not context.is_fresh:
        return None
    sure = _MISTAKEN if message.intent in _LIKE_NAMES else OUTWEIGHED
    if message.intent in TOPICS and not message.readings and message.confidence >= sure:
        return None
    brief = is_one_thought if message.readings or message.intent not in TOPICS else is_short
    of_a_country = context.intent == _CAREER and set(message.question.entities) == {"country"}
    named = bool(message.question.entities) and not of_a_country  # "what was the Malaysian one called?"
    if message.intent == "bot_challenge" or named or not brief(message.typed, message.code):
        return None
    return context.intent if says(message.typed, "names", message.code) else None


def which_of_those(turn: Turn) -> str | None:
    """ "What is the difference?" after the ways in, "which of the two is bigger?" after the campuses, read as a comparison of programs."""
    message, context = turn.message, turn.context
    if message.intent != "compare_programs" or context.intent not in _NO_PROGRAMS or not context.is_fresh:
        return None
    bare = names_nothing(message.question) and not says(message.typed, "program", message.code)
    return _NO_PROGRAMS[context.intent] if bare and is_one_thought(message.typed, message.code) else None


def by_another_route(turn: Turn) -> str | None:
    """ "Can one get in without the summer gaokao?": which routes there are."""
    message = turn.message
    if len(message.question.all("admission_route")) != 1 or message.question.all("program"):
        return None
    if not (is_open(message) or message.intent in _LIKE_ADMISSION):
        return None
    if not any(says(message.typed, section, message.code) for section in ("without", "besides")):
        return None
    question = replace(message.question, entities={})
    turn.message = replace(message, questions=(question,))
    return _ROUTES
