"""What all answering actions share: look up each question, own up to gaps, say it in one reply, remember what it was about."""

from __future__ import annotations

import abc
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.context import Context
from actions.message import Message, read_message
from actions.suggestions import choice, next_questions
from office.answers.document import Answer, Question, part
from office.answers.topics import TOPICS, answer, title
from office.knowledge.gaps import record_gap
from office.knowledge.queries import Knowledge, knowledge
from office.settings import settings

log = structlog.get_logger()


class AnswerAction(Action, abc.ABC):
    """Answers the questions of the last message from the knowledge base. A family's action only bears its name."""

    @abc.abstractmethod
    def name(self) -> str:
        """The action's name in domain.yml."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answer every question of the message in its order, or ask which of two readings is meant."""
        message, context = read_message(tracker), Context.of(tracker)
        if message.readings:
            return ask_which(dispatcher, message.readings, message.question, context)
        questions = [context.complete(question) for question in message.questions]
        return say_answers(dispatcher, questions, message, context)


def say_answers(
    dispatcher: CollectingDispatcher, questions: list[Question], message: Message, context: Context
) -> list[EventType]:
    """One reply with the answers to all questions; gaps are recorded. Returns the context to keep."""
    known = knowledge()
    parts: list[dict[str, Any]] = [part("utter_conversation_hello")] if message.greets else []
    sources: list[str] = []
    facts: list[str] = []
    gaps: list[str] = []
    for question in questions:
        found = answer_or_hand_over(question, known)
        parts += found.parts
        sources += [source for source in found.sources if source not in sources]
        facts += [fact for fact in found.facts if fact not in facts]
        if found.gap:
            gaps.append(question.intent)
            _record(question, message)
        context = context.after(question, found.subjects)
    if gaps:
        parts.append(part("utter_conversation_gap_recorded"))
        if url := settings()["OFFICE_CONTACT_URL"]:
            parts.append(part("utter_conversation_gap_contact", url=url))
    last = questions[-1]
    dispatcher.utter_message(
        response="utter_answer",
        parts=parts,
        sources=sources,
        facts=facts,
        topics=[question.intent for question in questions],
        gaps=gaps,
        choices=next_questions(last, known, asked=context.asked, gap=bool(gaps)),
    )
    log.info("question.answered", topics=[question.intent for question in questions], gaps=gaps)
    return [context.event()]


def answer_or_hand_over(question: Question, known: Knowledge) -> Answer:
    """The answer from the knowledge base; for an intent it does not know, what to ask instead."""
    if question.intent in TOPICS:
        return answer(question, known)
    return Answer(topic=question.intent).say("utter_conversation_follow_up_unclear")


def ask_which(
    dispatcher: CollectingDispatcher, readings: tuple[str, ...], question: Question, context: Context
) -> list[EventType]:
    """ "Did you mean ...?" with a button for each reading; the entities of the message go along."""
    entities = {kind: list(values) for kind, values in question.entities.items()}
    dispatcher.utter_message(
        response="utter_answer",
        parts=[part("utter_conversation_did_you_mean")],
        topics=[],
        doubt=list(readings),
        choices=[choice(intent, entities if intent in TOPICS else None) for intent in readings]
        + [{"title": part("utter_conversation_button_other"), "payload": "/deny"}],
    )
    log.info("question.doubtful", readings=list(readings), titles=[title(intent) for intent in readings])
    return [context.event()]


def _record(question: Question, message: Message) -> None:
    kind, subject = next(
        ((kind, value) for kind in ("program", "campus", "admission_route", "country") for value in question.all(kind)), (None, None)
    )
    record_gap(
        question.intent,
        question.text or message.text,
        language=message.language[:2],
        subject_kind=kind,
        subject_id=subject,
        conversation_id=message.key.rsplit(":", 1)[0],
        question_key=f"{message.key[:80]}:{question.intent}",
    )
