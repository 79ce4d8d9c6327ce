"""A reply as a messenger shows it: one text with sources and numbered choices, cut where the platform's limit is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from office.conversations.records import Message

# Ends of paragraphs, of lines, of sentences (also Chinese, Thai's blank, Arabic), then blanks: the best border first.
_BORDERS = (
    re.compile(r"\n\n"),
    re.compile(r"\n"),
    re.compile(r"(?<=[。！？!?؟…])|(?<=[.;؛；])(?=\s)"),
    re.compile(r"(?<=[，、,،])"),
    re.compile(r"\s"),
)


def full_text(message: Message) -> str:
    """The reply with the sources that it rests on."""
    lines = [message.text.strip()]
    sources = [str(each.get("text") or "") for each in _dicts((message.reply or {}).get("source_lines"))]
    lines.append("\n".join(line for line in sources if line))
    return "\n\n".join(line for line in lines if line)


def titles(message: Message, *, limit: int | None = None) -> list[str]:
    """The titles of the reply's buttons, in their order."""
    found = [str(each.get("title") or "") for each in _dicts((message.reply or {}).get("buttons"))]
    return found if limit is None else found[:limit]


def numbered(found: list[str]) -> str:
    """Choices as lines; a typed number chooses."""
    return "\n".join(f"{number}. {title}" for number, title in enumerate(found, 1))


def texts_of(replies: list[Message], *, limit: int, size: Callable[[str], int] = len) -> list[tuple[Message, str]]:
    """All replies of a turn as texts within the limit; the last one's choices are numbered lines."""
    found: list[tuple[Message, str]] = []
    for message in replies:
        text = full_text(message)
        choices = titles(message) if message is replies[-1] else []
        if choices:
            text = f"{text}\n\n{numbered(choices)}".strip()
        found += [(message, part) for part in split(text, limit=limit, size=size)]
    return found


def utf8_size(text: str) -> int:
    """Bytes in UTF-8."""
    return len(text.encode("utf-8", "replace"))


def utf16_size(text: str) -> int:
    """UTF-16 code units, as Telegram and LINE count."""
    return len(text.encode("utf-16-le", "replace")) // 2


def split(text: str, *, limit: int, size: Callable[[str], int] = len) -> list[str]:
    """The text in parts of at most `limit` (by `size`), cut between sentences where it can be, never in a character.

    Nothing but blanks at the borders is lost. No part is empty.
    """
    parts = []
    rest = text.strip()
    while size(rest) > limit:
        room = _fitting(rest, limit, size)
        cut = _border(rest, room)
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    if rest:
        parts.append(rest)
    return [part for part in parts if part]


def _fitting(text: str, limit: int, size: Callable[[str], int]) -> int:
    """How many characters from the beginning fit; at least one."""
    low, high = 1, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if size(text[:middle]) <= limit else (low, middle - 1)
    return low


def _border(text: str, room: int) -> int:
    """Where to cut within the first `room` characters: the last good border of their second half, or anywhere."""
    for border in _BORDERS:
        places = [found.start() for found in border.finditer(text, room // 2, room + 1) if 0 < found.start() <= room]
        if places:
            return places[-1]
    # Combining marks and joiners stay with the character that they belong to.
    cut = room
    while cut > 1 and _belongs_to_former(text[cut : cut + 1], text[cut - 1]):
        cut -= 1
    return cut if cut > room // 2 else room


def _belongs_to_former(character: str, former: str) -> bool:
    if not character:
        return False
    joined = character in "\u200d\ufe0f" or former == "\u200d" or "\U0001f3fb" <= character <= "\U0001f3ff"
    return joined or unicodedata.category(character) in ("Mn", "Mc", "Me")


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
