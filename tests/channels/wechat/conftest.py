"""A public process with a WeChat account, and WeChat on the loopback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.channels.conftest import served
from tests.platforms.wechat import APP_ID, SECRET, TOKEN, WeChatServer


@pytest.fixture
def wechat() -> Iterator[WeChatServer]:
    """WeChat's API."""
    server = WeChatServer()
    with served(server.app()) as url:
        server.url = url
        yield server


@pytest.fixture
def account(wechat: WeChatServer) -> dict[str, str]:
    """The settings of the account."""
    return {
        "WECHAT_APP_ID": APP_ID, "WECHAT_APP_SECRET": SECRET, "WECHAT_TOKEN": TOKEN, "WECHAT_API_URL": wechat.url,
        "WECHAT_WAIT": "2",
    }  # fmt: skip


@pytest.fixture
def open_account(serve: Callable[..., Any], account: dict[str, str]) -> Callable[..., Any]:
    """Start the public process with the account; as a context manager, giving its address."""

    def start(**options: Any) -> Any:
        return serve(**{**account, **options})

    return start
