"""What staff write in the console is in the applicant's open chat within a second: two processes' worth, one database."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator

import httpx
import pytest
from sqlalchemy.engine import Engine

from channels.app import create_app as create_channels
from console.app import create_app as create_console
from office.conversations.tables import conversation
from office.settings import Settings, settings
from tests.channels.conftest import served
from tests.console.conftest import PASSWORD


@pytest.fixture
def chat(database: Engine) -> Iterator[str]:
    app = create_channels(Settings({"RASA_URL": "http://127.0.0.1:9"}), engine=database)
    with served(app) as url:
        yield url


@pytest.fixture
def console(database: Engine) -> Iterator[str]:
    with served(create_console(settings(), engine=database, works=False)) as url:
        yield url


def listen(url: str, session: str, heard: list[tuple[float, dict]], ready: threading.Event) -> None:
    """The applicant's browser: every message event with the moment of its arrival."""
    headers = {"Authorization": f"Bearer {session}"}
    with httpx.stream("GET", f"{url}/api/events", headers=headers, timeout=20) as stream:
        kind = ""
        for line in stream.iter_lines():
            if line.startswith("event: "):
                kind = line[7:]
                ready.set()
            elif line.startswith("data: ") and kind == "message":
                heard.append((time.monotonic(), json.loads(line[6:])))
                return


@pytest.mark.timed
def test_a_reply_arrives_within_a_second(database: Engine, chat: str, console: str):
    session = httpx.post(f"{chat}/api/session", json={"language": "th"}).json()["session"]
    httpx.post(f"{chat}/api/handoff", json={}, headers={"Authorization": f"Bearer {session}"}).raise_for_status()
    with database.connect() as connection:
        (name,) = connection.execute(conversation.select()).one()[:1]
    heard: list[tuple[float, dict]] = []
    ready = threading.Event()
    listener = threading.Thread(target=listen, args=(chat, session, heard, ready), daemon=True)
    listener.start()
    assert ready.wait(10)
    with httpx.Client(base_url=console, headers={"Sec-Fetch-Site": "same-origin"}) as staff:
        staff.post("/login", data={"name": "reviewer", "password": PASSWORD})
        page = staff.get(f"/inbox/{name}").text
        token = page.split('name="csrf-token" content="')[1].split('"')[0]
        sent = time.monotonic()
        staff.post(f"/inbox/{name}/reply", data={"csrf": token, "text": "สวัสดีค่ะ"})
    listener.join(10)
    assert heard
    arrived, message = heard[0]
    assert (message["sender"], message["text"]) == ("staff", "สวัสดีค่ะ")
    assert arrived - sent < 1.0
