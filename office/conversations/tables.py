"""Tables of the conversations: who talks, every message, Rasa's events, the journal, hand-offs, feedback."""

from __future__ import annotations

import sqlalchemy as sa

from office.database import metadata

# SQLite numbers rows by itself only in a column declared INTEGER.
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

STATES = ("bot", "waiting", "staff", "closed")
SENDERS = ("applicant", "bot", "staff")
JOURNAL_STATUSES = ("received", "answered", "failed", "staff")
HANDOFF_STATUSES = ("open", "taken", "closed")
CONTACT_KINDS = ("email", "phone", "wechat")


def _one_of(column: str, values: tuple[str, ...], name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=name)


conversation = sa.Table(
    "conversation",
    metadata,
    sa.Column("id", sa.String(255), primary_key=True),  # issued by channels, 192 random bits; Rasa's sender id
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("channel_user", sa.String(255)),  # the platform's id of the person; none on the website
    sa.Column("language", sa.String(16)),  # of the last reply: "th", "zh-Hant"
    sa.Column("requested_language", sa.String(16)),  # asked for by the applicant: holds until changed
    sa.Column("time_zone", sa.String(64)),  # IANA name
    sa.Column("country", sa.String(2)),  # ISO 3166
    sa.Column("state", sa.String(16), nullable=False, server_default="bot"),
    sa.Column("assigned_to", sa.String(128)),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("last_message_at", sa.DateTime),
    sa.Column("message_count", sa.Integer, nullable=False, server_default="0"),
    # Where Rasa's memory of the conversation begins, and its slots and active form at that point (JSON).
    sa.Column("tracker_start", BIG, nullable=False, server_default="0"),
    sa.Column("tracker_slots", sa.Text),
    sa.UniqueConstraint("channel", "channel_user"),
    _one_of("state", STATES, "state_known"),
    sa.Index("ix_conversation_last_message", "last_message_at", "id"),
    sa.Index("ix_conversation_state", "state", "last_message_at"),
)

session_key = sa.Table(
    "session_key",
    metadata,
    sa.Column("key_hash", sa.String(64), primary_key=True),  # SHA-256 of the visitor's secret, which is stored nowhere
    sa.Column("conversation_id", sa.ForeignKey("conversation.id"), nullable=False, index=True),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("used_at", sa.DateTime, nullable=False, index=True),
)

event_ticket = sa.Table(
    "event_ticket",
    metadata,
    sa.Column("ticket_hash", sa.String(64), primary_key=True),
    sa.Column("conversation_id", sa.ForeignKey("conversation.id"), nullable=False, index=True),
    sa.Column("expires_at", sa.DateTime, nullable=False, index=True),
)

journal = sa.Table(
    "journal",
    metadata,
    sa.Column("id", BIG, primary_key=True),
    sa.Column("conversation_id", sa.ForeignKey("conversation.id"), nullable=False),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("platform_message_id", sa.String(300), nullable=False),
    sa.Column("text", sa.Text),  # what Rasa is asked; forgotten once answered, since the log has the message
    sa.Column("language", sa.String(16)),  # the conversation's language when it came in, a hint for short texts
    sa.Column("received_at", sa.DateTime, nullable=False),
    sa.Column("status", sa.String(16), nullable=False, server_default="received"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    sa.Column("available_at", sa.DateTime, nullable=False),  # nobody may take it up before: lease and pause in one
    sa.Column("claimed_by", sa.String(128)),
    sa.Column("answered_at", sa.DateTime),
    sa.Column("error", sa.String(200)),
    sa.UniqueConstraint("channel", "platform_message_id"),
    _one_of("status", JOURNAL_STATUSES, "status_known"),
    sa.Index("ix_journal_conversation", "conversation_id", "status", "id"),
    sa.Index("ix_journal_due", "status", "available_at"),
    sqlite_autoincrement=True,
)

message = sa.Table(
    "message",
    metadata,
    sa.Column("id", BIG, primary_key=True),
    sa.Column("conversation_id", sa.ForeignKey("conversation.id"), nullable=False),
    sa.Column("sender", sa.String(16), nullable=False),
    sa.Column("author", sa.String(128)),  # the member of staff who wrote it
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("language", sa.String(16)),
    sa.Column("channel", sa.String(32), nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    # The journal entry that an applicant's message came in as, and that a reply answers. No foreign key: the journal
    # is cleared earlier than the log.
    sa.Column("journal_id", BIG, index=True),
    sa.Column("intent", sa.String(64)),
    sa.Column("confidence", sa.Float),
    sa.Column("ranking", sa.JSON(none_as_null=True)),
    sa.Column("entities", sa.JSON(none_as_null=True)),
    sa.Column("questions", sa.JSON(none_as_null=True)),
    sa.Column("findings", sa.JSON(none_as_null=True)),  # what else was understood: doubt, ambiguous and unknown names
    sa.Column("fallback", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("gap", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("reply", sa.JSON(none_as_null=True)),  # name, buttons, blocks, facts, sources, as the bot sent them
    sa.Column("latency_ms", sa.Integer),  # from the question at the door to this reply in the log
    sa.Column("event_key", sa.String(64), unique=True),  # of Rasa's event; empty until Rasa has dealt with a question
    sa.Column("tokens", sa.Text, nullable=False),  # office.search.tokens of the text
    _one_of("sender", SENDERS, "sender_known"),
    sa.Index("ix_message_conversation", "conversation_id", "id"),
    sa.Index("ix_message_intent", "intent", "id"),
    sa.Index("ix_message_created", "created_at", "id"),
    sqlite_autoincrement=True,
)

rasa_event = sa.Table(
    "rasa_event",
    metadata,
    sa.Column("id", BIG, primary_key=True),
    sa.Column("conversation_id", sa.ForeignKey("conversation.id"), nullable=False),
    sa.Column("position", sa.Integer, nullable=False),  # 0, 1, 2, ... within the conversation
    sa.Column("event_key", sa.String(64), nullable=False, unique=True),  # begins with its time: new keys sort last
    sa.Column("timestamp", sa.Float, nullable=False),  # seconds since 1970, as Rasa stamps it
    sa.Column("type_name", sa.String(64), nullable=False),
    sa.Column("data", sa.Text, nullable=False),  # the event as JSON
    sa.UniqueConstraint("conversation_id", "position"),
)

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("message_id", sa.ForeignKey("message.id"), primary_key=True),
    sa.Column("conversation_id", sa.ForeignKey("conversation.id"), nullable=False, index=True),
    sa.Column("rating", sa.Integer, nullable=False),
    sa.Column("comment", sa.Text),
    sa.Column("created_at", sa.DateTime, nullable=False, index=True),
    sa.CheckConstraint("rating IN (-1, 1)", name="rating_known"),
)

handoff = sa.Table(
    "handoff",
    metadata,
    sa.Column("id", BIG, primary_key=True),
    sa.Column("conversation_id", sa.ForeignKey("conversation.id"), nullable=False, index=True),
    sa.Column("reason", sa.Text),
    sa.Column("language", sa.String(16)),
    sa.Column("contact_kind", sa.String(16)),
    sa.Column("contact", sa.String(320)),
    sa.Column("consent_at", sa.DateTime),  # when the applicant agreed to be contacted; set whenever a contact is
    sa.Column("status", sa.String(16), nullable=False, server_default="open"),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("assigned_to", sa.String(128)),
    sa.Column("closed_at", sa.DateTime),
    _one_of("status", HANDOFF_STATUSES, "status_known"),
    sa.CheckConstraint("contact IS NULL OR consent_at IS NOT NULL", name="contact_with_consent"),
    sa.Index("ix_handoff_status", "status", "created_at"),
    sqlite_autoincrement=True,
)

# The full-text index over message.tokens: what each database does best, fed by the database itself so that it is in the
# transaction of the message. Not in the metadata (one is a virtual table, the other an index over an expression).
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
DROP_SEARCH_INDEX = {
    "sqlite": ("DROP TABLE IF EXISTS message_fts",),
    "postgresql": ("DROP INDEX IF EXISTS ix_message_fts",),
}

for _dialect, _statements in SEARCH_INDEX.items():
    for _statement in _statements:
        sa.event.listen(message, "after_create", sa.DDL(_statement).execute_if(dialect=_dialect))
for _dialect, _statements in DROP_SEARCH_INDEX.items():
    for _statement in _statements:
        sa.event.listen(message, "before_drop", sa.DDL(_statement).execute_if(dialect=_dialect))
