"""WeCom's API for customer service: fetching messages, sending them, its access token."""

from __future__ import annotations

import json
from typing import Any

from channels.access_token import AccessToken
from channels.desk import Desk
from channels.platform_http import Forbidden, NotTaken, PlatformHttp, Refused

_TOKEN_CODES = (40014, 42001)
_AGAIN = {-1, 45009, 45033}
# The customer has to write first.
_FORBIDDEN = (45047, 95001, 95002, 95013)
_SENTENCES = {
    40001: "the secret is wrong; check WECOM_SECRET",
    40013: "there is no company with this id; check WECOM_CORP_ID",
    40014: "WeCom does not accept the access token; check WECOM_CORP_ID and WECOM_SECRET",
    42001: "WeCom does not accept the access token; check WECOM_CORP_ID and WECOM_SECRET",
    40058: "WeCom does not take the message: a field is wrong",
    40096: "this customer is unknown to the company; was WECOM_CORP_ID changed?",
    45047: "the five messages that WeCom allows after each of the customer's are used up; they have to write again",
    48002: "the secret may not use customer service; allow it under WeChat Customer Service, API",
    95000: "the customer-service account is unknown; was it deleted?",
    95001: "the five messages that WeCom allows after each of the customer's are used up; they have to write again",
    95002: "the customer wrote more than 48 hours ago; WeCom lets nobody write to them before they write again",
    95004: "the customer-service account is unknown; was it deleted?",
    95007: "the callback's token is too old to fetch messages with; the next callback brings a new one",
    95012: "customer service is not switched on in WeCom; switch it on on work.weixin.qq.com",
    95013: "the chat has been closed; the customer has to write again",
    95017: "this account is not managed by an app; allow it under WeChat Customer Service, API",
    95018: "a colleague has taken the chat over in WeCom; answer there",
    60020: "this server's address is not among the company's trusted addresses; add it on work.weixin.qq.com",
}


# Why a message that WeCom had taken did not arrive.
FAILURES = {
    0: "WeCom could not deliver it",
    1: "the customer-service account was deleted",
    2: "the app is switched off on work.weixin.qq.com",
    4: "the customer wrote more than 48 hours ago; they have to write again",
    5: "the chat has been closed; the customer has to write again",
    6: "the five messages that WeCom allows after each of the customer's are used up; they have to write again",
    8: "the company is not verified; see work.weixin.qq.com",
    10: "the customer does not take messages of this account",
    11: "nobody of the company has ever logged in to WeCom's app; one colleague has to",
}


class WeComApi:
    """Calls with a valid token; one that WeCom refuses is renewed once and the call repeated."""

    def __init__(self, desk: Desk, http: PlatformHttp, *, corp_id: str, secret: str) -> None:
        self._http = http
        self._corp_id = corp_id
        self._secret = secret
        self._token = AccessToken(desk, f"wecom:token:{corp_id}", self._fetch)

    async def sync(self, account: str, *, token: str, cursor: str) -> dict[str, Any]:
        """Messages after the cursor: {"msg_list", "next_cursor", "has_more"}."""
        content: dict[str, Any] = {"open_kfid": account, "token": token, "limit": 1000}
        if cursor:
            content["cursor"] = cursor
        return await self._post("/cgi-bin/kf/sync_msg", content)

    async def send(self, content: dict[str, Any]) -> None:
        """Send one message. NotTaken, Unclear, Refused: see channels.platform_http."""
        await self._post("/cgi-bin/kf/send_msg", content)

    async def welcome(self, code: str, text: str) -> None:
        """Greet somebody who has opened the chat; the code works once."""
        content = {"code": code, "msgtype": "text", "text": {"content": text}}
        await self._post("/cgi-bin/kf/send_msg_on_event", content)

    async def _post(self, path: str, content: dict[str, Any]) -> dict[str, Any]:
        body = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
        headers = {"Content-Type": "application/json; charset=utf-8"}
        refused = None
        for last in (False, True):
            token = await self._token.get(refused=refused)
            status, data = await self._http.call("POST", f"{path}?access_token={token}", content=body, headers=headers)
            if data.get("errcode") not in _TOKEN_CODES or last:
                break
            refused = token
        _check(status, data)
        return data

    async def _fetch(self, _refused: str | None) -> tuple[str, int]:
        query = {"corpid": self._corp_id, "corpsecret": self._secret}
        status, data = await self._http.call("GET", "/cgi-bin/gettoken", params=query)
        _check(status, data)
        token, life = data.get("access_token"), data.get("expires_in")
        if isinstance(token, str) and token and isinstance(life, int):
            return token, life
        raise NotTaken("WeCom gave no access token")

    async def close(self) -> None:
        """Close the connections."""
        await self._http.close()


def _check(status: int, data: dict[str, Any]) -> None:
    found = data.get("errcode")
    code = found if isinstance(found, int) else -1
    if code == 0:
        return
    if code in _AGAIN:
        raise NotTaken(f"WeCom is busy or wants fewer calls (code {code}, status {status})")
    said = f"WeCom says: {str(data.get('errmsg'))[:80]!r}"
    kind = Forbidden if code in _FORBIDDEN else Refused
    raise kind(f"{_SENTENCES.get(code, said)} ({code})")
