"""The public process on a real port, with a stand-in for Rasa that answers over HTTP and writes the log."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
import uvicorn
from sqlalchemy.engine import Engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.turn_records import turn_of
from channels.app import create_app
from office.conversations import log
from office.database import connect, metadata, writing
from office.settings import Settings
from tests.databases import TABLES


@contextmanager
def served(app: Starlette, *, port: int = 0) -> Iterator[str]:
    """The app on a port of the loopback; its address."""
    listener = socket.create_server(("127.0.0.1", port))
    config = uvicorn.Config(
        app,
        ws="none",
        log_level="error",
        lifespan="on",
        timeout_graceful_shutdown=1,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # as channels/__main__.py and console/__main__.py have it
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the server did not start")
        time.sleep(0.005)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=10)
    listener.close()


BUTTONS = [
    {"title": "Fees", "payload": '/ask_tuition{"program": "accounting-au"}'},
    {"title": "Routes", "payload": "/list_routes"},
]


def details(program: str) -> dict[str, Any]:
    """What an answer says of a program, as the action server puts it down."""
    return {
        "program": {"name": ["program", program]}, "field": {"name": ["field", "accounting"]},
        "partner_country": {"country": "AU"}, "country": {"country": "AU"}, "stages": "a, b", "total": "5",
    }  # fmt: skip


@dataclass
class FakeRasa:
    """Answers every question with "Answer to: ..." and two buttons, unless told to misbehave."""

    engine: Engine
    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    seconds: float = 0.0
    records: bool = True  # whether a turn is written into the log
    replies: bool = True  # whether a turn says anything
    hangs_after_recording: float = 0.0
    fails_every: int = 0  # every so many questions one meets with an error
    describes: tuple[str, ...] = ()  # programs that its answers describe

    def behave(self) -> None:
        """Forget what was asked, and misbehave no more."""
        self.asked = []
        self.status, self.seconds, self.hangs_after_recording = 200, 0.0, 0.0
        self.records = self.replies = True
        self.fails_every, self.describes = 0, ()

    def events(self, question: dict[str, Any]) -> list[dict[str, Any]]:
        text = question["message"]
        parsed = {"intent": {"name": "ask_duration", "confidence": 0.9}, "entities": [], "language": {"code": "en"}}
        said = {
            "event": "user", "text": text, "timestamp": time.time(), "parse_data": parsed,
            "input_channel": question["input_channel"], "metadata": question["metadata"],
        }  # fmt: skip
        answer = {
            "event": "bot", "text": f"Answer to: {text}", "timestamp": time.time(), "data": {"buttons": BUTTONS},
            "metadata": {
                "utter_action": "utter_answer", "language": "en", "facts": ["secret-fact-id"],
                "blocks": [{"kind": "table", "columns": ["a"], "rows": [["1"]]}],
                "sources": ["profile-3-2"],
                "parts": [
                    {"reply": "utter_programs_details", "values": details(program)} for program in self.describes
                ],
                "source_lines": [
                    {"title": "College profile", "date": "2025-03-01", "text": "Source: College profile", "x": "x"}
                ],
            },
        }  # fmt: skip
        return [said, answer] if self.replies else [said]

    async def answer(self, request: Request) -> Response:
        question = await request.json()
        self.asked.append(question)
        await asyncio.sleep(self.seconds)
        if self.fails_every and len(self.asked) % self.fails_every == 0:
            return JSONResponse({}, 503)
        if self.status != 200:
            return JSONResponse({}, self.status)
        if self.records:
            turn = turn_of(question["sender"], self.events(question))
            with writing(self.engine) as connection:
                log.record_turn(connection, turn)
        await asyncio.sleep(self.hangs_after_recording)
        return JSONResponse([])

    async def up(self, _request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/webhooks/rest/webhook", self.answer, methods=["POST"]),
                Route("/webhooks/rest/", self.up, methods=["GET"]),
            ]
        )


@pytest.fixture(scope="session")
def rasa_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeRasa]:
    """One stand-in for all tests, on a database of its own."""
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('channels')}/conversations.db")
    metadata.create_all(engine, tables=TABLES)
    fake = FakeRasa(engine)
    with served(fake.app()) as url:
        fake.url = url
        yield fake
    engine.dispose()


@pytest.fixture
def lone_rasa(tmp_path: Path) -> Iterator[FakeRasa]:
    """A stand-in on a database that only this test's processes know."""
    engine = connect(f"sqlite:///{tmp_path}/conversations.db")
    metadata.create_all(engine, tables=TABLES)
    fake = FakeRasa(engine)
    with served(fake.app()) as url:
        fake.url = url
        yield fake
    engine.dispose()


@pytest.fixture
def rasa(rasa_server: FakeRasa) -> Iterator[FakeRasa]:
    """The stand-in, well-behaved and with an empty database."""
    yield rasa_server
    rasa_server.behave()
    # Tests that need the knowledge base have made more tables than those of the conversations: none may keep a row.
    there = set(sa.inspect(rasa_server.engine).get_table_names())
    with writing(rasa_server.engine) as connection:
        for table in reversed(metadata.sorted_tables):
            if table.name in there:
                connection.execute(table.delete())


@dataclass
class Visitor:
    """An applicant's browser."""

    client: httpx.Client
    secret: str = ""
    _number: int = 0

    def open(self, **wishes: Any) -> Visitor:
        response = self.client.post("/api/session", json=wishes)
        assert response.status_code == 201, response.text
        self.secret = response.json()["session"]
        return self

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}"} if self.secret else {}

    def post(self, path: str, body: Any) -> httpx.Response:
        return self.client.post(path, json=body, headers=self.headers)

    def get(self, path: str, **headers: str) -> httpx.Response:
        return self.client.get(path, headers={**self.headers, **headers})

    def say(self, text: str, client_id: str | None = None) -> httpx.Response:
        self._number += 1
        return self.post("/api/messages", {"client_id": client_id or f"id-{self._number}", "text": text})

    def press(self, message: int, index: int, client_id: str = "press") -> httpx.Response:
        return self.post("/api/messages", {"client_id": client_id, "button": {"message": message, "index": index}})

    def messages(self, after: int = 0) -> list[dict[str, Any]]:
        return self.get(f"/api/messages?after={after}").json()["messages"]

    def texts(self) -> list[str]:
        return [message["text"] for message in self.messages()]

    def wait_for(self, condition: Callable[[], Any], seconds: float = 8.0) -> Any:
        """The condition's value once it is true."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if found := condition():
                return found
            time.sleep(0.02)
        raise AssertionError(f"it did not happen within {seconds} seconds; the conversation: {self.texts()}")


def an_app(rasa: FakeRasa, *, pause: float, worker: str, engine: Engine | None, **environment: str) -> Starlette:
    """The public process with these settings, and no rate limit that a test would meet by chance."""
    ordinary = {"RASA_URL": rasa.url, "REPLY_WAIT": "5", "RATE_PER_SESSION": "1000", "RATE_PER_ADDRESS": "100000"}
    return create_app(Settings({**ordinary, **environment}), engine=engine or rasa.engine, worker=worker, pause=pause)


@pytest.fixture
def serve(rasa: FakeRasa) -> Callable[..., Any]:
    """Start another public process with these settings; as a context manager, giving its address."""

    def start(
        *, pause: float = 0.05, worker: str = "other", engine: Engine | None = None, port: int = 0, **environment: str
    ) -> Any:
        return served(an_app(rasa, pause=pause, worker=worker, engine=engine, **environment), port=port)

    return start


@pytest.fixture(scope="session")
def public_client(rasa_server: FakeRasa) -> Iterator[httpx.Client]:
    """A client of one public process that all tests share."""
    app = an_app(rasa_server, pause=0.05, worker="shared", engine=None)
    with served(app) as url, httpx.Client(base_url=url, timeout=20, trust_env=False) as client:
        yield client


@pytest.fixture
def door(public_client: httpx.Client, rasa: FakeRasa) -> Callable[..., Visitor]:
    """New visitors of the shared public process."""

    def visitor(**wishes: Any) -> Visitor:
        return Visitor(public_client).open(**wishes)

    return visitor


def events_of(lines: Iterator[str]) -> Iterator[tuple[str, dict[str, Any], str | None]]:
    """(event, data, id) of a stream of server-sent events."""
    kind, data, number = "", None, None
    for line in lines:
        name, _, value = line.partition(": ")
        if name == "event":
            kind = value
        elif name == "data":
            data = json.loads(value)
        elif name == "id":
            number = value
        elif not line and data is not None:
            yield kind, data, number
            kind, data, number = "", None, None
