"""Every answer of both doors, whatever its status, tells the browser what it may do with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient

from channels import security as public
from channels.app import create_app as create_public_app
from console import security as staff
from console.app import create_app
from console.routes import PAGES
from office.settings import Settings, settings
from tests.channels.conftest import FakeRasa, lone_rasa, rasa, rasa_server, serve, served
from tests.channels.test_openapi import DESCRIBED
from tests.console.conftest import ADDRESS, PASSWORD, cheap_passwords, database
from tests.platforms.everything_on import SETTINGS

__all__ = ["cheap_passwords", "database", "lone_rasa", "rasa", "rasa_server", "serve"]


@pytest.fixture
def public_answers(lone_rasa: FakeRasa) -> Callable[..., list[httpx.Response]]:
    """What the public process says to a stranger at every address, and to wrong ones."""

    def ask(**more: str) -> list[httpx.Response]:
        app = create_public_app(Settings({**SETTINGS, "RASA_URL": lone_rasa.url, **more}), engine=lone_rasa.engine)
        calls = [(method, path.replace("{language}", "en")) for method, path in sorted(DESCRIBED)]
        calls += [
            ("GET", "/nothing"),
            ("PUT", "/api/session"),
            ("GET", "/static/chat.css"),
            ("OPTIONS", "/api/session"),
        ]
        with served(app) as url, httpx.Client(base_url=url, timeout=20, trust_env=False) as client:
            return [client.request(method, path) for method, path in calls]

    return ask


def test_every_route_of_channels_has_the_headers(public_answers: Callable[..., list[httpx.Response]]) -> None:
    answers = public_answers()
    assert len(answers) > 30
    for answer in answers:
        where = f"{answer.request.method} {answer.request.url.path} {answer.status_code}"
        for name, value in public.HEADERS.items():
            assert answer.headers.get(name) == value, where
        if answer.request.url.path.startswith("/api/"):
            assert answer.headers["cache-control"] == "no-store", where
        assert "server" not in answer.headers, where
        assert "x-powered-by" not in answer.headers, where
        assert "set-cookie" not in answer.headers, where  # no cookie: nothing that a foreign page could ride on
        if answer.content:
            kind = answer.headers["content-type"]
            assert "charset=utf-8" in kind or kind in ("application/json", "image/svg+xml"), where
        assert "strict-transport-security" not in answer.headers  # it is http: browsers would ignore it


def test_over_https_browsers_are_asked_to_stay(public_answers: Callable[..., list[httpx.Response]]) -> None:
    for answer in public_answers(PUBLIC_URL="https://chat.example.edu"):
        assert answer.headers["strict-transport-security"] == public.STAY_WITH_HTTPS


def test_a_fault_of_channels_over_https_has_it_too(lone_rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("channels.website.session.sessions.open_conversation", broken)
    app = create_public_app(
        Settings({"PUBLIC_URL": "https://chat.example.edu", "RASA_URL": lone_rasa.url}), engine=lone_rasa.engine
    )
    with served(app) as url:
        failed = httpx.post(f"{url}/api/session", trust_env=False)
    assert failed.status_code == 500
    assert failed.headers["strict-transport-security"] == public.STAY_WITH_HTTPS
    assert "a fault of ours" not in failed.text
    assert "Traceback" not in failed.text


@pytest.mark.parametrize("address", [ADDRESS, "https://staff.example.edu"])
def test_every_route_of_the_console_has_the_headers(database: Engine, address: str) -> None:
    app = create_app(Settings({"CONSOLE_URL": address}), engine=database, works=False)
    with TestClient(app, base_url=address) as client:
        for page in PAGES:
            answer = client.request(page.method, page.path.replace("{", "").replace("}", ""), follow_redirects=False)
            where = f"{page.method} {page.path} {answer.status_code}"
            for name, value in staff.HEADERS.items():
                assert answer.headers.get(name) == value, where
            assert answer.headers["cache-control"] == "no-store", where
            assert ("strict-transport-security" in answer.headers) is address.startswith("https"), where
            assert "access-control-allow-origin" not in answer.headers, where


def test_a_fault_of_the_console_has_the_headers_and_tells_nothing(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("console.pages.login.log_in", broken)
    app = create_app(settings(), engine=database, works=False)
    with TestClient(app, base_url=ADDRESS, raise_server_exceptions=False) as client:
        data = {"name": "admin", "password": PASSWORD}
        failed = client.post("/login", data=data, headers={"Sec-Fetch-Site": "same-origin"})
    assert failed.status_code == 500
    assert "a fault of ours" not in failed.text
    assert failed.headers["content-security-policy"] == staff.POLICY
    assert failed.headers["cache-control"] == "no-store"


def test_the_console_answers_no_other_site(database: Engine) -> None:
    app = create_app(settings(), engine=database, works=False)
    asked = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    with TestClient(app, base_url=ADDRESS) as client:
        for answer in (client.options("/login", headers=asked), client.get("/login", headers=asked)):
            assert "access-control-allow-origin" not in answer.headers
