"""WeChat's requests opened: signature in the address, age, repetition, encryption; and the form of the reply."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.responses import Response

from channels.channel import NotGenuine
from channels.wechat.envelope import Envelope, check_signature, signature_of
from channels.wechat.xml import read_xml, write_xml
from office.settings import SettingError, Settings

SKEW = 600  # seconds that the clocks may differ, and a request may be under way
_MANY = 10_000


@dataclass(frozen=True)
class Opened:
    """A genuine request: its fields, its signature, and whether the reply has to be encrypted."""

    fields: dict[str, str]
    signature: str
    encrypted: bool


class Door:
    """Checks requests with the account's token. Where an EncodingAESKey is set, an unencrypted message is refused.

    (The signature of an unencrypted request covers its time and nonce, not its body.)
    """

    def __init__(self, settings: Settings, *, clock: Callable[[], float] = time.time) -> None:
        """SettingError: WECHAT_AES_KEY is not one."""
        self._token: str = settings["WECHAT_TOKEN"]
        self._clock = clock
        self._seen: dict[str, tuple[float, str]] = {}
        self._envelope: Envelope | None = None
        if settings["WECHAT_AES_KEY"]:
            try:
                self._envelope = Envelope(settings["WECHAT_AES_KEY"], settings["WECHAT_APP_ID"])
            except ValueError as error:
                raise SettingError(
                    f"WECHAT_AES_KEY is {error}. Copy it from mp.weixin.qq.com, or leave it empty for plain messages."
                ) from error

    def echo(self, query: Mapping[str, str]) -> str:
        """What WeChat wants back when the address is registered. NotGenuine: not WeChat."""
        self._check(query, query.get("signature", ""))
        return query.get("echostr", "")[:256]

    def open(self, query: Mapping[str, str], body: bytes) -> Opened:
        """The request's fields. NotGenuine: forged, for another account, or too old. ValueError: not WeChat's form."""
        if self._envelope is None:
            signature = query.get("signature", "")
            self._check(query, signature)
            return Opened(read_xml(body), signature, False)
        signature = query.get("msg_signature", "")
        if query.get("encrypt_type") != "aes" or not signature:
            raise NotGenuine("the message is not encrypted, though an EncodingAESKey is set")
        sealed = read_xml(body).get("Encrypt", "")
        self._check(query, signature, sealed)
        return Opened(read_xml(self._envelope.decrypt(sealed)), signature, True)

    def note(self, opened: Opened, message_id: str) -> None:
        """NotGenuine: this signature came with another message before (somebody has copied it)."""
        moment = self._clock()
        if len(self._seen) > _MANY:
            self._seen = {key: seen for key, seen in self._seen.items() if seen[0] > moment - 2 * SKEW}
        _, before = self._seen.setdefault(opened.signature, (moment, message_id))
        if before != message_id:
            raise NotGenuine("the signature was used for another message before")

    def reply(self, opened: Opened, *, to: str, sender: str, text: str) -> Response:
        """The passive reply, encrypted as the request was."""
        moment = int(self._clock())
        xml = write_xml(
            {"ToUserName": to, "FromUserName": sender, "CreateTime": moment, "MsgType": "text", "Content": text}
        )
        if opened.encrypted and self._envelope is not None:
            nonce, sealed = secrets.token_hex(8), self._envelope.encrypt(xml)
            signature = signature_of(self._token, str(moment), nonce, sealed)
            xml = write_xml({"Encrypt": sealed, "MsgSignature": signature, "TimeStamp": moment, "Nonce": nonce})
        return Response(xml, media_type="application/xml")

    def _check(self, query: Mapping[str, str], signature: str, *more: str) -> None:
        timestamp = query.get("timestamp", "")
        check_signature(signature, self._token, timestamp, query.get("nonce", ""), *more)
        if not timestamp.isascii() or not timestamp.isdecimal() or len(timestamp) > 12:
            raise NotGenuine("the request has no time")
        if abs(int(timestamp) - self._clock()) > SKEW:
            raise NotGenuine("the request is too old, or a clock is wrong")
