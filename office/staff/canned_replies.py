"""Replies that staff send often, each in the languages that it has been written in."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.database import now
from office.languages import LANGUAGES
from office.staff.records import CannedReply
from office.staff.tables import canned_reply

LONGEST = 2000

_C = canned_reply.c
_COLUMNS = (_C.id, _C.title, _C.texts, _C.changed_at)


def find_canned_replies(connection: Connection) -> list[CannedReply]:
    """All of them by title."""
    return [CannedReply(*row) for row in connection.execute(sa.select(*_COLUMNS).order_by(_C.title))]


def save_canned_reply(
    connection: Connection, title: str, texts: Mapping[str, str], *, reply_id: int | None = None
) -> None:
    """Keep a reply: new, or instead of `reply_id`. ValueError: no title or no text, or another one has this title."""
    title = title.strip()[:100]
    kept = {code: text.strip()[:LONGEST] for code, text in texts.items() if code in LANGUAGES and text.strip()}
    if not title or not kept:
        raise ValueError("A canned reply needs a title and a text in one language at least.")
    same = connection.execute(sa.select(_C.id).where(_C.title == title)).scalar()
    if same is not None and same != reply_id:
        raise ValueError(f"There is a canned reply {title!r} already.")
    values = {"title": title, "texts": kept, "changed_at": now()}
    if reply_id is None:
        connection.execute(sa.insert(canned_reply).values(**values))
    elif not connection.execute(sa.update(canned_reply).where(_C.id == reply_id).values(**values)).rowcount:
        raise ValueError(f"There is no canned reply {reply_id}.")


def remove_canned_reply(connection: Connection, reply_id: int) -> None:
    """Forget it."""
    connection.execute(sa.delete(canned_reply).where(_C.id == reply_id))
