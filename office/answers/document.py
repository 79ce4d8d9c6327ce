"""The form of an answer between actions, bot and console: parts (reply name and values), facts used, buttons. JSON all through.

A value is a plain string, or a dict with one key that says how it is put into words:
{"number": 256} {"percent": 75} {"date": "2026-11-23"} {"country": "AU"} {"countries": [...]} {"language": "th"} {"languages": [...]}
{"name": ["program", "accounting-au"]} {"names": [[kind, id], ...]} {"text": ["fact", "college-goal"]}
{"part": part} (one inside another) {"lines": [part, ...]} (one a line) {"inline": [part, ...]} (separated by the language's comma)
{"moment": [ISO 8601 with offset, time zone]} (weekday and time there) {"span": [moment, moment]} {"zone": [moment, time zone]} (its name).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Value = Any
Part = dict[str, Any]


def part(reply: str, **values: Value) -> Part:
    """One reply with its values."""
    return {"reply": reply, "values": values}


def name(kind: str, subject: str) -> Value:
    """The name of something in the knowledge base."""
    return {"name": [kind, subject]}


def names(kind: str, subjects: Iterable[str]) -> Value:
    """Several names, joined as the language joins a list."""
    return {"names": [[kind, subject] for subject in subjects]}


def number(value: int) -> Value:
    """A whole number, written as the language writes it; counted texts take their form from it."""
    return {"number": value}


def country(code: str) -> Value:
    """A country by its ISO 3166 code."""
    return {"country": code}


def lines(parts: Iterable[Part]) -> Value:
    """Parts one below the other, as a list."""
    return {"lines": list(parts)}


def inline(parts: Iterable[Part]) -> Value:
    """Parts in one line, separated by the language's comma."""
    return {"inline": list(parts)}


def fact_part(fact_id: str) -> Part:
    """A statement of the knowledge base, in its own words."""
    return {"text": ["fact", fact_id]}


def table(columns: list[Value], rows: list[list[Value]], *, caption: Part) -> Part:
    """A table: a column title each, then rows of values; the first cell of a row names it."""
    return {"table": {"caption": caption, "columns": columns, "rows": rows}}


def path(title: Part, steps: Iterable[tuple[Value, Iterable[Value]]]) -> Part:
    """A way in steps, each with a title and lines below it."""
    return {"path": {"title": title, "steps": [{"title": above, "lines": list(below)} for above, below in steps]}}


def clock(moment: datetime, zone: str) -> Value:
    """The moment's weekday and time of day in a time zone (IANA name)."""
    return {"moment": [moment.isoformat(), zone]}


def span(start: datetime, end: datetime, zone: str) -> Value:
    """From one time of day to another, in a time zone."""
    return {"span": [clock(start, zone), clock(end, zone)]}


def time_zone(moment: datetime, zone: str) -> Value:
    """What a time zone is called at a moment (summer or standard time)."""
    return {"zone": [moment.isoformat(), zone]}


@dataclass
class Answer:
    """What is said about one question: its parts in order, the sources behind them, the cards beside them, and whether it was a gap.

    `facts` names the rows that were used, as "table/id", for the staff's "why this answer". `subjects` is what the answer
    is about; `listed` what it shows below one another, in that order, where that is something else.
    """

    parts: list[Part] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    gap: bool = False
    topic: str = ""
    subjects: list[tuple[str, str]] = field(default_factory=list)
    listed: list[tuple[str, str]] = field(default_factory=list)

    def say(self, reply: str, **values: Value) -> Answer:
        """Add a reply."""
        self.parts.append(part(reply, **values))
        return self

    def use(self, kind: str, record: Any) -> Answer:
        """Note that a record was used, and its source (and those of a program's stages)."""
        reference = f"{kind}/{getattr(record, 'id', None) or record.country}"
        if reference not in self.facts:
            self.facts.append(reference)
        for source in (record.source, *(stage.source for stage in getattr(record, "stages", ()))):
            if source not in self.sources:
                self.sources.append(source)
        return self

    def then(self, other: Answer) -> Answer:
        """Add all of another answer to this one."""
        self.parts += other.parts
        self.sources += [source for source in other.sources if source not in self.sources]
        self.facts += [fact for fact in other.facts if fact not in self.facts]
        self.gap |= other.gap
        self.subjects += [subject for subject in other.subjects if subject not in self.subjects]
        self.listed = other.listed or self.listed
        return self


@dataclass(frozen=True)
class Question:
    """One question understood: intent, linked entities by type, its own words, and names that the college does not have."""

    intent: str
    entities: dict[str, tuple[str, ...]] = field(default_factory=dict)
    text: str = ""
    unknown_programs: tuple[str, ...] = ()
    unknown_campuses: tuple[str, ...] = ()

    def all(self, entity: str) -> tuple[str, ...]:
        """Values of one entity type, in the order mentioned."""
        return self.entities.get(entity, ())

    def first(self, entity: str) -> str | None:
        """The first value of one entity type."""
        return next(iter(self.all(entity)), None)
