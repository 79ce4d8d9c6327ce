"""What a platform has all processes remember together: access tokens and cursors, renewed by one process at a time."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.delivery_tables import platform_state
from office.database import now

_FORGOTTEN = timedelta(days=1)


def get_value(connection: Connection, name: str) -> str | None:
    """The value, or None if there is none or it has expired."""
    row = connection.execute(sa.select(platform_state).where(platform_state.c.name == name)).first()
    if row is None or (row.expires_at is not None and row.expires_at <= now()):
        return None
    return None if row.value is None else str(row.value)


def set_value(connection: Connection, name: str, value: str, *, life: timedelta | None = None) -> None:
    """Store the value for `life` (for ever), and let go of it. Values that ended long ago are thrown away."""
    connection.execute(sa.delete(platform_state).where(platform_state.c.expires_at < now() - _FORGOTTEN))
    values = {"value": value, "expires_at": None if life is None else now() + life, "held_until": None}
    changed = connection.execute(sa.update(platform_state).where(platform_state.c.name == name).values(**values))
    if changed.rowcount == 0:
        connection.execute(sa.insert(platform_state).values(name=name, **values))


def hold(connection: Connection, name: str, *, seconds: float) -> bool:
    """Take the right to renew the value; False while another process has it."""
    moment = now()
    until = moment + timedelta(seconds=seconds)
    free = sa.or_(platform_state.c.held_until.is_(None), platform_state.c.held_until <= moment)
    taken = connection.execute(
        sa.update(platform_state).where(platform_state.c.name == name, free).values(held_until=until)
    )
    if taken.rowcount:
        return True
    try:
        with connection.begin_nested():
            connection.execute(sa.insert(platform_state).values(name=name, held_until=until))
    except sa.exc.IntegrityError:
        return False
    return True


def let_go(connection: Connection, name: str) -> None:
    """Give the right to renew back without a new value."""
    connection.execute(sa.update(platform_state).where(platform_state.c.name == name).values(held_until=None))
