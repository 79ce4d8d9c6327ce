"""What WeChat sends, as messages of ours: texts, voices, pictures, places, and events of follow, scan and menu."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from channels.channel import Inbound
from channels.intents import greeting, wished

NAME = "wechat"
MEDIA = "utter_conversation_media"
_SIGNS = {"image": "🖼", "voice": "🎤", "video": "🎬", "shortvideo": "🎬", "location": "📍", "link": "🔗", "file": "📎"}
_SCENE = "qrscene_"
# How the journal's ids of the two begin: WeChat lets less be pushed after events.
MESSAGE, EVENT = "msg:", "event:"


@dataclass(frozen=True)
class Received:
    """One request of WeChat: its message for the journal (None: nothing to answer) and the two parties."""

    inbound: Inbound | None
    user: str
    account: str


def parse(fields: dict[str, str], *, language: str) -> Received:
    """ValueError: not a message of WeChat."""
    user, account, kind = (_field(fields, name) for name in ("FromUserName", "ToUserName", "MsgType"))
    if kind == "event":
        return Received(_event(fields, user, language), user, account)
    message_id = _field(fields, "MsgId")
    text, says = _said(fields, kind)
    inbound = Inbound(NAME, f"{MESSAGE}{message_id}", channel_user=user, text=text, language=language, says=says)
    return Received(inbound, user, account)


def is_new_follower(fields: dict[str, str]) -> bool:
    """Whether somebody has begun to follow the account: nothing is known of them yet."""
    return fields.get("MsgType", "").strip() == "event" and fields.get("Event", "").strip().lower() == "subscribe"


def _said(fields: dict[str, str], kind: str) -> tuple[str, str | None]:
    """(what was said, the ready reply if it cannot be read)."""
    if kind == "text":
        return fields.get("Content", ""), None
    if kind == "voice" and fields.get("Recognition", "").strip():
        return fields["Recognition"], None
    shown = " ".join(part for part in (_SIGNS.get(kind, "📎"), fields.get("Label") or fields.get("Title")) if part)
    return shown[:200], MEDIA


def _event(fields: dict[str, str], user: str, language: str) -> Inbound | None:
    event = _field(fields, "Event")
    key = fields.get("EventKey", "")
    moment = _field(fields, "CreateTime")
    wish: tuple[str, str] | None
    match event.lower():
        case "subscribe":
            wish = wished(key.removeprefix(_SCENE), language) or greeting(language)
        case "scan":
            wish = wished(key, language) or greeting(language)
        case "click":
            wish = wished(key, language)
        case _:
            return None
    if wish is None:
        return None
    shown, asks = wish
    digest = hashlib.sha256(f"{event}/{key}".encode("utf-8", "replace")).hexdigest()[:16]
    return Inbound(
        NAME, f"{EVENT}{user}:{moment}:{digest}", channel_user=user, text=shown, language=language, asks=asks
    )


def _field(fields: dict[str, str], name: str) -> str:
    value = fields.get(name, "").strip()
    if not 0 < len(value) <= 128 or "\x00" in value:
        raise ValueError(f"the message has no usable {name}")
    return value
