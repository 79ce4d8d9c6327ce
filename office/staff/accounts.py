"""Accounts of the staff: made, found, changed. An office is never left without an administrator."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.database import now
from office.staff.passwords import check_strength, hash_password
from office.staff.records import Account
from office.staff.roles import ROLES
from office.staff.tables import NOTIFICATIONS, recovery_code, staff_account, staff_session

CONSOLE_LANGUAGES = ("en", "zh")

_NAME = re.compile(r"[\w][\w.@-]{1,63}")
_EMAIL = re.compile(r"[^@\s<>\"',;:()]{1,64}@(?=.{4,255}$)[\w-]+(\.[\w-]+)+")

_C = staff_account.c
COLUMNS = (
    _C.id,
    _C.name,
    _C.shown_name,
    _C.role,
    _C.must_change_password,
    _C.language,
    _C.email,
    _C.notify,
    _C.active,
    _C.password_hash.is_not(None),
    _C.totp_secret.is_not(None),
    _C.sso_subject.is_not(None),
    _C.created_at,
    _C.last_login_at,
)


class AccountError(ValueError):
    """An account cannot be made or changed so; `code` says why, for the console's texts."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def folded_name(name: str) -> str:
    """The name as it is kept and compared: width and case folded."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def create_account(
    connection: Connection,
    name: str,
    *,
    role: str,
    password: str | None = None,
    shown_name: str | None = None,
    language: str = "en",
    email: str | None = None,
    must_change_password: bool = False,
    sso_subject: str | None = None,
) -> Account:
    """A new account. AccountError or WeakPassword: it cannot be made so, and the message says why."""
    folded = folded_name(name)
    if not _NAME.fullmatch(folded):
        raise AccountError(
            "name_not_valid", f"{name!r} cannot be a login name: use 2 to 64 letters, digits, dots or dashes."
        )
    if role not in ROLES:
        raise AccountError("role_unknown", f"{role!r} is not a role: use one of {', '.join(ROLES)}.")
    if connection.execute(sa.select(_C.id).where(_C.name == folded)).first():
        raise AccountError("name_taken", f"There is an account {folded!r} already.")
    if password is not None:
        check_strength(password, name=folded)
    inserted = connection.execute(
        sa.insert(staff_account).values(
            name=folded,
            shown_name=(shown_name or name).strip()[:128],
            role=role,
            password_hash=hash_password(password) if password else None,
            must_change_password=must_change_password,
            language=language if language in CONSOLE_LANGUAGES else "en",
            email=_checked_email(email),
            sso_subject=sso_subject,
            created_at=now(),
        )
    )
    return get_account(connection, inserted.inserted_primary_key[0])


def get_account(connection: Connection, account_id: int) -> Account:
    """The account. LookupError: there is none."""
    row = connection.execute(sa.select(*COLUMNS).where(_C.id == account_id)).first()
    if row is None:
        raise LookupError(f"There is no account {account_id}.")
    return Account(*row)


def find_account(connection: Connection, name: str) -> Account | None:
    """The account of this login name, if there is one."""
    row = connection.execute(sa.select(*COLUMNS).where(_C.name == folded_name(name))).first()
    return Account(*row) if row else None


def find_accounts(connection: Connection, *, active: bool | None = None) -> list[Account]:
    """All accounts by name."""
    query = sa.select(*COLUMNS).order_by(_C.name)
    if active is not None:
        query = query.where(_C.active.is_(active))
    return [Account(*row) for row in connection.execute(query)]


def find_by_subject(connection: Connection, subject: str) -> Account | None:
    """The account that is linked to a person at the identity provider."""
    row = connection.execute(sa.select(*COLUMNS).where(_C.sso_subject == subject)).first()
    return Account(*row) if row else None


def link_subject(connection: Connection, account_id: int, subject: str) -> Account:
    """This account is that person's at the identity provider from now on."""
    connection.execute(sa.update(staff_account).where(_C.id == account_id).values(sso_subject=subject))
    return get_account(connection, account_id)


def change_profile(
    connection: Connection,
    account_id: int,
    *,
    shown_name: str | None = None,
    language: str | None = None,
    email: str | None = None,
    notify: str | None = None,
) -> Account:
    """What people change of their own account; `email` "" removes it. AccountError: a value cannot be kept."""
    values: dict[str, Any] = {}
    if shown_name is not None:
        if not shown_name.strip():
            raise AccountError("shown_name_empty", "The name that colleagues and applicants see is empty.")
        values["shown_name"] = shown_name.strip()[:128]
    if language in CONSOLE_LANGUAGES:
        values["language"] = language
    if email is not None:
        values["email"] = _checked_email(email)
    if notify is not None:
        if notify not in NOTIFICATIONS:
            raise AccountError("notify_unknown", f"{notify!r} is not one of {', '.join(NOTIFICATIONS)}.")
        values["notify"] = notify
    if values:
        connection.execute(sa.update(staff_account).where(_C.id == account_id).values(**values))
    return get_account(connection, account_id)


def change_access(connection: Connection, account_id: int, *, role: str, active: bool) -> Account:
    """What administrators change; who is made inactive is logged out. AccountError: no administrator would be left."""
    if role not in ROLES:
        raise AccountError("role_unknown", f"{role!r} is not a role: use one of {', '.join(ROLES)}.")
    others = sa.select(sa.func.count()).where(_C.role == "admin", _C.active.is_(True), _C.id != account_id)
    if (role != "admin" or not active) and not connection.execute(others).scalar():
        raise AccountError("last_admin", "This is the last active administrator: make another one first.")
    connection.execute(sa.update(staff_account).where(_C.id == account_id).values(role=role, active=active))
    if not active:
        end_sessions(connection, account_id)
    return get_account(connection, account_id)


def set_password(connection: Connection, account_id: int, password: str, *, must_change: bool = False) -> None:
    """A new password; every session of the account ends. WeakPassword: it cannot be taken."""
    check_strength(password, name=get_account(connection, account_id).name)
    connection.execute(
        sa.update(staff_account)
        .where(_C.id == account_id)
        .values(password_hash=hash_password(password), must_change_password=must_change)
    )
    end_sessions(connection, account_id)


def remove_second_factor(connection: Connection, account_id: int) -> None:
    """Log in with the password alone again: for people who have lost their telephone."""
    connection.execute(sa.update(staff_account).where(_C.id == account_id).values(totp_secret=None, totp_step=None))
    connection.execute(sa.delete(recovery_code).where(recovery_code.c.account_id == account_id))


def end_sessions(connection: Connection, account_id: int) -> int:
    """Log an account out everywhere; returns how many sessions ended."""
    ended = connection.execute(sa.delete(staff_session).where(staff_session.c.account_id == account_id))
    return int(ended.rowcount)


def _checked_email(email: str | None) -> str | None:
    if email is None or not email.strip():
        return None
    if len(email) > 320 or not _EMAIL.fullmatch(email.strip()):
        raise AccountError("email_not_valid", f"{email!r} is not an e-mail address.")
    return email.strip()
