"""What a channel is: the small interface between a platform (the website, WeChat, LINE ...) and the turns.

To add one: a module with a class that has these members, and its name in channels/app.py. The class knows the
platform's signatures, formats and limits; it knows nothing of Rasa, the journal or retries.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from office.conversations.records import Conversation, JournalEntry, Message


@dataclass(frozen=True)
class Button:
    """A button that an applicant pressed: the message that it stood under, and its place there, from 0."""

    message_id: int
    index: int


@dataclass(frozen=True)
class Inbound:
    """One incoming message, verified and parsed.

    `platform_message_id` is unique on its channel for ever: a redelivery has the same. Either the conversation is known
    (website) or the platform's id of the person is. Either `text`, as typed, or `button`. An adapter may have decided
    itself what the message comes down to, and then `text` is only what the log shows: `asks` is what Rasa is asked (an
    intent's payload, for a menu item that the college made), `says` the name of a text that is the whole reply.
    """

    channel: str
    platform_message_id: str
    conversation_id: str | None = None
    channel_user: str | None = None
    text: str | None = None
    button: Button | None = None
    language: str | None = None
    asks: str | None = None
    says: str | None = None


@dataclass(frozen=True)
class Limits:
    """What one outgoing message of the platform may hold.

    `numbered`: choices are numbered lines, and a typed number chooses.
    """

    characters: int | None = None
    buttons: int | None = None
    numbered: bool = False


class NotGenuine(Exception):
    """A request that does not come from the platform: wrong signature, wrong account, too old."""


class DeliveryFailed(Exception):
    """The platform did not take a reply. It will be tried again."""


class DeliveryImpossible(DeliveryFailed):
    """The platform will not take this reply, or nobody knows whether it did: staff see the question as unanswered."""


class DeliveryForbidden(DeliveryImpossible):
    """The platform's rule forbids it before the person writes again; then it is tried once more."""


class Channel(Protocol):
    """A platform's adapter."""

    name: str
    limits: Limits

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """Check the raw request of a webhook. NotGenuine: it is forged."""

    def parse(self, body: bytes) -> list[Inbound]:
        """The messages in a genuine request; what needs no answer is left out. ValueError: not the platform's form."""

    async def send(self, conversation: Conversation, entry: JournalEntry, replies: list[Message]) -> None:
        """Bring the replies to the applicant, where the applicant does not fetch them. DeliveryFailed: try again."""
