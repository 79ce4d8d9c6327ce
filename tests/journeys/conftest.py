"""The whole house for journeys: one for all of them, and applicants who write to it."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import pytest

from tests.journeys.running_house import MODEL, RunningHouse, running_house
from tests.mail_server import MailServer, mail_server


@pytest.fixture(scope="session")
def mailbox() -> Iterator[MailServer]:
    """The mail server that the house sends its letters to."""
    with mail_server() as box:
        yield box


@pytest.fixture(scope="session")
def whole_house(tmp_path_factory: pytest.TempPathFactory, mailbox: MailServer) -> Iterator[RunningHouse]:
    """Everything as `make run` starts it, over a fresh database."""
    if not MODEL.exists():
        pytest.skip("there is no model: run `make train`")
    mail = {"SMTP_URL": mailbox.url, "MAIL_FROM": "Admissions Office <admissions@example.edu>"}
    with running_house(tmp_path_factory.mktemp("house"), **mail) as house:
        yield house


@pytest.fixture(scope="session")
def house(whole_house: RunningHouse) -> str:
    """The address of channels."""
    return whole_house.public


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
