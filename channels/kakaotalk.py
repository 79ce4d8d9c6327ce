"""KakaoTalk: a channel chatbot's skill. https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide

A skill answers in the reply to the request, within five seconds; with the AI callback, once more within a minute.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from channels.cards import Card, Cards
from channels.channel import DeliveryImpossible, Inbound, Limits, NotGenuine
from channels.desk import Desk
from channels.flood import TooFast
from channels.outbox import Outbox, Part
from channels.plain_text import full_text, split, titles
from channels.platform import WEBHOOK_LIMIT, checked, identifier, inner, json_object
from channels.platform_http import PlatformHttp, Refused
from channels.push import cut, same
from channels.requests import read_body
from channels.turns import Turns
from office.conversations import deliveries, platform_state
from office.conversations.records import Conversation, JournalEntry, Message
from office.settings import Settings
from office.wording.catalogues import translate

NAME = "kakaotalk"
LANGUAGE = "ko"
_HEADER = "x-skill-secret"
_OUTPUTS, _TEXT, _REPLIES, _LABEL = 3, 1000, 10, 14
_CARDS, _CARD_TITLE, _CARD_TEXT = 10, 50, 128
# Seconds: the platform gives up after five. With a callback there is no need to keep the person waiting.
_WAIT, _WAIT_WITH_CALLBACK, _LATEST = 4.0, 1.5, 4.6
_CALLBACK_LIFE = timedelta(seconds=55)


class _Waiting:
    """A skill request that could still carry the reply. `taken`: a reply is on its way into it."""

    def __init__(self) -> None:
        self.reply: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.taken = False


class KakaoTalk:
    """See channels.platform.Platform. Nobody can be written to later: staff answer in KakaoTalk's channel manager."""

    name = NAME
    limits = Limits(characters=_TEXT, buttons=_REPLIES, numbered=True)
    staff_window = timedelta(0)

    def __init__(self, settings: Settings, desk: Desk, outbox: Outbox) -> None:
        self._desk = desk
        self._outbox = outbox
        self._secret: str = settings["KAKAO_SECRET"]
        self._bot: str = settings["KAKAO_BOT_ID"]
        self._callbacks: str = settings["KAKAO_CALLBACK_URL"]
        self._http = PlatformHttp("")
        self._cards = Cards(settings, desk)
        self._waiting: dict[str, _Waiting] = {}

    def routes(self, turns: Turns) -> list[Route]:
        """/kakaotalk: POST for the skill."""

        async def post(request: Request) -> Response:
            return await self._post(request, turns)

        return [Route(f"/{NAME}", post, methods=["POST"])]

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """The secret in the header that the skill was set up with."""
        if not same(headers.get(_HEADER, ""), self._secret):
            raise NotGenuine("the secret is wrong: does the skill send the header X-Skill-Secret?")

    def parse(self, body: bytes) -> list[Inbound]:
        """One utterance. Its id is that of the one-use callback; without a callback the platform never repeats it."""
        data = json_object(body)
        if self._bot and inner(data, "bot").get("id") != self._bot:
            raise NotGenuine("the request is of another bot: is KAKAO_BOT_ID right?")
        asked = inner(data, "userRequest")
        user = identifier(inner(asked, "user").get("id"))
        text = asked.get("utterance")
        if not isinstance(text, str):
            raise ValueError("the request has no utterance")
        callback = asked.get("callbackUrl")
        if isinstance(callback, str) and callback:
            unique = hashlib.sha256(callback.encode("utf-8", "replace")).hexdigest()
        else:
            unique = uuid.uuid4().hex
        return [Inbound(NAME, unique, channel_user=user, text=text, language=LANGUAGE)]

    async def _post(self, request: Request, turns: Turns) -> Response:
        until = time.monotonic()
        body = await read_body(request, limit=WEBHOOK_LIMIT)
        [inbound] = checked(self, request, body)
        callback = inner(json_object(body), "userRequest").get("callbackUrl")
        key = inbound.platform_message_id
        # An address of somebody else would have this server call it.
        usable = isinstance(callback, str) and callback.startswith(self._callbacks)
        if isinstance(callback, str) and usable:
            await self._desk.write(platform_state.set_value, _callback_name(key), callback, life=_CALLBACK_LIFE)
        waiting = self._waiting.setdefault(key, _Waiting())
        try:
            await turns.receive(inbound)
            soft = until + (_WAIT_WITH_CALLBACK if usable else _WAIT)
            await asyncio.wait((waiting.reply,), timeout=max(0.0, soft - time.monotonic()))
            if waiting.taken and not waiting.reply.done():
                await asyncio.wait((waiting.reply,), timeout=max(0.0, until + _LATEST - time.monotonic()))
        except LookupError:
            pass  # erased meanwhile
        except TooFast:
            return JSONResponse(_template([translate(LANGUAGE, "channels_too_many_messages")], []))
        finally:
            # At once, with nothing awaited since the look: a reply that comes after this goes to the callback.
            self._waiting.pop(key, None)
        if waiting.reply.done():
            return JSONResponse(waiting.reply.result())
        if usable:
            return JSONResponse({"version": "2.0", "useCallback": True})
        return JSONResponse(_template([translate(LANGUAGE, "channels_answer_not_ready")], []))

    async def send(self, conversation: Conversation, entry: JournalEntry, replies: list[Message]) -> None:
        """In the answer to the skill request if that still waits, else to its callback."""
        cards = await self._cards.of(replies, most=_CARDS)
        template = _template(_texts(replies), titles(replies[-1], limit=_REPLIES), cards)
        part = Part(replies[0], 0, template)
        waiting = self._waiting.get(entry.platform_message_id)
        if waiting is not None and not waiting.taken:
            waiting.taken = True
            state = await self._desk.write(
                deliveries.claim_part, part.message, 0, channel=NAME, way="answer", state="sent"
            )
            if state == "new":
                waiting.reply.set_result(template)
            return
        callback = await self._desk.read(platform_state.get_value, _callback_name(entry.platform_message_id))
        if callback is None:
            raise DeliveryImpossible(
                "KakaoTalk's five seconds (a minute with a callback) were over before the answer was ready"
            )

        async def post(_part: Part) -> None:
            status, _ = await self._http.call("POST", callback, json=template)
            if status != 200:
                raise Refused(f"KakaoTalk does not take the answer at its callback (status {status})")

        await self._outbox.send(NAME, [part], post)

    async def send_staff(self, conversation: Conversation, message: Message) -> None:
        """KakaoTalk has no way to write to a person first."""
        raise DeliveryImpossible("a KakaoTalk chatbot cannot write first; answer in KakaoTalk's channel manager")

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def _card(card: Card) -> dict[str, Any]:
    link = {"label": cut(card.more, _LABEL), "action": "webLink", "webLinkUrl": card.url}
    return {"title": cut(card.title, _CARD_TITLE), "description": cut(card.text, _CARD_TEXT), "buttons": [link]}


def _carousel(cards: list[dict[str, Any]]) -> dict[str, Any]:
    return {"carousel": {"type": "textCard", "items": cards}}


def _callback_name(key: str) -> str:
    return f"{NAME}:callback:{key}"


def _texts(replies: list[Message]) -> list[str]:
    texts = [part for message in replies for part in split(full_text(message), limit=_TEXT)]
    if len(texts) > _OUTPUTS:
        texts = [*texts[: _OUTPUTS - 1], cut(texts[_OUTPUTS - 1] + "…" * 2, _TEXT)]
    return texts


def _template(texts: list[str], choices: list[str], cards: tuple[Card, ...] = ()) -> dict[str, Any]:
    outputs: list[dict[str, Any]] = [{"simpleText": {"text": text}} for text in texts]
    if cards and len(outputs) < _OUTPUTS:
        shown = [_card(card) for card in cards]
        outputs.append({"textCard": shown[0]} if len(shown) == 1 else _carousel(shown))
    template: dict[str, Any] = {"outputs": outputs}
    if choices:
        # What is sent back is the title: the turns know the choices under the last reply by it.
        template["quickReplies"] = [
            {"label": cut(choice, _LABEL), "action": "message", "messageText": choice} for choice in choices
        ]
    return {"version": "2.0", "template": template}
