"""What the knowledge base hands out: frozen records of programs, routes, campuses, figures, listings, facts and their sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Source:
    """Where a row comes from: the document, the place in it, its words, and the day it was recorded."""

    id: str
    document: str  # id of the document; its title in twelve languages is a label
    locator: str
    quote: str
    as_of: date


@dataclass(frozen=True)
class Alias:
    """One way to say one thing: kind ("program", "campus", ...), its id, the language, the words."""

    kind: str
    id: str
    language: str
    text: str


@dataclass(frozen=True)
class Stage:
    """One stage of a program: the degree level it ends with, its years, where, and whether only eligible students may go on."""

    position: int
    degree_level: str
    years: int
    place: str  # "college" (in Jining) or "partner" (at the foreign partner institution)
    conditional: bool
    source: str


@dataclass(frozen=True)
class Program:
    """A cooperative program with its field, partner country, stages and the routes that lead into it."""

    id: str
    field: str
    partner_country: str  # ISO 3166-1 alpha-2
    stages: tuple[Stage, ...]
    routes: tuple[str, ...]
    source: str

    def years(self, place: str | None = None) -> int:
        """Years of all stages, or of those at `place`."""
        return sum(stage.years for stage in self.stages if place in (None, stage.place))


@dataclass(frozen=True)
class Campus:
    """A campus: at home or overseas."""

    id: str
    kind: str  # "home" or "overseas"
    country: str
    source: str


@dataclass(frozen=True)
class AdmissionRoute:
    """A route by which candidates are admitted."""

    id: str
    source: str


@dataclass(frozen=True)
class PartnerCountry:
    """A country or region whose universities and institutes cooperate with the college."""

    country: str
    source: str


@dataclass(frozen=True)
class Figure:
    """A published number; the sentence that says it is the reply `utter_<family>_figure_<id>`."""

    id: str
    topic: str
    value: Decimal
    unit: str  # "count" or "percent"
    source: str


@dataclass(frozen=True)
class Listing:
    """One item of a published list: an honour, a membership, a company, a standard, a country teachers come from."""

    id: str
    kind: str
    topic: str
    source: str


@dataclass(frozen=True)
class Fact:
    """A published statement on a topic (an intent's name), about everything or one program, campus or route."""

    id: str
    topic: str
    subject_kind: str | None
    subject_id: str | None
    valid_from: date | None
    valid_until: date | None
    source: str
    languages: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class Gap:
    """A question that nothing published answers: how often it was asked, in which languages, first and last."""

    topic: str
    subject: str | None
    count: int
    languages: tuple[str, ...]
    examples: tuple[str, ...]
    first_asked: str
    last_asked: str
