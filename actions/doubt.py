"""What was not understood for certain: "did you mean", "which one", other words, and after two failures a person."""

from __future__ import annotations

from dataclasses import replace

import structlog

from actions.buttons import button, entities_of, person_button, topic_button
from actions.context import OF_ONE, Subject
from actions.meanings import SURE, WITH_FIGURES, read_as
from actions.references import resolve
from actions.suggestions import is_published, openers
from actions.turn import Turn
from office.answers.document import Question, Value, country, name, part
from office.answers.subjects import programs_asked
from office.answers.topics import TOPICS, title
from office.wording.sources import source_texts

log = structlog.get_logger()

PERSON = "request_human"
FAILURES_BEFORE_A_PERSON = 2
# A reading on studying here that is at least this likely is offered rather than the message declined.
ON_TOPIC = 0.3
# Readings that no button can stand for: "something else" is always there, and "the same again" says nothing.
_NO_READING = frozenset({"out_of_scope", "nlu_fallback", "follow_up"})
_PROGRAMS = {"list_programs", "ask_program_details"}
_CONTACT = "ask_contact"
_PARTNERS = "ask_partner_institutions"
# What a program's details tell all of, when they are of one program: its stages, their years and degrees, its country.
_IN_DETAILS = frozenset({*_PROGRAMS, "ask_duration", "ask_pathway", "ask_degree_awarded"})
# So likely it has to be one of the readings that are answered together.
_ONE_OF_THEM = 0.75


def ask_if_doubtful(turn: Turn) -> bool:
    """With two readings left, or a name that can mean several things, ask. False: all is clear."""
    message = turn.message
    if message.is_button or len(message.questions) > 1:
        return False
    readings = readings_of(turn)
    if (likeliest := _all_but_sure(turn, readings)) is not None:
        read_as(turn, likeliest)
        return False
    if _answers_all(turn, readings):
        return False
    if (
        (message.readings or readings)
        and not (len(readings) == 1 and _is_settled(turn))
        and not _is_the_other(turn, readings)
    ):
        ask_which(turn, readings)
        return True
    for mention in message.ambiguous:
        named = {kind for kind, _ in mention.candidates}
        if message.intent in TOPICS and not any(message.question.all(kind) for kind in named):
            ask_which_one(turn, message.question, list(mention.candidates))
            return True
    return False


def readings_of(turn: Turn) -> list[str]:
    """The readings of a doubtful message that can be offered; "the same again" is the question before."""
    found = []
    for intent in turn.message.readings or _just_on_topic(turn):
        meant = turn.context.intent if intent == "follow_up" else intent
        if meant and meant not in _NO_READING and title(meant) in source_texts() and meant not in found:
            found.append(meant)
    return found


def _just_on_topic(turn: Turn) -> list[str]:
    """Readings on studying here of a message that was taken for small talk by a narrow margin: it is not waved off."""
    message = turn.message
    if message.intent != "out_of_scope" or not message.typed or not message.ranking:
        return []
    return [intent for intent, share in message.ranking[1:3] if intent in TOPICS and share >= ON_TOPIC]


def _is_settled(turn: Turn) -> bool:
    """Whether all readings come to one question: "the same again" and the question before."""
    return set(turn.message.readings) == {"follow_up", turn.context.intent}


def _all_but_sure(turn: Turn, readings: list[str]) -> str | None:
    """The reading that is left when those that cannot be are ruled out: "the same again" with nothing before it; and a list of
    programs or the details of one, which come to the same where a program, subject or country is named.
    """
    message = turn.message
    if not message.readings or not readings:
        return None
    impossible = 0.0 if turn.context.intent else dict(message.ranking).get("follow_up", 0.0)
    possible = {*readings, *message.readings} - ({"follow_up"} if impossible else set())
    chance = sum(dict(message.ranking).get(reading, 0.0) for reading in possible)
    if chance < SURE * (1 - impossible):
        return None
    if message.question.all("country"):
        readings = _without_partners(readings, dict(message.ranking))
    if set(readings) == _PROGRAMS and message.question.entities:
        return "ask_program_details" if message.question.all("program") else "list_programs"
    for kind, pair in OF_ONE.items():
        if set(readings) == set(pair) and message.question.all(kind):
            return pair[1]
    if readings == ["list_programs"] and message.question.all("country"):
        return "list_programs"
    return readings[0] if len(readings) == 1 and impossible else None


def _answers_all(turn: Turn, readings: list[str]) -> bool:
    """Where one reply answers every reading, nothing has to be asked: a program's details tell its duration and its degrees; and
    of readings on which nothing is published that is said of each, beside the answer to the one other. A person is offered
    with the word that no telephone number is published.
    """
    message = turn.message
    ranking = dict(message.ranking)
    if len(readings) < 2 or sum(ranking.get(reading, 0.0) for reading in message.readings) < _ONE_OF_THEM:
        return False
    if set(readings) == {_CONTACT, PERSON} and not is_published(_CONTACT, turn.knowledge):
        read_as(turn, _CONTACT)
        return True
    pointed = resolve(message.question, turn.context, turn.knowledge, message.code)
    about = turn.context.complete(replace(pointed.question, intent="ask_program_details"))
    alone = len(programs_asked(about, turn.knowledge)) == 1
    if set(readings) <= _IN_DETAILS and alone:
        read_as(turn, "ask_program_details")
        return True
    published = [reading for reading in readings if is_published(reading, turn.knowledge)]
    if len(published) > 1 and set(published) <= _IN_DETAILS and alone:
        readings = ["ask_program_details", *(reading for reading in readings if reading not in published)]
        published = readings[:1]
    if len(published) > 1 or not set(readings) <= TOPICS.keys():
        return False
    order = published + [reading for reading in readings if reading not in published]
    questions = tuple(replace(message.question, intent=intent) for intent in order)
    turn.message = replace(message, intent=order[0], readings=(), questions=questions)
    return True


def _without_partners(readings: list[str], ranking: dict[str, float]) -> list[str]:
    """ "Is there anything with Singapore?": the programs with it name its partnership, too, where they are at least as likely meant."""
    programs = [reading for reading in readings if reading in _PROGRAMS]
    likely = sum(ranking.get(reading, 0.0) for reading in programs)
    if programs and likely >= ranking.get(_PARTNERS, 0.0):
        return [reading for reading in readings if reading != _PARTNERS]
    return readings


def _is_the_other(turn: Turn, readings: list[str]) -> bool:
    """Between the question just answered and one other it is the other: nobody asks the same again about the same.

    The other has to be likely enough when the first is ruled out.
    """
    message, before = turn.message, turn.context.intent
    if len(readings) != 2 or before not in message.readings or message.question.entities or before in WITH_FIGURES:
        return False
    other = next(intent for intent in readings if intent != before)
    rest = [share for intent, share in message.ranking if intent in TOPICS and intent != before]
    chance = dict(message.ranking).get(other, 0.0)
    if other not in TOPICS or not rest or chance < SURE * sum(rest):
        return False
    read_as(turn, other)
    return True


def ask_which(turn: Turn, readings: list[str]) -> None:
    """ "Did you mean ...?" with a button for each reading; what the message names goes along."""
    if not readings:
        not_understood(turn)
        return
    failures = turn.context.failures + 1
    pointed = resolve(turn.message.question, turn.context, turn.knowledge, turn.message.code)
    entities = entities_of(pointed.question.entities)
    turn.say("utter_conversation_did_you_mean")
    turn.offer(*(topic_button(intent, entities if intent in TOPICS else None) for intent in readings))
    turn.offer(button(part("utter_conversation_button_other"), "deny"))
    if failures >= FAILURES_BEFORE_A_PERSON:
        turn.offer(person_button())
    turn.change(doubt=readings, failures=failures)
    turn.marks |= {"doubt": readings}
    turn.final = True


def ask_which_one(turn: Turn, question: Question, candidates: list[Subject]) -> None:
    """ "Which one do you mean?" with a button for each candidate: the same question about it."""
    turn.say("utter_conversation_which_one")
    for kind, subject in candidates:
        entities = entities_of({**question.entities, kind: (subject,)})
        turn.offer(button(_label(kind, subject), question.intent, entities))
    turn.marks |= {"doubt": [f"{kind}/{subject}" for kind, subject in candidates]}
    turn.final = True


def not_understood(turn: Turn) -> None:
    """Other words are asked for; after the second failure in a row a person is offered."""
    failures = turn.context.failures + 1
    turn.change(failures=failures, doubt=[])
    turn.marks |= {"fallback": True}
    turn.final = True
    if failures >= FAILURES_BEFORE_A_PERSON:
        turn.say("utter_conversation_offer_person").offer(person_button(), *openers(turn.context, turn.knowledge)[:2])
        turn.context = turn.context.offering(PERSON)
        return
    turn.say("utter_conversation_fallback").offer(*openers(turn.context, turn.knowledge))


def note_choice(turn: Turn) -> None:
    """After "did you mean": the log keeps which reading it was."""
    if turn.message.intent in turn.context.doubt and not turn.message.readings:
        turn.marks |= {"resolves": {"readings": turn.context.doubt, "chosen": turn.message.intent}}
        log.info("doubt.resolved", readings=turn.context.doubt, chosen=turn.message.intent)


def forget_doubt(turn: Turn) -> None:
    """The readings that were offered are no longer open."""
    turn.context = replace(turn.context, doubt=[])


def _label(kind: str, subject: str) -> Value:
    return country(subject) if kind == "country" else name(kind, subject)
