"""What applicants of the demonstration may say: the training sentences, and what a sentence names."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from babel import Locale
from ruamel.yaml import YAML
from sqlalchemy.engine import Connection

from office.knowledge import tables as knowledge_tables
from office.languages import CODES
from office.search import fold
from office.settings import ROOT

LONGEST = 120  # characters: most people write short


@dataclass(frozen=True)
class Sentence:
    """Something said, with the things of the knowledge base that it names as (kind, id)."""

    text: str
    intent: str
    entities: tuple[tuple[str, str], ...]


class Stock:
    """Training sentences by language and intent."""

    def __init__(self, connection: Connection) -> None:
        self._aliases = _find_aliases(connection)
        self._texts: dict[tuple[str, str], list[str]] = {}
        for path in sorted((ROOT / "data" / "nlu").glob("*/*.yml")):
            if path.parent.name in CODES:
                for block in YAML(typ="safe").load(path.read_text("utf-8"))["nlu"]:
                    lines = (line.strip().removeprefix("- ") for line in str(block.get("examples", "")).splitlines())
                    texts = self._texts.setdefault((path.parent.name, block.get("intent", "")), [])
                    texts.extend(line for line in lines if line)

    def pick(self, rng: random.Random, language: str, intent: str) -> Sentence:
        """One sentence of an intent. LookupError: the language has none."""
        fitting = self._texts.get((language, intent))
        if not fitting:
            raise LookupError(f"There is no training sentence of {intent!r} in {language!r}.")
        text = rng.choice([each for each in fitting if len(each) < LONGEST] or fitting)
        return Sentence(text, intent, tuple(dict.fromkeys(self._named(text))))

    def _named(self, text: str) -> Iterator[tuple[str, str]]:
        left = fold(text)
        for alias, kind, subject in self._aliases:
            if len(alias) > 1 and alias in left:
                left = left.replace(alias, " ")
                yield kind, subject


def _find_aliases(connection: Connection) -> list[tuple[str, str, str]]:
    """(folded text, kind, id) of programs, campuses, routes and the programs' countries, the longest first."""
    columns = knowledge_tables.label.c
    query = sa.select(columns.text, columns.kind, columns.subject_id).where(
        columns.kind.in_(("program", "campus", "admission_route")), columns.role.in_(("name", "alias"))
    )
    found = [(fold(row[0]), row[1], row[2]) for row in connection.execute(query)]
    countries = set(connection.execute(sa.select(knowledge_tables.program.c.partner_country)).scalars())
    for code in CODES:
        names = Locale.parse(code).territories
        found += [(fold(names[country]), "country", country) for country in countries]
    return sorted(found, key=lambda each: -len(each[0]))
