"""Logging in and out, with password, code, single words of why not."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from sqlalchemy.engine import Engine

from office.database import reading, writing
from office.staff import accounts, audit, second_factor
from office.staff.login import FAILURES_PER_NAME
from office.staff.second_factor import STEP, code_at
from tests.console.conftest import PASSWORD, Person


def test_a_login_leads_to_ones_work(visitor: Person):
    response = visitor.post("/login", {"name": "Reviewer", "password": PASSWORD})
    assert response.headers["location"] == "/"
    assert visitor.get("/").headers["location"] == "/inbox"


def test_a_reader_begins_with_the_conversations(reader: Person):
    assert reader.get("/").headers["location"] == "/conversations"


def test_a_login_leads_back_to_where_one_wanted_to_go_but_not_to_another_host(visitor: Person):
    data = {"name": "reader", "password": PASSWORD}
    assert visitor.post("/login", {**data, "next": "/gaps?x=1"}).headers["location"] == "/gaps?x=1"
    assert visitor.post("/login", {**data, "next": "//evil.example"}).headers["location"] == "/"


def test_a_new_login_has_a_new_token_and_ends_the_old_session(visitor: Person):
    data = {"name": "reader", "password": PASSWORD}
    visitor.post("/login", data)
    first = visitor.client.cookies["staff"]
    visitor.post("/login", data)
    second = visitor.client.cookies["staff"]
    assert first != second
    visitor.client.cookies.clear()
    visitor.client.cookies.set("staff", first)
    assert visitor.get("/gaps").status_code == 303


@pytest.mark.parametrize("name", ["reader", "nobody"])
def test_a_refusal_does_not_tell_whether_the_name_exists(visitor: Person, name: str):
    response = visitor.post("/login", {"name": name, "password": "wrong"})
    assert response.status_code == 401
    assert "The login name or the password is wrong." in response.text
    assert 'value="wrong"' not in response.text


def test_too_many_attempts_are_told_to_wait(visitor: Person):
    for _ in range(FAILURES_PER_NAME):
        visitor.post("/login", {"name": "reader", "password": "wrong"})
    response = visitor.post("/login", {"name": "reader", "password": PASSWORD})
    assert response.status_code == 429
    assert "Please wait 15 minutes" in response.text


def test_logging_out_ends_the_session(reader: Person):
    assert reader.post("/logout").headers["location"] == "/login"
    assert reader.get("/gaps").status_code == 303


def test_an_office_without_accounts_is_told_how_to_make_one(visitor: Person, database: Engine):
    assert "console.accounts add" not in visitor.get("/login").text
    with writing(database) as connection:
        from office.staff.tables import staff_account

        connection.execute(staff_account.delete())
    assert "console.accounts add NAME --role admin" in visitor.get("/login").text


@pytest.mark.parametrize(("header", "word"), [("zh-CN,zh;q=0.9", "登录"), ("en-GB", "Log in"), ("th-TH", "Log in")])
def test_the_login_speaks_the_browsers_language(visitor: Person, header: str, word: str):
    assert word in visitor.get("/login", **{"Accept-Language": header}).text


def test_the_login_speaks_the_language_that_was_chosen(visitor: Person):
    visitor.get("/login?language=zh")
    assert "登录名" in visitor.get("/login", **{"Accept-Language": "en"}).text


@pytest.fixture
def with_factor(database: Engine) -> tuple[str, list[str]]:
    """The admin has a second factor: the secret and the recovery codes."""
    secret = second_factor.new_secret()
    with writing(database) as connection:
        account = accounts.find_account(connection, "admin")
        assert account is not None
        codes = second_factor.set_up(connection, account.id, secret, code_at(secret, int(time.time()) // STEP - 1))
    assert codes is not None
    return secret, codes


def begun(visitor: Person) -> Person:
    response = visitor.post("/login", {"name": "admin", "password": PASSWORD, "next": "/audit"})
    assert response.headers["location"] == "/login/code"
    visitor.csrf = visitor.client.get("/login/code").text.split('name="csrf" value="')[1].split('"')[0]
    return visitor


def test_with_a_second_factor_the_password_alone_opens_nothing(visitor: Person, with_factor: tuple[str, list[str]]):
    person = begun(visitor)
    assert person.get("/audit").headers["location"] == "/login/code"
    response = person.post("/login/code", {"code": code_at(with_factor[0], int(time.time()) // STEP)})
    assert response.headers["location"] == "/audit"
    assert person.get("/audit").status_code == 200


def test_a_recovery_code_opens_too(visitor: Person, with_factor: tuple[str, list[str]]):
    assert begun(visitor).post("/login/code", {"code": with_factor[1][0]}).status_code == 303


def test_wrong_codes_are_counted(visitor: Person, with_factor: tuple[str, list[str]]):
    person = begun(visitor)
    for _ in range(FAILURES_PER_NAME):
        assert person.post("/login/code", {"code": "000000"}).status_code == 401
    right = code_at(with_factor[0], int(time.time()) // STEP)
    assert person.post("/login/code", {"code": right}).status_code == 429


def test_logins_and_refusals_are_on_the_audit_trail(visitor: Person, database: Engine):
    visitor.post("/login", {"name": "reader", "password": "wrong"})
    visitor.post("/login", {"name": "reader", "password": PASSWORD})
    with reading(database) as connection:
        assert [each.action for each in audit.find_entries(connection)] == ["logged_in", "login_refused"]


def test_the_language_of_the_console_is_the_accounts(log_in: Callable[..., Person]):
    person = log_in("reader")
    person.post("/account/language", {"language": "zh", "back": "/gaps"})
    assert "未答问题" in person.get("/gaps", **{"Accept-Language": "en"}).text
    person.post("/account/language", {"language": "xx"})
    assert "未答问题" in person.get("/gaps").text
