"""Saved views: filters over the conversations that staff come back to, their own or shared with everybody."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.staff.records import SavedView
from office.staff.tables import saved_view

_C = saved_view.c
_COLUMNS = (_C.id, _C.account_id, _C.name, _C.query, _C.shared)


def find_views(connection: Connection, account_id: int) -> list[SavedView]:
    """The account's own views and everybody's shared ones, by name."""
    query = (
        sa.select(*_COLUMNS).where(sa.or_(_C.account_id == account_id, _C.shared.is_(True))).order_by(_C.name, _C.id)
    )
    return [SavedView(row[0], row[1], row[2], row[3], bool(row[4])) for row in connection.execute(query)]


def save_view(connection: Connection, account_id: int, name: str, query: str, *, shared: bool = False) -> None:
    """Keep filters under a name; the account's view of that name is replaced. ValueError: no name."""
    name = name.strip()[:64]
    if not name:
        raise ValueError("A saved view needs a name.")
    here = sa.and_(_C.account_id == account_id, _C.name == name)
    values = {"query": query[:1000], "shared": shared}
    if not connection.execute(sa.update(saved_view).where(here).values(**values)).rowcount:
        connection.execute(sa.insert(saved_view).values(account_id=account_id, name=name, **values))


def remove_view(connection: Connection, account_id: int, view_id: int) -> bool:
    """Forget one of the account's own views; False: it is not one of these."""
    mine = sa.and_(_C.id == view_id, _C.account_id == account_id)
    return bool(connection.execute(sa.delete(saved_view).where(mine)).rowcount == 1)
