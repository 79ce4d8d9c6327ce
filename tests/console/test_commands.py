"""The commands: accounts and retention, with mistakes in one line."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.engine import Engine

from console import accounts as account_command
from console import retention as retention_command
from office.database import reading, writing
from office.settings import settings
from office.staff import accounts, audit
from office.staff.login import log_in
from tests.talk import ask


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = account_command.main(list(arguments))
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_first_account_is_made_with_a_password_that_works(
    office_database: Engine, capsys: pytest.CaptureFixture[str]
):
    code, out, _ = run(capsys, "add", "Chen", "--role", "admin", "--language", "zh", "--shown-name", "陈主任")
    password = out.split("Password: ")[1].splitlines()[0]
    assert code == 0
    account = log_in(office_database, "chen", password, address="here")
    assert (account.role, account.language, account.shown_name, account.must_change_password) == (
        "admin",
        "zh",
        "陈主任",
        True,
    )


def test_a_password_may_be_typed(
    office_database: Engine, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    answers = iter(["green hills in the rain", "green hills in the rain", "one", "other"])
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))
    assert run(capsys, "add", "chen", "--ask-password")[0] == 0
    assert log_in(office_database, "chen", "green hills in the rain", address="here").role == "reviewer"
    assert run(capsys, "add", "li", "--ask-password") == (1, "", "The two passwords are not the same.\n")


def test_accounts_are_listed_changed_closed_and_opened(office_database: Engine, capsys: pytest.CaptureFixture[str]):
    assert run(capsys, "list")[1] == "There are no accounts yet.\n"
    run(capsys, "add", "chen", "--role", "admin")
    run(capsys, "add", "li", "--role", "reader", "--single-sign-on")
    assert "editor" in run(capsys, "role", "li", "editor")[1]
    assert "closed" in run(capsys, "close", "li")[1]
    assert "closed" not in run(capsys, "open", "li")[1]
    assert "New password of chen" in run(capsys, "password", "chen")[1]
    assert run(capsys, "lost-phone", "chen")[0] == 0
    assert run(capsys, "list")[1].splitlines() == ["chen  admin  chen", "li  editor  li"]
    with reading(office_database) as connection:
        assert {each.account for each in audit.find_entries(connection)} == {account_command.WHO}


@pytest.mark.parametrize(
    ("arguments", "explained"),
    [
        (("password", "nobody"), "There is no account 'nobody'."),
        (("add", "chen"), "There is an account 'chen' already."),
        (("add", "x"), "'x' cannot be a login name"),
        (("close", "chen"), "This is the last active administrator"),
    ],
)
def test_a_mistake_is_one_line(
    office_database: Engine, capsys: pytest.CaptureFixture[str], arguments: tuple, explained: str
):
    run(capsys, "add", "chen", "--role", "admin")
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (1, "")
    assert err.startswith(explained)
    assert err.count("\n") == 1


def test_without_tables_it_says_what_to_do(
    tmp_path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):  # type: ignore[no-untyped-def]
    from office import database

    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")
    settings.cache_clear()
    database._engine.cache_clear()
    code, _, err = run(capsys, "list")
    assert code == 1
    assert "Run `make database` first." in err
    settings.cache_clear()
    database._engine.cache_clear()


def test_retention_says_what_it_would_erase_then_erases_it(office_database: Engine, capsys: pytest.CaptureFixture[str]):
    with writing(office_database) as connection:
        ask(connection, "old", ago=timedelta(days=800))
        ask(connection, "new")
        accounts.create_account(connection, "chen", role="admin")
    assert retention_command.main(["--dry-run"]) == 0
    assert capsys.readouterr().out.startswith("Would be erased: conversation 1")
    assert retention_command.main([]) == 0
    assert capsys.readouterr().out.startswith("Erased: conversation 1")
    assert retention_command.main([]) == 0
    assert capsys.readouterr().out == "Erased: nothing.\n"
    with reading(office_database) as connection:
        assert len(audit.find_entries(connection, action="ran_retention")) == 2
