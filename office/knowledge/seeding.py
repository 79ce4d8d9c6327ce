"""Brings the seed files into the database: idempotent, and never over what staff have changed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from office.database import now, writing
from office.knowledge import tables
from office.knowledge.seed_files import Label, Seed, shipped_seed

log = logging.getLogger(__name__)

_PLAIN = {
    "campuses": (tables.campus, ("kind", "country")),
    "admission_routes": (tables.admission_route, ()),
    "partner_countries": (tables.partner_country, ()),
    "listings": (tables.listing, ("kind", "topic")),
    "facts": (tables.fact, ("topic", "subject_kind", "subject_id")),
}


def seed_database(target: Engine | None = None, seed: Seed | None = None) -> int:
    """Write the seed's rows and labels that are missing or have changed; returns how many were written. One transaction."""
    seed = seed or shipped_seed()
    with writing(target) as connection:
        written = sum(_keep_row(connection, table, row) for table, row in _rows(seed))
        written += _keep_labels(connection, seed.labels)
        if written:
            raise_version(connection)
    log.info("knowledge.seeded rows=%d", written)
    return written


def raise_version(connection: Connection) -> None:
    """Tell every reader that the knowledge base has changed. Belongs into the transaction of the change."""
    if not connection.execute(sa.update(tables.version).values(number=tables.version.c.number + 1)).rowcount:
        connection.execute(sa.insert(tables.version).values(id=1, number=1))


def _rows(seed: Seed) -> Iterator[tuple[sa.Table, dict[str, Any]]]:
    """Rows in an order in which every reference exists before it is used."""
    for source in seed.rows["sources"]:
        yield tables.source, {key: source[key] for key in ("id", "document", "locator", "quote", "as_of")}
    for kind, (table, columns) in _PLAIN.items():
        for position, row in enumerate(seed.rows[kind]):
            yield (
                table,
                {
                    "id": row["id"],
                    "source_id": row["source"],
                    "position": position,
                    **{key: row.get(key) for key in columns},
                },
            )
    for position, row in enumerate(seed.rows["figures"]):
        yield (
            tables.figure,
            {
                "id": row["id"],
                "topic": row["topic"],
                "value": float(row["value"]),
                "unit": row["unit"],
                "source_id": row["source"],
                "position": position,
            },
        )
    for position, row in enumerate(seed.rows["programs"]):
        program = row["id"]
        yield (
            tables.program,
            {
                "id": program,
                "field": row["field"],
                "partner_country": row["partner_country"],
                "source_id": row["source"],
                "position": position,
            },
        )
        for number, stage in enumerate(row["stages"]):
            kept = {key: stage[key] for key in ("degree_level", "years", "place", "conditional")}
            yield (
                tables.program_stage,
                {
                    "id": f"{program}/{stage['degree_level']}",
                    "program_id": program,
                    "source_id": stage["source"],
                    "position": number,
                    **kept,
                },
            )
        for number, entry in enumerate(row["routes"]):
            yield (
                tables.program_route,
                {
                    "id": f"{program}/{entry['route']}",
                    "program_id": program,
                    "route_id": entry["route"],
                    "source_id": entry["source"],
                    "position": number,
                },
            )


def _keep_row(connection: Connection, table: sa.Table, row: dict[str, Any]) -> int:
    row = {
        key: (str(value) if isinstance(value, str) else value) for key, value in row.items()
    }  # plain, not ruamel's, strings
    present = connection.execute(sa.select(table).where(table.c.id == row["id"])).mappings().first()
    if present is None:
        stamp = {"changed_at": now()} if "changed_at" in table.c else {}
        connection.execute(sa.insert(table).values(**row, **stamp))
        return 1
    if present["origin"] != "seed" or all(present[key] == value for key, value in row.items()):
        return 0
    stamp = {"changed_at": now()} if "changed_at" in table.c else {}
    connection.execute(sa.update(table).where(table.c.id == row["id"]).values(**row, **stamp))
    return 1


def _keep_labels(connection: Connection, labels: tuple[Label, ...]) -> int:
    """Insert new labels, update changed names and texts, take away seed aliases that the files no longer have."""
    columns = tables.label.c
    present = list(connection.execute(sa.select(tables.label)).mappings())
    single = {
        (row["kind"], row["subject_id"], row["language"], row["role"]): row for row in present if row["role"] != "alias"
    }
    aliases = {
        (row["kind"], row["subject_id"], row["language"], row["text"]): row for row in present if row["role"] == "alias"
    }
    written, kept = 0, set()
    new: list[dict[str, Any]] = []
    for label in labels:
        values = {
            "kind": label.kind,
            "subject_id": label.subject_id,
            "language": label.language,
            "role": label.role,
            "text": label.text,
        }
        if label.role == "alias":
            key = (label.kind, label.subject_id, label.language, label.text)
            if key not in aliases and key not in kept:
                new.append(values)
            kept.add(key)
            continue
        row = single.get((label.kind, label.subject_id, label.language, label.role))
        if row is None:
            new.append(values)
        elif row["origin"] == "seed" and row["text"] != label.text:
            connection.execute(sa.update(tables.label).where(columns.id == row["id"]).values(text=label.text))
            written += 1
    if new:
        connection.execute(sa.insert(tables.label), new)
    gone = [
        row["id"]
        for key, row in aliases.items()
        if key not in kept and row["origin"] == "seed" and not row["withdrawn"]
    ]
    if gone:
        connection.execute(sa.delete(tables.label).where(columns.id.in_(gone)))
    return written + len(new) + len(gone)
