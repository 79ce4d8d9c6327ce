"""How long each kind of data is kept, as the settings say; `python -m console.retention` clears what is older."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.privacy import forget_words
from office.conversations.retention import Ages, clear_old
from office.database import now
from office.knowledge import tables as knowledge
from office.settings import settings
from office.staff.tables import audit_entry, login_failure, staff_session


def ages() -> Ages:
    """The ages of the settings."""
    ours = settings()
    return Ages(
        messages=timedelta(days=ours["KEEP_MESSAGES_DAYS"]),
        events=timedelta(days=ours["KEEP_EVENTS_DAYS"]),
        contacts=timedelta(days=ours["KEEP_CONTACTS_DAYS"]),
    )


def clear(connection: Connection) -> dict[str, int]:
    """Erase what has reached its age, of applicants and of staff; returns the number of rows by table."""
    erased = clear_old(connection, ages())
    moment = now()
    rules = (
        (audit_entry, audit_entry.c.happened_at < moment - timedelta(days=settings()["KEEP_AUDIT_DAYS"])),
        (staff_session, staff_session.c.expires_at < moment),
        (login_failure, login_failure.c.failed_at < moment - timedelta(days=1)),
        # Questions whose conversation is gone: their words go with it.
        (knowledge.gap, knowledge.gap.c.asked_at < moment - timedelta(days=settings()["KEEP_MESSAGES_DAYS"])),
    )
    for table, old in rules:
        count = connection.execute(sa.delete(table).where(old)).rowcount
        if count:
            erased[table.name] = erased.get(table.name, 0) + count
    forget_words(connection)  # also of conversations that applicants have erased themselves
    return erased
