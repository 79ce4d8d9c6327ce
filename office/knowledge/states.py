"""A thing of the knowledge base as one plain document: read from its rows, written to its rows.

Everything that staff change goes through these documents, so that editing, undo, preview, import and export are one
mechanism. A document is JSON: dates are ISO texts, texts are by language, a source is written out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.database import now
from office.knowledge import tables
from office.knowledge.labels import ALIASED

State = dict[str, Any]

_PLAIN: dict[str, tuple[sa.Table, tuple[str, ...]]] = {
    "figure": (tables.figure, ("topic", "value", "unit")),
    "campus": (tables.campus, ("kind", "country")),
    "admission_route": (tables.admission_route, ()),
    "partner_country": (tables.partner_country, ()),
    "listing": (tables.listing, ("kind", "topic")),
}
KINDS = ("fact", "figure", "program", "campus", "admission_route", "partner_country", "listing", "names")


def read_state(connection: Connection, kind: str, subject: str) -> State | None:
    """The document; None: there is no such thing."""
    return _documents()[kind].read(connection, subject)


def write_state(connection: Connection, kind: str, subject: str, state: State | None) -> None:
    """Make the rows say what the document says; None: take them away. Checks nothing: see edits.py."""
    _documents()[kind].write(connection, subject, state)


def find_subjects(connection: Connection, kind: str) -> list[str]:
    """Ids of all things of a kind, published or not, in their order."""
    if kind == "names":
        columns = tables.label.c
        query = sa.select(columns.kind, columns.subject_id).where(columns.kind != "fact").distinct()
        return [f"{row[0]}/{row[1]}" for row in connection.execute(query.order_by(columns.kind, columns.subject_id))]
    table = {"fact": tables.fact, "program": tables.program}.get(kind)
    table = table if table is not None else _PLAIN[kind][0]
    return list(connection.execute(sa.select(table.c.id).order_by(table.c.position, table.c.id)).scalars())


@dataclass(frozen=True)
class _Document:
    read: Callable[[Connection, str], State | None]
    write: Callable[[Connection, str, State | None], None]


def _documents() -> dict[str, _Document]:
    plain = {
        kind: _Document(
            lambda connection, subject, kind=kind: _read_plain(connection, kind, subject),  # type: ignore[misc]
            lambda connection, subject, state, kind=kind: _write_plain(connection, kind, subject, state),  # type: ignore[misc]
        )
        for kind in _PLAIN
    }
    return {
        **plain,
        "fact": _Document(_read_fact, _write_fact),
        "program": _Document(_read_program, _write_program),
        "names": _Document(_read_names, _write_names),
    }


# ---- what all rows share


def _row(connection: Connection, table: sa.Table, subject: str) -> Any:
    return connection.execute(sa.select(table).where(table.c.id == subject)).first()


def _provenance(connection: Connection, row: Any) -> State:
    source = _row(connection, tables.source, row.source_id)
    return {
        "status": row.status,
        "valid_from": _text(row.valid_from),
        "valid_until": _text(row.valid_until),
        "source": {
            "document": source.document,
            "locator": source.locator,
            "quote": source.quote,
            "as_of": _text(source.as_of),
        },
    }


def _keep(connection: Connection, table: sa.Table, subject: str, values: State, state: State) -> None:
    """Insert or update a row with its provenance; from now on the seed leaves it alone."""
    row = {
        **values,
        "status": state.get("status") or "published",
        "valid_from": _date(state.get("valid_from")),
        "valid_until": _date(state.get("valid_until")),
        "source_id": _source_id(connection, state["source"]),
        "origin": "staff",
        "changed_at": now(),
    }
    if not connection.execute(sa.update(table).where(table.c.id == subject).values(**row)).rowcount:
        last = connection.execute(sa.select(sa.func.max(table.c.position))).scalar()
        connection.execute(sa.insert(table).values(id=subject, position=0 if last is None else last + 1, **row))


def _source_id(connection: Connection, source: State) -> str:
    """The id of a source with this content, made if there is none."""
    columns = tables.source.c
    values = {
        "document": source["document"],
        "locator": source["locator"],
        "quote": source["quote"],
        "as_of": _date(source["as_of"]),
    }
    same = sa.and_(*(columns[name] == value for name, value in values.items()))
    found = connection.execute(sa.select(columns.id).where(same).order_by(columns.id)).scalar()
    if found is not None:
        return str(found)
    digest = hashlib.sha256("\x1f".join(str(value) for value in values.values()).encode()).hexdigest()
    made = f"staff-{digest[:16]}"
    connection.execute(sa.insert(tables.source).values(id=made, origin="staff", **values))
    return made


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


# ---- rows with columns only


def _read_plain(connection: Connection, kind: str, subject: str) -> State | None:
    table, columns = _PLAIN[kind]
    row = _row(connection, table, subject)
    if row is None:
        return None
    return {**{name: getattr(row, name) for name in columns}, **_provenance(connection, row)}


def _write_plain(connection: Connection, kind: str, subject: str, state: State | None) -> None:
    table, columns = _PLAIN[kind]
    if state is None:
        connection.execute(sa.delete(table).where(table.c.id == subject))
    else:
        _keep(connection, table, subject, {name: state[name] for name in columns}, state)


# ---- facts: a row and its text in each language


def _read_fact(connection: Connection, subject: str) -> State | None:
    row = _row(connection, tables.fact, subject)
    if row is None:
        return None
    about = f"{row.subject_kind}/{row.subject_id}" if row.subject_kind else None
    texts = _labels(connection, "fact", subject, "text")
    return {
        "topic": row.topic,
        "subject": about,
        "texts": {code: found[0] for code, found in texts.items()},
        **_provenance(connection, row),
    }


def _write_fact(connection: Connection, subject: str, state: State | None) -> None:
    texts = {} if state is None else {code: [text] for code, text in state["texts"].items()}
    _write_labels(connection, "fact", subject, "text", texts)
    if state is None:
        connection.execute(sa.delete(tables.fact).where(tables.fact.c.id == subject))
        return
    kind, _, about = (state.get("subject") or "").partition("/")
    values = {"topic": state["topic"], "subject_kind": kind or None, "subject_id": about or None}
    _keep(connection, tables.fact, subject, values, state)


# ---- programs: a row, its stages, the routes into it


def _read_program(connection: Connection, subject: str) -> State | None:
    row = _row(connection, tables.program, subject)
    if row is None:
        return None
    stage, route = tables.program_stage, tables.program_route
    stages = connection.execute(sa.select(stage).where(stage.c.program_id == subject).order_by(stage.c.position))
    routes = connection.execute(sa.select(route).where(route.c.program_id == subject).order_by(route.c.position))
    return {
        "field": row.field,
        "partner_country": row.partner_country,
        "stages": [
            {
                "degree_level": each.degree_level,
                "years": each.years,
                "place": each.place,
                "conditional": bool(each.conditional),
            }
            for each in stages
        ],
        "routes": [each.route_id for each in routes],
        **_provenance(connection, row),
    }


def _write_program(connection: Connection, subject: str, state: State | None) -> None:
    stage, route = tables.program_stage, tables.program_route
    before = _read_program(connection, subject) or {"stages": [], "routes": []}
    if state is None:
        for table in (stage, route):
            connection.execute(sa.delete(table).where(table.c.program_id == subject))
        connection.execute(sa.delete(tables.program).where(tables.program.c.id == subject))
        return
    values = {"field": state["field"], "partner_country": state["partner_country"]}
    _keep(connection, tables.program, subject, values, state)
    # Stages and routes keep the source that they were published with, as long as they say the same.
    common = {"status": "published", "source": state["source"]}
    if state["stages"] != before["stages"]:
        connection.execute(sa.delete(stage).where(stage.c.program_id == subject))
        for each in state["stages"]:
            _keep(connection, stage, f"{subject}/{each['degree_level']}", {"program_id": subject, **each}, common)
    if state["routes"] != before["routes"]:
        connection.execute(sa.delete(route).where(route.c.program_id == subject))
        for each in state["routes"]:
            _keep(connection, route, f"{subject}/{each}", {"program_id": subject, "route_id": each}, common)


# ---- names and aliases


def _read_names(connection: Connection, subject: str) -> State | None:
    kind, _, about = subject.partition("/")
    names = {code: found[0] for code, found in _labels(connection, kind, about, "name").items()}
    aliases = _labels(connection, kind, about, "alias") if kind in ALIASED else {}
    return {"names": names, "aliases": aliases} if names or aliases else None


def _write_names(connection: Connection, subject: str, state: State | None) -> None:
    kind, _, about = subject.partition("/")
    names = {code: [text] for code, text in (state or {}).get("names", {}).items()}
    _write_labels(connection, kind, about, "name", names)
    if kind in ALIASED:
        _write_labels(connection, kind, about, "alias", (state or {}).get("aliases", {}))


def _labels(connection: Connection, kind: str, subject: str, role: str) -> dict[str, list[str]]:
    """By language, in the order in which they were written."""
    columns = tables.label.c
    query = (
        sa.select(columns.language, columns.text)
        .where(columns.kind == kind, columns.subject_id == subject, columns.role == role, columns.withdrawn.is_(False))
        .order_by(columns.language, columns.id)
    )
    found: dict[str, list[str]] = {}
    for code, text in connection.execute(query):
        found.setdefault(code, []).append(text)
    return found


def _write_labels(connection: Connection, kind: str, subject: str, role: str, wanted: dict[str, list[str]]) -> None:
    """Change only what differs. A label of the seed is withdrawn, not deleted: the seed would bring it back."""
    columns = tables.label.c
    here = sa.and_(columns.kind == kind, columns.subject_id == subject, columns.role == role)
    rows = list(connection.execute(sa.select(tables.label).where(here).order_by(columns.id)))
    present = {(row.language, row.text): row for row in rows}
    listed = {(code, text) for code, texts in wanted.items() for text in texts}
    for (code, text), row in present.items():
        keep = (code, text) in listed
        if keep == bool(row.withdrawn):
            if not keep and row.origin == "staff":
                connection.execute(sa.delete(tables.label).where(columns.id == row.id))
            else:
                connection.execute(sa.update(tables.label).where(columns.id == row.id).values(withdrawn=not keep))
    for code, text in sorted(listed - set(present)):
        values = {"kind": kind, "subject_id": subject, "language": code, "role": role, "text": text, "origin": "staff"}
        connection.execute(sa.insert(tables.label).values(**values))
