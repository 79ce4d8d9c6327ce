"""What is published, statement by statement: a figure in its sentence, an item of a list, a fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from office.answers.topics import TOPICS, family_of
from office.knowledge.queries import Knowledge
from office.knowledge.records import Figure
from office.languages import base_code
from office.wording.catalogues import translate
from office.wording.sources import source_texts


@dataclass(frozen=True)
class Statement:
    """One of them in one language; `id` is its row, "figure/foreign_teachers"."""

    topic: str
    id: str
    text: str


def statements(knowledge: Knowledge, language: str, topics: Iterable[str] = TOPICS) -> Iterator[Statement]:
    """All on these topics, topic by topic."""
    for topic in topics:
        for figure in knowledge.figures_on(topic):
            yield Statement(topic, f"figure/{figure.id}", figure_sentence(figure, language))
        for item in knowledge.listings.values():
            if item.topic == topic:
                yield Statement(topic, f"listing/{item.id}", knowledge.name("listing", item.id, language))
        for fact in knowledge.facts_on(topic):
            yield Statement(topic, f"fact/{fact.id}", knowledge.name("fact", fact.id, language))


def figure_sentence(figure: Figure, language: str) -> str:
    """The words that a figure is told in; empty for one that has none."""
    source = source_texts().get(f"utter_{family_of(figure.topic)}_figure_{figure.id}")
    if source is None:
        return ""
    return translate(base_code(language), source.name, **dict.fromkeys(source.variables, int(figure.value)))
