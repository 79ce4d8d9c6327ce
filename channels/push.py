"""What messengers that are written to by calls have in common: texts within the limit, choices under the last one."""

from __future__ import annotations

import abc
import hmac
import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from starlette.routing import Route

from channels.cards import Card, Cards
from channels.channel import Inbound, Limits, NotGenuine
from channels.desk import Desk
from channels.outbox import Outbox, Part
from channels.plain_text import full_text, numbered, split, titles
from channels.platform import button_data, webhook
from channels.platform_http import Forbidden, PlatformHttp
from channels.turns import Turns
from office.conversations import deliveries
from office.conversations.records import Conversation, JournalEntry, Message
from office.database import now
from office.languages import SOURCE_LANGUAGE
from office.settings import Settings

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Choice:
    """A button: what it says, and what it sends back."""

    title: str
    data: str


@dataclass(frozen=True)
class Say:
    """One message to be sent: its text, the choices under it, the language it is in, the programs that it shows.

    Without a text it is only cards.
    """

    text: str
    choices: tuple[Choice, ...]
    language: str
    cards: tuple[Card, ...] = ()


# channels.outbox.Part.key
_KEY = re.compile(r"(\d{1,15})-(\d{1,6})")
# The number of a part that is only cards: beyond those of any text.
CARDS_PART = 1000


class PushPlatform(abc.ABC):
    """See channels.platform.Platform. A platform of this kind says how its requests look, nothing more."""

    name: str
    limits: Limits
    # How long after a person's message one may write to them; None: always.
    window: timedelta | None = None
    # How many messages one may write after each of theirs; None: as many as one likes.
    quota: int | None = None
    staff_window = timedelta(days=7)
    size: Callable[[str], int] = staticmethod(len)
    # How many cards the platform shows beside an answer, and whether they are a message of their own.
    most_cards = 10
    cards_apart = False

    def __init__(self, settings: Settings, desk: Desk, outbox: Outbox, http: PlatformHttp) -> None:
        self._desk = desk
        self._outbox = outbox
        self._http = http
        self._cards = Cards(settings, desk)

    @abc.abstractmethod
    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """See channels.channel.Channel."""

    @abc.abstractmethod
    def parse(self, body: bytes) -> list[Inbound]:
        """See channels.channel.Channel."""

    @abc.abstractmethod
    async def post(self, user: str, say: Say, key: str) -> None:
        """Send one message. `key` is the same at each try. NotTaken, Unclear, Refused: see channels.platform_http."""

    def routes(self, turns: Turns) -> list[Route]:
        """/<name>: POST for messages."""
        return [Route(f"/{self.name}", webhook(self, turns, self.notice), methods=["POST"])]

    async def notice(self, body: bytes) -> None:  # noqa: B027 - most platforms have nothing to say here
        """Take note of what a genuine request says of messages sent before."""

    async def _failed(self, key: Any, error: str) -> None:
        """A message that the platform had taken did not arrive; `key` is what `post` was given."""
        found = _KEY.fullmatch(key) if isinstance(key, str) else None
        if found is None:
            return
        logger.error("platform.message.failed channel=%s message=%s error=%s", self.name, found.group(1), error)
        message_id, part = int(found.group(1)), int(found.group(2))
        if part < CARDS_PART:
            await self._desk.write(deliveries.record_failure, message_id, channel=self.name, error=error)

    async def send(self, conversation: Conversation, entry: JournalEntry, replies: list[Message]) -> None:
        """See channels.channel.Channel."""
        await self._push(conversation, replies)

    async def send_staff(self, conversation: Conversation, message: Message) -> None:
        """See channels.platform.Platform."""
        await self._push(conversation, [message])

    async def _push(self, conversation: Conversation, replies: list[Message]) -> None:
        user = conversation.channel_user
        if user is None:
            return

        async def post(part: Part) -> None:
            if self.window is not None:
                heard = await self._desk.read(deliveries.last_heard, conversation.id, channel=self.name)
                if heard is None or heard < now() - self.window:
                    hours = int(self.window.total_seconds() // 3600)
                    raise Forbidden(f"the person wrote more than {hours} hours ago: nobody may write before they do")
                if self.quota is not None:
                    pushed = await self._desk.read(deliveries.count_pushed, conversation.id, since=heard)
                    if pushed > self.quota:  # this part is among them
                        raise Forbidden(f"the {self.quota} messages allowed after the person's last are used up")
            await self.post(user, part.content, part.key)

        await self._outbox.send(self.name, await self.parts(replies), post)

    async def parts(self, replies: list[Message]) -> list[Part]:
        """The replies as messages of the platform; choices stand under the last, cards beside it or before it."""
        cards = await self._cards.of(replies, most=self.most_cards)
        found = self._texts(replies)
        if not cards or not found:
            return found
        last = found.pop()
        if self.cards_apart:  # before the last text: some platforms show choices only until the next message
            cards_only = Part(last.message, CARDS_PART, Say("", (), last.content.language, cards), extra=True)
            return [*found, cards_only, last]
        return [*found, replace(last, content=replace(last.content, cards=cards))]

    def _texts(self, replies: list[Message]) -> list[Part]:
        found: list[Part] = []
        for message in replies:
            text, names = full_text(message), titles(message) if message is replies[-1] else []
            if len(names) > (self.limits.buttons or 0):
                text, names = f"{text}\n\n{numbered(names)}".strip(), []
            texts = split(text, limit=self.limits.characters or 1000, size=self.size)
            choices = tuple(Choice(name, button_data(message, index)) for index, name in enumerate(names))
            for number, part in enumerate(texts):
                last = number == len(texts) - 1
                say = Say(part, choices if last else (), message.language or SOURCE_LANGUAGE)
                found.append(Part(message, number, say))
        return found

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def same(given: str, expected: str) -> bool:
    """Whether a secret that came with a request is ours; takes as long whatever is wrong."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode("utf-8"))


def hmac_check(given: str, expected: str) -> None:
    """NotGenuine: the signature of the raw body is another."""
    if not same(given, expected):
        raise NotGenuine("the signature is wrong: is the secret the same on both sides?")


def cut(title: str, limit: int) -> str:
    """A button's title within the platform's limit."""
    return title if len(title) <= limit else f"{title[: limit - 1].rstrip()}…"
