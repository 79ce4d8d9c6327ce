"""Conversations: messages, Rasa's events, the journal, sessions, feedback, hand-offs, and the full-text index."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SEARCH_INDEX = {
    "sqlite": (
        "CREATE VIRTUAL TABLE message_fts USING fts5("
        "tokens, content='message', content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
        "CREATE TRIGGER message_fts_insert AFTER INSERT ON message BEGIN "
        "INSERT INTO message_fts(rowid, tokens) VALUES (new.id, new.tokens); END",
        "CREATE TRIGGER message_fts_delete AFTER DELETE ON message BEGIN "
        "INSERT INTO message_fts(message_fts, rowid, tokens) VALUES ('delete', old.id, old.tokens); END",
        "CREATE TRIGGER message_fts_update AFTER UPDATE OF tokens ON message BEGIN "
        "INSERT INTO message_fts(message_fts, rowid, tokens) VALUES ('delete', old.id, old.tokens); "
        "INSERT INTO message_fts(rowid, tokens) VALUES (new.id, new.tokens); END",
    ),
    "postgresql": ("CREATE INDEX ix_message_fts ON message USING gin (to_tsvector('simple', tokens))",),
}


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("channel_user", sa.String(length=255), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("requested_language", sa.String(length=16), nullable=True),
        sa.Column("time_zone", sa.String(length=64), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("state", sa.String(length=16), server_default="bot", nullable=False),
        sa.Column("assigned_to", sa.String(length=128), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("last_message_at", sa.DateTime(), nullable=True),
        sa.Column("message_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("tracker_start", BIG, server_default="0", nullable=False),
        sa.Column("tracker_slots", sa.Text(), nullable=True),
        sa.CheckConstraint("state IN ('bot', 'waiting', 'staff', 'closed')", name=op.f("ck_conversation_state_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("channel", "channel_user", name=op.f("uq_conversation_channel_channel_user")),
    )
    op.create_index("ix_conversation_last_message", "conversation", ["last_message_at", "id"], unique=False)
    op.create_index("ix_conversation_state", "conversation", ["state", "last_message_at"], unique=False)

    op.create_table(
        "event_ticket",
        sa.Column("ticket_hash", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=255), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_event_ticket_conversation_id_conversation")
        ),
        sa.PrimaryKeyConstraint("ticket_hash", name=op.f("pk_event_ticket")),
    )
    op.create_index(op.f("ix_event_ticket_conversation_id"), "event_ticket", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_event_ticket_expires_at"), "event_ticket", ["expires_at"], unique=False)

    op.create_table(
        "handoff",
        sa.Column("id", BIG, nullable=False),
        sa.Column("conversation_id", sa.String(length=255), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("contact_kind", sa.String(length=16), nullable=True),
        sa.Column("contact", sa.String(length=320), nullable=True),
        sa.Column("consent_at", sa.DateTime(), nullable=True),
        sa.Column("status", sa.String(length=16), server_default="open", nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("assigned_to", sa.String(length=128), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("status IN ('open', 'taken', 'closed')", name=op.f("ck_handoff_status_known")),
        sa.CheckConstraint("contact IS NULL OR consent_at IS NOT NULL", name=op.f("ck_handoff_contact_with_consent")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_handoff_conversation_id_conversation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoff")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_handoff_conversation_id"), "handoff", ["conversation_id"], unique=False)
    op.create_index("ix_handoff_status", "handoff", ["status", "created_at"], unique=False)

    op.create_table(
        "journal",
        sa.Column("id", BIG, nullable=False),
        sa.Column("conversation_id", sa.String(length=255), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("platform_message_id", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("status", sa.String(length=16), server_default="received", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("available_at", sa.DateTime(), nullable=False),
        sa.Column("claimed_by", sa.String(length=128), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "status IN ('received', 'answered', 'failed', 'staff')", name=op.f("ck_journal_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_journal_conversation_id_conversation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sa.UniqueConstraint("channel", "platform_message_id", name=op.f("uq_journal_channel_platform_message_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_journal_conversation", "journal", ["conversation_id", "status", "id"], unique=False)
    op.create_index("ix_journal_due", "journal", ["status", "available_at"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", BIG, nullable=False),
        sa.Column("conversation_id", sa.String(length=255), nullable=False),
        sa.Column("sender", sa.String(length=16), nullable=False),
        sa.Column("author", sa.String(length=128), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("journal_id", BIG, nullable=True),
        sa.Column("intent", sa.String(length=64), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("ranking", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("entities", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("questions", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("findings", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("fallback", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("gap", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reply", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("latency_ms", sa.Integer(), nullable=True),
        sa.Column("event_key", sa.String(length=64), nullable=True),
        sa.Column("tokens", sa.Text(), nullable=False),
        sa.CheckConstraint("sender IN ('applicant', 'bot', 'staff')", name=op.f("ck_message_sender_known")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_message_conversation_id_conversation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("event_key", name=op.f("uq_message_event_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_message_conversation", "message", ["conversation_id", "id"], unique=False)
    op.create_index("ix_message_created", "message", ["created_at", "id"], unique=False)
    op.create_index("ix_message_intent", "message", ["intent", "id"], unique=False)
    op.create_index(op.f("ix_message_journal_id"), "message", ["journal_id"], unique=False)

    op.create_table(
        "rasa_event",
        sa.Column("id", BIG, nullable=False),
        sa.Column("conversation_id", sa.String(length=255), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("event_key", sa.String(length=64), nullable=False),
        sa.Column("timestamp", sa.Float(), nullable=False),
        sa.Column("type_name", sa.String(length=64), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_rasa_event_conversation_id_conversation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rasa_event")),
        sa.UniqueConstraint("conversation_id", "position", name=op.f("uq_rasa_event_conversation_id_position")),
        sa.UniqueConstraint("event_key", name=op.f("uq_rasa_event_event_key")),
    )
    op.create_table(
        "session_key",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_session_key_conversation_id_conversation")
        ),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_session_key")),
    )
    op.create_index(op.f("ix_session_key_conversation_id"), "session_key", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_session_key_used_at"), "session_key", ["used_at"], unique=False)

    op.create_table(
        "feedback",
        sa.Column("message_id", BIG, nullable=False),
        sa.Column("conversation_id", sa.String(length=255), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("rating IN (-1, 1)", name=op.f("ck_feedback_rating_known")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_feedback_conversation_id_conversation")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_feedback_message_id_message")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_conversation_id"), "feedback", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_feedback_created_at"), "feedback", ["created_at"], unique=False)
    for statement in SEARCH_INDEX[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE message_fts")
    op.drop_table("feedback")
    op.drop_table("session_key")
    op.drop_table("rasa_event")
    op.drop_table("message")
    op.drop_table("journal")
    op.drop_table("handoff")
    op.drop_table("event_ticket")
    op.drop_table("conversation")
