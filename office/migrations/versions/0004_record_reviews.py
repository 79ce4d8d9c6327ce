"""Reviews: marks of conversations, the review queue, letters, receipts of erasures."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# The triggers that keep the marks, as office/conversations/marks.py had them at this revision.
CREATE = {
    "sqlite": (
        """
CREATE TRIGGER conversation_mark_insert AFTER INSERT
ON message WHEN new.sender = 'applicant'
BEGIN
INSERT OR IGNORE INTO conversation_mark (conversation_id, kind, value)
SELECT new.conversation_id, 'intent', new.intent WHERE new.intent IS NOT NULL
UNION SELECT new.conversation_id, 'flag', 'fallback' WHERE new.fallback
UNION SELECT new.conversation_id, 'flag', 'gap' WHERE new.gap
UNION SELECT new.conversation_id, 'confidence', CAST(MAX(0, MIN(9, CAST(new.confidence * 10 AS INTEGER))) AS TEXT)
    WHERE new.confidence IS NOT NULL
UNION SELECT new.conversation_id, 'intent', asked.intent
    FROM (SELECT json_extract(CASE type WHEN 'object' THEN value ELSE '{}' END, '$.intent') AS intent
          FROM json_each(COALESCE(new.questions, '[]'))) AS asked WHERE asked.intent IS NOT NULL
UNION SELECT new.conversation_id, json_extract(entity.item, '$.entity'), substr(named.value, 1, 128)
    FROM (SELECT CASE type WHEN 'object' THEN value ELSE '{}' END AS item
          FROM json_each(COALESCE(new.entities, '[]'))) AS entity,
         json_each(CASE json_type(entity.item, '$.value') WHEN 'array' THEN json_extract(entity.item, '$.value')
                   ELSE json_array(json_extract(entity.item, '$.value')) END) AS named
    WHERE json_extract(entity.item, '$.entity') IN ('program', 'country') AND named.value IS NOT NULL
; END
""",
        """
CREATE TRIGGER conversation_mark_update AFTER UPDATE OF intent, questions, entities, confidence, fallback, gap
ON message WHEN new.sender = 'applicant'
BEGIN
INSERT OR IGNORE INTO conversation_mark (conversation_id, kind, value)
SELECT new.conversation_id, 'intent', new.intent WHERE new.intent IS NOT NULL
UNION SELECT new.conversation_id, 'flag', 'fallback' WHERE new.fallback
UNION SELECT new.conversation_id, 'flag', 'gap' WHERE new.gap
UNION SELECT new.conversation_id, 'confidence', CAST(MAX(0, MIN(9, CAST(new.confidence * 10 AS INTEGER))) AS TEXT)
    WHERE new.confidence IS NOT NULL
UNION SELECT new.conversation_id, 'intent', asked.intent
    FROM (SELECT json_extract(CASE type WHEN 'object' THEN value ELSE '{}' END, '$.intent') AS intent
          FROM json_each(COALESCE(new.questions, '[]'))) AS asked WHERE asked.intent IS NOT NULL
UNION SELECT new.conversation_id, json_extract(entity.item, '$.entity'), substr(named.value, 1, 128)
    FROM (SELECT CASE type WHEN 'object' THEN value ELSE '{}' END AS item
          FROM json_each(COALESCE(new.entities, '[]'))) AS entity,
         json_each(CASE json_type(entity.item, '$.value') WHEN 'array' THEN json_extract(entity.item, '$.value')
                   ELSE json_array(json_extract(entity.item, '$.value')) END) AS named
    WHERE json_extract(entity.item, '$.entity') IN ('program', 'country') AND named.value IS NOT NULL
; END
""",
    ),
    "postgresql": (
        """
CREATE FUNCTION mark_conversation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO conversation_mark (conversation_id, kind, value)
    SELECT new.conversation_id, 'intent', new.intent WHERE new.intent IS NOT NULL
    UNION SELECT new.conversation_id, 'flag', 'fallback' WHERE new.fallback
    UNION SELECT new.conversation_id, 'flag', 'gap' WHERE new.gap
    UNION SELECT new.conversation_id, 'confidence', GREATEST(0, LEAST(9, FLOOR(new.confidence * 10)))::int::text
        WHERE new.confidence IS NOT NULL
    UNION SELECT new.conversation_id, 'intent', question ->> 'intent'
        FROM jsonb_array_elements(
            CASE jsonb_typeof(new.questions::jsonb) WHEN 'array' THEN new.questions::jsonb ELSE '[]' END
        ) AS question WHERE question ->> 'intent' IS NOT NULL
    UNION SELECT new.conversation_id, entity ->> 'entity', LEFT(named, 128)
        FROM jsonb_array_elements(
                 CASE jsonb_typeof(new.entities::jsonb) WHEN 'array' THEN new.entities::jsonb ELSE '[]' END
             ) AS entity,
             jsonb_array_elements_text(CASE jsonb_typeof(entity -> 'value') WHEN 'array' THEN entity -> 'value'
                                       ELSE jsonb_build_array(entity -> 'value') END) AS named
        WHERE entity ->> 'entity' IN ('program', 'country') AND named IS NOT NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$
""",
        """
CREATE TRIGGER conversation_mark_insert AFTER INSERT ON message
FOR EACH ROW WHEN (new.sender = 'applicant') EXECUTE FUNCTION mark_conversation()
""",
        """
CREATE TRIGGER conversation_mark_update AFTER UPDATE OF intent, questions, entities, confidence, fallback, gap ON message
FOR EACH ROW WHEN (new.sender = 'applicant') EXECUTE FUNCTION mark_conversation()
""",
    ),
}
DROP = {
    "sqlite": (
        """DROP TRIGGER IF EXISTS conversation_mark_insert""",
        """DROP TRIGGER IF EXISTS conversation_mark_update""",
    ),
    "postgresql": (
        """DROP TRIGGER IF EXISTS conversation_mark_insert ON message""",
        """DROP TRIGGER IF EXISTS conversation_mark_update ON message""",
        """DROP FUNCTION IF EXISTS mark_conversation()""",
    ),
}


def upgrade() -> None:
    op.create_table(
        "conversation_mark",
        sa.Column("conversation_id", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("value", sa.String(length=128), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_conversation_mark_conversation_id_conversation")
        ),
        sa.PrimaryKeyConstraint("conversation_id", "kind", "value", name=op.f("pk_conversation_mark")),
    )
    op.create_index(
        "ix_conversation_mark_value", "conversation_mark", ["kind", "value", "conversation_id"], unique=False
    )

    op.create_table(
        "review_item",
        sa.Column("message_id", BIG, nullable=False),
        sa.Column("conversation_id", sa.String(length=255), nullable=False),
        sa.Column("risk", sa.Float(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("sampled", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("status", sa.String(length=16), server_default="open", nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("status IN ('open', 'second', 'dispute', 'done')", name=op.f("ck_review_item_status_known")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_review_item_conversation_id_conversation")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_review_item_message_id_message")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_review_item")),
    )
    op.create_index(op.f("ix_review_item_conversation_id"), "review_item", ["conversation_id"], unique=False)
    op.create_index("ix_review_item_queue", "review_item", ["status", "risk", "message_id"], unique=False)
    op.create_index("ix_review_item_sample", "review_item", ["sampled", "status", "message_id"], unique=False)

    op.create_table(
        "review",
        sa.Column("id", BIG, nullable=False),
        sa.Column("message_id", BIG, nullable=False),
        sa.Column("conversation_id", sa.String(length=255), nullable=False),
        sa.Column("reviewer", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("intent", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("entities", sa.JSON(), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("understood", sa.Boolean(), nullable=False),
        sa.Column("unsure", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("settles", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint("answer IN ('right', 'wrong')", name=op.f("ck_review_answer_known")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_review_conversation_id_conversation")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_review_message_id_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("message_id", "reviewer", name=op.f("uq_review_message_id_reviewer")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_review_conversation_id"), "review", ["conversation_id"], unique=False)
    op.create_index(op.f("ix_review_made_at"), "review", ["made_at"], unique=False)

    op.create_table(
        "review_progress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", BIG, nullable=False),
        sa.Column("rated_until", sa.DateTime(), nullable=False),
        sa.Column("handoff_id", BIG, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_progress")),
    )

    op.create_table(
        "outgoing_mail",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("conversation_id", sa.String(length=255), nullable=True),
        sa.Column("recipient", sa.String(length=320), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), server_default="waiting", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("available_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=True),
        sa.CheckConstraint("status IN ('waiting', 'sent', 'failed')", name=op.f("ck_outgoing_mail_status_known")),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name=op.f("fk_outgoing_mail_conversation_id_conversation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_outgoing_mail_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_outgoing_mail_conversation_id"), "outgoing_mail", ["conversation_id"], unique=False)
    op.create_index("ix_outgoing_mail_due", "outgoing_mail", ["status", "available_at"], unique=False)

    op.create_table(
        "erasure_receipt",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("conversations", sa.Integer(), nullable=False),
        sa.Column("erased", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_erasure_receipt")),
    )
    op.create_index(op.f("ix_erasure_receipt_made_at"), "erasure_receipt", ["made_at"], unique=False)

    for statement in CREATE[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute("UPDATE message SET intent = intent WHERE sender = 'applicant'")


def downgrade() -> None:
    for statement in DROP[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_table("erasure_receipt")
    op.drop_table("outgoing_mail")
    op.drop_table("review_progress")
    op.drop_table("review")
    op.drop_table("review_item")
    op.drop_table("conversation_mark")
