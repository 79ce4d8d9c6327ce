"""WeCom customer service as a channel: a callback says that there is something new, a cursor fetches it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from channels.channel import Button, Inbound, Limits, NotGenuine
from channels.desk import Desk
from channels.outbox import Outbox
from channels.plain_text import split, utf8_size
from channels.platform import WEBHOOK_LIMIT, button_of, identifier, inner, objects, take
from channels.platform_http import NotTaken, PlatformHttp, Refused, Unclear
from channels.push import PushPlatform, Say
from channels.refusals import Refusal
from channels.requests import read_body
from channels.turns import Turns
from channels.wechat.door import SKEW
from channels.wechat.envelope import Envelope, check_signature
from channels.wechat.xml import read_xml
from channels.wecom.api import FAILURES, WeComApi
from office.conversations import platform_state
from office.settings import SettingError, Settings
from office.wording.catalogues import translate

logger = logging.getLogger(__name__)

NAME = "wecom"
LANGUAGE = "zh"
MEDIA = "utter_conversation_media"
_CUSTOMER, _SYSTEM = 3, 4  # who a message is from
_HOLD = 10.0  # seconds that one fetch may take
# The first fetch of an account gives its last three days: what is older than this was answered by people.
_OLD = 600
_TITLE_BYTES = 128


class WeCom(PushPlatform):
    """See channels.platform.Platform. Five messages within 48 hours after each of the customer's."""

    name = NAME
    limits = Limits(characters=1024, buttons=8, numbered=True)
    most_cards = 2  # a menu has ten items
    window = timedelta(hours=48)
    quota = 5
    staff_window = timedelta(hours=48)
    size = staticmethod(utf8_size)

    def __init__(self, settings: Settings, desk: Desk, outbox: Outbox) -> None:
        """SettingError: WECOM_AES_KEY is not one."""
        http = PlatformHttp(settings["WECOM_API_URL"])
        super().__init__(settings, desk, outbox, http)
        self._token: str = settings["WECOM_TOKEN"]
        self._api = WeComApi(desk, http, corp_id=settings["WECOM_CORP_ID"], secret=settings["WECOM_SECRET"])
        try:
            self._envelope = Envelope(settings["WECOM_AES_KEY"], settings["WECOM_CORP_ID"])
        except ValueError as error:
            raise SettingError(f"WECOM_AES_KEY is {error}. Copy it from work.weixin.qq.com.") from error

    def routes(self, turns: Turns) -> list[Route]:
        """/wecom: GET to prove that the address is ours, POST for callbacks."""

        async def post(request: Request) -> Response:
            return await self._post(request, turns)

        return [Route(f"/{NAME}", self._get, methods=["GET"]), Route(f"/{NAME}", post, methods=["POST"])]

    def verify(self, headers: Mapping[str, str], body: bytes) -> None:
        """WeCom signs in the address."""
        raise NotGenuine("WeCom's signature is in the address")

    def parse(self, body: bytes) -> list[Inbound]:
        """WeCom's callbacks hold no messages."""
        raise ValueError("WeCom's messages are fetched.")

    # ---- in

    def _open(self, query: Mapping[str, str], sealed: str) -> str:
        timestamp = query.get("timestamp", "")
        check_signature(query.get("msg_signature", ""), self._token, timestamp, query.get("nonce", ""), sealed)
        if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 12):
            raise NotGenuine("the request has no time")
        if abs(int(timestamp) - time.time()) > SKEW:
            raise NotGenuine("the request is too old, or a clock is wrong")
        return self._envelope.decrypt(sealed)

    async def _get(self, request: Request) -> Response:
        try:
            return PlainTextResponse(self._open(request.query_params, request.query_params.get("echostr", "")))
        except NotGenuine as error:
            logger.warning("wecom.refused reason=%s", error)
            raise Refusal(403, "not_genuine") from error

    async def _post(self, request: Request, turns: Turns) -> Response:
        """Acknowledged when everything new is in the journal; else WeCom calls again, or the next call fetches it."""
        body = await read_body(request, limit=WEBHOOK_LIMIT)
        try:
            fields = read_xml(self._open(request.query_params, read_xml(body).get("Encrypt", "")))
            if fields.get("Event") != "kf_msg_or_event":
                return PlainTextResponse("success")
            account = identifier(fields.get("OpenKfId"), limit=64)
        except NotGenuine as error:
            logger.warning("wecom.refused reason=%s", error)
            raise Refusal(403, "not_genuine") from error
        except ValueError as error:
            logger.warning("wecom.malformed")
            raise Refusal(400, "invalid_http") from error
        try:
            await self.fetch(account, fields.get("Token", ""), turns)
        except (NotTaken, Unclear, Refused) as error:
            logger.error("wecom.fetch.failed error=%s", error)
            raise Refusal(503, "try_again") from error
        return PlainTextResponse("success")

    async def fetch(self, account: str, token: str, turns: Turns) -> None:
        """Fetch what is new on an account, one process at a time. NotTaken, Unclear, Refused: it could not be."""
        name = f"{NAME}:cursor:{account}"
        until = time.monotonic() + 4
        while not await self._desk.write(platform_state.hold, f"{name}:hold", seconds=_HOLD):
            if time.monotonic() > until:
                raise NotTaken("another process is fetching and does not finish")
            await asyncio.sleep(0.05)
        try:
            more = True
            while more:
                cursor = await self._desk.read(platform_state.get_value, name) or ""
                data = await self._api.sync(account, token=token, cursor=cursor)
                for item in objects(data.get("msg_list")):
                    await self._take(item, turns, first=not cursor)
                after = data.get("next_cursor")
                # Only now: a process that dies before fetches the same again, and the journal knows it.
                if isinstance(after, str) and after and after != cursor:
                    await self._desk.write(platform_state.set_value, name, after)
                    more = bool(data.get("has_more"))
                else:
                    more = False
        finally:
            await self._desk.write(platform_state.let_go, f"{name}:hold")

    async def _take(self, item: dict[str, Any], turns: Turns, *, first: bool) -> None:
        sent = item.get("send_time")
        if first and isinstance(sent, int) and sent < time.time() - _OLD:
            return
        event = inner(item, "event")
        if item.get("origin") == _SYSTEM and event.get("event_type") == "enter_session":
            await self._welcome(event.get("welcome_code"))
            return
        if item.get("origin") == _SYSTEM and event.get("event_type") == "msg_send_fail":
            kind = event.get("fail_type")
            await self._failed(event.get("fail_msgid"), FAILURES.get(kind if isinstance(kind, int) else 0, FAILURES[0]))
            return
        try:
            inbound = inbound_of(item)
        except ValueError:
            logger.warning("wecom.message.malformed")
            return
        if inbound is not None:
            await take(turns, inbound)

    async def _welcome(self, code: Any) -> None:
        if not isinstance(code, str) or not code:
            return  # WeCom gives no code to somebody who wrote within the last 48 hours
        try:
            await self._api.welcome(code, translate(LANGUAGE, "channels_page_welcome"))
        except (NotTaken, Unclear, Refused) as error:
            logger.info("wecom.welcome.failed error=%s", error)

    # ---- out

    async def post(self, user: str, say: Say, key: str) -> None:
        """A text, or a menu where there are choices or programs' pages."""
        account, _, customer = user.partition("/")
        content: dict[str, Any] = {"touser": customer, "open_kfid": account, "msgid": key}
        # A link message would need a picture that was uploaded before; a menu has links, too.
        items: list[dict[str, Any]] = [
            {"type": "view", "view": {"url": each.url, "content": _within(each.title)}} for each in say.cards
        ]
        items += [{"type": "click", "click": {"id": each.data, "content": _within(each.title)}} for each in say.choices]
        if items:
            content |= {"msgtype": "msgmenu", "msgmenu": {"head_content": say.text, "list": items}}
        else:
            content |= {"msgtype": "text", "text": {"content": say.text}}
        await self._api.send(content)


def inbound_of(item: dict[str, Any]) -> Inbound | None:
    """A customer's message; None for everybody else's. ValueError: it has no ids."""
    if item.get("origin") != _CUSTOMER:
        return None
    account, customer = identifier(item.get("open_kfid"), limit=64), identifier(item.get("external_userid"), limit=160)
    message_id, user = identifier(item.get("msgid")), f"{account}/{customer}"
    text = inner(item, "text")
    if item.get("msgtype") == "text" and isinstance(text.get("content"), str):
        button = button_of(text.get("menu_id"))
        if button is not None:
            return Inbound(NAME, message_id, channel_user=user, language=LANGUAGE, button=Button(*button))
        return Inbound(NAME, message_id, channel_user=user, language=LANGUAGE, text=text["content"])
    return Inbound(NAME, message_id, channel_user=user, language=LANGUAGE, text="📎", says=MEDIA)


def _within(title: str) -> str:
    return split(title, limit=_TITLE_BYTES, size=utf8_size)[0] if title.strip() else "…"
