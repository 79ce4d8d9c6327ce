"""Learning: lessons from reviews, training runs, promotions of models, groups of wordings that were not understood."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "lesson",
        sa.Column("message_id", BIG, autoincrement=False, nullable=False),
        sa.Column("conversation_id", sa.String(255), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("intent", sa.String(64), nullable=False),
        sa.Column("entities", sa.JSON(), nullable=False),
        sa.Column("side", sa.String(8), nullable=False),
        sa.Column("status", sa.String(16), nullable=False, server_default="waiting"),
        sa.Column("reviewers", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("decided_by", sa.String(64)),
        sa.Column("decided_at", sa.DateTime()),
        sa.CheckConstraint("side IN ('train', 'test')", name=op.f("ck_lesson_side_known")),
        sa.CheckConstraint("status IN ('waiting', 'approved', 'left_out')", name=op.f("ck_lesson_status_known")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_lesson_message_id_message")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_lesson_conversation_id_conversation")
        ),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_lesson")),
    )
    op.create_index(op.f("ix_lesson_conversation_id"), "lesson", ["conversation_id"])
    op.create_index("ix_lesson_status", "lesson", ["status", "language", "message_id"])
    op.create_table(
        "training_run",
        sa.Column("id", BIG, nullable=False),
        sa.Column("wanted_by", sa.String(64), nullable=False),
        sa.Column("wanted_at", sa.DateTime(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False, server_default="wanted"),
        sa.Column("share", sa.Float(), nullable=False, server_default="0"),
        sa.Column("started_at", sa.DateTime()),
        sa.Column("alive_at", sa.DateTime()),
        sa.Column("ended_at", sa.DateTime()),
        sa.Column("candidate", sa.String(64)),
        sa.Column("live", sa.String(64)),
        sa.Column("figures", sa.JSON()),
        sa.Column("reasons", sa.JSON()),
        sa.Column("error", sa.Text()),
        sa.CheckConstraint(
            "status IN ('wanted', 'training', 'evaluating', 'promoted', 'refused', 'failed')",
            name=op.f("ck_training_run_status_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_run")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_training_run_status", "training_run", ["status", "id"])
    op.create_table(
        "promotion",
        sa.Column("id", BIG, nullable=False),
        sa.Column("model", sa.String(64), nullable=False),
        sa.Column("file", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("card", sa.JSON(), nullable=False),
        sa.CheckConstraint("kind IN ('promoted', 'taken_back')", name=op.f("ck_promotion_kind_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_promotion_made_at"), "promotion", ["made_at"])
    op.create_table(
        "wording_group",
        sa.Column("id", BIG, nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("nearest", sa.JSON(), nullable=False),
        sa.Column("proposal", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False, server_default="open"),
        sa.Column("decided_by", sa.String(64)),
        sa.Column("decided_at", sa.DateTime()),
        sa.Column("intent", sa.String(64)),
        sa.CheckConstraint("status IN ('open', 'decided', 'set_aside')", name=op.f("ck_wording_group_status_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording_group")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_wording_group_made_at"), "wording_group", ["made_at"])
    op.create_table(
        "wording_group_message",
        sa.Column("group_id", BIG, autoincrement=False, nullable=False),
        sa.Column("message_id", BIG, autoincrement=False, nullable=False),
        sa.Column("conversation_id", sa.String(255), nullable=False),
        sa.Column("nearness", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["wording_group.id"], name=op.f("fk_wording_group_message_group_id_wording_group")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name=op.f("fk_wording_group_message_message_id_message")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_wording_group_message_conversation_id_conversation"),
        ),
        sa.PrimaryKeyConstraint("group_id", "message_id", name=op.f("pk_wording_group_message")),
    )
    op.create_index(op.f("ix_wording_group_message_message_id"), "wording_group_message", ["message_id"])
    op.create_index(op.f("ix_wording_group_message_conversation_id"), "wording_group_message", ["conversation_id"])


def downgrade() -> None:
    for table in ("wording_group_message", "wording_group", "promotion", "training_run", "lesson"):
        op.drop_table(table)
