"""What the rest of the house sees of a conversation: frozen records, their fields named as the columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

State = Literal["bot", "waiting", "staff", "closed"]
Sender = Literal["applicant", "bot", "staff"]


@dataclass(frozen=True)
class Conversation:
    """One applicant's thread on one channel. Times are UTC without zone."""

    id: str
    channel: str
    channel_user: str | None
    language: str | None
    requested_language: str | None
    time_zone: str | None
    country: str | None
    state: State
    assigned_to: str | None
    created_at: datetime
    last_message_at: datetime | None
    message_count: int

    @property
    def speaks(self) -> str | None:
        """The language to address the applicant in, as far as it is known."""
        return self.requested_language or self.language


@dataclass(frozen=True)
class Message:
    """One message as it was sent: by the applicant, the bot or a member of staff."""

    id: int
    conversation_id: str
    sender: Sender
    author: str | None
    text: str
    language: str | None
    channel: str
    created_at: datetime
    journal_id: int | None
    intent: str | None
    confidence: float | None
    ranking: list[dict[str, Any]] | None
    entities: list[dict[str, Any]] | None
    questions: list[dict[str, Any]] | None
    findings: dict[str, Any] | None
    fallback: bool
    gap: bool
    reply: dict[str, Any] | None
    latency_ms: int | None
    event_key: str | None


@dataclass(frozen=True)
class JournalEntry:
    """One incoming message at the door, until it is answered. `text` is what Rasa is asked; gone once answered."""

    id: int
    conversation_id: str
    channel: str
    platform_message_id: str
    text: str | None
    language: str | None
    received_at: datetime
    status: str
    attempts: int
    available_at: datetime
    claimed_by: str | None
    answered_at: datetime | None
    error: str | None


@dataclass(frozen=True)
class Handoff:
    """An applicant's wish to be answered by a person."""

    id: int
    conversation_id: str
    reason: str | None
    language: str | None
    contact_kind: str | None
    contact: str | None
    consent_at: datetime | None
    status: str
    created_at: datetime
    assigned_to: str | None
    closed_at: datetime | None


@dataclass(frozen=True)
class Rating:
    """What an applicant thought of one answer: 1 or -1, with an optional word."""

    message_id: int
    conversation_id: str
    rating: int
    comment: str | None
    created_at: datetime


@dataclass(frozen=True)
class StoredEvent:
    """One of Rasa's events, ready to be written: `key` is unique for ever, `data` is its JSON."""

    key: str
    timestamp: float
    type_name: str
    data: str


@dataclass(frozen=True)
class Utterance:
    """One message of a turn, as understood or as said: what becomes a row of the log. `key` is that of Rasa's event."""

    sender: Sender
    text: str
    key: str
    at: datetime
    language: str | None = None
    journal_id: int | None = None
    intent: str | None = None
    confidence: float | None = None
    ranking: Sequence[Mapping[str, Any]] | None = None
    entities: Sequence[Mapping[str, Any]] | None = None
    questions: Sequence[Mapping[str, Any]] | None = None
    findings: Mapping[str, Any] | None = None
    fallback: bool = False
    gap: bool = False
    reply: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Turn:
    """What Rasa saves at once: new events and the messages among them.

    `requested_language` is a one-tuple when the applicant asked for a language in this turn, or took it back (None).
    """

    conversation_id: str
    channel: str
    events: tuple[StoredEvent, ...]
    utterances: tuple[Utterance, ...] = field(default=())
    requested_language: tuple[str | None] | None = None


def columns_of(kind: type, table: sa.Table) -> list[sa.Column]:
    """The columns of `table` that a record of `kind` is made of, in its order: kind(*row) builds it."""
    return [table.c[each.name] for each in fields(kind)]
