"""Every way to say every linkable thing, for the entity linker; from the database, or from the seed where there is none yet."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError, ProgrammingError

from office.database import reading
from office.knowledge import tables
from office.knowledge.labels import LINKED
from office.knowledge.queries import version_number
from office.knowledge.records import Alias
from office.knowledge.seed_files import shipped_seed


def find_aliases() -> list[Alias]:
    """Names and aliases of all programs, fields, campuses, routes and degree levels in all languages."""
    columns = tables.label.c
    wanted = (
        sa.select(columns.kind, columns.subject_id, columns.language, columns.text)
        .where(columns.kind.in_(LINKED), columns.role.in_(("name", "alias")), columns.withdrawn.is_(False))
        .order_by(columns.id)
    )
    try:
        with reading() as connection:
            found = [Alias(*row) for row in connection.execute(wanted)]
    except (OperationalError, ProgrammingError):  # no database or no tables yet: `rasa train` in a fresh clone
        found = []
    if found:
        return found
    return [
        Alias(label.kind, label.subject_id, label.language, label.text)
        for label in shipped_seed().labels
        if label.kind in LINKED and label.role in ("name", "alias")
    ]


def aliases_version() -> int:
    """Grows when anything in the knowledge base changes; 0 where there is no database."""
    try:
        with reading() as connection:
            return version_number(connection)
    except (OperationalError, ProgrammingError):
        return 0
