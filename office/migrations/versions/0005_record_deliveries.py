"""Messengers: what was sent, what a platform has us remember, codes to go on on another channel."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "delivery",
        sa.Column("message_id", BIG, autoincrement=False, nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("conversation_id", sa.String(255), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("way", sa.String(16), nullable=False, server_default="push"),
        sa.Column("state", sa.String(16), nullable=False, server_default="sending"),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("state IN ('sending', 'sent', 'unknown')", name=op.f("ck_delivery_state_known")),
        sa.CheckConstraint("way IN ('push', 'answer')", name=op.f("ck_delivery_way_known")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_delivery_conversation_id_conversation")
        ),
        sa.PrimaryKeyConstraint("message_id", "part", name=op.f("pk_delivery")),
    )
    op.create_index("ix_delivery_conversation", "delivery", ["conversation_id", "created_at"])
    op.create_table(
        "platform_state",
        sa.Column("name", sa.String(160), nullable=False),
        sa.Column("value", sa.Text()),
        sa.Column("expires_at", sa.DateTime()),
        sa.Column("held_until", sa.DateTime()),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_platform_state")),
    )
    op.create_table(
        "resume_code",
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(255), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_resume_code_conversation_id_conversation")
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_resume_code")),
    )
    op.create_index(op.f("ix_resume_code_conversation_id"), "resume_code", ["conversation_id"])
    op.create_index(op.f("ix_resume_code_expires_at"), "resume_code", ["expires_at"])


def downgrade() -> None:
    op.drop_table("resume_code")
    op.drop_table("platform_state")
    op.drop_table("delivery")
