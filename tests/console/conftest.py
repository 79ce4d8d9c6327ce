"""The console in this process on a seeded database of the test's own, and people of every role logged in to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from httpx import Response
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient

from console.app import create_app
from office.database import writing
from office.settings import settings
from office.staff import accounts, passwords
from office.staff.roles import ROLES
from office.staff.sessions import find_session, open_session

PASSWORD = "quiet river over stones"
ADDRESS = "http://127.0.0.1:8001"


class Person:
    """Somebody at a browser: what they send carries what a browser and our forms add."""

    def __init__(self, client: TestClient, csrf: str = "") -> None:
        self.client = client
        self.csrf = csrf

    def get(self, path: str, **headers: str) -> Response:
        return self.client.get(path, headers=headers, follow_redirects=False)

    def post(self, path: str, data: dict[str, Any] | None = None, *, files: Any = None, **headers: str) -> Response:
        form = {"csrf": self.csrf, **(data or {})}
        return self.client.post(
            path, data=form, files=files, headers={"Sec-Fetch-Site": "same-origin", **headers}, follow_redirects=False
        )


def open_for(database: Engine, name: str, client: TestClient, *, factor_pending: bool = False) -> Person:
    """Log the account `name` in at a browser that nobody uses yet."""
    with writing(database) as connection:
        account = accounts.find_account(connection, name)
        assert account is not None
        token = open_session(connection, account, life=timedelta(hours=1), factor_pending=factor_pending)
        session = find_session(connection, token)
    assert session is not None
    client.cookies.set("staff", token)
    return Person(client, session.csrf_token)


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(passwords, "_NOBODYS", [])


@pytest.fixture
def database(office_database: Engine) -> Engine:
    """A seeded database with one account for each role, named as the role."""
    with writing(office_database) as connection:
        for role in ROLES:
            accounts.create_account(connection, role, role=role, password=PASSWORD)
    return office_database


@pytest.fixture
def serve(database: Engine) -> Iterator[Callable[[], TestClient]]:
    """Clients of one running console, each with cookies of its own."""
    app = create_app(settings(), engine=database, works=False)
    with TestClient(app, base_url=ADDRESS):
        yield lambda: TestClient(app, base_url=ADDRESS)


@pytest.fixture
def visitor(serve: Callable[[], TestClient]) -> Person:
    """Nobody: not logged in."""
    return Person(serve())


@pytest.fixture
def log_in(serve: Callable[[], TestClient], database: Engine) -> Callable[..., Person]:
    """Log in as an account, by default the one named as the role."""

    def person(name: str, *, factor_pending: bool = False) -> Person:
        return open_for(database, name, serve(), factor_pending=factor_pending)

    return person


@pytest.fixture
def reader(log_in: Callable[..., Person]) -> Person:
    return log_in("reader")


@pytest.fixture
def reviewer(log_in: Callable[..., Person]) -> Person:
    return log_in("reviewer")


@pytest.fixture
def editor(log_in: Callable[..., Person]) -> Person:
    return log_in("editor")


@pytest.fixture
def admin(log_in: Callable[..., Person]) -> Person:
    return log_in("admin")
