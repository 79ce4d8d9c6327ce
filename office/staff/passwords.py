"""Passwords: what is strong enough, how they are kept (argon2id), how one is checked in constant time."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 1000  # argon2 hashes what it is given: nobody may make it work for minutes

# argon2-cffi's defaults (RFC 9106, low memory): 64 MiB, 3 passes, about a fifth of a second.
_HASHER = PasswordHasher()
_NOBODYS: list[str] = []  # a hash to check against where there is no account, made at the first need

_COMMON = frozenset(
    {"password1234", "123456789012", "qwertyuiop12", "admissions123", "administrator", "passwordpassword"}
)


class WeakPassword(ValueError):
    """A password that cannot be taken; `code` says why: too_short, too_long, too_common or like_name."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"The password is {code.replace('_', ' ')}: use {SHORTEST} characters or more, such as four words."
        )
        self.code = code


def check_strength(password: str, *, name: str) -> None:
    """Raises WeakPassword for one that is easily guessed."""
    folded = password.casefold()
    if len(password) < SHORTEST:
        raise WeakPassword("too_short")
    if len(password) > LONGEST:
        raise WeakPassword("too_long")
    if folded in _COMMON or len(set(folded)) < 5:
        raise WeakPassword("too_common")
    if len(name) > 3 and name.casefold() in folded and len(folded.replace(name.casefold(), "")) < SHORTEST - 4:
        raise WeakPassword("like_name")


def hash_password(password: str) -> str:
    """What is kept of a password."""
    return _HASHER.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether this is the password. Without a hash (no such account) it takes as long and says no."""
    if password_hash is None and not _NOBODYS:
        _NOBODYS.append(hash_password(secrets.token_urlsafe(16)))
    try:
        _HASHER.verify(password_hash or _NOBODYS[0], password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def new_password() -> str:
    """A random password that can be read out: four groups of five letters and digits, 100 bits."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(5)) for _ in range(4))
