"""Questions that need no typing: the intents that menus, scan codes and links of a platform may name."""

from __future__ import annotations

import re

from office.answers.topics import TOPICS, title
from office.wording.catalogues import translate

_WISH = re.compile(r"(?:ask:)?([a-z_]{3,40})(?:[.:]([a-z0-9][a-z0-9-]{1,60}))?")
_GREET = "greet"


def greeting(language: str) -> tuple[str, str]:
    """(what the log shows, what Rasa is asked) when somebody begins a conversation without a word."""
    return translate(language, "utter_conversation_title_greet"), f"/{_GREET}"


def wished(key: str, language: str) -> tuple[str, str] | None:
    """(what the log shows, what Rasa is asked) for "ask_tuition" or "ask_tuition.accounting-au"; None for other keys.

    Keys come from menus and codes that the college made, but a request can name any: only questions of the knowledge
    base are taken, and of a program only what looks like an id.
    """
    found = _WISH.fullmatch(key)
    if found is None or found.group(1) not in TOPICS:
        return None
    intent, program = found.groups()
    asked = f"/{intent}" + (f'{{"program": "{program}"}}' if program else "")
    return translate(language, title(intent)), asked
