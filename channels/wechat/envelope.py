"""WeChat's signatures and its AES envelope, which WeCom uses as well."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from channels.channel import NotGenuine

_BLOCK = 32  # WeChat pads to 32 bytes, not to AES's 16


def signature_of(*parts: str) -> str:
    """SHA-1 over the sorted parts, as the platform defines it; its secrecy is that of the token among them."""
    return hashlib.sha1("".join(sorted(parts)).encode("utf-8", "replace"), usedforsecurity=False).hexdigest()


def check_signature(given: str, *parts: str) -> None:
    """NotGenuine: the signature is not that of the parts. Takes as long whatever is wrong."""
    expected = signature_of(*parts)
    if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
        raise NotGenuine("the signature is wrong: is the token the same on both sides?")


class Envelope:
    """Encrypts and decrypts with the account's EncodingAESKey (43 characters); `owner` is its app id or corp id."""

    def __init__(self, key: str, owner: str) -> None:
        try:
            self._key = base64.b64decode(key + "=", validate=True)
        except ValueError:
            self._key = b""
        if len(key) != 43 or len(self._key) != 32:
            raise ValueError("not an EncodingAESKey: that has 43 letters and digits")
        self._owner = owner.encode()

    def _cipher(self) -> Cipher[modes.CBC]:
        return Cipher(algorithms.AES(self._key), modes.CBC(self._key[:16]))

    def encrypt(self, text: str) -> str:
        """The text in base64: 16 random bytes, its length, itself, the owner, padding."""
        content = text.encode("utf-8")
        plain = secrets.token_bytes(16) + struct.pack(">I", len(content)) + content + self._owner
        padding = _BLOCK - len(plain) % _BLOCK
        encryptor = self._cipher().encryptor()
        sealed = encryptor.update(plain + bytes([padding]) * padding) + encryptor.finalize()
        return base64.b64encode(sealed).decode("ascii")

    def decrypt(self, sealed: str) -> str:
        """The text. NotGenuine: it was not encrypted for this account."""
        try:
            data = base64.b64decode(sealed.encode("utf-8", "replace"), validate=True)
            decryptor = self._cipher().decryptor()
            plain = decryptor.update(data) + decryptor.finalize()
        except (binascii.Error, ValueError) as error:
            raise NotGenuine("the message cannot be decrypted") from error
        padding = plain[-1] if plain else 0
        if not 1 <= padding <= _BLOCK or len(plain) < 20 + padding:
            raise NotGenuine("the message cannot be decrypted: is the EncodingAESKey the same on both sides?")
        content = plain[16:-padding]
        length = int(struct.unpack(">I", content[:4])[0])
        if length > len(content) - 4 or not hmac.compare_digest(content[4 + length :], self._owner):
            raise NotGenuine("the message is for another account: is the app id right?")
        try:
            return content[4 : 4 + length].decode("utf-8")
        except UnicodeDecodeError as error:
            raise NotGenuine("the message is not UTF-8") from error
