"""The website as a channel: applicants fetch their replies, so nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping

from channels.channel import Inbound, Limits
from office.conversations.records import Conversation, JournalEntry, Message

NAME = "website"


class Website:
    """See channels.channel.Channel. Requests are verified by the session's secret, in channels.website.visitor."""

    name = NAME
    limits = Limits()

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """The website has no webhook."""

    def parse(self, body: bytes) -> list[Inbound]:
        """The website has no webhook."""
        raise ValueError("The website's messages come in over /api/messages.")

    async def send(self, conversation: Conversation, entry: JournalEntry, replies: list[Message]) -> None:
        """The replies are in the log: the browser fetches them from there, or its event stream shows them."""


def message_key(conversation_id: str, client_id: str) -> str:
    """The unique id of a browser's message: its own id counts within its own conversation only."""
    return f"{conversation_id}/{client_id}"


def client_id_of(platform_message_id: str) -> str:
    """The id that the browser gave the message."""
    return platform_message_id.partition("/")[2]
