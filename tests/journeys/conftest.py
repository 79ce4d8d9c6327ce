"""The whole house for journeys: Rasa, action server and channels as real processes on ports of their own, over a fresh database."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from office.settings import ROOT

MODEL = ROOT / "models" / "assistant.tar.gz"
PATIENCE = 240


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of channels; everything behind it runs as `make run` starts it."""
    if not MODEL.exists():
        pytest.skip("there is no model: run `make train`")
    folder = tmp_path_factory.mktemp("house")
    rasa, actions, public, console = (free_port() for _ in range(4))
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'office.db'}",
        "STATE_DIR": str(folder / "state"),
        "RASA_URL": f"http://127.0.0.1:{rasa}",
        "ACTIONS_PORT": str(actions),
        "PUBLIC_PORT": str(public),
        "CONSOLE_PORT": str(console),
        # Journeys ask far more in a minute than a person does.
        "RATE_PER_SESSION": "10000",
        "RATE_PER_ADDRESS": "100000",
        "RASA_TELEMETRY_ENABLED": "false",
    }
    subprocess.run(
        [sys.executable, "-m", "office.prepare"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
    )
    log = folder / "house.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "deploy" / "local.py"), "--model", str(MODEL)],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_ready(process, log)
        yield f"http://127.0.0.1:{public}"
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the supervisor says so; its last lines are shown when it does not."""
    started = time.monotonic()
    while "Ready. Open" not in log.read_text("utf-8", "replace"):
        if process.poll() is not None or time.monotonic() - started > PATIENCE:
            pytest.fail(
                "The processes did not start:\n" + "\n".join(log.read_text("utf-8", "replace").splitlines()[-25:])
            )
        time.sleep(0.5)


class Applicant:
    """One visitor of the website: a session, and questions asked in it."""

    def __init__(self, address: str, language: str | None = None) -> None:
        # No connection is kept: the server closes those that idle, and a conversation has pauses.
        brief = httpx.Limits(max_keepalive_connections=0)
        self._client = httpx.Client(base_url=address, timeout=60, trust_env=False, limits=brief)
        opened = self._client.post("/api/session", json={"language": language} if language else {})
        opened.raise_for_status()
        self._client.headers["Authorization"] = f"Bearer {opened.json()['session']}"
        self._asked = 0

    def send(self, **message: object) -> list[dict[str, object]]:
        """The replies to one message."""
        self._asked += 1
        answered = self._client.post(
            "/api/messages", json={"client_id": f"journey-{id(self)}-{self._asked}", **message}
        )
        assert answered.status_code in (200, 202), answered.text
        waited = 0.0
        body = answered.json()
        replies = list(body.get("messages") or [])
        while not replies and waited < 30:
            time.sleep(0.2)
            waited += 0.2
            page = self._client.get("/api/messages", params={"after": 0}).json()
            mine = [item for item in page["messages"] if item["sender"] == "bot"]
            replies = mine[-1:] if not page["pending"] else []
        assert replies, "no reply"
        return replies

    def ask(self, text: str) -> dict[str, object]:
        """The (first) reply to a question."""
        return self.send(text=text)[0]

    def press(self, reply: dict[str, object], index: int) -> dict[str, object]:
        """The reply to a button of an earlier reply."""
        return self.send(button={"message": reply["id"], "index": index})[0]

    def history(self) -> list[dict[str, object]]:
        """Everything that this applicant can read of the conversation, in its order."""
        read: list[dict[str, object]] = []
        while True:
            page = self._client.get("/api/messages", params={"after": read[-1]["id"] if read else 0}).json()["messages"]
            if not page:
                return read
            read += page


@pytest.fixture
def applicant(house: str):
    """Makes visitors: `applicant("th").ask("...")`."""
    return lambda language=None: Applicant(house, language)
