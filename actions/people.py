"""The way to a person: a request to the admissions office, noted at once, and an optional way to be reached."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timezone
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog

from actions.buttons import ANSWER_HERE, Choice, button, cancel_button, path_button
from actions.contacts import Contact, find_contact, looks_like_contact
from actions.lexicon import says
from actions.path_state import ASIDE, path_state
from actions.turn import Turn
from office.answers.document import clock, part, span, time_zone
from office.answers.topics import TOPICS
from office.conversations.handoffs import REASON_LIMIT, find_open_handoff, give_back, request_handoff
from office.conversations.log import ensure_conversation
from office.conversations.queries import get_conversation
from office.conversations.records import Handoff
from office.database import reading, writing
from office.hours import office_hours
from office.settings import SettingError

log = structlog.get_logger()

CONTACT = "contact"
# Intents of a message that says nothing which the knowledge base or the dialogue could answer: it may be a bare id.
_NOTHING_ELSE = frozenset({"", "nlu_fallback", "out_of_scope", "give_feedback", "greet"})
_WORDLESS = frozenset({"affirm", "deny", "request_human", "greet", "thank", "nlu_fallback", ""})


def hand_over(turn: Turn) -> None:
    """Note the request, say so and when the office is open, and ask how else the applicant can be reached.

    LookupError: the applicant has had the conversation erased meanwhile.
    """
    turn.final = True
    with writing() as connection:
        if not turn.message.from_channels:  # Rasa's own REST channel or shell: the row is made with the first turn
            ensure_conversation(connection, turn.message.conversation, channel=_channel(turn))
        before = find_open_handoff(connection, turn.message.conversation)
        request_handoff(
            connection, turn.message.conversation, reason=_reason(turn, before), language=turn.message.language
        )
    log.info("handoff.requested", language=turn.message.language, again=before is not None)
    if before is not None and before.contact:
        turn.say("utter_conversation_human_already")
        return
    turn.say("utter_conversation_human_already" if before is not None else "utter_conversation_human_noted")
    _say_hours(turn)
    turn.say("utter_conversation_human_open").offer(*_contact_buttons())
    turn.context = replace(turn.context.expecting(CONTACT), explained=True, offer="")


def take_contact(turn: Turn) -> bool:
    """An e-mail address, phone number or WeChat id after it was explained what for: kept, whatever the intent.

    False: the message is something else. Typing it after the explanation is the applicant's consent.
    """
    text, context = turn.message.typed, turn.context
    if not text or not context.explained or not _is_open(turn):
        return False
    waiting = context.expects == CONTACT
    if waiting and says(text, "cancel", turn.message.code):
        cancel_request(turn)
        return True
    unclear = turn.message.intent in _NOTHING_ELSE or bool(turn.message.readings)
    nothing_named = not turn.message.question.entities
    found = find_contact(text, sure=waiting and unclear and nothing_named)
    if found is not None:
        _keep(turn, found)
        return True
    if waiting and looks_like_contact(text):
        turn.say("utter_conversation_human_contact_unclear").offer(*_contact_buttons())
        turn.context = context.expecting(CONTACT)
        turn.final = True
        return True
    return False


def take_cancel(turn: Turn) -> bool:
    """ "Cancel" where nothing is under way: accepted, whatever its intent."""
    if not turn.message.typed or not says(turn.message.typed, "cancel", turn.message.code):
        return False
    turn.say("utter_conversation_deny")
    return True


def answer_here(turn: Turn) -> None:
    """No contact is left: staff answer in the chat."""
    turn.final = True
    turn.context = turn.context.waiting_no_longer()
    if _is_open(turn):
        turn.say("utter_conversation_human_recorded_chat")
        _offer_path(turn)
        return
    hand_over(turn)


def cancel_request(turn: Turn) -> None:
    """Take the request back, unless somebody of the office is at it already."""
    turn.final = True
    turn.context = turn.context.waiting_no_longer()
    with writing() as connection:
        current = find_open_handoff(connection, turn.message.conversation)
        if current is None or current.status != "open":
            turn.say("utter_conversation_deny")
            return
        give_back(connection, turn.message.conversation)
    log.info("handoff.withdrawn")
    turn.say("utter_conversation_human_cancelled")
    _offer_path(turn)


def _keep(turn: Turn, contact: Contact) -> None:
    with writing() as connection:
        request_handoff(
            connection,
            turn.message.conversation,
            contact_kind=contact.kind,
            contact=contact.value,
            consent=True,
        )
    log.info("handoff.contact_left", kind=contact.kind)
    turn.context = turn.context.waiting_no_longer()
    turn.say("utter_conversation_human_recorded_contact", contact=contact.hidden)
    _offer_path(turn)
    turn.final = True


def _is_open(turn: Turn) -> bool:
    with reading() as connection:
        return find_open_handoff(connection, turn.message.conversation) is not None


def _channel(turn: Turn) -> str:
    return str(turn.tracker.get_latest_input_channel() or "rest")[:32]


def _reason(turn: Turn, before: Handoff | None) -> str:
    """What the person is wanted for: the words of the request, and the question before it."""
    words: list[str] = [turn.message.typed] if turn.message.typed and turn.message.intent not in {"affirm"} else []
    for said in turn.earlier():
        if said.is_button or said.intent in _WORDLESS:
            continue
        if said.intent in TOPICS or said.intent == "follow_up":
            words.append(said.text)
        break
    reason = "\n".join(reversed(words))
    known = (before.reason or "") if before else ""
    return f"{known}\n{reason}".strip()[:REASON_LIMIT] if reason not in known else known


def _say_hours(turn: Turn) -> None:
    """Whether the office is open, in the applicant's time zone where that is known."""
    try:
        hours = office_hours()
    except SettingError as error:  # the request counts, not the hours
        log.error("handoff.hours_unreadable", error=str(error))
        return
    if hours is None:
        return
    moment, zone = _now(), _time_zone(turn) or hours.zone.key
    if opening := hours.opening_at(moment):
        turn.say(
            "utter_conversation_human_office_open",
            hours=span(opening.start, opening.end, zone),
            zone=time_zone(moment, zone),
        )
    elif opening := hours.next_opening(moment):
        turn.say(
            "utter_conversation_human_office_closed",
            time=clock(opening.start, zone),
            zone=time_zone(opening.start, zone),
        )


def _time_zone(turn: Turn) -> str | None:
    """The applicant's time zone, if channels know it and it is one."""
    try:
        with reading() as connection:
            zone = get_conversation(connection, turn.message.conversation).time_zone
        return ZoneInfo(zone).key if zone else None
    except (LookupError, ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _offer_path(turn: Turn) -> None:
    """The path that was put aside for this can go on now."""
    if path_state(turn.tracker).stage == ASIDE:
        turn.offer(path_button())


def _contact_buttons() -> list[Choice]:
    return [button(part("utter_conversation_human_button_chat"), ANSWER_HERE), cancel_button()]
