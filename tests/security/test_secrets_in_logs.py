"""What the public process logs at its most talkative holds no secret, no applicant's words, no session."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from office.settings import ROOT
from tests.channels.conftest import FakeRasa, Visitor, lone_rasa, served
from tests.channels.observing import entries, wait_for
from tests.channels.processes import PATIENCE
from tests.platforms.everything_on import SECRETS, SETTINGS
from tests.platforms.messengers import MESSENGERS
from tests.platforms.wechat import message_xml
from tests.ports import free_port

__all__ = ["lone_rasa"]

WORDS = "Zanzibarleopard"
ISSUED = "issued-access-token-of-a-platform"


def unfriendly_platform() -> Starlette:
    """Gives access tokens, and after that fails in every way that is logged."""
    faults = iter(range(10_000))

    async def answer(request: Request) -> Response:
        if "token" in request.url.path:
            return JSONResponse({"access_token": ISSUED, "expires_in": 7200})
        fault = next(faults) % 4
        if fault == 0:
            return Response(status_code=500)
        if fault == 1:
            return JSONResponse({"errcode": 40001, "errmsg": f"bad {request.url}", "ok": False}, 401)
        if fault == 2:
            return JSONResponse({"description": f"not {request.url}", "error": {"code": 190, "message": "x"}}, 400)
        return JSONResponse({"errcode": 45009}, 200)

    return Starlette(routes=[Route("/{path:path}", answer, methods=["GET", "POST"])])


@pytest.mark.journey
@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_of_any_channel_is_logged(lone_rasa: FakeRasa, tmp_path: Path, form: str) -> None:
    log, port = tmp_path / "channels.log", free_port()
    with served(unfriendly_platform()) as platform:
        settings = {name: platform if name.endswith("API_URL") else value for name, value in SETTINGS.items()}
        settings.pop("WECHAT_AES_KEY")  # plain messages are easier to sign here
        environment = {
            **os.environ, **settings, "DATABASE_URL": str(lone_rasa.engine.url), "RASA_URL": lone_rasa.url,
            "PUBLIC_PORT": str(port), "REDIS_URL": "redis://:secret-redis-password@127.0.0.1:9/0", "LOG_LEVEL": "DEBUG",
            "LOG_FORMAT": form, "REPLY_WAIT": "2", "JOURNAL_ATTEMPTS": "1", "STATE_DIR": str(tmp_path),
        }  # fmt: skip
        with log.open("wb") as output:
            running = subprocess.Popen(
                [sys.executable, "-m", "channels"], cwd=ROOT, env=environment, stdout=output, stderr=output
            )
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False) as client:
                wait_until_up(client, running, log)
                said = talk(client, lone_rasa)
        finally:
            running.terminate()
            running.wait(timeout=30)
    logged = log.read_text("utf-8")
    assert "webhook.refused" in logged
    assert "rates.redis.away" in logged
    assert "journal.entry.put_back" in logged or "journal.entry.failed" in logged or "undeliverable" in logged
    for name, secret in {
        **SECRETS,
        "the platform's token": ISSUED,
        "REDIS_URL": "secret-redis-password",
        **said,
    }.items():
        assert secret not in logged, f"{name} is in the log"


def wait_until_up(client: httpx.Client, running: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            client.get("/health")
            return
        except httpx.HTTPError:
            assert running.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < until
            time.sleep(0.05)


def talk(client: httpx.Client, rasa: FakeRasa) -> dict[str, str]:
    """Everything that can go well or wrong once; what was said and handed out on the way, by name."""
    from tests.platforms.messengers import SECRET
    from tests.platforms.wechat import signed

    visitor = Visitor(client).open()
    visitor.say(f"{WORDS} one")
    ticket = visitor.post("/api/events/ticket", {}).json()["ticket"]
    with client.stream("GET", f"/api/events?ticket={ticket}") as stream:
        next(stream.iter_raw())
    visitor.post("/api/handoff", {"contact": {"kind": "email", "value": f"{WORDS}@example.org"}, "consent": True})
    visitor.post("/api/feedback", {"message": 1, "rating": 1, "comment": WORDS})
    client.get("/api/messages", headers={"Authorization": f"Bearer {WORDS}-guessed"})
    rasa.status = 500
    visitor.say(f"{WORDS} two")
    rasa.status = 200
    taken = 2
    for name, make in MESSENGERS.items():
        messenger = make()
        body, _ = messenger.say("77", f"{WORDS} on {name}")
        client.post(f"/{name}", content=body, headers={"X-Forged": SECRET})  # not genuine
        client.post(f"/{name}", content=b"{", headers=genuine(name, b"{"))  # not the platform's form
        if client.post(f"/{name}", content=body, headers=genuine(name, body)).status_code == 200:
            taken += 1
    xml = message_xml("wx-user", f"{WORDS} on wechat").encode()
    if client.post("/wechat", params=signed(token=SECRETS["WECHAT_TOKEN"]), content=xml).status_code == 200:
        taken += 1
    assert taken == 7
    # Each has been answered, or has met with what an unfriendly platform does.
    wait_for(lambda: all(status != "received" or error for status, error in entries(rasa)), 30)
    assert len(entries(rasa)) == taken
    return {"an applicant's words": WORDS, "a session": visitor.secret, "a ticket": ticket}


def genuine(name: str, body: bytes) -> dict[str, str]:
    """The headers with which the platform proves that it is itself."""
    import base64
    import hashlib
    import hmac

    if name == "telegram":
        return {"X-Telegram-Bot-Api-Secret-Token": SECRETS["TELEGRAM_SECRET"]}
    key = {"line": "LINE_CHANNEL_SECRET", "whatsapp": "WHATSAPP_APP_SECRET", "messenger": "MESSENGER_APP_SECRET"}[name]
    digest = hmac.new(SECRETS[key].encode(), body, hashlib.sha256)
    if name == "line":
        return {"X-Line-Signature": base64.b64encode(digest.digest()).decode()}
    return {"X-Hub-Signature-256": f"sha256={digest.hexdigest()}"}
