"""WeChat's API for accounts: customer-service messages, typing, menu; its access token."""

from __future__ import annotations

import json
from typing import Any

from channels.access_token import AccessToken
from channels.desk import Desk
from channels.platform_http import NotTaken, PlatformHttp
from channels.wechat import errors

TYPING_ALREADY = 45081


class WeChatApi:
    """Calls with a valid token; one that WeChat refuses is renewed once and the call repeated."""

    def __init__(self, desk: Desk, http: PlatformHttp, *, app_id: str, secret: str) -> None:
        self._http = http
        self._app_id = app_id
        self._secret = secret
        self._token = AccessToken(desk, f"wechat:token:{app_id}", self._fetch)

    async def send_text(self, user: str, text: str) -> None:
        """A customer-service message. NotTaken, Unclear, Refused: see channels.platform_http."""
        await self._post("/cgi-bin/message/custom/send", {"touser": user, "msgtype": "text", "text": {"content": text}})

    async def send_news(self, user: str, *, title: str, text: str, url: str) -> None:
        """A customer-service message with a card that opens a page; WeChat takes one a message."""
        article = {"title": title, "description": text, "url": url, "picurl": ""}
        await self._post(
            "/cgi-bin/message/custom/send", {"touser": user, "msgtype": "news", "news": {"articles": [article]}}
        )

    async def show_typing(self, user: str) -> None:
        """The account's name shows "typing" for some seconds."""
        await self._post("/cgi-bin/message/custom/typing", {"touser": user, "command": "Typing"})

    async def language_of(self, user: str) -> str | None:
        """The language of a follower's WeChat, as WeChat writes it ("zh_CN"); None if it does not say."""
        query = {"access_token": await self._token.get(), "openid": user}
        _status, data = await self._http.call("GET", "/cgi-bin/user/info", params=query)
        language = data.get("language")
        return language if isinstance(language, str) and language else None

    async def create_menu(self, menu: dict[str, Any]) -> None:
        """Replace the account's menu; followers see it within a day."""
        await self._post("/cgi-bin/menu/create", menu)

    async def _post(self, path: str, content: dict[str, Any]) -> None:
        # Not escaped: WeChat shows \\u sequences as they are in some clients.
        body = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
        refused = None
        for last in (False, True):
            token = await self._token.get(refused=refused)
            code, text = await self._call(f"{path}?access_token={token}", body)
            if code not in errors.TOKEN_CODES or last:
                break
            refused = token
        if code != TYPING_ALREADY:
            errors.check(code, text)

    async def _fetch(self, refused: str | None) -> tuple[str, int]:
        """The stable token. A new one is forced only if WeChat still gives the refused one: it allows 20 a day."""
        token, life = await self._stable_token(force=False)
        return await self._stable_token(force=True) if token == refused else (token, life)

    async def _stable_token(self, *, force: bool) -> tuple[str, int]:
        content = {
            "grant_type": "client_credential", "appid": self._app_id, "secret": self._secret, "force_refresh": force,
        }  # fmt: skip
        status, data = await self._http.call("POST", "/cgi-bin/stable_token", json=content)
        token, life = data.get("access_token"), data.get("expires_in")
        if isinstance(token, str) and token and isinstance(life, int):
            return token, life
        errors.check(_code(data), str(data.get("errmsg")))
        raise NotTaken(f"WeChat gave no access token (status {status})")

    async def _call(self, path: str, body: bytes) -> tuple[int, str]:
        headers = {"Content-Type": "application/json; charset=utf-8"}
        status, data = await self._http.call("POST", path, content=body, headers=headers)
        if "errcode" not in data:
            raise NotTaken(f"WeChat answered without a result (status {status})")
        return _code(data), str(data.get("errmsg"))

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def _code(data: dict[str, Any]) -> int:
    code = data.get("errcode")
    return code if isinstance(code, int) else -1
