"""Limits that hold with no setting changed: how often, how much at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from channels.app import create_app
from channels.platform import WEBHOOK_LIMIT
from channels.requests import BODY_LIMIT
from office.settings import Settings
from tests.channels.conftest import FakeRasa, Visitor, lone_rasa, rasa, rasa_server, serve, served
from tests.channels.test_messengers import Address
from tests.channels.test_openapi import DESCRIBED
from tests.platforms.everything_on import SETTINGS
from tests.platforms.messengers import MESSENGERS

__all__ = ["lone_rasa", "rasa", "rasa_server", "serve"]


def default_app(rasa: FakeRasa, **more: str) -> Any:
    """The public process with nothing set that has to do with limits."""
    return create_app(Settings({"RASA_URL": rasa.url, **more}), engine=rasa.engine, pause=0.05)


def test_one_conversation_is_limited_by_default(lone_rasa: FakeRasa) -> None:
    with served(default_app(lone_rasa)) as url, httpx.Client(base_url=url, timeout=20, trust_env=False) as client:
        visitor = Visitor(client).open()
        most = Settings({})["RATE_PER_SESSION"]
        answers = [visitor.say(f"question {number}") for number in range(most + 15)]
        refused = [each for each in answers if each.status_code == 429]
        assert refused
        assert all(each.json()["error"]["code"] == "too_many_messages" for each in refused)
        assert int(refused[0].headers["retry-after"]) >= 1
        assert Visitor(client).open().say("somebody else").status_code == 200


def test_one_address_is_limited_by_default(lone_rasa: FakeRasa) -> None:
    with served(default_app(lone_rasa)) as url, httpx.Client(base_url=url, timeout=20, trust_env=False) as client:
        statuses = [client.post("/api/session").status_code for _ in range(Settings({})["RATE_PER_ADDRESS"])]
        assert 429 in statuses
        # No header of the caller's own makes it another address.
        forged = [client.post("/api/session", headers={"X-Forwarded-For": f"198.51.100.{n}"}) for n in range(60)]
        assert any(each.status_code == 429 for each in forged)


def test_guessing_sessions_is_limited_by_default(lone_rasa: FakeRasa) -> None:
    with served(default_app(lone_rasa)) as url, httpx.Client(base_url=url, timeout=20, trust_env=False) as client:
        guesses = [
            client.post("/api/events/ticket", headers={"Authorization": f"Bearer guess-{number}"}).status_code
            for number in range(Settings({})["RATE_PER_ADDRESS"] + 30)
        ]
    assert set(guesses) == {401, 429}


@pytest.mark.parametrize("name", list(MESSENGERS))
def test_one_person_on_a_messenger_is_limited_by_default(lone_rasa: FakeRasa, name: str) -> None:
    platform = MESSENGERS[name]()
    most = Settings({})["RATE_PER_SESSION"]
    with served(platform.app()) as platform.url:
        settings = {key: value.format(url=platform.url) for key, value in platform.settings.items()}
        with served(default_app(lone_rasa, **settings)) as url:
            address = Address(url, platform)
            assert {address.say(f"question {number}") for number in range(most + 15)} == {200}
    written = {each["message"] for each in lone_rasa.asked}
    assert len(written) < most + 15


@pytest.fixture
def whole(lone_rasa: FakeRasa) -> Iterator[httpx.Client]:
    """A client of the public process with every messenger switched on."""
    app = default_app(lone_rasa, **{**SETTINGS, "RATE_PER_ADDRESS": "100000"})
    with served(app) as url, httpx.Client(base_url=url, timeout=20, trust_env=False) as client:
        yield client


POSTS = sorted(path for method, path in DESCRIBED if method in ("POST", "PATCH"))


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "in chunks"])
@pytest.mark.parametrize("path", [path for path in POSTS if path != "/api/events/ticket"])
def test_no_body_is_read_to_its_end_when_it_is_too_long(whole: httpx.Client, path: str, announced: bool) -> None:
    limit = BODY_LIMIT if path.startswith("/api") else WEBHOOK_LIMIT

    def chunks() -> Iterator[bytes]:
        for _ in range(limit // 4096 + 4):
            yield b"x" * 4096

    body = b"x" * (limit + 1) if announced else chunks()
    headers = Visitor(whole).open().headers
    try:
        answer = whole.post(path, content=body, headers=headers)
    except (httpx.WriteError, httpx.ReadError):
        return  # it hung up before everything was sent, which is as good
    assert answer.status_code == 413
    assert answer.json()["error"]["code"] == "body_too_large"
