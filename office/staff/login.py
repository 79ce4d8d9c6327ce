"""Logging in: name and password, throttled by name and by address, without telling whether the name exists."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from office.database import now, reading, writing
from office.staff import audit
from office.staff.accounts import COLUMNS, folded_name
from office.staff.passwords import hash_password, is_outdated, matches
from office.staff.records import Account
from office.staff.tables import login_failure, staff_account

# So many failures within WINDOW, and further attempts are refused until the oldest of them has left it.
WINDOW = timedelta(minutes=15)
FAILURES_PER_NAME = 5
FAILURES_PER_ADDRESS = 30


class LoginRefused(Exception):
    """No login; `code` is wrong (name or password) or too_many, then `wait` says for how long."""

    def __init__(self, code: str, wait: timedelta = timedelta(0)) -> None:
        super().__init__(f"The login was refused: {code}.")
        self.code = code
        self.wait = wait


def log_in(database: Engine, name: str, password: str, *, address: str) -> Account:
    """The account, when name and password are right. LoginRefused: they are not, or there were too many attempts."""
    folded = folded_name(name)[:64]
    limits = ((f"name:{folded}", FAILURES_PER_NAME), (f"address:{address}"[:128], FAILURES_PER_ADDRESS))
    with reading(database) as connection:
        check_rate(connection, limits)
        row = connection.execute(
            sa.select(staff_account.c.password_hash, *COLUMNS).where(staff_account.c.name == folded)
        ).first()
    account = Account(*row[1:]) if row else None
    right = matches(row.password_hash if row else None, password)  # slow on purpose, so outside of any transaction
    if account is None or not right or not account.active:
        with writing(database) as connection:
            note_failure(connection, limits)
            audit.record(connection, folded, "login_refused", address=address)
        raise LoginRefused("wrong")
    with writing(database) as connection:
        connection.execute(sa.delete(login_failure).where(login_failure.c.key == limits[0][0]))
        if row is not None and is_outdated(row.password_hash):
            here = staff_account.c.id == account.id
            connection.execute(sa.update(staff_account).where(here).values(password_hash=hash_password(password)))
    return account


def check_rate(connection: Connection, limits: tuple[tuple[str, int], ...]) -> None:
    """Raises LoginRefused when one of the keys has failed too often of late."""
    moment = now()
    for key, most in limits:
        query = (
            sa.select(login_failure.c.failed_at)
            .where(login_failure.c.key == key, login_failure.c.failed_at > moment - WINDOW)
            .order_by(login_failure.c.failed_at.desc())
            .limit(most)
        )
        failures = list(connection.execute(query).scalars())
        if len(failures) == most:
            raise LoginRefused("too_many", failures[-1] + WINDOW - moment)


def note_failure(connection: Connection, limits: tuple[tuple[str, int], ...]) -> None:
    """Write down a failure under each key; what is too old to count goes."""
    moment = now()
    connection.execute(sa.delete(login_failure).where(login_failure.c.failed_at < moment - WINDOW))
    connection.execute(sa.insert(login_failure), [{"key": key, "failed_at": moment} for key, _ in limits])
