"""People: who may use the console, with which role; new accounts, new passwords, lost telephones."""

from __future__ import annotations

from starlette.responses import Response

from console.visit import NotFound, Visit
from office.staff import accounts
from office.staff.accounts import AccountError
from office.staff.passwords import new_password
from office.staff.roles import ROLES


def show(visit: Visit) -> Response:
    """GET /people."""
    return _page(visit)


def _page(visit: Visit, *, problem: str = "", told: tuple[str, str] | None = None, status: int = 200) -> Response:
    with visit.reading() as connection:
        people = accounts.find_accounts(connection)
    return visit.page("people.html", status=status, people=people, roles=ROLES, problem=problem, told=told)


def add(visit: Visit) -> Response:
    """POST /people: a new account with a password that is shown once and has to be changed at the first login."""
    password = new_password()
    try:
        with visit.writing() as connection:
            made = accounts.create_account(
                connection,
                visit.form.get("name"),
                role=visit.form.get("role"),
                password=password,
                shown_name=visit.form.get("shown_name") or None,
                language=visit.form.get("language"),
                email=visit.form.get("email") or None,
                must_change_password=True,
            )
            visit.note(connection, "added_account", subject=("account", made.name), details={"role": made.role})
    except AccountError as error:
        return _page(visit, problem=error.code, status=422)
    return _page(visit, told=(made.name, password))


def change(visit: Visit) -> Response:
    """POST /people/{id}: role and whether the account is open."""
    try:
        with visit.writing() as connection:
            changed = accounts.change_access(
                connection, visit.number("id"), role=visit.form.get("role"), active=visit.form.has("active")
            )
            details = {"role": changed.role, "active": changed.active}
            visit.note(connection, "changed_account", subject=("account", changed.name), details=details)
    except LookupError:
        raise NotFound from None
    except AccountError as error:
        return _page(visit, problem=error.code, status=422)
    return visit.go("/people", notice="notice_saved")


def reset_password(visit: Visit) -> Response:
    """POST /people/{id}/password: a new one, shown once; the account is logged out everywhere."""
    password = new_password()
    with visit.writing() as connection:
        try:
            account = accounts.get_account(connection, visit.number("id"))
        except LookupError:
            raise NotFound from None
        accounts.set_password(connection, account.id, password, must_change=True)
        visit.note(connection, "reset_password", subject=("account", account.name))
    return _page(visit, told=(account.name, password))


def remove_second_factor(visit: Visit) -> Response:
    """POST /people/{id}/second-factor/remove."""
    with visit.writing() as connection:
        try:
            account = accounts.get_account(connection, visit.number("id"))
        except LookupError:
            raise NotFound from None
        accounts.remove_second_factor(connection, account.id)
        visit.note(connection, "removed_second_factor", subject=("account", account.name))
    return visit.go("/people", notice="notice_saved")
