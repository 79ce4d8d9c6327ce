"""Accounts from the command line: `python -m console.accounts add NAME --role admin`, list, password, role, close."""

from __future__ import annotations

import argparse
import getpass
import sys

import sqlalchemy as sa

from office.database import reading, writing
from office.settings import SettingError
from office.staff import accounts, audit
from office.staff.accounts import AccountError
from office.staff.passwords import WeakPassword, new_password
from office.staff.records import Account
from office.staff.roles import ROLES

WHO = "(command line)"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m console.accounts", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    add = commands.add_parser("add", help="make an account")
    add.add_argument("name")
    add.add_argument("--role", choices=ROLES, default="reviewer")
    add.add_argument("--shown-name", help="what colleagues and applicants see; otherwise the login name")
    add.add_argument("--language", choices=accounts.CONSOLE_LANGUAGES, default="en")
    add.add_argument("--email")
    kind = add.add_mutually_exclusive_group()
    kind.add_argument("--ask-password", action="store_true", help="type a password instead of being told a random one")
    kind.add_argument("--single-sign-on", action="store_true", help="no password: the identity provider's login only")
    commands.add_parser("list", help="show all accounts")
    password = commands.add_parser("password", help="a new random password; every session of the account ends")
    password.add_argument("name")
    role = commands.add_parser("role", help="give another role")
    role.add_argument("name")
    role.add_argument("role", choices=ROLES)
    for name, text in (
        ("close", "no login any more"),
        ("open", "login possible again"),
        ("lost-phone", "remove the second factor"),
    ):
        commands.add_parser(name, help=text).add_argument("name")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Do one command; a mistake is one line on stderr and exit code 1."""
    given = _parser().parse_args(arguments)
    try:
        sys.stdout.write(_do(given))
    except (AccountError, WeakPassword, SettingError, LookupError) as error:
        sys.stderr.write(f"{error.args[0]}\n")
        return 1
    except sa.exc.OperationalError as error:
        sys.stderr.write(f"The database cannot be used: {error.orig}. Run `make database` first.\n")
        return 1
    return 0


def _do(given: argparse.Namespace) -> str:
    if given.command == "list":
        with reading() as connection:
            return "".join(_line(each) for each in accounts.find_accounts(connection)) or "There are no accounts yet.\n"
    if given.command == "add":
        return _add(given)
    with writing() as connection:
        account = accounts.find_account(connection, given.name)
        if account is None:
            raise LookupError(f"There is no account {given.name!r}.")
        audit.record(connection, WHO, f"cli_{given.command}", subject=("account", account.name))
        match given.command:
            case "password":
                password = new_password()
                accounts.set_password(connection, account.id, password, must_change=True)
                return f"New password of {account.name}: {password}\nIt is asked for once and then has to be changed.\n"
            case "role":
                changed = accounts.change_access(connection, account.id, role=given.role, active=account.active)
            case "lost-phone":
                accounts.remove_second_factor(connection, account.id)
                changed = accounts.get_account(connection, account.id)
            case _:
                changed = accounts.change_access(
                    connection, account.id, role=account.role, active=given.command == "open"
                )
    return _line(changed)


def _add(given: argparse.Namespace) -> str:
    told = None
    if given.ask_password:
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("Again: "):
            raise AccountError("password_differs", "The two passwords are not the same.")
    elif not given.single_sign_on:
        password = told = new_password()
    with writing() as connection:
        made = accounts.create_account(
            connection,
            given.name,
            role=given.role,
            password=None if given.single_sign_on else password,
            shown_name=given.shown_name,
            language=given.language,
            email=given.email,
            must_change_password=told is not None,
        )
        audit.record(connection, WHO, "added_account", subject=("account", made.name), details={"role": made.role})
    text = _line(made)
    return text + f"Password: {told}\nIt is asked for once and then has to be changed.\n" if told else text


def _line(account: Account) -> str:
    state = "" if account.active else "  closed"
    factor = "  second factor" if account.has_second_factor else ""
    return f"{account.name}  {account.role}  {account.shown_name}{factor}{state}\n"


if __name__ == "__main__":
    sys.exit(main())
