"""Logins: tokens whose hashes are kept, so that a role taken away or an account closed ends them at once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.database import now
from office.staff.accounts import COLUMNS
from office.staff.records import Account, Session
from office.staff.tables import staff_account, staff_session

_BYTES = 32
# A password given without the second factor holds for the time that it takes to find the telephone.
FACTOR_PATIENCE = timedelta(minutes=10)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def open_session(connection: Connection, account: Account, *, life: timedelta, factor_pending: bool = False) -> str:
    """A new session; returns the token for the cookie, which is told once and stored nowhere."""
    moment = now()
    connection.execute(sa.delete(staff_session).where(staff_session.c.expires_at < moment))
    token = secrets.token_urlsafe(_BYTES)
    connection.execute(
        sa.insert(staff_session).values(
            token_hash=_hash(token),
            account_id=account.id,
            csrf_token=secrets.token_urlsafe(_BYTES),
            factor_pending=factor_pending,
            created_at=moment,
            expires_at=moment + (FACTOR_PATIENCE if factor_pending else life),
        )
    )
    if not factor_pending:
        connection.execute(
            sa.update(staff_account).where(staff_account.c.id == account.id).values(last_login_at=moment)
        )
    return token


def find_session(connection: Connection, token: str) -> Session | None:
    """The session of this token with its account as it is now; None if it has ended or the account is closed."""
    query = (
        sa.select(staff_session.c.csrf_token, staff_session.c.factor_pending, staff_session.c.expires_at, *COLUMNS)
        .join(staff_account, staff_account.c.id == staff_session.c.account_id)
        .where(
            staff_session.c.token_hash == _hash(token),
            staff_session.c.expires_at > now(),
            staff_account.c.active.is_(True),
        )
    )
    row = connection.execute(query).first()
    return Session(Account(*row[3:]), row[0], bool(row[1]), row[2]) if row else None


def end_session(connection: Connection, token: str) -> None:
    """Log out."""
    connection.execute(sa.delete(staff_session).where(staff_session.c.token_hash == _hash(token)))
