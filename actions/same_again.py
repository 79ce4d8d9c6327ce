"""The same again of something else, or the same topic on: what a message adds to the question before, and what it does not.

Each reading returns the topic that a message must be about, `follow_up` for the last one again, or None.
"""

from __future__ import annotations

from actions.context import SUBJECTS
from actions.lexicon import says
from actions.meanings import (
    COURTESIES,
    FALLBACK,
    FOLLOW_UP,
    FOLLOWS,
    IDLE,
    OUT_OF_SCOPE,
    OUTWEIGHED,
    SURE,
    WORTH_ADDING,
    names_nothing,
    pointed,
)
from actions.references import has_question_mark, is_one_thought, is_short
from actions.turn import Turn
from actions.words import topic_titled, units_of
from office.answers.topics import TOPICS

# Fragments are mostly read as one of these.
_BARELY_SAID = frozenset({FOLLOW_UP, OUT_OF_SCOPE})
_NAMED_WITH_A_GREETING = ("program", "field", "campus", "admission_route")
# So probable must it be that a message goes on about the last answer.
_STAYS, _SURELY_STAYS = 0.7, 0.9
# ... and so probable where it is all but surely off topic.
_SURELY_OFF, _STAYS_THOUGH_OFF = 0.95, 0.8
# Read less surely as "the same of ...", without a name, it can be a topic of its own.
_SAME = 0.9
# The likeliest topic is heard in a message from so much on.
_HEARD = 0.03
# So much of a farewell is heard in thanks; whoever leaves with them may say where they will ask.
_FAREWELL = 0.1
_ASKED_ELSEWHERE = frozenset({"ask_contact", "request_human", "ask_application_status", "ask_how_to_apply"})
_DEGREE = "ask_degree_awarded"
_RECOGNITION, _OUTCOMES = "ask_degree_recognition", "ask_outcomes"
_ABOUT_ONE = frozenset({"ask_program_details", "ask_campus_details", "ask_admission_route", "list_programs"})
_OF_ONE = {
    "ask_program_details": "program",
    "ask_campus_details": "campus",
    "ask_admission_route": "admission_route",
}


def going_on(turn: Turn) -> str | None:
    """ "No, I meant design", "talk about the Thai one": read as a no or as chat, but it names what the question is about."""
    message, context = turn.message, turn.context
    if message.intent == FOLLOW_UP and not message.readings:
        return None
    if not context.is_fresh or context.intent not in TOPICS:
        return None
    taken_back = bool(message.readings) and says(message.typed, "correction", message.code)
    meant = taken_back or says(message.typed, "meant", message.code)
    if names_nothing(message.question) and not (meant and (found := pointed(turn)) is not None and found.entities):
        return None
    if message.intent in {"deny", "affirm"} or (meant and message.readings):
        return FOLLOW_UP
    if message.intent in _ABOUT_ONE and meant:
        return FOLLOW_UP
    if message.intent == FOLLOW_UP and context.intent == _RECOGNITION and message.question.all("country"):
        return FOLLOW_UP  # "and in Kazakhstan?": any country can be asked about
    return FOLLOW_UP if message.intent in IDLE and (meant or message.confidence < OUTWEIGHED) else None


def greets_with_a_name(turn: Turn) -> str | None:
    """ "Salam, accounting?": read as a greeting and no more, but it names what it asks for."""
    message = turn.message
    if message.intent != "greet" or not any(message.question.all(kind) for kind in _NAMED_WITH_A_GREETING):
        return None
    return FOLLOW_UP


def same_of(turn: Turn) -> str | None:
    """ "And the Australian campus?" after the dormitory of the Thai one: a name and hardly a word beside it ask the same of that."""
    message, context = turn.message, turn.context
    kind = _OF_ONE.get(message.intent)
    if kind is None or not context.is_fresh or context.intent not in SUBJECTS[kind] or context.intent == message.intent:
        return None
    likely = dict(message.ranking).get(FOLLOW_UP, 0.0) >= FOLLOWS
    if not message.question.all(kind) or (units_of(message.unnamed, message.code) and not likely):
        return None
    return None if says(message.typed, "tell", message.code) else FOLLOW_UP


def same_of_the_program(turn: Turn) -> str | None:
    """ "And how about the automotive one?", read rather as "the same again" than as anything else: what was asked of the program before."""
    message, context = turn.message, turn.context
    doubtful = message.intent == FOLLOW_UP and message.readings and not _ABOUT_ONE.intersection(message.readings)
    if not doubtful or not context.is_fresh:
        return None
    told = context.talked_about("program") and context.intent in TOPICS and context.intent not in message.readings
    named = message.question.all("program") and is_one_thought(message.typed, message.code)
    others = [intent for intent in message.readings if intent in TOPICS]
    return FOLLOW_UP if told and named and not topic_titled(message.typed, message.code, among=others) else None


def what_about(turn: Turn) -> str | None:
    """ "And what about the canteen?": the same of another, it seems, but it names no other; what it does name is a topic."""
    message, context = turn.message, turn.context
    surely = message.intent != FOLLOW_UP or message.confidence >= _SAME
    if surely or message.readings or not context.is_fresh or not names_nothing(message.question):
        return None
    if message.question.entities or message.continues.get(context.intent, 0.0) >= _SURELY_STAYS or pointed(turn):
        return None
    intent, share = next(((each, share) for each, share in message.ranking if each in TOPICS), ("", 0.0))
    return intent if share >= WORTH_ADDING else None


def moves_on(turn: Turn) -> str | None:
    """ "And until when?" after the papers: the same again by its form, but by all that second messages have taught it goes on about
    another topic, which is also the likeliest by its words.
    """
    message, context = turn.message, turn.context
    if message.intent != FOLLOW_UP or message.question.entities or not names_nothing(message.question):
        return None
    if not context.is_fresh or context.intent in message.continues or pointed(turn) is not None:
        return None
    likeliest = next((intent for intent, _ in message.ranking if intent in TOPICS), "")
    return likeliest if message.continues.get(likeliest, 0.0) >= _SURELY_STAYS else None


def asks_anew(turn: Turn) -> str | None:
    """ "And the Korean one, is that a year, too?": hardly more "the same again" than a question of its own, which second messages speak for."""
    message = turn.message
    if message.intent != FOLLOW_UP or message.readings or message.confidence >= OUTWEIGHED:
        return None
    if turn.context.intent == _OUTCOMES and message.question.all("degree_level"):
        return None  # "and on to a master's?" after those who were trained
    intent, share = next(((each, share) for each, share in message.ranking if each in TOPICS), ("", 0.0))
    return intent if share >= FOLLOWS and message.continues.get(intent, 0.0) >= _SURELY_STAYS else None


def stays(turn: Turn) -> str | None:
    """ "Since when?", "the PwC one, too?": by all that second messages have taught, it goes on about what was answered last."""
    message, context = turn.message, turn.context
    if not context.is_fresh or context.intent not in TOPICS:
        return None
    if message.intent == FOLLOW_UP and not message.readings and not names_nothing(message.question):
        return None
    share = message.continues.get(context.intent, 0.0)
    # "Why?" is easily taken for chat. A wish of another kind that is read surely ("in Chinese, please") is not overruled.
    doubtful = message.intent in _BARELY_SAID or message.readings or message.confidence < OUTWEIGHED
    # "And the visa?" goes on about visas rather than about the papers before it.
    heard = next((each for each, likely in message.ranking if each in TOPICS and likely >= _HEARD), "")
    other = message.continues.get(heard, 0.0) if not message.readings else 0.0
    if message.intent == OUT_OF_SCOPE and message.confidence >= _SURELY_OFF and share < _STAYS_THOUGH_OFF:
        return None  # "and what will the weather be tomorrow?"
    if message.intent == _DEGREE and not message.readings and message.confidence >= SURE:
        return None  # "and if I don't go on, what do I get?" after the stages
    if message.intent in TOPICS and not message.readings and message.confidence >= SURE:
        titled = topic_titled(message.typed, message.code, among=(message.intent, context.intent))
        if titled == message.intent != context.intent:
            return None  # "and if I don't go, which degree is it?" after the stages
    return context.intent if doubtful and share >= max(_STAYS, other) else None


def thanked(turn: Turn) -> str | None:
    """ "Thanks, I'll ask the office myself": thanks without a question, whatever else it is read as."""
    message = turn.message
    if not says(message.typed, "thanks", message.code) or not names_nothing(message.question):
        return None
    if has_question_mark(message.typed) or says(message.typed, "asks", message.code):
        return None
    if message.intent in COURTESIES:
        return message.intent if message.confidence >= SURE or is_short(message.typed, message.code) else "thank"
    shares = dict(message.ranking)
    # "The fees, please, thank you" thanks, too, but asks: a farewell must be heard in it.
    heard = shares.get("thank", 0.0) + shares.get("goodbye", 0.0) >= _FAREWELL
    doubtful = message.intent in {OUT_OF_SCOPE, FALLBACK} or bool(message.readings) or message.confidence < OUTWEIGHED
    leaves = message.intent in _ASKED_ELSEWHERE and says(message.typed, "later", message.code)
    brief = is_one_thought(message.typed, message.code)
    return "thank" if heard and ((doubtful and brief) or leaves) else None


def not_even(turn: Turn) -> str | None:
    """ "Not even roughly?" after what is not published, read as a no or a farewell: that it is not, once more."""
    message, context = turn.message, turn.context
    if not context.is_fresh or not context.gapped or context.intent not in TOPICS:
        return None
    no = message.intent in {"deny", "affirm", "goodbye"} and names_nothing(message.question)
    asks = has_question_mark(message.typed) and is_short(message.typed, message.code)
    return context.intent if no and asks else None


def numbered(turn: Turn) -> str | None:
    """ "What does number 2 mean?" after a list, read as a question for the office's number: the second of that list."""
    message = turn.message
    if message.intent != "ask_contact" or message.confidence >= OUTWEIGHED or message.question.entities:
        return None
    found = pointed(turn)
    return FOLLOW_UP if found is not None and found.entities else None


def doubted(turn: Turn) -> str | None:
    """ "Really?" right after an answer: that answer once more, however it is read ("are you a real person?")."""
    message, context = turn.message, turn.context
    if not context.is_fresh or context.intent not in TOPICS or (message.intent in TOPICS and not message.readings):
        return None
    brief = is_one_thought if message.readings else is_short
    if not names_nothing(message.question) or not brief(message.typed, message.code):
        return None
    return context.intent if says(message.typed, "really", message.code) else None
