"""Hiding what identifies a person in a text that is listed: e-mail addresses, phone, id and passport numbers."""

from __future__ import annotations

import re
import unicodedata

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
# Eighteen characters with a date of birth inside: the number of a Chinese identity card.
_ID_CARD = re.compile(
    r"(?<![0-9A-Za-z])\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
# One or two letters and six to nine digits: passports of most countries that applicants come from.
_PASSPORT = re.compile(r"(?<![0-9A-Za-z])[A-Za-z]{1,2}\d{6,9}(?![0-9A-Za-z])")
# A run of digits with what people put between them. Fewer than seven digits are years, amounts and scores.
_NUMBER = re.compile(r"(?<![0-9A-Za-z])\+?\(?\d(?:[\d]|[\s().\-/](?=[\d(])){5,22}\d(?![0-9A-Za-z])")
_DATE = re.compile(r"(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d{2}")

SHORTEST_NUMBER = 7


def mask(text: str) -> str:
    """The text with addresses and numbers hidden but for their ends: "a…@e….com", "13…42"."""
    plain = _with_ascii_digits(text)
    plain = _EMAIL.sub(lambda found: _mask_email(found.group()), plain)
    plain = _ID_CARD.sub(lambda found: _mask_middle(found.group()), plain)
    plain = _PASSPORT.sub(lambda found: _mask_middle(found.group()), plain)
    return _NUMBER.sub(lambda found: _mask_number(found.group()), plain)


def mask_contact(contact: str) -> str:
    """A way to be reached with only its ends shown, whatever kind it is."""
    if "@" in contact:
        return mask(contact)
    return f"{contact[:2]}…{contact[-2:]}" if len(contact) > 5 else "…" * bool(contact)


def _with_ascii_digits(text: str) -> str:
    """Digits of every script as 0-9 where the text has a number to hide: the patterns see one kind only."""
    if text.isascii() or not any(character.isdecimal() and not character.isascii() for character in text):
        return text
    return "".join(str(unicodedata.decimal(character)) if character.isdecimal() else character for character in text)


def _mask_email(address: str) -> str:
    name, _, host = address.partition("@")
    return f"{name[0]}…@{host[0]}….{host.rpartition('.')[2]}"


def _mask_middle(number: str) -> str:
    return f"{number[:2]}…{number[-2:]}"


def _mask_number(number: str) -> str:
    if sum(character.isdecimal() for character in number) < SHORTEST_NUMBER or _DATE.fullmatch(number):
        return number
    return _mask_middle(number)
