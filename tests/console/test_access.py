"""Who gets in: every address for every role, allowed and refused, and everything that is checked on the way.

Requests that only read, or are refused, are sent to one console that stands for all of them; a form that is taken changes
something, and gets a console and a database of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient

from console.access import Page
from console.app import create_app
from console.routes import PAGES
from office.conversations.handoffs import request_handoff
from office.database import connect, reading, writing
from office.knowledge.edits import change
from office.knowledge.states import read_state
from office.settings import Settings
from office.staff import accounts, audit
from office.staff.roles import ROLES, may
from tests.console.conftest import ADDRESS, Person, open_for
from tests.databases import share_statements
from tests.talk import ask

CLOSED = [page for page in PAGES if page.needs is not None]


def filled(page: Page, conversation: str, message: int) -> str:
    values = {
        "{id}": conversation,
        "{message}": str(message),
        "{topic}": "ask_tuition",
        "{kind}": "program",
        "{edit}": "1",
        "{table}": "volumes",
        "{number}": "E1",
    }
    path = page.path
    if path.startswith(("/people/", "/office/", "/conversations/views", "/learning/")):
        values["{id}"] = "1"
    if path.startswith("/knowledge/things"):
        values["{id}"] = "accounting-au"
    if path.startswith("/knowledge/facts"):
        values["{id}"] = "college-goal"
    for name, value in values.items():
        path = path.replace(name, value)
    return path


def fill(database: Engine) -> tuple[str, int]:
    """A conversation and a change for addresses that name one; the conversation, and a message of it."""
    with writing(database) as connection:
        name, question, _ = ask(connection, "visa?", intent="ask_visa", confidence=0.4)
        request_handoff(connection, name)
        state = read_state(connection, "fact", "college-goal")
        assert state is not None
        change(connection, "fact", "college-goal", {**state, "valid_until": "2030-01-01"}, by="li")
    return name, question


@pytest.fixture
def something(database: Engine) -> tuple[str, int]:
    return fill(database)


@dataclass(frozen=True)
class Standing:
    """The console that stands for all: people of every role, nobody, and what addresses name."""

    people: dict[str, Person]
    nobody: Person
    something: tuple[str, int]

    def person(self, role: str, *, csrf: str | None = None) -> Person:
        """Somebody at the role's browser; `csrf`: sent instead of the session's token."""
        somebody = self.people[role]
        return Person(somebody.client, somebody.csrf if csrf is None else csrf)


@pytest.fixture(scope="module")
def standing(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    folder = tmp_path_factory.mktemp("standing")
    path = folder / "office.db"
    path.write_bytes(seeded_file.read_bytes())
    database = share_statements(connect(f"sqlite:///{path}"))
    with writing(database) as connection:
        for role in ROLES:
            accounts.create_account(connection, role, role=role)
    settings = Settings({"DATABASE_URL": f"sqlite:///{path}", "STATE_DIR": str(folder / "state")})
    app = create_app(settings, engine=database, works=False)
    with TestClient(app, base_url=ADDRESS) as client:
        people = {role: open_for(database, role, TestClient(app, base_url=ADDRESS)) for role in ROLES}
        yield Standing(people, Person(client), fill(database))
    database.dispose()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "page", [page for page in CLOSED if page.path != "/live"], ids=lambda page: f"{page.method} {page.path}"
)
def test_each_role_gets_where_it_may_and_nowhere_else(request: pytest.FixtureRequest, page: Page, role: str):
    allowed = page.needs is not None and may(role, page.needs)
    if allowed and page.method != "GET":
        path = filled(page, *request.getfixturevalue("something"))
        person = request.getfixturevalue("log_in")(role)
    else:
        standing: Standing = request.getfixturevalue("standing")
        path, person = filled(page, *standing.something), standing.person(role)
    response = person.get(path) if page.method == "GET" else person.post(path)
    if allowed:
        assert response.status_code in (200, 204, 303, 404, 422), response.text[:500]
        assert not response.headers.get("location", "").startswith("/login")
    else:
        assert response.status_code == 403
        assert "not open to your role" in response.text


@pytest.mark.parametrize("page", CLOSED, ids=lambda page: f"{page.method} {page.path}")
def test_nobody_gets_anywhere_without_a_login(standing: Standing, page: Page):
    path = filled(page, *standing.something)
    if page.method == "GET":
        response = standing.nobody.get(path)
        assert response.status_code == 303
        assert response.headers["location"].startswith("/login")
    else:
        assert standing.nobody.post(path).status_code == 401


@pytest.mark.parametrize("page", [page for page in PAGES if page.method == "POST"], ids=lambda page: page.path)
def test_no_form_is_taken_from_another_site(standing: Standing, page: Page):
    path = filled(page, *standing.something)
    for site in ("cross-site", "same-site", "none"):
        assert standing.person("admin").post(path, **{"Sec-Fetch-Site": site}).status_code == 403


@pytest.mark.parametrize("page", [page for page in CLOSED if page.method == "POST"], ids=lambda page: page.path)
def test_no_form_is_taken_without_the_sessions_token(standing: Standing, page: Page):
    assert standing.person("admin", csrf="another").post(filled(page, *standing.something)).status_code == 403


def test_an_old_browser_is_known_by_its_origin(admin: Person):
    headers = {"Origin": "http://127.0.0.1:8001"}
    data = {"csrf": admin.csrf, "back": "/insights", "language": "zh"}
    assert admin.client.post("/account/language", data=data, headers=headers, follow_redirects=False).status_code == 303
    headers = {"Origin": "http://evil.example"}
    assert admin.client.post("/account/language", data=data, headers=headers).status_code == 403
    assert admin.client.post("/account/language", data=data).status_code == 403


def test_the_token_may_come_in_a_header(admin: Person):
    token, admin.csrf = admin.csrf, ""
    assert admin.post("/account/language", {"language": "zh"}, **{"X-CSRF-Token": token}).status_code == 303


def test_every_address_is_in_one_table_and_every_form_needs_a_role_or_is_the_login():
    open_ones = {(page.method, page.path) for page in PAGES if page.needs is None}
    assert open_ones == {
        ("GET", "/login"),
        ("POST", "/login"),
        ("GET", "/login/code"),
        ("POST", "/login/code"),
        ("POST", "/logout"),
        ("GET", "/sso/start"),
        ("GET", "/sso/return"),
    }
    assert len({(page.method, page.path) for page in PAGES}) == len(PAGES)


def test_with_the_second_factor_pending_only_the_code_is_open(log_in: Callable[..., Person]):
    person = log_in("admin", factor_pending=True)
    assert person.get("/people").headers["location"] == "/login/code"
    assert person.post("/people", {"name": "x"}).headers["location"] == "/login/code"
    assert person.get("/login/code").status_code == 200
    assert person.post("/logout").headers["location"] == "/login"


def test_a_password_that_was_told_has_to_be_changed_first(log_in: Callable[..., Person], database: Engine):
    with writing(database) as connection:
        accounts.create_account(
            connection, "fresh", role="admin", password="given by someone", must_change_password=True
        )
    person = log_in("fresh")
    assert person.get("/conversations").headers["location"] == "/account/password"
    assert person.get("/account/password").status_code == 200


def test_a_role_taken_away_is_gone_with_the_next_click(log_in: Callable[..., Person], database: Engine):
    person = log_in("editor")
    assert person.get("/office").status_code == 200
    with writing(database) as connection:
        account = accounts.find_account(connection, "editor")
        assert account is not None
        accounts.change_access(connection, account.id, role="reader", active=True)
    assert person.get("/office").status_code == 403
    with writing(database) as connection:
        accounts.change_access(connection, account.id, role="reader", active=False)
    assert person.get("/conversations").headers["location"].startswith("/login")


def test_whoever_was_sent_to_the_login_comes_back(visitor: Person):
    location = visitor.get("/conversations?gap=yes&q=%E5%AD%A6").headers["location"]
    assert location == "/login?next=%2Fconversations%3Fgap%3Dyes%26q%3D%25E5%25AD%25A6"


def test_a_form_with_too_much_in_it_is_refused_before_it_is_read(admin: Person):
    assert admin.post("/gaps/close", {"topic": "x" * 600_000}).status_code == 413


def test_nothing_at_an_address_is_a_page_that_says_so(admin: Person):
    assert admin.get("/conversations/no-such").status_code == 404
    assert admin.get("/review/999999999").status_code == 404
    assert admin.get("/knowledge/topics/no_such").status_code == 404


def test_what_was_read_is_on_the_audit_trail(reader: Person, database: Engine, something: tuple[str, int]):
    reader.get(f"/conversations/{something[0]}")
    with reading(database) as connection:
        (entry,) = audit.find_entries(connection, action="read_conversation")
    assert (entry.account, entry.subject_id, entry.address) == ("reader", something[0], "testclient")
