"""What a pressed button or a typed choice comes down to. Payloads stay on the server: only what the bot sent comes back."""

from __future__ import annotations

from dataclasses import dataclass

from channels.ready_replies import CODE_NAME, asked_code, ready
from channels.typed_text import TextRefused, chosen_number
from office.conversations.records import Message


@dataclass(frozen=True)
class Asked:
    """What a message comes down to: what the log shows, and what Rasa is asked."""

    shown: str
    asked: str


def chosen(message: Message | None, text: str) -> int:
    """The place of the choice that a typed number or title means, from 0; -1 if none."""
    number = chosen_number(text)
    if number is not None:
        return number - 1
    buttons = (message.reply or {}).get("buttons") or [] if message else []
    return next((place for place, button in enumerate(buttons) if button.get("title") == text), -1)


def answered_here(button: Asked) -> Asked:
    """The button that asks for a code is answered by this process, like the command; every other one by Rasa."""
    return Asked(button.shown, ready(CODE_NAME)) if asked_code(button.asked) == "" else button


def pressed(message: Message | None, index: int) -> Asked:
    """What a button stands for. Its payload never left the server, so only payloads that the bot sent come back."""
    buttons = (message.reply or {}).get("buttons") or [] if message and message.sender == "bot" else []
    if not 0 <= index < len(buttons):
        raise TextRefused("unknown_button")
    title = str(buttons[index].get("title") or "")
    payload = str(buttons[index].get("payload") or title)
    return Asked(shown=title, asked=payload)
