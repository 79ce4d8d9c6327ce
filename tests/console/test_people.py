"""Accounts, made and changed by administrators; one's own account, changed by oneself."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from sqlalchemy.engine import Engine

from office.database import reading
from office.staff import accounts, audit
from office.staff.records import Account
from office.staff.second_factor import STEP, code_at
from tests.console.conftest import PASSWORD, Person


def account(database: Engine, name: str) -> Account:
    with reading(database) as connection:
        found = accounts.find_account(connection, name)
    assert found is not None
    return found


def told(text: str) -> str:
    found = re.search(r'id="new-password">([^<]+)<', text)
    assert found
    return found[1]


def test_a_new_account_is_told_its_password_once_and_has_to_change_it(admin: Person, visitor: Person, database: Engine):
    text = admin.post("/people", {"name": "Zhao", "role": "editor", "language": "zh", "email": "zhao@example.edu"}).text
    password = told(text)
    assert password not in admin.get("/people").text
    response = visitor.post("/login", {"name": "zhao", "password": password})
    assert response.status_code == 303
    assert visitor.get("/").headers["location"] == "/account/password"
    assert account(database, "zhao").email == "zhao@example.edu"


@pytest.mark.parametrize(
    ("data", "explained"),
    [
        ({"name": "x"}, "2 to 64 letters"),
        ({"name": "reader"}, "already"),
        ({"name": "zhao", "role": "boss"}, "choose a role"),
        ({"name": "zhao", "email": "nowhere"}, "not an e-mail address"),
    ],
)
def test_an_account_that_cannot_be_is_explained(admin: Person, data: dict, explained: str):
    response = admin.post("/people", {"role": "reader", **data})
    assert response.status_code == 422
    assert explained in response.text


def test_role_and_access_are_changed_but_not_of_the_last_administrator(admin: Person, database: Engine):
    reader = account(database, "reader")
    admin.post(f"/people/{reader.id}", {"role": "reviewer", "active": "1"})
    assert account(database, "reader").role == "reviewer"
    admin.post(f"/people/{reader.id}", {"role": "reviewer"})
    assert not account(database, "reader").active
    response = admin.post(f"/people/{account(database, 'admin').id}", {"role": "reader", "active": "1"})
    assert "This is the last active administrator." in response.text


def test_a_forgotten_password_is_replaced(admin: Person, visitor: Person, database: Engine):
    password = told(admin.post(f"/people/{account(database, 'reader').id}/password").text)
    assert visitor.post("/login", {"name": "reader", "password": PASSWORD}).status_code == 401
    assert visitor.post("/login", {"name": "reader", "password": password}).status_code == 303


@pytest.mark.parametrize(
    "path", ["/people/999", "/people/999/password", "/people/999/second-factor/remove", "/people/x"]
)
def test_nobody_is_changed_who_is_not_there(admin: Person, path: str):
    assert admin.post(path, {"role": "reader"}).status_code == 404


def test_everything_is_on_the_audit_trail_without_passwords(admin: Person, database: Engine):
    password = told(admin.post("/people", {"name": "zhao", "role": "reader"}).text)
    admin.post(f"/people/{account(database, 'reader').id}", {"role": "editor", "active": "1"})
    text = admin.get("/audit").text
    assert "made an account" in text
    assert "role: editor; active: True" in text
    assert password not in text
    with reading(database) as connection:
        assert {each.account for each in audit.find_entries(connection)} == {"admin"}


def test_the_audit_trail_is_filtered(admin: Person):
    admin.post("/people", {"name": "zhao", "role": "reader"})
    admin.get("/conversations?q=word")
    assert "searched" not in admin.get("/audit?action=added_account").text.split("<tbody>")[1]
    assert "made an account" not in admin.get("/audit?account=reader").text.split("<tbody>")[1]


# ---- one's own account


def test_a_profile_is_changed(reader: Person, database: Engine):
    data = {"shown_name": "李老师", "email": "li@example.edu", "notify": "office_hours"}
    reader.post("/account", data)
    changed = account(database, "reader")
    assert (changed.shown_name, changed.email, changed.notify) == ("李老师", "li@example.edu", "office_hours")
    response = reader.post("/account", {**data, "email": "nowhere"})
    assert (response.status_code, "not an e-mail address" in response.text) == (422, True)


def test_a_new_password_lets_this_session_go_on_and_ends_the_others(log_in: Callable[..., Person], visitor: Person):
    here, there = log_in("reader"), log_in("reader")
    data = {"current": PASSWORD, "new": "green hills in the rain", "again": "green hills in the rain"}
    assert here.post("/account/password", data).headers["location"] == "/account"
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303
    assert visitor.post("/login", {"name": "reader", "password": "green hills in the rain"}).status_code == 303


@pytest.mark.parametrize(
    ("data", "explained"),
    [
        ({"current": "wrong"}, "The password is wrong."),
        ({"again": "something else entirely"}, "not the same"),
        ({"new": "short", "again": "short"}, "too short: 12 characters"),
        ({"new": PASSWORD, "again": PASSWORD}, "the old one"),
        ({"new": "aaaaaaaaaaaaaa", "again": "aaaaaaaaaaaaaa"}, "easily guessed"),
    ],
)
def test_a_password_that_cannot_be_is_explained(reader: Person, data: dict, explained: str):
    form = {"current": PASSWORD, "new": "green hills in the rain", "again": "green hills in the rain", **data}
    response = reader.post("/account/password", form)
    assert response.status_code == 422
    assert explained in response.text


def test_a_second_factor_is_set_up_with_a_code_and_removed_with_the_password(reader: Person, database: Engine):
    secret = re.search(r'name="secret" value="(\w+)"', reader.get("/account/second-factor").text)
    assert secret
    wrong = reader.post("/account/second-factor", {"secret": secret[1], "code": "000000"})
    assert wrong.status_code == 422
    right = reader.post(
        "/account/second-factor", {"secret": secret[1], "code": code_at(secret[1], int(time.time()) // STEP)}
    )
    assert (
        len(
            re.findall(
                r"^[a-z0-9]{6}-[a-z0-9]{6}$",
                right.text.split(chr(34) + "codes" + chr(34) + ">")[1].split("</pre>")[0],
                re.M,
            )
        )
        == 8
    )
    assert account(database, "reader").has_second_factor
    assert reader.post("/account/second-factor/remove", {"password": "wrong"}).status_code == 422
    reader.post("/account/second-factor/remove", {"password": PASSWORD})
    assert not account(database, "reader").has_second_factor


@pytest.mark.parametrize("secret", ["", "not base32!", "ABC"])
def test_a_secret_that_is_none_sets_nothing_up(reader: Person, database: Engine, secret: str):
    assert reader.post("/account/second-factor", {"secret": secret, "code": "123456"}).status_code == 422
    assert not account(database, "reader").has_second_factor


def test_a_lost_telephone_is_forgotten_by_an_administrator(admin: Person, database: Engine):
    assert admin.post(f"/people/{account(database, 'reader').id}/second-factor/remove").status_code == 303
