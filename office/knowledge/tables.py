"""The knowledge base's tables. Every row that says something carries where it comes from and since when."""

from __future__ import annotations

import sqlalchemy as sa

from office.database import metadata


def _provenance() -> list[sa.Column]:
    """Columns of every row that answers may quote. `origin` is "seed" until staff change the row: seeding then leaves it alone."""
    return [
        sa.Column("source_id", sa.String(64), sa.ForeignKey("source.id"), nullable=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_until", sa.Date),
        sa.Column("status", sa.String(16), nullable=False, server_default="published"),
        sa.Column("origin", sa.String(16), nullable=False, server_default="seed"),
        sa.Column("position", sa.Integer, nullable=False, server_default="0"),
        sa.Column("changed_at", sa.DateTime, nullable=False),
    ]


source = sa.Table(
    "source",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("document", sa.String(64), nullable=False),
    sa.Column("locator", sa.String(200), nullable=False),
    sa.Column("quote", sa.Text, nullable=False),
    sa.Column("as_of", sa.Date, nullable=False),
    sa.Column("origin", sa.String(16), nullable=False, server_default="seed"),
)

program = sa.Table(
    "program",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("field", sa.String(64), nullable=False),
    sa.Column("partner_country", sa.String(2), nullable=False),
    *_provenance(),
)

program_stage = sa.Table(
    "program_stage",
    metadata,
    sa.Column("id", sa.String(96), primary_key=True),  # "<program>/<degree level>"
    sa.Column("program_id", sa.String(64), sa.ForeignKey("program.id"), nullable=False, index=True),
    sa.Column("degree_level", sa.String(32), nullable=False),
    sa.Column("years", sa.Integer, nullable=False),
    sa.Column("place", sa.String(16), nullable=False),
    sa.Column("conditional", sa.Boolean(create_constraint=False), nullable=False),
    *_provenance(),
    sa.CheckConstraint("years > 0", name="years_positive"),
    sa.CheckConstraint("place IN ('college', 'partner')", name="place_known"),
)

program_route = sa.Table(
    "program_route",
    metadata,
    sa.Column("id", sa.String(128), primary_key=True),  # "<program>/<route>"
    sa.Column("program_id", sa.String(64), sa.ForeignKey("program.id"), nullable=False),
    sa.Column("route_id", sa.String(64), sa.ForeignKey("admission_route.id"), nullable=False),
    *_provenance(),
)

campus = sa.Table(
    "campus",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("country", sa.String(2), nullable=False),
    *_provenance(),
)

admission_route = sa.Table(
    "admission_route",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    *_provenance(),
)

partner_country = sa.Table(
    "partner_country",
    metadata,
    sa.Column("id", sa.String(2), primary_key=True),
    *_provenance(),
)

figure = sa.Table(
    "figure",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("topic", sa.String(64), nullable=False, index=True),
    sa.Column("value", sa.Numeric(16, 4, asdecimal=False), nullable=False),
    sa.Column("unit", sa.String(16), nullable=False),
    *_provenance(),
)

listing = sa.Table(
    "listing",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("topic", sa.String(64), nullable=False, index=True),
    *_provenance(),
)

fact = sa.Table(
    "fact",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("topic", sa.String(64), nullable=False, index=True),
    sa.Column("subject_kind", sa.String(32)),
    sa.Column("subject_id", sa.String(64)),
    *_provenance(),
)

# Names, aliases and texts of everything above, and of fields, degree levels, the college and documents.
label = sa.Table(
    "label",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("subject_id", sa.String(64), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("role", sa.String(16), nullable=False),  # "name", "alias" or "text"
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("origin", sa.String(16), nullable=False, server_default="seed"),
    sa.Column("withdrawn", sa.Boolean(create_constraint=False), nullable=False, server_default=sa.false()),
    sa.Index("ix_label_subject", "kind", "subject_id", "language"),
)

# One row: grows with every change, so that readers know when to look again.
version = sa.Table(
    "knowledge_version",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
)

# Who changed what: never updated, never deleted, except when a staff account is anonymised.
edit = sa.Table(
    "knowledge_edit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("made_at", sa.DateTime, nullable=False, index=True),
    sa.Column("made_by", sa.String(128), nullable=False),
    sa.Column("table_name", sa.String(32), nullable=False),
    sa.Column("row_id", sa.String(128), nullable=False),
    sa.Column("before", sa.Text),
    sa.Column("after", sa.Text),
)

gap = sa.Table(
    "gap",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("topic", sa.String(64), nullable=False, index=True),
    sa.Column("subject_kind", sa.String(32)),
    sa.Column("subject_id", sa.String(200)),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("conversation_id", sa.String(255), index=True),
    sa.Column("question_key", sa.String(128), unique=True),  # conversation and message: a retried turn records it once
    sa.Column("asked_at", sa.DateTime, nullable=False),
    sa.Column("answered_at", sa.DateTime),
)
