"""Cards beside an answer: the programs that it describes, each with the page where everything about it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from channels.desk import Desk
from office.conversations.records import Message
from office.knowledge.queries import KnowledgeCache, NotPublished
from office.languages import SOURCE_LANGUAGE, base_code
from office.settings import Settings
from office.wording.catalogues import translate
from office.wording.rendering import BULLET, Renderer

# The part of an answer that describes one program (office/answers/programs.py).
_DETAILS = "utter_programs_details"


@dataclass(frozen=True)
class Card:
    """A program: its name, what is said of it, its page, and what the link to that says."""

    title: str
    text: str
    url: str
    more: str


class Cards:
    """Makes them, where programs have pages: PROGRAM_PAGES, or the page that this process serves under PUBLIC_URL."""

    def __init__(self, settings: Settings, desk: Desk) -> None:
        self._desk = desk
        self._knowledge = KnowledgeCache(desk.engine)
        own = f"{settings.public_url}/?lang={{language}}#program-{{program}}" if settings["PUBLIC_URL"] else ""
        self._pages: str = settings["PROGRAM_PAGES"] or own

    async def of(self, replies: Sequence[Message], *, most: int) -> tuple[Card, ...]:
        """At most `most` cards of the programs that the replies describe; none where they describe none."""
        described = [(part, message.language or SOURCE_LANGUAGE) for message in replies for part in _described(message)]
        if not described or not self._pages:
            return ()
        return await self._desk.read(lambda _: tuple(self._card(*each) for each in described[:most]))

    def _card(self, part: dict[str, Any], language: str) -> Card:
        renderer = Renderer(language, self._knowledge.get())
        name = part["values"]["program"]
        program = str(name["name"][1])
        try:
            title, said = renderer.label(name), renderer.part(part).split("\n")[1:]
        except NotPublished:  # withdrawn since
            title, said = program, []
        text = " · ".join(line.removeprefix(BULLET).rstrip(" :：") for line in said if line.strip())
        url = self._pages.replace("{language}", base_code(language)).replace("{program}", program)
        return Card(title, text or title, url, translate(language, "channels_card_more"))


def _described(message: Message) -> list[dict[str, Any]]:
    parts = (message.reply or {}).get("parts")
    found = [each for each in parts if isinstance(each, dict)] if isinstance(parts, list) else []
    return [each for each in found if each.get("reply") == _DETAILS and _names_program(each)]


def _names_program(part: dict[str, Any]) -> bool:
    values = part.get("values")
    value = values.get("program") if isinstance(values, dict) else None
    name = value.get("name") if isinstance(value, dict) else None
    return isinstance(name, list) and len(name) == 2 and name[0] == "program"
