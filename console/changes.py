"""A change of the knowledge base in words: which detail, what it said before, what it says now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from office.knowledge.edits import Edit
from office.languages import CODES

if TYPE_CHECKING:
    from console.display import Display

# Details by the name that the console's forms give them; others are shown by their own name.
_NAMED = {
    "topic": "fact_topic",
    "subject": "fact_subject",
    "texts": "fact_text",
    "status": "fact_status",
    "valid_from": "valid_from",
    "valid_until": "valid_until",
    "source": "source",
    "source.document": "source_document",
    "source.locator": "source_locator",
    "source.quote": "source_quote",
    "source.as_of": "source_as_of",
    "value": "figure_value",
    "field": "entity_field",
    "partner_country": "program_partner",
    "country": "entity_country",
    "stages": "program_stages",
    "routes": "kinds_admission_route",
    "names": "name",
    "aliases": "aliases_short",
}


@dataclass(frozen=True)
class Detail:
    """One detail that differs; a line each where it is a list, and of a list only what went and what came."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def details_of(edit: Edit, display: Display) -> list[Detail]:
    """Everything that a change changed."""
    return [_detail(path, before, after, display) for path, before, after in edit.changed]


def _detail(path: str, before: Any, after: Any, display: Display) -> Detail:
    name = _name(path, display)
    if isinstance(before or after, list):
        old, new = before or [], after or []
        gone = tuple(_words(path, each, display) for each in old if each not in new)
        come = tuple(_words(path, each, display) for each in new if each not in old)
        if gone or come:
            return Detail(name, gone, come)
        # Only the order is another one.
        return Detail(name, *(tuple(_words(path, each, display) for each in side) for side in (old, new)))
    return Detail(name, _lines(path, before, display), _lines(path, after, display))


def _name(path: str, display: Display) -> str:
    if path in _NAMED:
        return display.text(_NAMED[path])
    group, _, code = path.partition(".")
    if group in _NAMED and code in CODES:
        return f"{display.text(_NAMED[group])} · {display.language_name(code)}"
    return path


def _lines(path: str, value: Any, display: Display) -> tuple[str, ...]:
    return () if value in (None, "", [], {}) else (_words(path, value, display),)


def _words(path: str, value: Any, display: Display) -> str:
    if isinstance(value, dict):
        if path == "stages":
            return display.text(
                "stage_in_words",
                degree=display.thing("degree_level", value.get("degree_level")),
                years=value.get("years"),
                place=display.one_of("place", value.get("place")),
                condition=f" ({display.text('stage_conditional')})" if value.get("conditional") else "",
            )
        return ", ".join(f"{name}: {each}" for name, each in value.items())
    text = str(value)
    if path == "status":
        return display.one_of("status", text)
    if path == "topic":
        return display.intent(text)
    if path == "subject" and "/" in text:
        return display.title(*text.split("/", 1))
    if path == "routes":
        return display.thing("admission_route", text)
    if path == "source.document":
        return display.thing("document", text)
    if path == "field":
        return display.thing("field", text)
    if path in ("country", "partner_country"):
        return display.country(text)
    return text
