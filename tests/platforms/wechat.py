"""WeChat as its documentation describes it: an API with tokens, quotas and error codes, and the requests it makes."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import secrets
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx
import xmltodict
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from wechatpy.crypto import WeChatCrypto

APP_ID, SECRET, TOKEN = "wx1234567890abcdef", "app-secret", "the-token"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
ACCOUNT = "gh_account"
_numbers = itertools.count(10_000)


@dataclass
class WeChatServer:
    """api.weixin.qq.com: remembers what was sent to whom; misbehaves when told to."""

    url: str = ""
    tokens: list[str] = field(default_factory=list)
    sent: list[tuple[str, str]] = field(default_factory=list)
    cards: list[tuple[str, str, str]] = field(default_factory=list)
    typing: list[str] = field(default_factory=list)
    menus: list[dict[str, Any]] = field(default_factory=list)
    forced: int = 0
    code: int = 0  # given for every message
    quota: Counter[str] = field(default_factory=Counter)
    until: dict[str, float] = field(default_factory=dict)  # when the quota ends
    takes_cards: bool = True
    languages: dict[str, str] = field(default_factory=dict)  # of the person's WeChat
    refusals: list[int] = field(default_factory=list)  # of messages beyond time or number
    dies: bool = False  # the token is no longer taken, though WeChat still gives it
    faults: list[str] = field(default_factory=list)  # "500", "busy", "breaks": one for each next message
    down: bool = False  # every message meets with a 500
    fails_every: int = 0  # every so many messages one meets with a 500, an answer "busy" or an expired token, in turn
    calls: int = 0
    token_faults: int = 0  # so many times the token is asked for in vain: the gateway does not hear from its server

    def expire(self) -> None:
        """The token dies early, as when another program asked for one."""
        self.tokens.append(secrets.token_hex(8))

    def heard(self, user: str) -> None:
        """The person wrote: five messages may be sent within 48 hours."""
        self.quota[user], self.until[user] = 5, time.monotonic() + 48 * 3600

    def clicked(self, user: str, seconds: float = 60.0) -> None:
        """The person pressed the menu, scanned a code or followed: three messages within a minute."""
        self.quota[user], self.until[user] = max(3, self.quota[user]), time.monotonic() + seconds

    async def stable_token(self, request: Request) -> Response:
        asked = await request.json()
        if self.token_faults:
            self.token_faults -= 1
            return Response(status_code=504)
        if asked.get("appid") != APP_ID:
            return JSONResponse({"errcode": 40013, "errmsg": "invalid appid"})
        if asked.get("secret") != SECRET:
            return JSONResponse({"errcode": 40125, "errmsg": "invalid appsecret"})
        if not self.tokens or asked.get("force_refresh"):
            self.dies = False
            self.forced += bool(asked.get("force_refresh"))
            self.tokens.append(secrets.token_hex(8))
        return JSONResponse({"access_token": self.tokens[-1], "expires_in": 7200})

    def refused(self, request: Request) -> Response | None:
        if self.dies or not self.tokens or request.query_params.get("access_token") != self.tokens[-1]:
            return JSONResponse({"errcode": 40001, "errmsg": "invalid credential"})
        return None

    def fault(self) -> str:
        """What befalls the message that has just come in; "" for nothing."""
        self.calls += 1
        if self.down:
            return "500"
        if self.faults:
            return self.faults.pop(0)
        if not self.fails_every or self.calls % self.fails_every:
            return ""
        kind = ("500", "busy", "expired")[self.calls // self.fails_every % 3]
        if kind == "expired":
            self.expire()
        return kind

    async def send(self, request: Request) -> Response:
        if refused := self.refused(request):
            return refused
        message = await request.json()
        user, kind = message["touser"], message["msgtype"]
        text = message["text"]["content"] if kind == "text" else ""
        fault = self.fault()
        if fault == "500":
            return Response(status_code=500)
        if fault == "expired":
            return JSONResponse({"errcode": 42001, "errmsg": "access_token expired"})
        if fault == "busy":
            return JSONResponse({"errcode": -1, "errmsg": "system error"})
        if self.code:
            return JSONResponse({"errcode": self.code, "errmsg": "no"})
        if len(text.encode()) > 2048:
            return JSONResponse({"errcode": 45002, "errmsg": "content size out of limit"})
        if self.until.get(user, 0.0) < time.monotonic():
            self.refusals.append(45015)
            return JSONResponse({"errcode": 45015, "errmsg": "response out of time limit"})
        if self.quota[user] <= 0:
            self.refusals.append(45047)
            return JSONResponse({"errcode": 45047, "errmsg": "out of response count limit"})
        if kind == "news" and not self.takes_cards:
            return JSONResponse({"errcode": 40008, "errmsg": "invalid message type"})
        self.quota[user] -= 1
        if kind == "news":
            [article] = message["news"]["articles"]  # more than one is refused since 2018
            self.cards.append((user, article["title"], article["url"]))
            return JSONResponse({"errcode": 0, "errmsg": "ok"})
        self.sent.append((user, text))
        if fault == "breaks":
            await asyncio.sleep(0)
            return Response(status_code=504)
        return JSONResponse({"errcode": 0, "errmsg": "ok"})

    async def show_typing(self, request: Request) -> Response:
        if refused := self.refused(request):
            return refused
        self.typing.append((await request.json())["touser"])
        return JSONResponse({"errcode": 0, "errmsg": "ok"})

    async def user_info(self, request: Request) -> Response:
        if refused := self.refused(request):
            return refused
        user = request.query_params["openid"]
        return JSONResponse({"subscribe": 1, "openid": user, "language": self.languages.get(user, "zh_CN")})

    async def menu(self, request: Request) -> Response:
        if refused := self.refused(request):
            return refused
        self.menus.append(await request.json())
        return JSONResponse({"errcode": 0, "errmsg": "ok"})

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/cgi-bin/stable_token", self.stable_token, methods=["POST"]),
                Route("/cgi-bin/message/custom/send", self.send, methods=["POST"]),
                Route("/cgi-bin/message/custom/typing", self.show_typing, methods=["POST"]),
                Route("/cgi-bin/user/info", self.user_info, methods=["GET"]),
                Route("/cgi-bin/menu/create", self.menu, methods=["POST"]),
            ]
        )


def message_xml(user: str, text: str = "", *, number: int | None = None, kind: str = "text", **fields: str) -> str:
    """What a person sends."""
    fields = {"Content": text, **fields} if kind == "text" else fields
    number = next(_numbers) if number is None else number
    more = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in fields.items())
    return (
        f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName><FromUserName><![CDATA[{user}]]></FromUserName>"
        f"<CreateTime>{int(time.time())}</CreateTime><MsgType><![CDATA[{kind}]]></MsgType>{more}"
        f"<MsgId>{number}</MsgId></xml>"
    )


def event_xml(user: str, event: str, key: str = "", *, moment: int = 1_700_000_000) -> str:
    """What happens without words."""
    return (
        f"<xml><ToUserName><![CDATA[{ACCOUNT}]]></ToUserName><FromUserName><![CDATA[{user}]]></FromUserName>"
        f"<CreateTime>{moment}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
        f"<Event><![CDATA[{event}]]></Event><EventKey><![CDATA[{key}]]></EventKey></xml>"
    )


def signed(*more: str, token: str = TOKEN, moment: float | None = None) -> dict[str, str]:
    """The parameters of the address."""
    timestamp, nonce = str(int(moment or time.time())), secrets.token_hex(5)
    parts = sorted((token, timestamp, nonce, *more))
    signature = hashlib.sha1("".join(parts).encode(), usedforsecurity=False).hexdigest()
    return {"msg_signature" if more else "signature": signature, "timestamp": timestamp, "nonce": nonce}


def sealed(xml: str, *, app_id: str = APP_ID, key: str = AES_KEY) -> tuple[dict[str, str], str]:
    """(parameters, body) of an encrypted request, as wechatpy makes it."""
    crypto = WeChatCrypto(TOKEN, key, app_id)
    body = crypto.encrypt_message(xml, "nonce", "0")
    encrypt = xmltodict.parse(body)["xml"]["Encrypt"]
    query = {**signed(encrypt), "encrypt_type": "aes"}
    return query, f"<xml><ToUserName>{ACCOUNT}</ToUserName><Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>"


def sealed_beside(xml: str) -> tuple[dict[str, str], str]:
    """(parameters, body) in compatible mode: the encrypted message beside the plain one, and both signatures."""
    query, body = sealed(xml)
    plain = signed(moment=float(query["timestamp"]))
    body = body.replace("<xml>", xml.removesuffix("</xml>"), 1)
    return {**query, "signature": plain["signature"]}, body


def reply_of(response: httpx.Response) -> str | None:
    """What the person reads of a passive reply; None for a mere acknowledgement. Fails as WeChat would."""
    assert response.status_code == 200, response.text
    if response.text in ("success", ""):
        return None
    found = xmltodict.parse(response.text)["xml"]
    if "Encrypt" in found:
        crypto = WeChatCrypto(TOKEN, AES_KEY, APP_ID)
        found = xmltodict.parse(
            crypto.decrypt_message(response.text, found["MsgSignature"], found["TimeStamp"], found["Nonce"])
        )["xml"]
    assert found["FromUserName"] == ACCOUNT
    assert found["MsgType"] == "text"
    return str(found["Content"])
