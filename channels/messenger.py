"""Facebook Messenger: a page's chats. https://developers.facebook.com/docs/messenger-platform"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from starlette.routing import Route

from channels import meta
from channels.channel import Button, Inbound, Limits
from channels.desk import Desk
from channels.intents import greeting, wished
from channels.outbox import Outbox
from channels.platform import button_of, identifier, inner, json_object, objects
from channels.platform_http import PlatformHttp
from channels.push import PushPlatform, Say, cut
from channels.turns import Turns
from office.languages import SOURCE_LANGUAGE
from office.settings import Settings

NAME = "messenger"
MEDIA = "utter_conversation_media"


class Messenger(PushPlatform):
    """See channels.platform.Platform. Only within 24 hours of the person's last message."""

    name = NAME
    limits = Limits(characters=2000, buttons=13, numbered=True)
    window = timedelta(hours=24)
    staff_window = timedelta(hours=24)
    cards_apart = True

    def __init__(self, settings: Settings, desk: Desk, outbox: Outbox) -> None:
        super().__init__(settings, desk, outbox, PlatformHttp(settings["META_API_URL"]))
        self._secret = settings["MESSENGER_APP_SECRET"]
        self._token = settings["MESSENGER_PAGE_TOKEN"]
        self._verify_token = settings["MESSENGER_VERIFY_TOKEN"]

    def routes(self, turns: Turns) -> list[Route]:
        """/messenger: GET to prove that the address is ours, POST for messages."""
        return [Route(f"/{NAME}", meta.challenge(self._verify_token), methods=["GET"]), *super().routes(turns)]

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """HMAC-SHA256 of the raw body with the app secret."""
        meta.check_signature(headers, body, self._secret)

    def parse(self, body: bytes) -> list[Inbound]:
        """Messages and pressed buttons. Echoes of our own messages and receipts are left out."""
        data = json_object(body)
        if data.get("object") != "page":
            return []
        found = [_inbound(event) for entry in objects(data.get("entry")) for event in objects(entry.get("messaging"))]
        return [each for each in found if each is not None]

    async def post(self, user: str, say: Say, key: str) -> None:
        """A text with quick replies, or a row of cards."""
        message: dict[str, Any] = {"text": say.text} if say.text else {"attachment": _cards(say)}
        if say.choices:
            message["quick_replies"] = [
                {"content_type": "text", "title": cut(each.title, 20), "payload": each.data} for each in say.choices
            ]
        content = {"recipient": {"id": user}, "messaging_type": "RESPONSE", "message": message}
        await meta.post(self._http, "/me/messages", content, self._token)


def _cards(say: Say) -> dict[str, Any]:
    elements = [
        {
            "title": cut(card.title, 80),
            "subtitle": cut(card.text, 80),
            "buttons": [{"type": "web_url", "url": card.url, "title": cut(card.more, 20)}],
        }
        for card in say.cards
    ]
    return {"type": "template", "payload": {"template_type": "generic", "elements": elements}}


def _inbound(event: dict[str, Any]) -> Inbound | None:
    message, postback = inner(event, "message"), inner(event, "postback")
    if message.get("is_echo") or not (message or postback):
        return None
    user = identifier(inner(event, "sender").get("id"))
    if postback:
        # Older buttons' postbacks have no id of their own.
        message_id = identifier(postback.get("mid") or f"{user}:{event.get('timestamp')}", limit=280)
        return _pressed(message_id, user, postback.get("payload"))
    message_id = identifier(message.get("mid"), limit=280)
    chosen = inner(message, "quick_reply").get("payload")
    if chosen is not None:
        return _pressed(message_id, user, chosen)
    text = message.get("text")
    if isinstance(text, str) and text:
        return Inbound(NAME, message_id, channel_user=user, text=text)
    return Inbound(NAME, message_id, channel_user=user, text="📎", says=MEDIA)


def _pressed(message_id: str, user: str, payload: Any) -> Inbound | None:
    button = button_of(payload)
    if button is not None:
        return Inbound(NAME, message_id, channel_user=user, button=Button(*button))
    if not isinstance(payload, str):
        return None
    shown, asks = wished(payload, SOURCE_LANGUAGE) or greeting(SOURCE_LANGUAGE)  # "Get started" and the page's menu
    return Inbound(NAME, message_id, channel_user=user, text=shown, asks=asks)
