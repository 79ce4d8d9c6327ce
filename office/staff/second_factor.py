"""The optional second factor: codes of an authenticator app (RFC 6238), and one-use codes for a lost telephone."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
import time
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.staff.tables import recovery_code, staff_account

STEP = 30  # seconds that a code holds
DIGITS = 6
DRIFT = 1  # steps by which a telephone's clock may differ
RECOVERY_CODES = 8


def new_secret() -> str:
    """160 random bits in base32, as authenticator apps take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def address_of(secret: str, *, name: str, issuer: str) -> str:
    """The otpauth:// address that an authenticator app opens."""
    label = quote(f"{issuer}:{name}")
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(issuer)}&algorithm=SHA1&digits={DIGITS}&period={STEP}"


def code_at(secret: str, step: int) -> str:
    """The code of one half-minute, counted from 1970."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", step), hashlib.sha1).digest()
    offset = digest[-1] & 15
    number = struct.unpack(">I", digest[offset : offset + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def matching_step(secret: str, code: str, *, after: int | None = None, at: float | None = None) -> int | None:
    """The step whose code this is, if it is one of now and later than the last one used; else None."""
    typed = "".join(character for character in code if character.isdecimal())
    current = int((time.time() if at is None else at) // STEP)
    try:
        candidates = [(step, code_at(secret, step)) for step in range(current - DRIFT, current + DRIFT + 1)]
    except binascii.Error:
        return None
    for step, right in candidates:
        if hmac.compare_digest(right.encode(), typed.encode()) and (after is None or step > after):
            return step
    return None


def set_up(connection: Connection, account_id: int, secret: str, code: str) -> list[str] | None:
    """Ask for a second factor from now on, once a code proves that the app works.

    Returns the recovery codes, told once; None: the code is wrong and nothing changed.
    """
    step = matching_step(secret, code)
    if step is None:
        return None
    here = staff_account.c.id == account_id
    connection.execute(sa.update(staff_account).where(here).values(totp_secret=secret, totp_step=step))
    connection.execute(sa.delete(recovery_code).where(recovery_code.c.account_id == account_id))
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    connection.execute(
        sa.insert(recovery_code), [{"code_hash": _hash(account_id, each), "account_id": account_id} for each in codes]
    )
    return codes


def is_right(connection: Connection, account_id: int, code: str) -> bool:
    """Whether this code lets the account in: it is used up by that."""
    here = staff_account.c.id == account_id
    row = connection.execute(sa.select(staff_account.c.totp_secret, staff_account.c.totp_step).where(here)).first()
    if row is None or row.totp_secret is None:
        return False
    step = matching_step(row.totp_secret, code, after=row.totp_step)
    if step is not None:
        fresh = sa.or_(staff_account.c.totp_step.is_(None), staff_account.c.totp_step < step)
        used = connection.execute(sa.update(staff_account).where(here, fresh).values(totp_step=step)).rowcount
        return bool(used == 1)
    mine = sa.and_(
        recovery_code.c.account_id == account_id, recovery_code.c.code_hash == _hash(account_id, code.strip().lower())
    )
    return bool(connection.execute(sa.delete(recovery_code).where(mine)).rowcount == 1)


def _recovery_code() -> str:
    letters = "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(12))  # 59 bits
    return f"{letters[:6]}-{letters[6:]}"


def _hash(account_id: int, code: str) -> str:
    return hashlib.sha256(f"{account_id}:{code}".encode("utf-8", "replace")).hexdigest()
