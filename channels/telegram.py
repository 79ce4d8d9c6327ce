"""Telegram: a bot's private chats. https://core.telegram.org/bots/api"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from channels.channel import Button, Inbound, Limits, NotGenuine
from channels.desk import Desk
from channels.intents import greeting, wished
from channels.outbox import Outbox
from channels.plain_text import utf16_size
from channels.platform import WEBHOOK_LIMIT, button_of, checked, identifier, inner, json_object, take
from channels.platform_http import NotTaken, PlatformHttp, Refused
from channels.push import PushPlatform, Say, cut, same
from channels.requests import read_body
from channels.turns import Turns
from office.languages import SOURCE_LANGUAGE, supported
from office.settings import Settings

NAME = "telegram"
MEDIA = "utter_conversation_media"
_HEADER = "x-telegram-bot-api-secret-token"
_SENTENCES = {
    400: "Telegram does not take the message: {text}",
    401: "Telegram does not know the token; check TELEGRAM_TOKEN",
    403: "the person has blocked the bot or left",
    404: "Telegram does not know the token; check TELEGRAM_TOKEN",
}


class Telegram(PushPlatform):
    """See channels.platform.Platform. A bot may write to a person at any time until they block it."""

    name = NAME
    limits = Limits(characters=4096, buttons=8, numbered=True)
    size = staticmethod(utf16_size)
    most_cards = 4

    def __init__(self, settings: Settings, desk: Desk, outbox: Outbox) -> None:
        super().__init__(settings, desk, outbox, PlatformHttp(settings["TELEGRAM_API_URL"]))
        self._token = settings["TELEGRAM_TOKEN"]
        self._secret = settings["TELEGRAM_SECRET"]

    def routes(self, turns: Turns) -> list[Route]:
        """/telegram: POST for updates. A pressed button is acknowledged in the answer, which ends its waiting sign."""

        async def post(request: Request) -> Response:
            body = await read_body(request, limit=WEBHOOK_LIMIT)
            for inbound in checked(self, request, body):
                await take(turns, inbound)
            pressed = _pressed(body)
            return JSONResponse({"method": "answerCallbackQuery", "callback_query_id": pressed} if pressed else {})

        return [Route(f"/{NAME}", post, methods=["POST"])]

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """The secret that the webhook was set with."""
        if not same(headers.get(_HEADER, ""), self._secret):
            raise NotGenuine("the secret token is wrong: was the webhook set with TELEGRAM_SECRET?")

    def parse(self, body: bytes) -> list[Inbound]:
        """One update: a message or a pressed button of a private chat. Everything else needs no answer."""
        update = json_object(body)
        message_id = identifier(update.get("update_id"))
        pressed = inner(update, "callback_query")
        message = inner(pressed, "message") if pressed else inner(update, "message")
        chat = inner(message, "chat")
        if chat.get("type") != "private":
            return []
        user = identifier(chat.get("id"))
        sender = inner(pressed or message, "from")
        code = sender.get("language_code")
        language = supported(code if isinstance(code, str) else None)
        if pressed:
            found = button_of(pressed.get("data"))
            if found is None:
                return []
            return [Inbound(NAME, message_id, channel_user=user, language=language, button=Button(*found))]
        return [self._message(message, message_id, user, language)]

    def _message(self, message: dict[str, Any], message_id: str, user: str, language: str | None) -> Inbound:
        text = message.get("text")
        if not isinstance(text, str):
            caption = message.get("caption")
            shown = f"📎 {caption}" if isinstance(caption, str) else "📎"
            return Inbound(NAME, message_id, channel_user=user, text=shown[:1000], language=language, says=MEDIA)
        command, _, key = text.strip().partition(" ")
        if command.lower() == "/start":  # the button that every chat with a bot begins with
            shown, asks = wished(key.strip(), language or SOURCE_LANGUAGE) or greeting(language or SOURCE_LANGUAGE)
            return Inbound(NAME, message_id, channel_user=user, text=shown, language=language, asks=asks)
        return Inbound(NAME, message_id, channel_user=user, text=text, language=language)

    async def post(self, user: str, say: Say, key: str) -> None:
        """sendMessage."""
        content: dict[str, Any] = {"chat_id": user, "text": say.text}
        rows = [[{"text": cut(f"{each.title} ↗", 64), "url": each.url}] for each in say.cards]
        rows += [[{"text": cut(each.title, 64), "callback_data": each.data}] for each in say.choices]
        if rows:
            content["reply_markup"] = {"inline_keyboard": rows}
        status, data = await self._http.call("POST", f"/bot{self._token}/sendMessage", json=content)
        if data.get("ok") is True:
            return
        if status < 400 or status >= 500:
            raise NotTaken(f"status {status}")
        raise Refused(_SENTENCES.get(status, _SENTENCES[400]).format(text=repr(str(data.get("description"))[:80])))


def _pressed(body: bytes) -> str | None:
    """The id of a pressed button. What is no id is not said back: it may not even be writable (infinite numbers, half characters)."""
    try:
        return identifier(inner(json_object(body), "callback_query").get("id"))
    except ValueError:
        return None
