"""What a messenger's adapter has beside the members of a channel: its routes, its end, and when staff may write."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from channels.channel import Channel, Inbound, NotGenuine
from channels.flood import TooFast
from channels.refusals import Refusal
from channels.requests import read_body
from channels.turns import Turns
from office.conversations.records import Conversation, Message

logger = logging.getLogger(__name__)

# Platforms send several messages in one request; none of theirs comes near this.
WEBHOOK_LIMIT = 256 * 1024  # bytes

Endpoint = Callable[[Request], Awaitable[Response]]


class Platform(Channel, Protocol):
    """A messenger. `staff_window`: how long after a person's message staff may write to them there."""

    staff_window: timedelta

    def routes(self, turns: Turns) -> list[Route]:
        """The addresses that the platform calls."""

    async def send_staff(self, conversation: Conversation, message: Message) -> None:
        """Bring a member of staff's message to the person. DeliveryFailed as for `send`."""

    async def close(self) -> None:
        """Finish what is being done and close the connections."""


def webhook(channel: Channel, turns: Turns, notice: Callable[[bytes], Awaitable[None]] | None = None) -> Endpoint:
    """The endpoint of a platform that posts messages and wants nothing but an acknowledgement.

    `notice` is given every genuine request, for what it says beside messages.

    Acknowledged once the messages are in the journal. 403: not genuine. 400: not the platform's form.
    """

    async def endpoint(request: Request) -> Response:
        body = await read_body(request, limit=WEBHOOK_LIMIT)
        for inbound in checked(channel, request, body):
            await take(turns, inbound)
        if notice is not None:
            await notice(body)
        return PlainTextResponse("ok")

    return endpoint


def checked(channel: Channel, request: Request, body: bytes) -> list[Inbound]:
    """The request's messages. Refusal: it is forged or malformed; what it said is not logged."""
    try:
        channel.verify(request.headers, body)
        return channel.parse(body)
    except NotGenuine as error:
        logger.warning("webhook.refused channel=%s reason=%s", channel.name, error)
        raise Refusal(403, "not_genuine") from error
    except ValueError as error:
        logger.warning("webhook.malformed channel=%s", channel.name)
        raise Refusal(400, "invalid_http") from error


async def take(turns: Turns, inbound: Inbound) -> None:
    """Write a message down; one of a conversation that is being erased this moment, or of a flood, is not kept."""
    try:
        await turns.receive(inbound)
    except LookupError:
        logger.info("webhook.erased channel=%s", inbound.channel)
    except TooFast:
        logger.info("webhook.too_fast channel=%s", inbound.channel)


def json_object(body: bytes) -> dict[str, Any]:
    """ValueError: the body is no JSON object in UTF-8."""
    try:
        found = json.loads(body.decode("utf-8"))
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(found, dict):
        raise ValueError("not a JSON object")
    return found


def objects(value: Any) -> list[dict[str, Any]]:
    """The objects in a list; nothing if it is none."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def inner(data: dict[str, Any], *names: str) -> dict[str, Any]:
    """The object at the end of a path of names; an empty one if something else is there."""
    for name in names:
        found = data.get(name)
        if not isinstance(found, dict):
            return {}
        data = found
    return data


def identifier(value: Any, *, limit: int = 200) -> str:
    """A platform's id, as text. ValueError: there is none that the journal could hold."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError("an id is missing")
    text = str(value)
    if not 0 < len(text) <= limit or not text.isprintable():
        raise ValueError("an id is empty, too long or not printable")
    return text


def button_data(message: Message, index: int) -> str:
    """What a platform's own button carries: which one it is, never what it means."""
    return f"b:{message.id}:{index}"


def button_of(data: Any) -> tuple[int, int] | None:
    """(message, index) of `button_data`; None for anything else."""
    parts = data.split(":") if isinstance(data, str) and len(data) <= 40 else []
    if len(parts) != 3 or parts[0] != "b" or not all(each.isascii() and each.isdecimal() for each in parts[1:]):
        return None
    message, index = int(parts[1]), int(parts[2])
    return (message, index) if message < 2**53 and index < 2**31 else None
