"""Tables of the messengers: what was sent to whom, what a platform has us remember, codes to go on elsewhere."""

from __future__ import annotations

import sqlalchemy as sa

from office.conversations.tables import BIG
from office.database import metadata

DELIVERY_STATES = ("sending", "sent", "unknown")
DELIVERY_WAYS = ("push", "answer")  # by a call of ours, or in the answer to the platform's own request

delivery = sa.Table(
    "delivery",
    metadata,
    sa.Column("message_id", BIG, primary_key=True, autoincrement=False),
    sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),  # a long message goes out in several
    sa.Column("conversation_id", sa.ForeignKey("conversation.id"), nullable=False),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("way", sa.String(16), nullable=False, server_default="push"),
    sa.Column("state", sa.String(16), nullable=False, server_default="sending"),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.CheckConstraint("state IN ('sending', 'sent', 'unknown')", name="state_known"),
    sa.CheckConstraint("way IN ('push', 'answer')", name="way_known"),
    sa.Index("ix_delivery_conversation", "conversation_id", "created_at"),
)

platform_state = sa.Table(
    "platform_state",
    metadata,
    sa.Column("name", sa.String(160), primary_key=True),  # "wechat:token:wx123", "wecom:cursor:kf1"
    sa.Column("value", sa.Text),
    sa.Column("expires_at", sa.DateTime),
    sa.Column("held_until", sa.DateTime),  # one process renews the value; after this moment another may
)

resume_code = sa.Table(
    "resume_code",
    metadata,
    sa.Column("code_hash", sa.String(64), primary_key=True),
    sa.Column("conversation_id", sa.ForeignKey("conversation.id"), nullable=False, index=True),
    sa.Column("expires_at", sa.DateTime, nullable=False, index=True),
)

TABLES = (delivery, platform_state, resume_code)
