"""The audit trail: who saw, changed, exported and erased what."""

from __future__ import annotations

from starlette.responses import Response

from console.visit import Visit
from office.staff import audit
from office.staff.accounts import find_accounts

PAGE = 100


def show(visit: Visit) -> Response:
    """GET /audit."""
    before = visit.query("before")
    subject = visit.query("subject")
    with visit.reading() as connection:
        entries = audit.find_entries(
            connection,
            account=visit.query("account")[:64] or None,
            action=visit.query("action")[:48] or None,
            subject=("conversation", subject[:255]) if subject else None,
            before=int(before) if before.isdecimal() and len(before) < 16 else None,
            limit=PAGE + 1,
        )
        actions = audit.find_actions(connection)
        people = find_accounts(connection)
    more = visit.address_with(before=str(entries[PAGE - 1].id)) if len(entries) > PAGE else None
    return visit.page(
        "audit.html",
        entries=entries[:PAGE],
        more=more,
        actions=actions,
        people=people,
        chosen={name: visit.query(name) for name in ("account", "action", "subject")},
    )
