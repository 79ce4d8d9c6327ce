"""What a conversation is about, as rows that can be sought: intents, programs, countries, gaps, fallbacks, confidence.

A list of a million messages filtered by intent cannot look into each of them. The database keeps these marks itself, by
triggers on the messages, so that they are in the transaction of whatever writes a message. The triggers read any JSON,
well-formed lists or not: an error in one of them would lose an applicant's message.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.tables import conversation, message
from office.database import metadata

# Entities whose values are marks of their own kind.
MARKED_ENTITIES = ("program", "country")
# kind "confidence": the tenth in which a message's confidence lies, "0" to "9"; kind "flag": "fallback" or "gap".
KINDS = ("intent", *MARKED_ENTITIES, "confidence", "flag")

conversation_mark = sa.Table(
    "conversation_mark",
    metadata,
    sa.Column("conversation_id", sa.ForeignKey(conversation.c.id), primary_key=True),
    sa.Column("kind", sa.String(16), primary_key=True),
    sa.Column("value", sa.String(128), primary_key=True),
    sa.Index("ix_conversation_mark_value", "kind", "value", "conversation_id"),
)

conversation_mark.add_is_dependent_on(message)  # the triggers stand on it

_ENTITIES = ", ".join(repr(name) for name in MARKED_ENTITIES)

_SQLITE_MARKS = f"""
INSERT OR IGNORE INTO conversation_mark (conversation_id, kind, value)
SELECT new.conversation_id, 'intent', new.intent WHERE new.intent IS NOT NULL
UNION SELECT new.conversation_id, 'flag', 'fallback' WHERE new.fallback
UNION SELECT new.conversation_id, 'flag', 'gap' WHERE new.gap
UNION SELECT new.conversation_id, 'confidence', CAST(MAX(0, MIN(9, CAST(new.confidence * 10 AS INTEGER))) AS TEXT)
    WHERE new.confidence IS NOT NULL
UNION SELECT new.conversation_id, 'intent', asked.intent
    FROM (SELECT json_extract(CASE type WHEN 'object' THEN value ELSE '{{}}' END, '$.intent') AS intent
          FROM json_each(COALESCE(new.questions, '[]'))) AS asked WHERE asked.intent IS NOT NULL
UNION SELECT new.conversation_id, json_extract(entity.item, '$.entity'), substr(named.value, 1, 128)
    FROM (SELECT CASE type WHEN 'object' THEN value ELSE '{{}}' END AS item
          FROM json_each(COALESCE(new.entities, '[]'))) AS entity,
         json_each(CASE json_type(entity.item, '$.value') WHEN 'array' THEN json_extract(entity.item, '$.value')
                   ELSE json_array(json_extract(entity.item, '$.value')) END) AS named
    WHERE json_extract(entity.item, '$.entity') IN ({_ENTITIES}) AND named.value IS NOT NULL
"""  # noqa: S608

_POSTGRESQL_FUNCTION = f"""
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
        WHERE entity ->> 'entity' IN ({_ENTITIES}) AND named IS NOT NULL
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$
"""  # noqa: S608

_WATCHED = "intent, questions, entities, confidence, fallback, gap"

CREATE = {
    "sqlite": (
        "CREATE TRIGGER conversation_mark_insert AFTER INSERT ON message "
        f"WHEN new.sender = 'applicant' BEGIN {_SQLITE_MARKS}; END",
        f"CREATE TRIGGER conversation_mark_update AFTER UPDATE OF {_WATCHED} ON message "
        f"WHEN new.sender = 'applicant' BEGIN {_SQLITE_MARKS}; END",
    ),
    "postgresql": (
        _POSTGRESQL_FUNCTION,
        "CREATE TRIGGER conversation_mark_insert AFTER INSERT ON message FOR EACH ROW "
        "WHEN (new.sender = 'applicant') EXECUTE FUNCTION mark_conversation()",
        f"CREATE TRIGGER conversation_mark_update AFTER UPDATE OF {_WATCHED} ON message FOR EACH ROW "
        "WHEN (new.sender = 'applicant') EXECUTE FUNCTION mark_conversation()",
        # Without it the planner multiplies the shares of kind and value, expects far too few rows and reads all of them.
        "CREATE STATISTICS st_conversation_mark_kind_value (mcv) ON kind, value FROM conversation_mark",
    ),
}
DROP = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS conversation_mark_insert",
        "DROP TRIGGER IF EXISTS conversation_mark_update",
    ),
    "postgresql": (
        "DROP TRIGGER IF EXISTS conversation_mark_insert ON message",
        "DROP TRIGGER IF EXISTS conversation_mark_update ON message",
        "DROP FUNCTION IF EXISTS mark_conversation()",
    ),
}
# Marks of the messages that were there before the triggers.
FILL = "UPDATE message SET intent = intent WHERE sender = 'applicant'"


def _statement(sql: str, dialect: str) -> sa.schema.DDLElement:
    # "%" would be read as a placeholder by DDL(); there is none, and a test would show one.
    return sa.DDL(sql).execute_if(dialect=dialect)


for _dialect, _statements in CREATE.items():
    for _sql in _statements:
        sa.event.listen(conversation_mark, "after_create", _statement(_sql, _dialect))
for _dialect, _statements in DROP.items():
    for _sql in _statements:
        sa.event.listen(conversation_mark, "before_drop", _statement(_sql, _dialect))


def mark(connection: Connection, conversation_id: str, kind: str, value: str) -> None:
    """Add a mark that no message bears: what a reviewer says that a message meant. Twice is once."""
    there = sa.and_(
        conversation_mark.c.conversation_id == conversation_id,
        conversation_mark.c.kind == kind,
        conversation_mark.c.value == value,
    )
    if not connection.execute(sa.select(conversation_mark.c.kind).where(there)).first():
        connection.execute(sa.insert(conversation_mark).values(conversation_id=conversation_id, kind=kind, value=value))


def marks_of(connection: Connection, conversation_ids: list[str]) -> dict[str, dict[str, list[str]]]:
    """By conversation id: the values of each kind of mark, in order."""
    found: dict[str, dict[str, list[str]]] = {each: {} for each in conversation_ids}
    columns = conversation_mark.c
    query = (
        sa.select(columns.conversation_id, columns.kind, columns.value)
        .where(columns.conversation_id.in_(conversation_ids))
        .order_by(columns.kind, columns.value)
    )
    for row in connection.execute(query):
        found[row.conversation_id].setdefault(row.kind, []).append(row.value)
    return found


def values_of(connection: Connection, kind: str) -> list[str]:
    """Every value that a kind of mark has, for the filter's choices."""
    columns = conversation_mark.c
    query = sa.select(columns.value).where(columns.kind == kind).distinct().order_by(columns.value)
    return list(connection.execute(query).scalars())
