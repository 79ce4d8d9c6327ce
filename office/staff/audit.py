"""The audit trail: who saw, changed, exported and erased what. Entries name things by id, never in their words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.database import now
from office.staff.records import AuditEntry
from office.staff.tables import audit_entry

_C = audit_entry.c
_COLUMNS = (_C.id, _C.happened_at, _C.account, _C.action, _C.subject_kind, _C.subject_id, _C.details, _C.address)


def record(
    connection: Connection,
    account: str,
    action: str,
    *,
    subject: tuple[str, str] | None = None,
    details: dict[str, Any] | None = None,
    address: str | None = None,
) -> None:
    """Write one entry, in the transaction of what it is about. `subject` is (kind, id)."""
    kind, subject_id = subject or (None, None)
    connection.execute(
        sa.insert(audit_entry).values(
            happened_at=now(),
            account=account[:64],
            action=action,
            subject_kind=kind,
            subject_id=subject_id[:255] if subject_id else None,
            details=details,
            address=address[:64] if address else None,
        )
    )


def find_entries(
    connection: Connection,
    *,
    account: str | None = None,
    action: str | None = None,
    subject: tuple[str, str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[AuditEntry]:
    """Entries, newest first. `before` is the id of the last one on the page before this."""
    query = sa.select(*_COLUMNS)
    if account:
        query = query.where(_C.account == account)
    if action:
        query = query.where(_C.action == action)
    if subject:
        query = query.where(_C.subject_kind == subject[0], _C.subject_id == subject[1])
    if since is not None:
        query = query.where(_C.happened_at >= since)
    if until is not None:
        query = query.where(_C.happened_at < until)
    if before is not None:
        query = query.where(_C.id < before)
    return [AuditEntry(*row) for row in connection.execute(query.order_by(_C.id.desc()).limit(limit))]


def find_actions(connection: Connection) -> list[str]:
    """Every action that occurs, by name."""
    return list(connection.execute(sa.select(_C.action).distinct().order_by(_C.action)).scalars())


def forget_subjects(connection: Connection, kind: str, ids: list[str], *, instead: str) -> None:
    """Entries about erased things name the erasure's receipt from now on."""
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        connection.execute(
            sa.update(audit_entry).where(_C.subject_kind == kind, _C.subject_id.in_(some)).values(subject_id=instead)
        )
