"""What applicants think of answers: thumbs up or down, with an optional word, tied to the answer."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.log import storable
from office.conversations.queries import find_message
from office.conversations.tables import feedback
from office.database import now

COMMENT_LIMIT = 1000


def record_rating(
    connection: Connection, conversation_id: str, message_id: int, rating: int, *, comment: str | None = None
) -> None:
    """Keep the applicant's rating (1 or -1) of an answer; a later one replaces it.

    LookupError: this conversation has no such answer. ValueError: the rating or the comment cannot be kept.
    """
    if rating not in (1, -1):
        raise ValueError(f"A rating is 1 or -1, not {rating!r}.")
    if comment is not None and len(comment) > COMMENT_LIMIT:
        raise ValueError(f"A comment has at most {COMMENT_LIMIT} characters, this one has {len(comment)}.")
    rated = find_message(connection, conversation_id, message_id)
    if rated is None or rated.sender == "applicant":
        raise LookupError(f"Conversation {conversation_id!r} has no answer {message_id}.")
    values = {"rating": rating, "comment": storable(comment) if comment else None, "created_at": now()}
    here = feedback.c.message_id == message_id
    if connection.execute(sa.update(feedback).where(here).values(**values)).rowcount == 0:
        connection.execute(sa.insert(feedback).values(message_id=message_id, conversation_id=conversation_id, **values))
