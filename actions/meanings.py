"""What the readings of a message in its place share: how sure it is, what it names or points at, and how it is read otherwise."""

from __future__ import annotations

from dataclasses import replace

from actions.message import Message
from actions.references import resolve
from actions.turn import Turn
from office.answers.document import Question
from office.answers.topics import TOPICS

# What remains when a reading is ruled out has to be as likely as config.yml asks of any reading (`sure`).
SURE = 0.5
# Under this a reading can be outweighed by what the words name.
OUTWEIGHED = 0.8
# From here on a reading that the last answer speaks for can be meant, though another one is ahead.
FOLLOWS = 0.3
# The answer to a second reading is worth adding to the word that nothing is published on the first.
WORTH_ADDING = 0.15
# Under this a reading is not looked at, whatever speaks for it.
WORTH_NAMING = 0.08
FALLBACK, FOLLOW_UP, OUT_OF_SCOPE = "nlu_fallback", "follow_up", "out_of_scope"
COURTESIES = frozenset({"greet", "goodbye", "thank", "affirm", "deny"})
# Without anything of the college's in it, a message can be these; with something, it goes on about that.
IDLE = frozenset({OUT_OF_SCOPE, FALLBACK, "give_feedback", "bot_challenge", "change_language"})
WITH_FIGURES = (
    "ask_teachers",
    "ask_student_numbers",
    "ask_outcomes",
    "ask_partner_institutions",
    "ask_overseas_schools",
)
# These tell how many years a program has.
TELL_YEARS = frozenset({"ask_duration", "ask_pathway", "ask_program_details"})
_NAMES = ("program", "campus", "admission_route", "country", "field")


def read_as(turn: Turn, intent: str) -> None:
    """The message is read so from here on."""
    message = turn.message
    turn.message = replace(message, intent=intent, readings=(), questions=(replace(message.question, intent=intent),))


def names_nothing(question: Question) -> bool:
    """Whether a question names no thing of the college's, nor one that it takes for the college's."""
    named = any(question.all(kind) for kind in _NAMES)
    return not named and not question.unknown_programs and not question.unknown_campuses


def pointed(turn: Turn) -> Question | None:
    """The question with what it points at; None: it points at nothing."""
    question = replace(turn.message.question, intent=FOLLOW_UP)
    found = resolve(question, turn.context, turn.knowledge, turn.message.code)
    return found.question if found.choice or found.question is not question else None


def is_open(message: Message) -> bool:
    """Whether what a message asks is open: the same again, a courtesy, several readings, or none; not what is surely off topic."""
    return bool(message.readings) or (message.intent not in TOPICS and not is_off_topic(message))


def is_unsure(message: Message) -> bool:
    """Whether nothing is read in a message for sure: several readings, the same again, or none. A wish for a person, another
    language or a remark on the bot, which `is_open` counts as well, has an answer of its own.
    """
    return bool(message.readings) or message.intent in {FOLLOW_UP, FALLBACK}


def is_off_topic(message: Message) -> bool:
    """Whether a message is surely about something else."""
    return message.intent == OUT_OF_SCOPE and not message.readings and message.confidence >= OUTWEIGHED
