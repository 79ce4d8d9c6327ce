"""What the house sees of its staff: frozen records, their fields named as the columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from office.staff.roles import may


@dataclass(frozen=True)
class Account:
    """A member of staff. Times are UTC without zone."""

    id: int
    name: str
    shown_name: str
    role: str
    must_change_password: bool
    language: str
    email: str | None
    notify: str
    active: bool
    has_password: bool
    has_second_factor: bool
    has_single_sign_on: bool
    created_at: datetime
    last_login_at: datetime | None

    def may(self, needed: str) -> bool:
        """Whether the account's role includes `needed`."""
        return self.active and may(self.role, needed)


@dataclass(frozen=True)
class Session:
    """One login of one account, until `expires_at`."""

    account: Account
    csrf_token: str
    factor_pending: bool
    expires_at: datetime


@dataclass(frozen=True)
class AuditEntry:
    """Who did what to what, when and from where."""

    id: int
    happened_at: datetime
    account: str
    action: str
    subject_kind: str | None
    subject_id: str | None
    details: dict[str, Any] | None
    address: str | None


@dataclass(frozen=True)
class SavedView:
    """A named set of filters over the conversations."""

    id: int
    account_id: int
    name: str
    query: str
    shared: bool


@dataclass(frozen=True)
class CannedReply:
    """A reply that staff send often: text by language."""

    id: int
    title: str
    texts: dict[str, str]
    changed_at: datetime


@dataclass(frozen=True)
class Holiday:
    """A day on which the weekly hours do not hold: closed, or open for `hours` ("09:00-12:00")."""

    day: date
    name: str
    hours: str | None
