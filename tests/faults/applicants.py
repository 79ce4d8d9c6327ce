"""Applicants who behave as the website's chat does under faults: they send a message again under its id until it is taken."""

from __future__ import annotations

import contextlib
import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.tables import journal, message

PATIENCE = 180.0  # seconds within which a message has to be answered, whatever happens
_AGAIN = 0.3


@dataclass
class Seen:
    """What applicants were told, counted."""

    told: Counter[str] = field(default_factory=Counter)
    untrue: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)


class Applicant:
    """One conversation; its messages go to any of the doors, as behind a proxy."""

    def __init__(self, doors: Sequence[str], seen: Seen | None = None, *, seed: int = 0) -> None:
        self._doors = list(doors)
        self._chance = random.Random(seed)
        self._client = httpx.Client(timeout=40, trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))
        self.seen = seen or Seen()
        self._secret = ""
        self.sent: list[str] = []
        self._numbers = itertools.count(1)
        self._until_taken("POST", "/api/session", json={"language": "en"}, status=201)

    # ---- calls

    def call(self, method: str, path: str, **options: Any) -> httpx.Response | None:
        """One try at a door chosen by chance; None: nobody was there, or the connection broke."""
        headers = {"Authorization": f"Bearer {self._secret}"} if self._secret else {}
        try:
            answer = self._client.request(method, self._chance.choice(self._doors) + path, headers=headers, **options)
        except httpx.HTTPError as error:
            self.seen.told[f"no connection ({type(error).__name__})"] += 1
            return None
        return answer

    def _until_taken(self, method: str, path: str, *, status: int, **options: Any) -> dict[str, Any]:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = self.call(method, path, **options)
            if answer is not None and answer.status_code == status:
                body: dict[str, Any] = answer.json()
                self._secret = body.get("session", self._secret)
                return body
            if answer is not None:
                self._note_refusal(answer)
            time.sleep(_AGAIN)
        raise AssertionError(f"{method} {path} was not taken within {PATIENCE:.0f} seconds")

    def _note_refusal(self, answer: httpx.Response) -> None:
        """A refusal has to say what is the matter, in words."""
        code = ""
        with contextlib.suppress(ValueError, KeyError, TypeError):
            code = answer.json()["error"]["code"]
        self.seen.told[f"{answer.status_code} {code}".strip()] += 1
        if answer.status_code == 500 and answer.text == "Internal Server Error":
            return  # uvicorn's own words to whom it cuts off when it is told to stop: nothing is said about the message
        if answer.status_code not in (429, 503) or code not in ("try_again", "too_many_requests", "too_many_messages"):
            self.seen.untrue.append(f"{answer.status_code} {answer.text[:120]}")

    # ---- a conversation

    def say(self, text: str, *, twice: bool = False) -> tuple[str, bool]:
        """Send a message until it is taken; returns its id, and whether it was answered at once.

        `twice`: it is delivered to two doors at the same moment.
        """
        client_id = f"message-{next(self._numbers)}"
        content = {"client_id": client_id, "text": text}
        self.sent.append(client_id)
        if twice:
            other = threading.Thread(target=self.call, args=("POST", "/api/messages"), kwargs={"json": content})
            other.start()
        is_answered = False
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = self.call("POST", "/api/messages", json=content)
            if answer is not None and answer.status_code in (200, 202):
                is_answered = self._note_answer(answer)
                break
            if answer is not None:
                self._note_refusal(answer)
            time.sleep(_AGAIN)
        else:
            self.seen.unanswered.append(f"{text!r} was never taken")
        if twice:
            other.join()
        return client_id, is_answered

    def _note_answer(self, answer: httpx.Response) -> bool:
        body = answer.json()
        notice = (body["notice"] or {}).get("code")
        self.seen.told[f"{answer.status_code} {notice or 'answered'}"] += 1
        # Answered with a reply, or told that it follows or did not work out: nothing else is true.
        if bool(body["messages"]) == (notice is not None) and body["state"] == "bot":
            self.seen.untrue.append(f"{answer.status_code} {len(body['messages'])} replies with notice {notice}")
        return bool(body["messages"]) and not body["pending"]

    def ask(self, text: str, *, twice: bool = False) -> None:
        """Say it and wait until it is answered; one that was given up is sent again, as the chat offers it."""
        started = time.monotonic()
        client_id, is_answered = self.say(text, twice=twice)
        if is_answered:
            self.seen.seconds.append(time.monotonic() - started)
            return
        end = started + PATIENCE
        while time.monotonic() < end:
            found = next((each for each in self.history() if each.get("client_id") == client_id), None)
            if found is not None and found["status"] == "answered":
                self.seen.seconds.append(time.monotonic() - started)
                return
            if found is not None and found["status"] == "failed":
                self.seen.told["given up, sent again"] += 1
                self.call("POST", "/api/messages", json={"client_id": client_id, "text": text})
            time.sleep(_AGAIN)
        self.seen.unanswered.append(text)

    def history(self, *, patience: float = 0.0) -> list[dict[str, Any]]:
        """The conversation as this applicant can read it; as much as could be read when nobody answers for so long."""
        read: list[dict[str, Any]] = []
        end = time.monotonic() + patience
        while True:
            answer = self.call("GET", f"/api/messages?after={read[-1]['id'] if read else 0}")
            if answer is None or answer.status_code != 200:
                if time.monotonic() < end:
                    time.sleep(_AGAIN)
                    continue
                return read
            page = answer.json()
            read += page["messages"]
            if not page["more"]:
                return read

    def close(self) -> None:
        """Leave."""
        self._client.close()


def talk(
    people: Sequence[Applicant], texts: Callable[[int], str], *, messages: int, redelivered: float = 0.1
) -> threading.Event:
    """Have all of them ask at once, `messages` in all; the event is set when everybody is done."""
    left, lock, over = itertools.count(), threading.Lock(), threading.Event()
    chance = random.Random(7)

    def one(person: Applicant) -> None:
        while True:
            with lock:
                number, twice = next(left), chance.random() < redelivered
            if number >= messages:
                return
            person.ask(texts(number), twice=twice)

    threads = [threading.Thread(target=one, args=(person,), daemon=True) for person in people]
    for thread in threads:
        thread.start()

    def wait() -> None:
        for thread in threads:
            thread.join()
        over.set()

    threading.Thread(target=wait, daemon=True).start()
    return over


@dataclass
class Count:
    """What the database and the applicants' own view say in the end."""

    messages: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    states: Counter[str] = field(default_factory=Counter)


def count(people: Sequence[Applicant], connection: Connection) -> Count:
    """Compare what was sent with what every applicant reads, and with the journal and the log."""
    found = Count()
    for number, person in enumerate(people):
        read = person.history(patience=PATIENCE)
        ids = [each["client_id"] for each in read if each["sender"] == "applicant"]
        found.messages += len(person.sent)
        found.lost += [f"{number}: {each}" for each in person.sent if each not in ids]
        found.doubled += [f"{number}: {each}" for each, times in Counter(ids).items() if times > 1]
        if [each for each in ids if each in person.sent] != [each for each in person.sent if each in ids]:
            found.out_of_order.append(f"{number}")
    replies = sa.func.count(sa.distinct(sa.func.substr(message.c.event_key, 1, 30)))
    query = (
        sa.select(journal.c.id, journal.c.status, replies)
        .select_from(
            journal.outerjoin(message, sa.and_(message.c.journal_id == journal.c.id, message.c.sender == "bot"))
        )
        .group_by(journal.c.id, journal.c.status)
    )
    for entry, status, turns in connection.execute(query):
        found.states[str(status)] += 1
        if status == "answered" and turns == 0:
            found.lost.append(f"entry {entry} has no answer")
        if turns > 1:
            found.doubled.append(f"entry {entry} has the answers of {turns} turns")
    return found
