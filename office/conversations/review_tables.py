"""Tables of what staff judge and forget: the review queue, their reviews, letters that go out, receipts of erasures."""

from __future__ import annotations

import sqlalchemy as sa

from office.conversations.tables import BIG, conversation, message
from office.database import metadata

ITEM_STATUSES = ("open", "second", "dispute", "done")
ANSWERS = ("right", "wrong")
MAIL_STATUSES = ("waiting", "sent", "failed")


def _one_of(column: str, values: tuple[str, ...], name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=name)


review_item = sa.Table(
    "review_item",
    metadata,
    sa.Column("message_id", sa.ForeignKey(message.c.id), primary_key=True),
    sa.Column("conversation_id", sa.ForeignKey(conversation.c.id), nullable=False, index=True),
    sa.Column("risk", sa.Float, nullable=False),
    sa.Column("reasons", sa.JSON, nullable=False),  # names, the weightiest first
    sa.Column("sampled", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("status", sa.String(16), nullable=False, server_default="open"),
    sa.Column("asked_at", sa.DateTime, nullable=False),  # when the applicant wrote it
    _one_of("status", ITEM_STATUSES, "status_known"),
    sa.Index("ix_review_item_queue", "status", "risk", "message_id"),
    sa.Index("ix_review_item_sample", "sampled", "status", "message_id"),
)

# One judgement of one member of staff: what the message meant, and whether the answer was right.
review = sa.Table(
    "review",
    metadata,
    sa.Column("id", BIG, primary_key=True),
    sa.Column("message_id", sa.ForeignKey(message.c.id), nullable=False),
    sa.Column("conversation_id", sa.ForeignKey(conversation.c.id), nullable=False, index=True),
    sa.Column("reviewer", sa.String(64), nullable=False),
    sa.Column("made_at", sa.DateTime, nullable=False, index=True),
    sa.Column("intent", sa.String(64), nullable=False),
    sa.Column("language", sa.String(16)),
    sa.Column("entities", sa.JSON, nullable=False),  # [{"entity": "program", "value": "accounting-au"}, ...]
    sa.Column("answer", sa.String(8), nullable=False),
    sa.Column("understood", sa.Boolean, nullable=False),  # whether the bot had intent, entities and language right
    sa.Column("unsure", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("settles", sa.Boolean, nullable=False, server_default=sa.false()),  # ends a dispute between two others
    sa.Column("note", sa.Text),
    sa.UniqueConstraint("message_id", "reviewer"),
    _one_of("answer", ANSWERS, "answer_known"),
    sqlite_autoincrement=True,
)

# How far the queue has looked. One row.
review_progress = sa.Table(
    "review_progress",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("message_id", BIG, nullable=False),
    sa.Column("rated_until", sa.DateTime, nullable=False),
    sa.Column("handoff_id", BIG, nullable=False),
)

outgoing_mail = sa.Table(
    "outgoing_mail",
    metadata,
    sa.Column("id", BIG, primary_key=True),
    sa.Column("key", sa.String(128), nullable=False, unique=True),  # what it is about: nothing is written twice
    sa.Column("conversation_id", sa.ForeignKey(conversation.c.id), index=True),
    sa.Column("recipient", sa.String(320), nullable=False),
    sa.Column("subject", sa.String(300), nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("status", sa.String(16), nullable=False, server_default="waiting"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("available_at", sa.DateTime, nullable=False),
    sa.Column("sent_at", sa.DateTime),
    sa.Column("error", sa.String(200)),
    _one_of("status", MAIL_STATUSES, "status_known"),
    sa.Index("ix_outgoing_mail_due", "status", "available_at"),
    sqlite_autoincrement=True,
)

# What a person was given in proof that they were erased. It names nobody.
erasure_receipt = sa.Table(
    "erasure_receipt",
    metadata,
    sa.Column("number", sa.String(32), primary_key=True),
    sa.Column("made_at", sa.DateTime, nullable=False, index=True),
    sa.Column("made_by", sa.String(64), nullable=False),
    sa.Column("conversations", sa.Integer, nullable=False),
    sa.Column("erased", sa.JSON, nullable=False),  # rows by table
)
