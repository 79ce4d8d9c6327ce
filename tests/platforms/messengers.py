"""Telegram, LINE, WhatsApp and Messenger as their documentation describes them: APIs with faults, signed requests."""

from __future__ import annotations

import base64
import hashlib
import hmac
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

SECRET, TOKEN, PHONE = "the-secret", "the-token", "4711"
_numbers = itertools.count(1000)

Sent = tuple[str, str, tuple[str, ...]]  # person, text, data of the buttons
Shown = tuple[str, str, str]  # person, a card's title, the page that it opens


@dataclass
class Messenger:
    """One platform: its API, which remembers what was sent and fails when told to, and the requests that it makes."""

    name: str
    settings: dict[str, str]
    paths: tuple[str, ...]
    read: Callable[[Messenger, Request, dict[str, Any]], list[Sent] | Response]
    done: dict[str, Any]
    expired: tuple[int, dict[str, Any]]
    used_up: tuple[int, dict[str, Any]]  # nothing more may be sent: a plan's or a window's end
    text: Callable[[str, str, str], dict[str, Any]]
    press: Callable[[str, str], dict[str, Any]]
    media: dict[str, Any]
    sign: Callable[[bytes], dict[str, str]]
    url: str = ""
    sent: list[Sent] = field(default_factory=list)
    cards: list[Shown] = field(default_factory=list)
    refuses_cards: bool = False
    callbacks: list[str] = field(default_factory=list)  # what WhatsApp's receipts carry
    calls: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    spent: set[str] = field(default_factory=set)

    async def take(self, request: Request) -> Response:
        fault = self.faults.pop(0) if self.faults else ""
        self.calls.append(request.url.path)
        if fault == "500":
            return Response(status_code=500)
        if fault == "429":
            return JSONResponse({"ok": False}, 429)
        if fault == "expired":
            return JSONResponse(self.expired[1], self.expired[0])
        if fault == "used up":
            return JSONResponse(self.used_up[1], self.used_up[0])
        found = self.read(self, request, await request.json())
        if isinstance(found, Response):
            return found
        self.sent += found
        return Response(status_code=504) if fault == "breaks" else JSONResponse(self.done)

    def app(self) -> Starlette:
        return Starlette(routes=[Route(path, self.take, methods=["POST"]) for path in self.paths])

    def request(self, content: dict[str, Any] | bytes) -> tuple[bytes, dict[str, str]]:
        """(body, headers)."""
        body = content if isinstance(content, bytes) else json.dumps(content, ensure_ascii=False).encode()
        return body, {**self.sign(body), "Content-Type": "application/json"}

    def say(self, user: str, text: str, number: str | None = None) -> tuple[bytes, dict[str, str]]:
        return self.request(self.text(user, text, number or str(next(_numbers))))


def _telegram() -> Messenger:
    def read(self: Messenger, request: Request, data: dict[str, Any]) -> list[Sent] | Response:
        if len(data["text"].encode("utf-16-le")) > 2 * 4096:
            return JSONResponse({"ok": False, "description": "Bad Request: message is too long"}, 400)
        rows = data.get("reply_markup", {}).get("inline_keyboard", [])
        buttons = [each for row in rows for each in row]
        pressed = tuple(each["callback_data"] for each in buttons if "callback_data" in each)
        assert all(len(each) <= 64 for each in pressed)
        self.cards += [(data["chat_id"], each["text"], each["url"]) for each in buttons if "url" in each]
        return [(data["chat_id"], data["text"], pressed)]

    def message(user: str, number: str, **said: Any) -> dict[str, Any]:
        sender = {"id": int(user), "is_bot": False, "language_code": "th"}
        inner = {"message_id": 1, "from": sender, "chat": {"id": int(user), "type": "private"}, **said}
        return {"update_id": int(number), "message": inner}

    def press(user: str, data: str) -> dict[str, Any]:
        chat = {"chat": {"id": int(user), "type": "private"}}
        return {
            "update_id": next(_numbers),
            "callback_query": {"id": "q1", "from": {"id": int(user)}, "message": chat, "data": data},
        }

    return Messenger(
        "telegram",
        {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_SECRET": SECRET, "TELEGRAM_API_URL": "{url}"},
        (f"/bot{TOKEN}/sendMessage",),
        read,
        {"ok": True, "result": {}},
        (401, {"ok": False, "error_code": 401, "description": "Unauthorized"}),
        (403, {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}),
        lambda user, text, number: message(user, number, text=text),
        press,
        message("77", "9", photo=[{"file_id": "x"}]),
        lambda _body: {"X-Telegram-Bot-Api-Secret-Token": SECRET},
    )


def _line_column(column: dict[str, Any]) -> tuple[str, str]:
    """(title, address) of a carousel's column."""
    [action] = column["actions"]
    assert 0 < len(column["title"]) <= 40
    assert 0 < len(column["text"]) <= 60
    assert 0 < len(action["label"]) <= 20
    return column["title"], action["uri"]


def _line() -> Messenger:
    def read(self: Messenger, request: Request, data: dict[str, Any]) -> list[Sent] | Response:
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        if "replyToken" in data:
            token = data["replyToken"]
            if token in self.spent:
                return JSONResponse({"message": "Invalid reply token"}, 400)
            self.spent.add(token)
            user = token.partition("/")[0]
        else:
            key = request.headers["x-line-retry-key"]
            if key in self.keys:
                return JSONResponse({"message": "The retry key is already accepted"}, 409)
            self.keys.add(key)
            user = data["to"]
        assert 1 <= len(data["messages"]) <= 5
        assert not any("quickReply" in each for each in data["messages"][:-1])  # only the last message's are shown
        items = data["messages"][-1].get("quickReply", {}).get("items", [])
        assert len(items) <= 13
        assert all(len(item["action"]["label"]) <= 20 for item in items)
        for each in data["messages"]:
            if each["type"] == "template":
                assert 0 < len(each["altText"]) <= 400
                self.cards += [(user, *_line_column(column)) for column in each["template"]["columns"]]
        texts = [each["text"] for each in data["messages"] if each["type"] == "text"]
        assert all(0 < len(text.encode("utf-16-le")) <= 2 * 5000 for text in texts)
        buttons = tuple(item["action"]["data"] for item in items)
        return [(user, text, buttons if text is texts[-1] else ()) for text in texts]

    def event(user: str, number: str, **said: Any) -> dict[str, Any]:
        source = {"type": "user", "userId": user}
        return {
            "destination": "U0",
            "events": [{"webhookEventId": number, "source": source, "replyToken": f"{user}/{number}", **said}],
        }

    return Messenger(
        "line",
        {"LINE_CHANNEL_SECRET": SECRET, "LINE_CHANNEL_TOKEN": TOKEN, "LINE_API_URL": "{url}"},
        ("/v2/bot/message/reply", "/v2/bot/message/push"),
        read,
        {},
        (401, {"message": "Authentication failed"}),
        (429, {"message": "You have reached your monthly limit."}),
        lambda user, text, number: event(user, number, type="message", message={"type": "text", "text": text}),
        lambda user, data: event(user, str(next(_numbers)), type="postback", postback={"data": data}),
        event("77", "9", type="message", message={"type": "sticker"}),
        lambda body: {
            "X-Line-Signature": base64.b64encode(hmac.new(SECRET.encode(), body, hashlib.sha256).digest()).decode()
        },
    )


def _hub(body: bytes) -> dict[str, str]:
    return {"X-Hub-Signature-256": "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()}


def _whatsapp() -> Messenger:
    def read(self: Messenger, request: Request, data: dict[str, Any]) -> list[Sent] | Response:
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        self.callbacks.append(data["biz_opaque_callback_data"])
        if data["type"] == "text":
            return [(data["to"], data["text"]["body"], ())]
        shown = data["interactive"]
        assert 0 < len(shown["body"]["text"]) <= 1024
        if shown["type"] == "cta_url":
            if self.refuses_cards:
                return JSONResponse({"error": {"code": 100, "message": "Invalid parameter"}}, 400)
            link = shown["action"]["parameters"]
            assert 0 < len(link["display_text"]) <= 20
            assert 0 < len(shown["header"]["text"]) <= 60
            self.cards.append((data["to"], shown["header"]["text"], link["url"]))
            return []
        if shown["type"] == "button":
            ids = [each["reply"]["id"] for each in shown["action"]["buttons"]]
            assert len(ids) <= 3
        else:
            rows = shown["action"]["sections"][0]["rows"]
            assert len(rows) <= 10
            assert all(len(row["title"]) <= 24 for row in rows)
            ids = [row["id"] for row in rows]
        return [(data["to"], shown["body"]["text"], tuple(ids))]

    def message(user: str, number: str, **said: Any) -> dict[str, Any]:
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"phone_number_id": PHONE},
            "messages": [{"id": f"wamid.{number}", "from": user, **said}],
        }
        return {"object": "whatsapp_business_account", "entry": [{"changes": [{"field": "messages", "value": value}]}]}

    def press(user: str, data: str) -> dict[str, Any]:
        chosen = {"type": "button_reply", "button_reply": {"id": data, "title": "x"}}
        return message(user, str(next(_numbers)), type="interactive", interactive=chosen)

    return Messenger(
        "whatsapp",
        {
            "WHATSAPP_APP_SECRET": SECRET, "WHATSAPP_TOKEN": TOKEN, "WHATSAPP_PHONE_ID": PHONE,
            "WHATSAPP_VERIFY_TOKEN": SECRET, "META_API_URL": "{url}",
        },
        (f"/{PHONE}/messages",),
        read,
        {"messages": [{"id": "wamid.x"}]},
        (401, {"error": {"code": 190, "message": "Error validating access token"}}),
        (400, {"error": {"code": 131047, "message": "Re-engagement message"}}),
        lambda user, text, number: message(user, number, type="text", text={"body": text}),
        press,
        message("77", "9", type="image", image={"id": "x"}),
        _hub,
    )  # fmt: skip


def _facebook() -> Messenger:
    def read(self: Messenger, request: Request, data: dict[str, Any]) -> list[Sent] | Response:
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        message = data["message"]
        if "attachment" in message:
            if self.refuses_cards:
                return JSONResponse({"error": {"code": 100, "message": "Invalid parameter"}}, 400)
            for each in message["attachment"]["payload"]["elements"]:
                assert 0 < len(each["title"]) <= 80
                assert 0 < len(each["subtitle"]) <= 80
                [button] = each["buttons"]
                assert 0 < len(button["title"]) <= 20
                self.cards.append((data["recipient"]["id"], each["title"], button["url"]))
            return []
        assert 0 < len(message["text"]) <= 2000
        replies = message.get("quick_replies", [])
        assert all(len(each["title"]) <= 20 for each in replies)
        return [(data["recipient"]["id"], message["text"], tuple(each["payload"] for each in replies))]

    def event(user: str, **said: Any) -> dict[str, Any]:
        return {"object": "page", "entry": [{"messaging": [{"sender": {"id": user}, "timestamp": 1, **said}]}]}

    def press(user: str, data: str) -> dict[str, Any]:
        return event(user, message={"mid": f"m{next(_numbers)}", "text": "x", "quick_reply": {"payload": data}})

    return Messenger(
        "messenger",
        {
            "MESSENGER_APP_SECRET": SECRET, "MESSENGER_PAGE_TOKEN": TOKEN, "MESSENGER_VERIFY_TOKEN": SECRET,
            "META_API_URL": "{url}",
        },
        ("/me/messages",),
        read,
        {"message_id": "m"},
        (400, {"error": {"code": 190, "message": "Error validating access token"}}),
        (400, {"error": {"code": 10, "error_subcode": 2018278, "message": "sent outside of allowed window"}}),
        lambda user, text, number: event(user, message={"mid": f"m{number}", "text": text}),
        press,
        event("77", message={"mid": "m9", "attachments": [{"type": "image"}]}),
        _hub,
    )  # fmt: skip


MESSENGERS = {"telegram": _telegram, "line": _line, "whatsapp": _whatsapp, "messenger": _facebook}
