"""A way to be reached in what an applicant writes: an e-mail address, a phone number or a WeChat id."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from office.conversations.handoffs import ContactError, checked_contact

_EMAIL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}\s?@\s?[\w.-]{1,255}")
_PHONE = re.compile(r"(?<!\w)[+(]?\d[\d\s().\-/\u2010-\u2015]{4,30}\d(?!\w)")
_WECHAT = re.compile(
    r"(?:we ?chat|weixin|wx|vx|微信|위챗|วีแชต|วีแชท|ウィーチャット|ويتشات|вичат)"
    r"[^A-Za-z0-9]{0,8}(?:id|is)?[^A-Za-z0-9]{0,4}"
    r"([A-Za-z][A-Za-z0-9_-]{5,19}|1\d{10})(?!\w)",
    re.IGNORECASE,
)
# School years and dates have as many digits as a phone number.
_DATES = re.compile(
    r"(?:19|20)\d{2}\s*[-/–.]\s*(?:19|20)?\d{1,2}(?:\s*[-/.]\s*\d{1,2})?|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)?\d{2}"
)
_BARE_WECHAT = re.compile(r"[A-Za-z][A-Za-z0-9_-]{5,19}")
_FEWEST_DIGITS = 7


@dataclass(frozen=True)
class Contact:
    """A way to be reached, as the office keeps it: kind ("email", "phone", "wechat") and value."""

    kind: str
    value: str

    @property
    def hidden(self) -> str:
        """Enough for the applicant to know it again, too little for anybody else: "a…@example.org", "+86…00"."""
        if self.kind == "email":
            name, _, host = self.value.partition("@")
            return f"{name[0]}…@{host}"
        if self.kind == "phone":
            return f"{self.value[:3]}…{self.value[-2:]}"
        return f"{self.value[:2]}…{self.value[-2:]}"


def find_contact(text: str, *, sure: bool = False) -> Contact | None:
    """The contact in a text. `sure`: the applicant was asked for one and the text is nothing else that we know.

    A bare word is taken for a WeChat id if it has a digit, "-" or "_" in it, or when `sure`.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if found := _EMAIL.search(plain):
        return _checked("email", "".join(found.group().split()).rstrip(".。"))
    if found := _WECHAT.search(plain):
        return _checked("wechat", found.group(1))
    for found in _PHONE.finditer(plain):
        digits = sum(character.isdecimal() for character in found.group())
        if digits >= _FEWEST_DIGITS and not _DATES.fullmatch(found.group().strip()):
            return _checked("phone", found.group())
    word = plain.rstrip(".!。")
    if _BARE_WECHAT.fullmatch(word) and (sure or not word.isalpha()):
        return _checked("wechat", word)
    return None


def looks_like_contact(text: str) -> bool:
    """Whether a text seems meant as a contact, though none can be read from it: an "@", or mostly digits."""
    plain = unicodedata.normalize("NFKC", text).strip()
    digits = sum(character.isdecimal() for character in plain)
    return "@" in plain or (digits >= 5 and digits * 2 >= len("".join(plain.split())))


def _checked(kind: str, value: str) -> Contact | None:
    try:
        return Contact(kind, checked_contact(kind, value))
    except ContactError:
        return None
