"""Runs migrations against DATABASE_URL, in one transaction each, with SQLite's batch mode for altered tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context

import office.conversations.delivery_tables
import office.conversations.marks
import office.conversations.review_tables
import office.conversations.tables
import office.knowledge.tables
import office.learning.tables
import office.staff.tables
from office.database import engine, metadata

__all__ = ["office"]


def _belongs(name: str | None, kind: str, _parents: object) -> bool:
    # Full-text tables (SQLite's FTS5 with its shadows) are made by hand in their migration, and SQLite keeps a table of
    # its own for AUTOINCREMENT: autogenerate must not drop them.
    return not (kind == "table" and name is not None and ("_fts" in name or name == "sqlite_sequence"))


def run(connection: sa.engine.Connection) -> None:
    """Upgrade or downgrade over a given connection."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        include_name=_belongs,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with engine().connect() as own:
        run(own)
        own.commit()
