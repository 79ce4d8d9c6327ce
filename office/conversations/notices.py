"""Letters to staff: somebody asks for a person. No word of the applicant is in them, only the way there."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.mail import Letter, write_letter
from office.conversations.records import Handoff, columns_of
from office.conversations.tables import handoff
from office.database import now
from office.staff.accounts import find_accounts
from office.staff.holidays import Calendar
from office.staff.records import Account

# (account, request) -> (subject, body), in the account's language.
Wording = Callable[[Account, Handoff], tuple[str, str]]


def write_notices(connection: Connection, hours: Calendar, wording: Wording) -> int:
    """Write to everybody who wants to hear of requests that nobody has taken; returns how many letters. Each once."""
    is_open = hours.is_open(now())
    wanted = ("always", "office_hours") if is_open else ("always",)
    people = [
        each
        for each in find_accounts(connection, active=True)
        if each.email and each.notify in wanted and each.may("reviewer")
    ]
    if not people:
        return 0
    query = sa.select(*columns_of(Handoff, handoff)).where(handoff.c.status == "open").order_by(handoff.c.id).limit(100)
    written = 0
    for request in [Handoff(*row) for row in connection.execute(query).all()]:
        for account in people:
            subject, body = wording(account, request)
            key = f"handoff:{request.id}:{account.id}"
            letter = Letter(key, account.email or "", subject, body, request.conversation_id)
            written += write_letter(connection, letter)
    return written
