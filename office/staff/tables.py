"""Tables of the staff: accounts and their sessions, the audit trail, saved views, canned replies, holidays."""

from __future__ import annotations

import sqlalchemy as sa

from office.database import metadata
from office.staff.roles import ROLES

# SQLite numbers rows by itself only in a column declared INTEGER.
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

NOTIFICATIONS = ("always", "office_hours", "never")


def _one_of(column: str, values: tuple[str, ...], name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=name)


staff_account = sa.Table(
    "staff_account",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String(64), nullable=False, unique=True),  # folded: what is typed at login
    sa.Column("shown_name", sa.String(128), nullable=False),  # what colleagues and applicants see
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("password_hash", sa.String(255)),  # none: single sign-on only
    sa.Column("must_change_password", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("language", sa.String(8), nullable=False, server_default="en"),
    sa.Column("email", sa.String(320)),
    sa.Column("notify", sa.String(16), nullable=False, server_default="never"),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("totp_secret", sa.String(64)),  # base32; a second factor is asked for where there is one
    sa.Column("totp_step", BIG),  # the last half-minute whose code was used: no code works twice
    sa.Column("sso_subject", sa.String(255), unique=True),  # who this is at the identity provider
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("last_login_at", sa.DateTime),
    _one_of("role", ROLES, "role_known"),
    _one_of("notify", NOTIFICATIONS, "notify_known"),
    sqlite_autoincrement=True,
)

recovery_code = sa.Table(
    "recovery_code",
    metadata,
    sa.Column("code_hash", sa.String(64), primary_key=True),
    sa.Column("account_id", sa.ForeignKey("staff_account.id"), nullable=False, index=True),
)

staff_session = sa.Table(
    "staff_session",
    metadata,
    sa.Column("token_hash", sa.String(64), primary_key=True),  # SHA-256 of the cookie, which is stored nowhere
    sa.Column("account_id", sa.ForeignKey("staff_account.id"), nullable=False, index=True),
    sa.Column("csrf_token", sa.String(64), nullable=False),
    sa.Column("factor_pending", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("expires_at", sa.DateTime, nullable=False, index=True),
)

login_failure = sa.Table(
    "login_failure",
    metadata,
    sa.Column("id", BIG, primary_key=True),
    sa.Column("key", sa.String(128), nullable=False),  # "name:<name>" or "address:<address>"
    sa.Column("failed_at", sa.DateTime, nullable=False),
    sa.Index("ix_login_failure_key", "key", "failed_at"),
)

# A login at the identity provider that has been begun: short-lived, one use.
sso_attempt = sa.Table(
    "sso_attempt",
    metadata,
    sa.Column("state_hash", sa.String(64), primary_key=True),
    sa.Column("nonce", sa.String(64), nullable=False),
    sa.Column("verifier", sa.String(128), nullable=False),
    sa.Column("goes_to", sa.String(500), nullable=False),
    sa.Column("expires_at", sa.DateTime, nullable=False, index=True),
)

# Who saw, changed, exported, erased what. Never updated, except that an erased conversation's id gives way to the
# receipt's number. It has no column `conversation_id` on purpose: erasing a person must not erase who erased it.
audit_entry = sa.Table(
    "audit_entry",
    metadata,
    sa.Column("id", BIG, primary_key=True),
    sa.Column("happened_at", sa.DateTime, nullable=False, index=True),
    sa.Column("account", sa.String(64), nullable=False),
    sa.Column("action", sa.String(48), nullable=False),
    sa.Column("subject_kind", sa.String(32)),
    sa.Column("subject_id", sa.String(255)),
    sa.Column("details", sa.JSON(none_as_null=True)),
    sa.Column("address", sa.String(64)),
    sa.Index("ix_audit_entry_account", "account", "id"),
    sa.Index("ix_audit_entry_subject", "subject_kind", "subject_id"),
    sqlite_autoincrement=True,
)

saved_view = sa.Table(
    "saved_view",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("account_id", sa.ForeignKey("staff_account.id"), nullable=False, index=True),
    sa.Column("name", sa.String(64), nullable=False),
    sa.Column("query", sa.String(1000), nullable=False),  # of the conversations' address
    sa.Column("shared", sa.Boolean, nullable=False, server_default=sa.false()),
    sqlite_autoincrement=True,
)

canned_reply = sa.Table(
    "canned_reply",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("title", sa.String(100), nullable=False, unique=True),
    sa.Column("texts", sa.JSON, nullable=False),  # language -> text
    sa.Column("changed_at", sa.DateTime, nullable=False),
    sqlite_autoincrement=True,
)

holiday = sa.Table(
    "holiday",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column(
        "hours", sa.String(64)
    ),  # "09:00-12:00" where the office opens all the same (a working Saturday); none: closed
)
