"""What the bot says in the demonstration: the knowledge base's real answer to what it understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from console.demo.stock import Sentence
from office.answers.document import Question, part
from office.answers.topics import TOPICS, answer, title
from office.knowledge.queries import Knowledge
from office.wording.rendering import Renderer

_CONVERSATIONAL = {
    "thank": "utter_conversation_thank",
    "goodbye": "utter_conversation_goodbye",
    "request_human": "utter_conversation_human_recorded_chat",
}
_OFFERED = ("list_programs", "ask_tuition", "list_campuses")


@dataclass(frozen=True)
class Said:
    """An answer in words, as the log keeps it, and whether nothing published was found."""

    text: str
    reply: dict[str, Any]
    gap: bool


class Speaker:
    """Answers from what is published."""

    def __init__(self, known: Knowledge) -> None:
        self._known = known
        self._renderers: dict[str, Renderer] = {}

    def answer(self, intent: str, asked: Sentence, language: str) -> Said:
        """The answer to a sentence that was understood as `intent`."""
        entities: dict[str, tuple[str, ...]] = {}
        for kind, value in asked.entities:
            entities[kind] = (*entities.get(kind, ()), value)
        parts, sources, facts, gap = [part(_CONVERSATIONAL.get(intent, "utter_conversation_fallback"))], [], [], False
        if intent == "greet":
            parts = [part("utter_conversation_greet", college={"name": ["college", "college"]})]
        elif intent in TOPICS:
            given = answer(Question(intent, entities, asked.text), self._known)
            parts, sources, facts, gap = given.parts, given.sources, given.facts, given.gap
            if gap:
                parts = [*parts, part("utter_conversation_gap_recorded")]
        renderer = self._renderers.setdefault(language, Renderer(language, self._known))
        rendered = renderer.render(parts, sources)
        offered = [each for each in _OFFERED if each != intent]
        buttons = [{"title": renderer.value(part(title(each))), "payload": f"/{each}"} for each in offered]
        reply = {
            "name": "utter_answer", "parts": parts, "sources": sources, "facts": facts, "buttons": buttons,
            "blocks": rendered.blocks, "source_lines": rendered.sources,
        }  # fmt: skip
        return Said(rendered.text, reply, gap)
