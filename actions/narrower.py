"""A narrow question right after an answer, in words that belong to another topic: prices compared, wages, a place in a ranking, languages,
a part of the world, a telephone number.

Each reading returns the topic that a message must be about, or None.
"""

from __future__ import annotations

from dataclasses import replace

from actions.context import ABOUT_PROGRAMS
from actions.lexicon import says
from actions.meanings import (
    COURTESIES,
    FOLLOW_UP,
    OUT_OF_SCOPE,
    OUTWEIGHED,
    WITH_FIGURES,
    is_open,
    is_unsure,
    names_nothing,
)
from actions.references import is_one_thought
from actions.turn import Turn
from office.answers.topics import TOPICS
from office.regions import ASIA, EUROPE

_CAREER, _COMPARE, _HONOURS, _TUITION = "ask_career", "compare_programs", "ask_reputation", "ask_tuition"
_TEACHERS, _TEACHING = "ask_teachers", "ask_teaching_language"
_COMPARED = frozenset({_COMPARE, "list_programs", "ask_program_details", FOLLOW_UP})
_RECOGNITION = "ask_degree_recognition"
_LIKE_RECOGNITION = frozenset({"ask_pathway", "ask_degree_awarded", FOLLOW_UP})
_LIKE_TRAINING = frozenset(
    {"list_programs", "ask_curriculum", "ask_program_details", "ask_overseas_schools", OUT_OF_SCOPE}
)
_LIST, _PARTNERS, _APPLY, _CONTACT = "list_programs", "ask_partner_institutions", "ask_how_to_apply", "ask_contact"
_REGIONS = {"europe": EUROPE, "asia": ASIA}
_PERSON, _REQUIREMENTS = "request_human", "ask_entry_requirements"
_STAGES, _DURATION, _DEADLINE = "ask_pathway", "ask_duration", "ask_deadline"
_LIKE_UNIVERSITIES = frozenset({_STAGES, "list_campuses", "ask_about_college"})
# Since when these are is not published.
_UNDATED = frozenset({_HONOURS, _PARTNERS, "ask_overseas_schools", "list_campuses"})
# "And in Africa?" after these is about them.
_ANYWHERE = frozenset({_HONOURS, "ask_overseas_schools", "list_campuses", _TEACHERS})
# From so much on another reading is heard in a wish for a language.
_HARDLY = 0.65
_HEARD, _CONTACT_HEARD, _ALSO_HEARD = 0.03, 0.02, 0.1


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
    more = says(message.typed, "more", message.code) and says(message.typed, "ranking", message.code)
    return _HONOURS if more or says(message.typed, "rank", message.code) else None


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
    likely = message.intent in {*WITH_FIGURES, *_COMPARED} or message.intent == _STAGES
    likely = likely or (after_jobs and (is_open(message) or message.intent == _TUITION))
    if not likely or message.question.all("degree_level"):
        return None
    return _CAREER if says(message.typed, "pay", message.code) else None


def in_region(turn: Turn) -> str | None:
    """ "Which of them are in Europe?" after the programs or the partners: those with the countries there."""
    message, context = turn.message, turn.context
    last = context.intent if context.is_fresh else ""
    if last in _ANYWHERE and is_unsure(message) and names_nothing(message.question):
        return last if says(message.typed, "region", message.code) else None
    asked = {message.intent, *message.readings}
    if not names_nothing(message.question) or not (asked | {last}) & {_LIST, _PARTNERS, _COMPARE}:
        return None
    topic = _PARTNERS if message.intent == _PARTNERS or (last == _PARTNERS and message.intent != _LIST) else _LIST
    partners = {program.partner_country for program in turn.knowledge.programs.values()}
    partners |= set(turn.knowledge.partner_countries) if topic == _PARTNERS else set()
    named = [region for section, region in _REGIONS.items() if says(message.typed, section, message.code)]
    countries = tuple(sorted(partners.intersection(*named))) if len(named) == 1 else ()
    if not countries:
        return None
    question = replace(message.question, entities={**message.question.entities, "country": countries})
    turn.message = replace(message, questions=(question,))
    return topic


def reached(turn: Turn) -> str | None:
    """ "Where can I call or write?", read as a question for the way to apply; "give me your e-mail", as thanks: how the office is reached."""
    message, context = turn.message, turn.context
    heard = dict(message.ranking).get(_CONTACT, 0.0)
    thanks = message.intent in COURTESIES and message.confidence < OUTWEIGHED
    applies = message.intent == _APPLY and (heard >= _CONTACT_HEARD or message.confidence < OUTWEIGHED)
    likely = applies or thanks
    # "Can I have a number?" is not yet a wish to be called; "who can tell me, then?" comes after what is not published.
    likely = likely or (message.intent == _PERSON and message.confidence < OUTWEIGHED and heard >= _ALSO_HEARD)
    unanswered = context.is_fresh and context.gapped and (is_unsure(message) or message.intent == OUT_OF_SCOPE)
    if not (likely and not message.readings) and not unanswered:
        return None
    return _CONTACT if says(message.typed, "reach", message.code) else None


def helped(turn: Turn) -> str | None:
    """ "Does the college see to it?" after visas and the like, read as help of another kind: that topic."""
    message, context = turn.message, turn.context
    if not context.is_fresh or not context.gapped or context.intent not in TOPICS or message.intent == context.intent:
        return None
    if not names_nothing(message.question) or not is_one_thought(message.typed, message.code):
        return None
    return context.intent if is_unsure(message) and says(message.typed, "helps", message.code) else None


def recognised(turn: Turn) -> str | None:
    """ "And if I go abroad for a year, does China recognise that?", read as a question for the stages: the recognition of degrees."""
    message = turn.message
    likely = is_open(message) or message.intent in _LIKE_RECOGNITION or message.confidence < _HARDLY
    if not likely or dict(message.ranking).get(_RECOGNITION, 0.0) < _HEARD:
        return None
    if says(message.typed, "dual_system", message.code):
        return None  # "and those certified for the dual system?"
    return _RECOGNITION if says(message.typed, "recognised", message.code) else None


def dual_system(turn: Turn) -> str | None:
    """ "Is there something like dual training?": the teachers who are certified for it."""
    message = turn.message
    likely = is_open(message) or message.intent in _LIKE_TRAINING or message.confidence < OUTWEIGHED
    if not likely or message.intent == _TEACHERS or not says(message.typed, "dual_system", message.code):
        return None
    return _TEACHERS


def of_which_time(turn: Turn) -> str | None:
    """ "Is that per year or in all?" after figures, read as a question for a length of time: those figures."""
    message, context = turn.message, turn.context
    if context.intent not in WITH_FIGURES or not context.is_fresh or not names_nothing(message.question):
        return None
    deadline = message.intent == _DEADLINE and message.confidence < OUTWEIGHED
    likely = is_unsure(message) or message.intent == _DURATION or deadline
    if (
        not likely
        or says(message.typed, "how_long", message.code)
        or message.question.all("degree_level")
        or not is_one_thought(message.typed, message.code)
    ):
        return None
    return context.intent if says(message.typed, "period", message.code) else None


def why_not_told(turn: Turn) -> str | None:
    """ "Why have you no answer?", read as a remark on the bot: the answer once more, and that the office can be asked."""
    message, context = turn.message, turn.context
    if message.intent != "give_feedback" or not context.is_fresh or not context.gapped or context.intent not in TOPICS:
        return None
    asks = any(says(message.typed, section, message.code) for section in ("why", "asks"))
    return context.intent if asks and names_nothing(message.question) else None


def required(turn: Turn) -> str | None:
    """ "Must I know Chinese before I apply?", read as a question for the language of teaching: what admission asks for."""
    message = turn.message
    asked = any(says(message.typed, section, message.code) for section in ("required", "without"))
    if message.intent != _TEACHING or message.readings or not asked:
        return None
    return _REQUIREMENTS if says(message.typed, "before", message.code) else None


def at_university(turn: Turn) -> str | None:
    """ "And which university would that be in Korea?" after a program, read as a question for its stages: the partners."""
    message, context = turn.message, turn.context
    if not context.is_fresh or context.intent not in ABOUT_PROGRAMS | {_PARTNERS}:
        return None
    likely = is_open(message) or (message.intent in _LIKE_UNIVERSITIES and message.confidence < OUTWEIGHED)
    return _PARTNERS if likely and says(message.typed, "which_university", message.code) else None


def dated(turn: Turn) -> str | None:
    """ "In which year?" after the honours, read as a question for a length of time or a deadline."""
    message, context = turn.message, turn.context
    if context.intent not in _UNDATED or not context.is_fresh or not names_nothing(message.question):
        return None
    likely = is_open(message) or (
        message.intent in {_DURATION, _DEADLINE} and is_one_thought(message.typed, message.code)
    )
    return context.intent if likely and says(message.typed, "when", message.code) else None
