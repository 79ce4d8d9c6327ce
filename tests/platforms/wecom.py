"""WeCom's customer service: its token, its messages behind a cursor, its callbacks as wechatpy encrypts them."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import xmltodict
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from wechatpy.work.crypto import WeChatCrypto

from tests.platforms.wechat import AES_KEY, TOKEN, signed

CORP, SECRET, ACCOUNT = "ww1234567890", "corp-secret", "wk0001"
SETTINGS = {"WECOM_CORP_ID": CORP, "WECOM_SECRET": SECRET, "WECOM_TOKEN": TOKEN, "WECOM_AES_KEY": AES_KEY}


@dataclass
class WeComServer:
    """qyapi.weixin.qq.com."""

    url: str = ""
    token: str = "t1"
    messages: list[dict[str, Any]] = field(default_factory=list)
    sent: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    cards: list[tuple[str, str, str]] = field(default_factory=list)
    welcomed: list[str] = field(default_factory=list)
    quota: Counter[str] = field(default_factory=Counter)
    keys: list[str] = field(default_factory=list)
    page: int = 2
    fails: int = 0
    faults: list[str] = field(default_factory=list)  # "500", "busy", "breaks": one for each next message sent
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def hears(self, user: str, words: str = "", **item: Any) -> None:
        """A customer writes."""
        self.quota[user] = 5
        said = {"msgtype": "text", "text": {"content": words}} if words else {}
        self.messages.append(
            {"msgid": f"m{next(self._numbers)}", "open_kfid": ACCOUNT, "external_userid": user,
             "send_time": int(time.time()), "origin": 3, **said, **item}
        )  # fmt: skip

    async def gettoken(self, request: Request) -> Response:
        if request.query_params.get("corpsecret") != SECRET:
            return JSONResponse({"errcode": 40001, "errmsg": "invalid credential"})
        return JSONResponse({"errcode": 0, "access_token": self.token, "expires_in": 7200})

    def refused(self, request: Request) -> Response | None:
        if request.query_params.get("access_token") != self.token:
            return JSONResponse({"errcode": 42001, "errmsg": "access_token expired"})
        return None

    async def sync(self, request: Request) -> Response:
        if refused := self.refused(request):
            return refused
        if self.fails:
            self.fails -= 1
            return JSONResponse({"errcode": -1, "errmsg": "system error"})
        asked = await request.json()
        start = int(asked.get("cursor") or 0)
        found = self.messages[start : start + self.page]
        more = start + self.page < len(self.messages)
        after = str(start + len(found))
        return JSONResponse({"errcode": 0, "msg_list": found, "next_cursor": after, "has_more": int(more)})

    async def send(self, request: Request) -> Response:
        if refused := self.refused(request):
            return refused
        data = await request.json()
        assert len(data["msgid"]) <= 32
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "500":
            return Response(status_code=500)
        if fault == "busy":
            return JSONResponse({"errcode": -1, "errmsg": "system error"})
        self.keys.append(data["msgid"])
        user = data["touser"]
        if self.quota[user] <= 0:
            return JSONResponse({"errcode": 95001, "errmsg": "send msg count limit"})
        self.quota[user] -= 1
        if data["msgtype"] == "text":
            assert len(data["text"]["content"].encode()) <= 2048
            self.sent.append((user, data["text"]["content"], ()))
        else:
            menu = data["msgmenu"]
            assert len(menu["head_content"].encode()) <= 1024
            assert 1 <= len(menu["list"]) <= 10
            views = [each["view"] for each in menu["list"] if each["type"] == "view"]
            clicks = [each["click"] for each in menu["list"] if each["type"] == "click"]
            assert all(0 < len(each["content"].encode()) <= 128 for each in [*views, *clicks])
            self.cards += [(user, each["content"], each["url"]) for each in views]
            self.sent.append((user, menu["head_content"], tuple(each["id"] for each in clicks)))
        if fault == "breaks":
            return Response(status_code=504)
        return JSONResponse({"errcode": 0, "msgid": data["msgid"]})

    async def on_event(self, request: Request) -> Response:
        if refused := self.refused(request):
            return refused
        self.welcomed.append((await request.json())["code"])
        return JSONResponse({"errcode": 0})

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/cgi-bin/gettoken", self.gettoken, methods=["GET"]),
                Route("/cgi-bin/kf/sync_msg", self.sync, methods=["POST"]),
                Route("/cgi-bin/kf/send_msg", self.send, methods=["POST"]),
                Route("/cgi-bin/kf/send_msg_on_event", self.on_event, methods=["POST"]),
            ]
        )


def callback(*, corp: str = CORP, event: str = "kf_msg_or_event") -> tuple[dict[str, str], str]:
    """(parameters, body) of "there is something new"."""
    xml = (
        f"<xml><ToUserName>{corp}</ToUserName><CreateTime>{int(time.time())}</CreateTime><MsgType>event</MsgType>"
        f"<Event>{event}</Event><Token>sync-token</Token><OpenKfId>{ACCOUNT}</OpenKfId></xml>"
    )
    return sealed_callback(xml, corp=corp)


def sealed_callback(xml: str, *, corp: str = CORP) -> tuple[dict[str, str], str]:
    """(parameters, body) of a callback with this content."""
    sealed = WeChatCrypto(TOKEN, AES_KEY, corp).encrypt_message(xml, "nonce", "0")
    encrypt = xmltodict.parse(sealed)["xml"]["Encrypt"]
    return signed(encrypt), f"<xml><ToUserName>{corp}</ToUserName><Encrypt>{encrypt}</Encrypt></xml>"


def proof() -> dict[str, str]:
    """The parameters with which WeCom proves the address: it wants "4711" back."""
    sealed = WeChatCrypto(TOKEN, AES_KEY, CORP).encrypt_message("4711", "nonce", "0")
    echo = xmltodict.parse(sealed)["xml"]["Encrypt"]
    return {**signed(echo), "echostr": echo}
