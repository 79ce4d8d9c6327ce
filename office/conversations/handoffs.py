"""From bot to person and back: requests of applicants, and who speaks in a conversation."""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.log import lock_conversation, storable
from office.conversations.records import Conversation, Handoff, State, columns_of
from office.conversations.tables import CONTACT_KINDS, conversation, handoff
from office.database import now

REASON_LIMIT = 2000

_CONTACTS = {
    "email": re.compile(r"[^@\s<>\"',;:()]{1,64}@(?=.{4,255}$)[\w-]+(\.[\w-]+)+"),
    "phone": re.compile(r"\+?\d{6,15}"),
    "wechat": re.compile(r"[A-Za-z][A-Za-z0-9_-]{5,19}|1\d{10}"),
}
_PHONE_DECORATION = re.compile(r"[\s().\-/\u2010-\u2015]")


class ContactError(ValueError):
    """A way to be reached that cannot be kept; `code` says why: unknown_kind, not_valid or consent_needed."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def checked_contact(kind: str, contact: str) -> str:
    """The e-mail address, phone number or WeChat id as it is kept. ContactError: it cannot be one."""
    if kind not in CONTACT_KINDS:
        raise ContactError(
            "unknown_kind", f"{kind!r} is not a way to be reached: use one of {', '.join(CONTACT_KINDS)}."
        )
    cleaned = contact.strip()
    if kind == "phone":
        cleaned = _PHONE_DECORATION.sub("", "".join(_ascii_digit(character) for character in cleaned))
        cleaned = f"+{cleaned[2:]}" if cleaned.startswith("00") else cleaned
    if len(cleaned) > 320 or not _CONTACTS[kind].fullmatch(cleaned):
        raise ContactError("not_valid", f"This is not a valid contact of the kind {kind!r}.")
    return cleaned


def _ascii_digit(character: str) -> str:
    return str(int(character)) if character.isdecimal() else character


def request_handoff(
    connection: Connection,
    conversation_id: str,
    *,
    reason: str | None = None,
    language: str | None = None,
    contact_kind: str | None = None,
    contact: str | None = None,
    consent: bool = False,
) -> Handoff:
    """Note that an applicant wants a person. A second request while one is open adds to that one.

    LookupError: no such conversation. ContactError: the contact is not valid, or there is one without consent.
    """
    current = lock_conversation(connection, conversation_id)
    if current is None:
        raise LookupError(f"There is no conversation {conversation_id!r}: it may have been erased.")
    moment = now()
    given = {
        "reason": storable(reason.strip())[:REASON_LIMIT] if reason and reason.strip() else None,
        "language": language or current.speaks,
    }
    if contact:
        if not consent:
            raise ContactError("consent_needed", "A way to be reached is kept only with the applicant's consent.")
        given |= {"contact_kind": contact_kind, "contact": checked_contact(contact_kind or "", contact)}
    known = {name: value for name, value in given.items() if value is not None}
    values = {**known, "consent_at": moment} if contact else known
    open_one = find_open_handoff(connection, conversation_id)
    if open_one:
        handoff_id = open_one.id
        connection.execute(
            sa.update(handoff).where(handoff.c.id == handoff_id).values(**(values or {"status": "open"}))
        )
    else:
        inserted = connection.execute(
            sa.insert(handoff).values(conversation_id=conversation_id, status="open", created_at=moment, **values)
        )
        handoff_id = inserted.inserted_primary_key[0]
    if current.state in ("bot", "closed"):
        _set_state(connection, conversation_id, "waiting")
    return Handoff(
        *connection.execute(sa.select(*columns_of(Handoff, handoff)).where(handoff.c.id == handoff_id)).one()
    )


def find_open_handoff(connection: Connection, conversation_id: str) -> Handoff | None:
    """The request that is not closed yet, if any."""
    query = (
        sa.select(*columns_of(Handoff, handoff))
        .where(handoff.c.conversation_id == conversation_id, handoff.c.status != "closed")
        .order_by(handoff.c.id.desc())
    )
    row = connection.execute(query).first()
    return Handoff(*row) if row else None


def find_handoffs(
    connection: Connection, *, status: str = "open", before: int | None = None, limit: int = 50
) -> list[Handoff]:
    """Requests of one status, newest first. `before` is the id of the last one on the page before this."""
    query = sa.select(*columns_of(Handoff, handoff)).where(handoff.c.status == status)
    if before is not None:
        query = query.where(handoff.c.id < before)
    return [Handoff(*row) for row in connection.execute(query.order_by(handoff.c.id.desc()).limit(limit))]


def take_over(connection: Connection, conversation_id: str, *, by: str) -> Conversation:
    """A member of staff speaks from now on and the bot is silent. LookupError: no such conversation."""
    _existing(connection, conversation_id)
    _set_state(connection, conversation_id, "staff", assigned_to=by)
    connection.execute(
        sa.update(handoff)
        .where(handoff.c.conversation_id == conversation_id, handoff.c.status == "open")
        .values(status="taken", assigned_to=by)
    )
    return _existing(connection, conversation_id)


def give_back(connection: Connection, conversation_id: str) -> Conversation:
    """The bot answers again; open requests are closed. LookupError: no such conversation."""
    return _end(connection, conversation_id, "bot")


def close(connection: Connection, conversation_id: str) -> Conversation:
    """Nothing more to do here, until the applicant writes again. LookupError: no such conversation."""
    return _end(connection, conversation_id, "closed")


def _end(connection: Connection, conversation_id: str, state: State) -> Conversation:
    _existing(connection, conversation_id)
    _set_state(connection, conversation_id, state)
    connection.execute(
        sa.update(handoff)
        .where(handoff.c.conversation_id == conversation_id, handoff.c.status != "closed")
        .values(status="closed", closed_at=now())
    )
    return _existing(connection, conversation_id)


def _existing(connection: Connection, conversation_id: str) -> Conversation:
    current = lock_conversation(connection, conversation_id)
    if current is None:
        raise LookupError(f"There is no conversation {conversation_id!r}: it may have been erased.")
    return current


def _set_state(connection: Connection, conversation_id: str, state: State, *, assigned_to: str | None = None) -> None:
    connection.execute(
        sa.update(conversation).where(conversation.c.id == conversation_id).values(state=state, assigned_to=assigned_to)
    )
