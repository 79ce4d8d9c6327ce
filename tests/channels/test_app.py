"""The public process as a whole: health, headers, who may call from where, and the plain page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.engine import Engine

from channels.pages.templates import STATIC
from office.database import connect
from office.languages import LANGUAGES
from office.wording.sources import source_texts
from tests.channels.conftest import FakeRasa, Visitor

Door = Callable[..., Visitor]


def test_health_and_readiness(door: Door) -> None:
    client = door().client
    assert client.get("/health").json() == {"status": "alive"}
    ready = client.get("/ready")
    assert (ready.status_code, ready.json()) == (200, {"ready": True, "database": True, "rasa": True})


def test_not_ready_without_rasa_or_tables(serve: Any, tmp_path: Path) -> None:
    empty: Engine = connect(f"sqlite:///{tmp_path}/empty.db")
    with serve(engine=empty, RASA_URL="http://127.0.0.1:1") as url:
        ready = httpx.get(f"{url}/ready", trust_env=False)
        assert (ready.status_code, ready.json()) == (503, {"ready": False, "database": False, "rasa": False})
        assert httpx.get(f"{url}/health", trust_env=False).status_code == 200
        refused = httpx.post(f"{url}/api/session", trust_env=False)
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "try_again")
        assert "default-src 'none'" in refused.headers["content-security-policy"]
        assert refused.headers["cache-control"] == "no-store"
    empty.dispose()


def test_an_error_that_nobody_foresaw_has_the_security_headers_too(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("channels.website.session.sessions.open_conversation", broken)
    with serve() as url:
        failed = httpx.post(f"{url}/api/session", trust_env=False)
    assert (failed.status_code, failed.json()["error"]["code"]) == (500, "server_error")
    assert "default-src 'none'" in failed.headers["content-security-policy"]
    assert failed.headers["x-content-type-options"] == "nosniff"
    assert failed.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/chat", "/api/messages", "/static/chat.css", "/nothing", "/health"])
def test_every_response_has_the_security_headers(door: Door, path: str) -> None:
    headers = door().client.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "not_found"),
        ("PUT", "/api/session", 405, "method_not_allowed"),
        ("GET", "/static/../app.py", 404, "not_found"),
    ],
)
def test_wrong_addresses_are_told_so_in_json(door: Door, method: str, path: str, status: int, code: str) -> None:
    refused = door().client.request(method, path)
    assert (refused.status_code, refused.json()["error"]["code"]) == (status, code)


def test_only_pages_that_carry_the_widget_may_call(serve: Any) -> None:
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
    with serve(WIDGET_ORIGINS="https://www.example.edu, https://apply.example.edu/") as url:
        for origin, allowed in (
            ("https://www.example.edu", True),
            ("https://apply.example.edu", True),
            ("https://evil.example", False),
        ):
            preflight = httpx.options(f"{url}/api/messages", headers={"Origin": origin, **asked}, trust_env=False)
            opened = httpx.post(f"{url}/api/session", headers={"Origin": origin}, trust_env=False)
            for response in (preflight, opened):
                assert (response.headers.get("access-control-allow-origin") == origin) is allowed
                assert "access-control-allow-credentials" not in response.headers


def test_without_the_setting_no_other_page_may_call(door: Door) -> None:
    response = door().client.post("/api/session", headers={"Origin": "https://www.example.edu"})
    assert "access-control-allow-origin" not in response.headers


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_speaks_every_language(door: Door, code: str) -> None:
    response = door().client.get(f"/chat?lang={code}")
    assert response.status_code == 200
    assert response.headers["content-language"] == code
    direction = "rtl" if code == "ar" else "ltr"
    assert f'<html lang="{code}" dir="{direction}">' in response.text


def test_the_page_follows_the_browser_and_forged_languages_do_no_harm(door: Door) -> None:
    client = door().client
    assert client.get("/chat", headers={"Accept-Language": "vi-VN,vi;q=0.9"}).headers["content-language"] == "vi"
    assert client.get("/chat", params={"lang": '"><script>'}).text.count('"><script>') == 0


def test_the_page_holds_no_script_and_no_style_of_its_own_and_asks_no_other_host(door: Door) -> None:
    page = door().client.get("/chat").text
    for script in re.findall(r"<script[^>]*>", page):
        assert 'src="/' in script
    assert not re.search(r"<style|style=|\son\w+=", page)
    assert not re.search(r"(src|href)=\"(?![/#])", page)
    for file in STATIC.iterdir():
        text = file.read_text("utf-8")
        assert not re.search(r"(?<!w3\.org)https?://(?!www\.w3\.org|\[)", text.replace("https?:", "")), file.name
        assert "innerHTML" not in text


def test_every_refusal_and_notice_has_its_text() -> None:
    root = Path(__file__).resolve().parents[2] / "channels"
    sources = "\n".join(path.read_text("utf-8") for path in root.rglob("*.py"))
    codes = set(re.findall(r'Refusal\(\s*\d+, "(\w+)"', sources)) | set(re.findall(r'TextRefused\("(\w+)"', sources))
    codes |= set(
        re.findall(r'"(contact_\w+|consent_needed|answer_\w+|not_found|method_not_allowed|invalid_http)"', sources)
    )
    assert len(codes) > 20
    assert {f"channels_{code}" for code in codes if code != "contact_kind"} <= set(source_texts())


def test_applicants_words_are_not_in_the_log(door: Door, rasa: FakeRasa, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    visitor = door()
    visitor.say("Zanzibarleopard one")
    rasa.status = 500
    visitor.say("Zanzibarleopard two")
    visitor.say("Zanzibarleopard " * 300)
    assert "Zanzibarleopard" not in caplog.text
    assert visitor.secret not in caplog.text
