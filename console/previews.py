"""An answer in every language, as applicants would read it: from any state of the knowledge base."""

from __future__ import annotations

from dataclasses import dataclass

from office.answers.document import Question
from office.answers.topics import answer
from office.knowledge.queries import Knowledge
from office.languages import CODES, TRADITIONAL_CHINESE, direction
from office.wording.rendering import Renderer


@dataclass(frozen=True)
class Preview:
    """The answer in one language; `gap`: nothing is published, and the applicant is told so."""

    language: str
    direction: str
    text: str
    sources: tuple[str, ...]
    gap: bool


def previews_of(knowledge: Knowledge, topic: str, subject: tuple[str, str] | None = None) -> list[Preview]:
    """The answer to a question on a topic (about one thing), in all twelve languages and in traditional Chinese."""
    entities: dict[str, tuple[str, ...]] = {subject[0]: (subject[1],)} if subject else {}
    given = answer(Question(topic, entities), knowledge)
    found = []
    for language in (*CODES[:2], TRADITIONAL_CHINESE, *CODES[2:]):
        rendered = Renderer(language, knowledge).render(given.parts, given.sources)
        sources = tuple(source["text"] for source in rendered.sources)
        found.append(Preview(language, direction(language), rendered.text, sources, given.gap))
    return found
