"""LINE: an official account's chats. https://developers.line.biz/en/reference/messaging-api/"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
import uuid
from collections.abc import Mapping
from typing import Any

from channels.channel import Button, Inbound, Limits
from channels.desk import Desk
from channels.intents import greeting, wished
from channels.outbox import Outbox, Part
from channels.plain_text import utf16_size
from channels.platform import button_of, identifier, inner, json_object, objects
from channels.platform_http import NotTaken, PlatformHttp, Refused, Unclear
from channels.push import PushPlatform, Say, cut, hmac_check
from office.conversations.records import Conversation, JournalEntry, Message
from office.languages import SOURCE_LANGUAGE
from office.settings import Settings

NAME = "line"
MEDIA = "utter_conversation_media"
# LINE lets one answer with a token for about a minute. Answers are free, pushes count against the plan.
TOKEN_LIFE = 50.0  # seconds
_TOGETHER = 5  # messages in one answer
_MANY = 10_000
_KEYS = uuid.UUID("6f3cf3f0-2a4e-4b57-9d0b-0f3f6a1c7f11")  # the name space of retry keys
_SENTENCES = {
    400: "LINE does not take the message: {text}",
    401: "LINE does not know the channel access token; check LINE_CHANNEL_TOKEN",
    403: "the account's plan does not allow this; see the LINE Official Account Manager",
}
_USED_UP = "this month's messages of the account's plan are used up; see the LINE Official Account Manager"


class Line(PushPlatform):
    """See channels.platform.Platform. A person who has not blocked the account may be written to at any time."""

    name = NAME
    limits = Limits(characters=5000, buttons=13, numbered=True)
    size = staticmethod(utf16_size)

    def __init__(self, settings: Settings, desk: Desk, outbox: Outbox) -> None:
        super().__init__(settings, desk, outbox, PlatformHttp(settings["LINE_API_URL"]))
        self._secret = settings["LINE_CHANNEL_SECRET"].encode()
        self._headers = {"Authorization": f"Bearer {settings['LINE_CHANNEL_TOKEN']}"}
        self._tokens: dict[str, tuple[float, str]] = {}

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """HMAC-SHA256 of the raw body with the channel secret."""
        expected = base64.b64encode(hmac.new(self._secret, body, hashlib.sha256).digest()).decode()
        hmac_check(headers.get("x-line-signature", ""), expected)

    def parse(self, body: bytes) -> list[Inbound]:
        """Messages, pressed buttons and new friends of one-to-one chats."""
        found = [self._event(event) for event in objects(json_object(body).get("events"))]
        return [each for each in found if each is not None]

    def _event(self, event: dict[str, Any]) -> Inbound | None:
        source = inner(event, "source")
        kind = event.get("type")
        if source.get("type") != "user" or kind not in ("message", "postback", "follow"):
            return None
        user, event_id = identifier(source.get("userId")), identifier(event.get("webhookEventId"))
        self._remember(event_id, event.get("replyToken"))
        if kind == "postback":
            data = inner(event, "postback").get("data")
            button = button_of(data)
            if button is not None:
                return Inbound(NAME, event_id, channel_user=user, button=Button(*button))
            wish = wished(data, SOURCE_LANGUAGE) if isinstance(data, str) else None  # of a menu that the college made
            return None if wish is None else Inbound(NAME, event_id, channel_user=user, text=wish[0], asks=wish[1])
        if kind == "follow":
            shown, asks = greeting(SOURCE_LANGUAGE)
            return Inbound(NAME, event_id, channel_user=user, text=shown, asks=asks)
        message = inner(event, "message")
        text = message.get("text")
        if message.get("type") == "text" and isinstance(text, str):
            return Inbound(NAME, event_id, channel_user=user, text=text)
        return Inbound(NAME, event_id, channel_user=user, text="📎", says=MEDIA)

    def _remember(self, event_id: str, token: Any) -> None:
        if not isinstance(token, str) or not token:
            return
        moment = time.monotonic()
        if len(self._tokens) > _MANY:
            self._tokens = {key: kept for key, kept in self._tokens.items() if kept[0] > moment}
        self._tokens[event_id] = (moment + TOKEN_LIFE, token)

    async def send(self, conversation: Conversation, entry: JournalEntry, replies: list[Message]) -> None:
        """With the question's reply token while it lives, all at once; else pushed."""
        until, token = self._tokens.pop(entry.platform_message_id, (0.0, ""))
        user = conversation.channel_user
        parts = await self.parts(replies)
        messages = [message for part in parts for message in _messages(part.content)]
        if user is None or not token or until < time.monotonic() or not 0 < len(messages) <= _TOGETHER:
            await self._push(conversation, replies)
            return
        answered = False

        async def post(part: Part) -> None:
            nonlocal answered
            if not answered and part is parts[0]:
                answered = await self._answered(token, messages)
            if not answered:
                await self.post(user, part.content, part.key)

        await self._outbox.send(NAME, parts, post)

    async def _answered(self, token: str, messages: list[dict[str, Any]]) -> bool:
        """Whether the token brought the messages; False: it is not valid any more."""
        content = {"replyToken": token, "messages": messages}
        try:
            status, data = await self._call("/v2/bot/message/reply", content)
        except Unclear:
            # A token works once: if it does not work now, it has worked before.
            status, data = await self._call("/v2/bot/message/reply", content)
            if status == 400:
                return True
        if status == 400 and "reply token" in str(data.get("message")).lower():
            return False
        _check(status, data)
        return True

    async def post(self, user: str, say: Say, key: str) -> None:
        """A push. LINE recognises its retry key, so an unclear one is simply sent again."""
        content = {"to": user, "messages": _messages(say)}
        headers = {"X-Line-Retry-Key": str(uuid.uuid5(_KEYS, f"{user}/{key}"))}
        try:
            status, data = await self._call("/v2/bot/message/push", content, headers)
        except Unclear:
            status, data = await self._call("/v2/bot/message/push", content, headers)
        if status != 409:  # 409: it was taken at an earlier try
            _check(status, data)

    async def _call(
        self, path: str, content: dict[str, Any], headers: Mapping[str, str] | None = None
    ) -> tuple[int, dict[str, Any]]:
        try:
            return await self._http.call("POST", path, json=content, headers={**self._headers, **(headers or {})})
        except NotTaken as error:
            if "monthly limit" in error.said:  # no call too many a second, though the status is the same
                raise Refused(_USED_UP) from error
            raise


def _messages(say: Say) -> list[dict[str, Any]]:
    """The text, and a carousel of the cards below it; LINE shows the quick replies of the last message only."""
    messages: list[dict[str, Any]] = [{"type": "text", "text": say.text}]
    if say.cards:
        columns = [
            {
                "title": cut(card.title, 40),
                "text": cut(card.text, 60),
                "actions": [{"type": "uri", "label": cut(card.more, 20), "uri": card.url}],
            }
            for card in say.cards
        ]
        names = cut(", ".join(card.title for card in say.cards), 400)
        template = {"type": "carousel", "columns": columns}
        messages.append({"type": "template", "altText": names, "template": template})
    if say.choices:
        messages[-1]["quickReply"] = {
            "items": [
                {
                    "type": "action",
                    "action": {
                        "type": "postback",
                        "label": cut(each.title, 20),
                        "data": each.data,
                        "displayText": cut(each.title, 300),
                    },
                }
                for each in say.choices
            ]
        }
    return messages


def _check(status: int, data: dict[str, Any]) -> None:
    if status == 200:
        return
    if status < 400 or status >= 500:
        raise NotTaken(f"status {status}")
    raise Refused(_SENTENCES.get(status, _SENTENCES[400]).format(text=repr(str(data.get("message"))[:80])))
