"""Reading the knowledge base: a snapshot of everything published, read at once and kept until it changes."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from office.database import engine, reading
from office.knowledge import tables
from office.knowledge.records import (
    AdmissionRoute,
    Campus,
    Fact,
    Figure,
    Listing,
    PartnerCountry,
    Program,
    Source,
    Stage,
)
from office.languages import SOURCE_LANGUAGE, base_code


class NotPublished(LookupError):
    """Nothing with this id is published."""


@dataclass(frozen=True)
class Knowledge:
    """Everything published on one day, in the order in which the office lists it. Records by id; labels by kind, id and language."""

    programs: Mapping[str, Program]
    campuses: Mapping[str, Campus]
    routes: Mapping[str, AdmissionRoute]
    partner_countries: Mapping[str, PartnerCountry]
    figures: Mapping[str, Figure]
    listings: Mapping[str, Listing]
    facts: Mapping[str, Fact]
    sources: Mapping[str, Source]
    labels: Mapping[tuple[str, str], Mapping[str, str]] = field(repr=False)

    def name(self, kind: str, subject: str, language: str) -> str:
        """The name (for facts: the text) in `language`, in English where staff have not translated it yet."""
        return self.labelled(kind, subject, language)[0]

    def labelled(self, kind: str, subject: str, language: str) -> tuple[str, str]:
        """(name or text, the language that it is in). Raises NotPublished."""
        found = self.labels.get((kind, subject))
        if not found:
            raise NotPublished(f"{kind} {subject!r} has no name. Add it in the console or in the seed's languages/.")
        wanted = base_code(language)
        for code in (wanted, SOURCE_LANGUAGE, *found):
            if code in found:
                return found[code], code
        raise NotPublished(f"{kind} {subject!r} has no name in {language}.")

    def figures_on(self, topic: str) -> list[Figure]:
        """Published numbers on a topic, in order."""
        return [figure for figure in self.figures.values() if figure.topic == topic]

    def listings_of(self, kind: str) -> list[Listing]:
        """Items of one published list, in order."""
        return [listing for listing in self.listings.values() if listing.kind == kind]

    def facts_on(self, topic: str, subject_kind: str | None = None, subject_id: str | None = None) -> list[Fact]:
        """Statements on a topic about one subject; without a subject, those about everything."""
        return [
            fact
            for fact in self.facts.values()
            if fact.topic == topic and (fact.subject_kind, fact.subject_id) == (subject_kind, subject_id)
        ]


def read_knowledge(connection: Connection, *, on: date | None = None) -> Knowledge:
    """Everything that is published and valid on a day (today, unless given)."""
    day = on or date.today()

    def published(table: sa.Table) -> list[sa.engine.Row]:
        columns = table.c
        return list(
            connection.execute(
                sa.select(table)
                .where(
                    columns.status == "published",
                    sa.or_(columns.valid_from.is_(None), columns.valid_from <= day),
                    sa.or_(columns.valid_until.is_(None), columns.valid_until >= day),
                )
                .order_by(columns.position, columns.id)
            )
        )

    stages: dict[str, list[Stage]] = {}
    for row in published(tables.program_stage):
        stages.setdefault(row.program_id, []).append(
            Stage(row.position, row.degree_level, row.years, row.place, bool(row.conditional), row.source_id)
        )
    route_ids: dict[str, list[str]] = {}
    for row in published(tables.program_route):
        route_ids.setdefault(row.program_id, []).append(row.route_id)
    labels: dict[tuple[str, str], dict[str, str]] = {}
    chosen = sa.select(tables.label).where(
        tables.label.c.role.in_(("name", "text")), tables.label.c.withdrawn.is_(False)
    )
    for row in connection.execute(chosen.order_by(tables.label.c.id)):
        labels.setdefault((row.kind, row.subject_id), {})[row.language] = row.text
    return Knowledge(
        programs={
            row.id: Program(
                row.id,
                row.field,
                row.partner_country,
                tuple(stages.get(row.id, ())),
                tuple(route_ids.get(row.id, ())),
                row.source_id,
            )
            for row in published(tables.program)
        },
        campuses={row.id: Campus(row.id, row.kind, row.country, row.source_id) for row in published(tables.campus)},
        routes={row.id: AdmissionRoute(row.id, row.source_id) for row in published(tables.admission_route)},
        partner_countries={row.id: PartnerCountry(row.id, row.source_id) for row in published(tables.partner_country)},
        figures={
            row.id: Figure(row.id, row.topic, Decimal(str(row.value)), row.unit, row.source_id)
            for row in published(tables.figure)
        },
        listings={row.id: Listing(row.id, row.kind, row.topic, row.source_id) for row in published(tables.listing)},
        facts={
            row.id: Fact(
                row.id,
                row.topic,
                row.subject_kind,
                row.subject_id,
                row.valid_from,
                row.valid_until,
                row.source_id,
                tuple(labels.get(("fact", row.id), ())),
            )
            for row in published(tables.fact)
            if labels.get(("fact", row.id))
        },
        sources={
            row.id: Source(row.id, row.document, row.locator, row.quote, row.as_of)
            for row in connection.execute(sa.select(tables.source))
        },
        labels=labels,
    )


def version_number(connection: Connection) -> int:
    """Grows with every change of the knowledge base; 0 before the first seed."""
    return connection.execute(sa.select(sa.func.max(tables.version.c.number))).scalar() or 0


class KnowledgeCache:
    """The current Knowledge of one database, read anew when its version has grown or the day has changed.

    The version is looked at no more than once in `patience` seconds, so an edit is live within that time.
    """

    def __init__(self, source: Engine | None = None, *, patience: float = 1.0) -> None:
        self._source = source
        self._patience = patience
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self._state: tuple[int, date, Knowledge] | None = None

    def get(self) -> Knowledge:
        """Everything published today."""
        with self._lock:
            if self._state and time.monotonic() - self._looked < self._patience:
                return self._state[2]
            with reading(self._source) as connection:
                number, today = version_number(connection), date.today()
                if not self._state or self._state[:2] != (number, today):
                    self._state = (number, today, read_knowledge(connection, on=today))
            self._looked = time.monotonic()
            return self._state[2]


_caches: dict[int, KnowledgeCache] = {}


def knowledge() -> Knowledge:
    """Everything published today in this process's database."""
    source = engine()
    cache = _caches.setdefault(id(source), KnowledgeCache(source))
    return cache.get()
