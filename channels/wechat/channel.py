"""WeChat as a channel: what is said passively, in the answer to WeChat's request, and what is pushed afterwards."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from channels.cards import Card, Cards
from channels.channel import Inbound, Limits, NotGenuine
from channels.desk import Desk
from channels.flood import TooFast
from channels.outbox import Outbox, Part
from channels.plain_text import split, texts_of, utf8_size
from channels.platform import WEBHOOK_LIMIT
from channels.platform_http import Forbidden, NotTaken, PlatformHttp, Refused, Unclear
from channels.refusals import Refusal
from channels.requests import read_body
from channels.turns import Turns
from channels.wechat.api import WeChatApi
from channels.wechat.door import Door
from channels.wechat.inbound import EVENT, MESSAGE, NAME, is_new_follower, parse
from office.conversations import deliveries, queries
from office.conversations.records import Conversation, JournalEntry, Message
from office.database import now
from office.languages import supported
from office.settings import Settings

logger = logging.getLogger(__name__)

TEXT_BYTES = 2048
# What may be pushed after a person's message, and after a follow, scan or menu click.
_MESSAGE_QUOTA, _MESSAGE_WINDOW = 5, timedelta(hours=48)
_EVENT_QUOTA, _EVENT_WINDOW = 3, timedelta(minutes=1)
# Cards beside an answer, their numbers among its parts, and the bytes that WeChat shows of them.
_CARDS, _CARD_PART, _CARD_TITLE, _CARD_TEXT = 2, 1000, 128, 512
# So much of the quota is never spent on cards: staff may have to write.
_FOR_STAFF = 2
# Seconds that a greeting waits for the person's language.
_GREETING = 0.3
# WeChat gives up after five seconds; a claimed answer that is being written down is worth waiting for until here.
_LATEST = 4.5


@dataclass
class _Waiting:
    """Requests of WeChat, the first and its repetitions, that could still carry the reply.

    `taken`: a reply is on its way into them, and they wait for it.
    """

    reply: asyncio.Future[str] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    requests: int = 0
    until: float = 0.0  # after this moment WeChat reads none of them
    taken: bool = False


class WeChat:
    """See channels.platform.Platform."""

    name = NAME
    limits = Limits(characters=TEXT_BYTES, numbered=True)
    staff_window = _MESSAGE_WINDOW

    def __init__(self, settings: Settings, desk: Desk, outbox: Outbox) -> None:
        """SettingError: WECHAT_AES_KEY is not one."""
        self._desk = desk
        self._outbox = outbox
        self._wait = settings["WECHAT_WAIT"]
        self._language = settings["WECHAT_LANGUAGE"]
        self._door = Door(settings)
        self._cards = Cards(settings, desk)
        http = PlatformHttp(settings["WECHAT_API_URL"])
        self._api = WeChatApi(desk, http, app_id=settings["WECHAT_APP_ID"], secret=settings["WECHAT_APP_SECRET"])
        self._waiting: dict[str, _Waiting] = {}
        self._typing: set[asyncio.Task[None]] = set()

    def routes(self, turns: Turns) -> list[Route]:
        """/wechat: GET to prove that the address is ours, POST for messages."""

        async def post(request: Request) -> Response:
            return await self._post(request, turns)

        return [Route("/wechat", self._get, methods=["GET"]), Route("/wechat", post, methods=["POST"])]

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """WeChat signs in the address, not in a header: see channels.wechat.door."""
        raise NotGenuine("WeChat's signature is in the address")

    def parse(self, body: bytes) -> list[Inbound]:
        """WeChat's requests are opened by channels.wechat.door."""
        raise ValueError("WeChat's messages come in over /wechat.")

    # ---- in

    async def _get(self, request: Request) -> Response:
        try:
            return PlainTextResponse(self._door.echo(request.query_params))
        except NotGenuine as error:
            logger.warning("wechat.refused reason=%s", error)
            raise Refusal(403, "not_genuine") from error

    async def _post(self, request: Request, turns: Turns) -> Response:
        started = time.monotonic()
        body = await read_body(request, limit=WEBHOOK_LIMIT)
        try:
            opened = self._door.open(request.query_params, body)
            received = parse(opened.fields, language=self._language)
            self._door.note(opened, received.inbound.platform_message_id if received.inbound else "")
        except NotGenuine as error:
            logger.warning("wechat.refused reason=%s", error)
            raise Refusal(403, "not_genuine") from error
        except ValueError as error:
            logger.warning("wechat.malformed")
            raise Refusal(400, "invalid_http") from error
        if received.inbound is None:
            return PlainTextResponse("success")
        if is_new_follower(opened.fields):
            received = parse(opened.fields, language=await self._language_of(received.user))
        if received.inbound is None:
            return PlainTextResponse("success")
        text = await self._answer(received.inbound, turns, started)
        if text is None:
            return PlainTextResponse("success")
        return self._door.reply(opened, to=received.user, sender=received.account, text=text)

    async def _language_of(self, user: str) -> str:
        """The language of a new follower's WeChat where it says so in time and it is spoken here; else the account's."""
        try:
            found = await asyncio.wait_for(self._api.language_of(user), _GREETING)
        except (NotTaken, Unclear, Refused, asyncio.TimeoutError) as error:
            logger.info("wechat.language.unknown error=%s", error)
            found = None
        return supported(found) or self._language

    async def _answer(self, inbound: Inbound, turns: Turns, started: float) -> str | None:
        """The text to say passively; None if the reply is pushed, now or later, or was already."""
        key = inbound.platform_message_id
        waiting = self._waiting.setdefault(key, _Waiting())
        waiting.requests += 1
        waiting.until = max(waiting.until, started + _LATEST)
        try:
            entry = await turns.receive(inbound)
            if entry.attempts or entry.status != "received":  # WeChat asks again
                said = await self._desk.read(self._said_passively, entry)
                if said is not None or entry.status != "received":
                    return said
            await asyncio.wait((waiting.reply,), timeout=max(0.0, self._wait - (time.monotonic() - started)))
            if waiting.taken and not waiting.reply.done():
                await asyncio.wait((waiting.reply,), timeout=max(0.0, _LATEST - (time.monotonic() - started)))
        except (LookupError, TooFast):
            return None  # erased meanwhile, or told to wait before
        finally:
            # At once, with nothing awaited since the look: a reply that comes after this is pushed.
            waiting.requests -= 1
            if not waiting.requests and self._waiting.get(key) is waiting:
                del self._waiting[key]
        if waiting.reply.done():
            return waiting.reply.result()
        if entry.attempts:  # begun by another process, which may have answered a request that WeChat gave up
            said = await self._desk.read(self._said_passively, entry)
            if said is not None:
                return said
        if not waiting.taken and inbound.channel_user:
            self._show_typing(inbound.channel_user)
        return None

    def _said_passively(self, connection: Connection, entry: JournalEntry) -> str | None:
        """What was said in the answer to an earlier try: WeChat shows one of them, whichever arrives."""
        texts = self._parts(queries.replies_to(connection, entry.id))
        if not texts:
            return None
        ways = deliveries.parts_of(connection, [texts[0].message.id])
        way, _ = ways.get((texts[0].message.id, 0), ("push", "sent"))
        return str(texts[0].content) if way == "answer" else None

    def _show_typing(self, user: str) -> None:
        async def show() -> None:
            try:
                await self._api.show_typing(user)
            except (NotTaken, Unclear, Refused) as error:
                logger.info("wechat.typing.failed error=%s", error)

        task = asyncio.create_task(show(), name="wechat-typing")
        self._typing.add(task)
        task.add_done_callback(self._typing.discard)

    # ---- out

    async def send(self, conversation: Conversation, entry: JournalEntry, replies: list[Message]) -> None:
        """The first part in the answer to WeChat's request if that still waits; everything else is pushed."""
        parts = self._parts(replies)
        if not parts or conversation.channel_user is None:
            return
        waiting = self._waiting.get(entry.platform_message_id)
        in_time = waiting is not None and time.monotonic() < waiting.until
        if self._wait and waiting is not None and in_time and not waiting.reply.done():
            waiting.taken = True
            first = parts[0]
            state = await self._desk.write(
                deliveries.claim_part, first.message, 0, channel=NAME, way="answer", state="sent"
            )
            ways = {} if state == "new" else await self._desk.read(deliveries.parts_of, [first.message.id])
            asking = self._waiting.get(entry.platform_message_id)
            if asking is None and state == "new":  # the request could not wait so long: the reply is pushed after all
                await self._desk.write(deliveries.release_part, first.message.id, 0, state="sent")
            elif state == "new" or ways.get((first.message.id, 0), ("", ""))[0] == "answer":
                reply = (asking or waiting).reply
                if not reply.done():
                    reply.set_result(str(first.content))
        cards = await self._cards.of(replies, most=_CARDS)
        parts += [Part(replies[-1], _CARD_PART + number, card, extra=True) for number, card in enumerate(cards)]
        await self._push(conversation, parts)

    async def send_staff(self, conversation: Conversation, message: Message) -> None:
        """Push a member of staff's message."""
        await self._push(conversation, self._parts([message]))

    async def _push(self, conversation: Conversation, parts: list[Part]) -> None:
        user = conversation.channel_user or ""

        async def post(part: Part) -> None:
            left = await self._desk.read(quota_left, conversation)
            if left < 0:  # this part is among those counted
                raise Forbidden(
                    "WeChat lets no more be written before the person writes again (five messages within 48 hours of "
                    "theirs, three within a minute of a menu click)"
                )
            if isinstance(part.content, Card):
                if left < _FOR_STAFF:
                    raise Refused("what is left of the quota is kept for staff")
                await self._api.send_news(
                    user,
                    title=_within(part.content.title, _CARD_TITLE),
                    text=_within(part.content.text, _CARD_TEXT),
                    url=part.content.url,
                )
            else:
                await self._api.send_text(user, str(part.content))

        await self._outbox.send(NAME, parts, post)

    def _parts(self, replies: list[Message]) -> list[Part]:
        parts: list[Part] = []
        for message, text in texts_of(replies, limit=TEXT_BYTES, size=utf8_size):
            number = sum(part.message.id == message.id for part in parts)
            parts.append(Part(message, number, text))
        return parts

    async def close(self) -> None:
        """Close the connections."""
        await asyncio.gather(*self._typing, return_exceptions=True)
        await self._api.close()


def _within(text: str, limit: int) -> str:
    return split(text, limit=limit, size=utf8_size)[0] if text.strip() else "…"


def quota_left(connection: Connection, conversation: Conversation) -> int:
    """How many messages may still be pushed to the person; negative when there are none, or they wrote too long ago."""
    return max(
        _left(connection, conversation, MESSAGE, _MESSAGE_QUOTA, _MESSAGE_WINDOW),
        _left(connection, conversation, EVENT, _EVENT_QUOTA, _EVENT_WINDOW),
    )


def _left(connection: Connection, conversation: Conversation, prefix: str, quota: int, window: timedelta) -> int:
    heard = deliveries.last_heard(connection, conversation.id, channel=NAME, prefix=prefix)
    if heard is None or heard < now() - window:
        return -1
    return quota - deliveries.count_pushed(connection, conversation.id, since=heard)
