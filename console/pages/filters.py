"""The filters of the conversation list: read from an address, shown as choices and as chips that can be taken off."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from console.display import Display, office_zone
from console.visit import Visit
from office.conversations.finding import Filters

NAMES = (
    "q",
    "since",
    "until",
    "channel",
    "language",
    "state",
    "intent",
    "program",
    "country",
    "confidence",
    "rating",
    "fallback",
    "gap",
    "handoff",
    "reviewed",
    "assigned",
)
CHANNELS = ("website", "wechat", "wecom", "line", "kakaotalk", "whatsapp", "telegram", "messenger", "rest")
STATES = ("bot", "waiting", "staff", "closed")
NOBODY = "-"

_WORD = re.compile(r"[\w.@-]{1,64}")
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class Chip:
    """One filter that is on: what it says, and the address without it."""

    text: str
    without: str


def read_filters(visit: Visit) -> Filters:
    """The filters in the address; what cannot be one is left out."""
    return Filters(
        text=visit.query("q")[:200] or None,
        since=_day(visit.query("since")),
        until=_day(visit.query("until"), after=1),
        channel=_word(visit.query("channel")),
        language=_word(visit.query("language")),
        state=visit.query("state") if visit.query("state") in STATES else None,
        intent=_word(visit.query("intent")),
        program=_word(visit.query("program")),
        country=_word(visit.query("country")),
        confidence_below=_tenth(visit.query("confidence")),
        rating={"up": 1, "down": -1}.get(visit.query("rating")),
        fallback=_choice(visit.query("fallback")),
        gap=_choice(visit.query("gap")),
        handoff=_choice(visit.query("handoff")),
        reviewed=_choice(visit.query("reviewed")),
        assigned_to="" if visit.query("assigned") == NOBODY else _word(visit.query("assigned")),
    )


def query_of(visit: Visit) -> str:
    """The filters as a saved view keeps them."""
    return visit.address_with(after=None, view=None).partition("?")[2]


def chips(visit: Visit, display: Display) -> list[Chip]:
    """What is on, in words."""
    found = []
    for name in NAMES:
        value = visit.query(name)
        if value and name != "q":
            text = f"{display.text(f'filter_{name}')}: {_in_words(name, value, display)}"
            found.append(Chip(text, visit.address_with(**{name: None, "after": None})))
    return found


def _in_words(name: str, value: str, display: Display) -> str:
    match name:
        case "language":
            return display.language_name(value)
        case "intent":
            return display.intent(value)
        case "program" | "country":
            return display.entity(name, value)
        case "channel" | "state" | "rating":
            return display.one_of(name, value)
        case "confidence":
            return display.text("filter_confidence_below", percent=f"{value}0 %")
        case "assigned" if value == NOBODY:
            return display.text("filter_assigned_nobody")
        case "fallback" | "gap" | "handoff" | "reviewed":
            return display.text("yes" if value == "yes" else "no")
    return value


def _day(text: str, *, after: int = 0) -> datetime | None:
    """The first moment of a day in the office's zone, `after` days later; UTC without zone."""
    try:
        day = date.fromisoformat(text) + timedelta(days=after)
        return datetime.combine(day, time(), office_zone()).astimezone(_UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


def _word(text: str) -> str | None:
    return text if _WORD.fullmatch(text) else None


def _tenth(text: str) -> int | None:
    return int(text) if text in set("123456789") else None


def _choice(text: str) -> bool | None:
    return {"yes": True, "no": False}.get(text)
