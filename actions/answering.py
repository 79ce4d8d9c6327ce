"""Questions of the knowledge base: completed from the conversation, looked up, gaps owned up to and recorded."""

from __future__ import annotations

from dataclasses import replace

from actions.advice import asks_for_advice, start_advice
from actions.doubt import ask_which_one
from actions.references import resolve
from actions.turn import Turn
from office.answers.document import Answer, Question
from office.answers.topics import TOPICS, answer, title
from office.knowledge.gaps import record_gap
from office.settings import settings
from office.wording.catalogues import translate

_SUBJECTS = ("program", "campus", "admission_route", "country")


def answer_question(turn: Turn, question: Question) -> None:
    """Say what is published on one question, or ask which of several things it is about."""
    resolved = resolve(question, turn.context, turn.knowledge, turn.message.code)
    if resolved.choice:
        ask_which_one(turn, question, resolved.choice)
        return
    asked = resolved.question
    if asks_for_advice(turn, asked):
        start_advice(turn, asked)
        return
    _answer(turn, turn.context.complete(asked))


def answer_follow_up(turn: Turn, question: Question) -> bool:
    """The last question again, about something else. False when there is nothing to go by."""
    resolved = resolve(question, turn.context, turn.knowledge, turn.message.code)
    if resolved.choice:
        ask_which_one(turn, replace(question, intent=turn.context.intent or "ask_program_details"), resolved.choice)
        return True
    repeated = turn.context.repeat(resolved.question) or _about_names(resolved.question)
    if repeated is not None and repeated.intent in TOPICS:
        _answer(turn, repeated)
        return True
    if turn.context.intent in TOPICS:
        _answer_elsewhere(turn, replace(question, intent=turn.context.intent))
        return True
    return False


def close_gaps(turn: Turn) -> None:
    """After gaps: the question has been written down, and a person can be had."""
    if not turn.gaps:
        return
    turn.say("utter_conversation_gap_recorded")
    if url := settings()["OFFICE_CONTACT_URL"]:
        turn.say("utter_conversation_gap_contact", url=url)
    turn.context = turn.context.offering("request_human")


def _answer(turn: Turn, question: Question) -> None:
    found = answer(question, turn.knowledge)
    turn.answer(question, found)
    if question.intent == "compare_programs" and len(found.subjects) == len(turn.knowledge.programs):
        turn.marks["compared"] = "all"
    if found.gap:
        _record(turn, question)


def _answer_elsewhere(turn: Turn, question: Question) -> None:
    """ "And for girls?": the same about something that nothing is published on."""
    found = Answer(topic=question.intent, gap=True).say("utter_conversation_gap_elsewhere")
    turn.answer(question, found)
    _record(turn, question)


def _about_names(follow_up: Question) -> Question | None:
    if follow_up.all("program") or follow_up.all("field") or follow_up.all("country") or follow_up.unknown_programs:
        return replace(follow_up, intent="ask_program_details")
    if follow_up.all("campus") or follow_up.unknown_campuses:
        return replace(follow_up, intent="ask_campus_details")
    return replace(follow_up, intent="ask_admission_route") if follow_up.all("admission_route") else None


def _record(turn: Turn, question: Question) -> None:
    kind, subject = next(
        ((kind, value) for kind in _SUBJECTS for value in question.all(kind)),
        (None, None),
    )
    message = turn.message
    # A pressed button has no words of the applicant's: its title is what they asked.
    words = translate(message.language, title(question.intent)) if message.is_button else question.text or message.text
    record_gap(
        question.intent,
        words,
        language=message.language[:2],
        subject_kind=kind,
        subject_id=subject,
        conversation_id=message.conversation,
        question_key=f"{message.key[:80]}:{question.intent}",
    )
