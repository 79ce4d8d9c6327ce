"""What protects a browser: headers, cookies, addresses."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine
from starlette.requests import Request
from starlette.testclient import TestClient

from console.app import create_app
from console.security import POLICY, client_address
from console.visit import local_path
from office.settings import Settings
from tests.console.conftest import PASSWORD, Person


@pytest.mark.parametrize("path", ["/login", "/conversations", "/static/console.css", "/health", "/nothing"])
def test_every_answer_carries_the_headers(visitor: Person, path: str):
    headers = visitor.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["cache-control"] == ("no-cache" if path.startswith("/static/") else "no-store")


def test_nothing_inline_and_nothing_from_elsewhere_may_run():
    assert "unsafe" not in POLICY
    assert "http" not in POLICY
    assert "default-src 'none'" in POLICY


def test_pages_hold_no_inline_script_and_no_inline_style(admin: Person):
    for path in (
        "/inbox",
        "/conversations",
        "/review",
        "/gaps",
        "/knowledge",
        "/insights",
        "/office",
        "/people",
        "/privacy",
        "/audit",
    ):
        text = admin.get(path).text
        assert "<script>" not in text
        assert " style=" not in text
        assert " onclick=" not in text
        assert "http://" not in text.replace("http://www.w3.org/2000/svg", "").replace("http://127.0.0.1", "")


def test_the_cookie_is_for_this_host_only_and_no_script_reads_it(database: Engine):
    settings = Settings({"CONSOLE_URL": "https://staff.example.edu"})
    app = create_app(settings, engine=database, works=False)
    with TestClient(app, base_url="https://staff.example.edu") as client:
        data = {"name": "admin", "password": PASSWORD}
        response = client.post("/login", data=data, headers={"Sec-Fetch-Site": "same-origin"}, follow_redirects=False)
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("__Host-staff=")
    for part in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie
    assert response.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("10.0.0.9", "", "10.0.0.9"),
        ("10.0.0.9", "1.2.3.4", "10.0.0.9"),  # not a trusted proxy: its claim does not count
        ("10.0.0.1", "1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        ("10.0.0.1", "1.2.3.4, 10.0.0.2", "1.2.3.4"),
        ("2001:db8:1:2:3:4:5:6", "", "2001:db8:1:2::/64"),
        ("testclient", "", "testclient"),
    ],
)
def test_an_address_is_what_trusted_proxies_say(peer: str, forwarded: str, address: str):
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    request = Request({"type": "http", "client": (peer, 1), "headers": headers})
    assert client_address(request, {"10.0.0.1", "10.0.0.2"}) == address


@pytest.mark.parametrize(
    "path", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "evil", ""]
)
def test_nobody_is_sent_to_another_host(path: str):
    assert local_path(path) == "/"


def test_what_applicants_write_is_text_on_every_page(admin: Person, database: Engine):
    from office.conversations.handoffs import request_handoff
    from office.database import writing
    from tests.talk import ask

    attack = '<img src=x onerror=alert(1)><script>alert(2)</script>" onmouseover="alert(3)'
    with writing(database) as connection:
        name, question, _ = ask(connection, attack, answer=attack, intent="ask_visa", confidence=0.3, gap=True)
        request_handoff(connection, name, reason=attack)
    for path in (
        "/conversations",
        "/conversations?q=img",
        f"/conversations/{name}",
        "/inbox",
        f"/inbox/{name}",
        f"/review/{question}",
    ):
        text = admin.get(path).text
        assert "<img src=x" not in text
        assert "<script>" not in text
        assert '" onmouseover="' not in text
