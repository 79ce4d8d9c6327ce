"""The platform's side of WeChat's tests."""

from __future__ import annotations

import httpx

from tests.platforms.wechat import WeChatServer, message_xml, reply_of, signed


class Account:
    """The platform's side of one public process."""

    def __init__(self, url: str, server: WeChatServer) -> None:
        self.client = httpx.Client(base_url=url, timeout=20, trust_env=False)
        self.server = server

    def post(self, xml: str, **query: str) -> httpx.Response:
        return self.client.post("/wechat", params=query or signed(), content=xml.encode())

    def say(self, user: str, text: str, number: int | None = None) -> str | None:
        self.server.heard(user)
        return reply_of(self.post(message_xml(user, text, number=number)))
