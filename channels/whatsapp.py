"""WhatsApp Cloud API: a business number's chats. https://developers.facebook.com/docs/whatsapp/cloud-api"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from starlette.routing import Route

from channels import meta
from channels.channel import Button, Inbound, Limits
from channels.desk import Desk
from channels.outbox import Outbox
from channels.platform import button_of, identifier, inner, json_object, objects
from channels.platform_http import PlatformHttp
from channels.push import PushPlatform, Say, cut
from channels.turns import Turns
from office.settings import Settings
from office.wording.catalogues import translate

NAME = "whatsapp"
MEDIA = "utter_conversation_media"
# Of a message with choices. Longer texts are cut by `limits`, and only the last part carries choices.
_HEADER, _BODY = 60, 1024
_BUTTONS, _BUTTON_TITLE, _ROW_TITLE, _ROW_MORE = 3, 20, 24, 72
# Events about what we sent, and about the chat itself: nobody said anything.
_SILENT = ("reaction", "system", "ephemeral")


class WhatsApp(PushPlatform):
    """See channels.platform.Platform. Free texts only within 24 hours of the person's last message."""

    name = NAME
    limits = Limits(characters=1024, buttons=10, numbered=True)
    window = timedelta(hours=24)
    staff_window = timedelta(hours=24)
    most_cards = 1  # a message has one link
    cards_apart = True

    def __init__(self, settings: Settings, desk: Desk, outbox: Outbox) -> None:
        super().__init__(settings, desk, outbox, PlatformHttp(settings["META_API_URL"]))
        self._secret = settings["WHATSAPP_APP_SECRET"]
        self._token = settings["WHATSAPP_TOKEN"]
        self._phone = settings["WHATSAPP_PHONE_ID"]
        self._verify_token = settings["WHATSAPP_VERIFY_TOKEN"]

    def routes(self, turns: Turns) -> list[Route]:
        """/whatsapp: GET to prove that the address is ours, POST for messages."""
        return [Route(f"/{NAME}", meta.challenge(self._verify_token), methods=["GET"]), *super().routes(turns)]

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """HMAC-SHA256 of the raw body with the app secret."""
        meta.check_signature(headers, body, self._secret)

    def parse(self, body: bytes) -> list[Inbound]:
        """Messages to our number. Receipts and other numbers' messages are left out."""
        found = [_inbound(each) for value in self._values(body) for each in objects(value.get("messages"))]
        return [each for each in found if each is not None]

    def _values(self, body: bytes) -> list[dict[str, Any]]:
        """What a request says of our number."""
        entries = objects(json_object(body).get("entry"))
        values = [inner(change, "value") for entry in entries for change in objects(entry.get("changes"))]
        return [value for value in values if inner(value, "metadata").get("phone_number_id") == self._phone]

    async def notice(self, body: bytes) -> None:
        """WhatsApp takes messages that it cannot deliver, and says so in a receipt."""
        for status in (each for value in self._values(body) for each in objects(value.get("statuses"))):
            if status.get("status") == "failed":
                errors = objects(status.get("errors"))
                error = errors[0] if errors else {}
                code = error.get("code")
                said = meta.sentence(code if isinstance(code, int) else -1, str(error.get("title")))
                await self._failed(status.get("biz_opaque_callback_data"), said)

    async def post(self, user: str, say: Say, key: str) -> None:
        """A text, with up to three buttons or a list."""
        content = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": user, **_content(say)}
        content["biz_opaque_callback_data"] = key  # comes back in the receipts
        await meta.post(self._http, f"/{self._phone}/messages", content, self._token)


def _inbound(message: dict[str, Any]) -> Inbound | None:
    message_id, user = identifier(message.get("id"), limit=280), identifier(message.get("from"))
    kind = message.get("type")
    if kind in _SILENT:
        return None
    text = inner(message, "text").get("body")
    if kind == "text" and isinstance(text, str):
        return Inbound(NAME, message_id, channel_user=user, text=text)
    if kind == "interactive":
        pressed = inner(message, "interactive")
        chosen = inner(pressed, "button_reply") or inner(pressed, "list_reply")
        button = button_of(chosen.get("id"))
        return None if button is None else Inbound(NAME, message_id, channel_user=user, button=Button(*button))
    return Inbound(NAME, message_id, channel_user=user, text="📎", says=MEDIA)


def _content(say: Say) -> dict[str, Any]:
    if say.cards:
        [card] = say.cards
        link = {"display_text": cut(card.more, _BUTTON_TITLE), "url": card.url}
        shown = {
            "type": "cta_url",
            "header": {"type": "text", "text": cut(card.title, _HEADER)},
            "body": {"text": cut(card.text, _BODY)},
            "action": {"name": "cta_url", "parameters": link},
        }
        return {"type": "interactive", "interactive": shown}
    if not say.choices:
        return {"type": "text", "text": {"body": say.text}}
    action: dict[str, Any]
    if len(say.choices) <= _BUTTONS and all(len(each.title) <= _BUTTON_TITLE for each in say.choices):
        kind = "button"
        action = {
            "buttons": [{"type": "reply", "reply": {"id": each.data, "title": each.title}} for each in say.choices]
        }
    else:
        kind = "list"
        rows = []
        for each in say.choices:
            row = {"id": each.data, "title": cut(each.title, _ROW_TITLE)}
            if len(each.title) > _ROW_TITLE:
                row["description"] = cut(each.title, _ROW_MORE)
            rows.append(row)
        label = cut(translate(say.language, "channels_choose"), _BUTTON_TITLE)
        action = {"button": label, "sections": [{"rows": rows}]}
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": say.text}, "action": action}}
