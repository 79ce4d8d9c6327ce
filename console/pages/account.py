"""One's own account: name, language, notices, password, second factor."""

from __future__ import annotations

from starlette.responses import Response

from console.visit import Visit, local_path
from office.conversations import mail
from office.staff import accounts, second_factor
from office.staff.accounts import AccountError
from office.staff.login import LoginRefused, log_in
from office.staff.passwords import SHORTEST, WeakPassword
from office.staff.sessions import open_session
from office.staff.tables import NOTIFICATIONS

ISSUER = "Admissions console"


def show(visit: Visit) -> Response:
    """GET /account."""
    return _page(visit)


def _page(visit: Visit, *, problem: str = "", status: int = 200) -> Response:
    return visit.page(
        "account/show.html", status=status, notifications=NOTIFICATIONS, mail=mail.is_set_up(), problem=problem
    )


def save(visit: Visit) -> Response:
    """POST /account."""
    try:
        with visit.writing() as connection:
            accounts.change_profile(
                connection,
                visit.account.id,
                shown_name=visit.form.get("shown_name"),
                email=visit.form.get("email"),
                notify=visit.form.get("notify"),
            )
            visit.note(connection, "changed_own_account")
    except AccountError as error:
        return _page(visit, problem=error.code, status=422)
    return visit.go("/account", notice="notice_saved")


def set_language(visit: Visit) -> Response:
    """POST /account/language: the language of the console, from any page."""
    with visit.writing() as connection:
        accounts.change_profile(connection, visit.account.id, language=visit.form.get("language"))
    return visit.go(local_path(visit.form.get("back"), "/account"))


def show_password(visit: Visit) -> Response:
    """GET /account/password."""
    return visit.page("account/password.html", problem="", shortest=SHORTEST)


def save_password(visit: Visit) -> Response:
    """POST /account/password: every other session ends; this one goes on as a new one."""
    account, new = visit.account, visit.form.get("new")
    problem = ""
    if account.has_password:
        try:
            log_in(visit.house.database, account.name, visit.form.get("current"), address=visit.address)
        except LoginRefused as refused:
            problem = f"login_{refused.code}" if refused.code == "too_many" else "password_wrong"
    if not problem and new != visit.form.get("again"):
        problem = "password_differs"
    if not problem and new == visit.form.get("current"):
        problem = "password_same"
    if not problem:
        life = visit.house.session_life
        try:
            with visit.writing() as connection:
                accounts.set_password(connection, account.id, new)
                token = open_session(connection, account, life=life)
                visit.note(connection, "changed_password")
        except WeakPassword as error:
            problem = f"password_{error.code}"
    if problem:
        return visit.page("account/password.html", status=422, problem=problem, shortest=SHORTEST)
    response = visit.go("/account", notice="notice_password_changed")
    visit.house.cookie.set(response, token, seconds=int(life.total_seconds()))
    return response


def show_second_factor(visit: Visit) -> Response:
    """GET /account/second-factor: a new secret for the authenticator app; nothing changes until a code proves it."""
    return _second_factor(visit, second_factor.new_secret())


def _second_factor(visit: Visit, secret: str, *, problem: str = "", status: int = 200) -> Response:
    address = second_factor.address_of(secret, name=visit.account.name, issuer=ISSUER)
    groups = " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))
    return visit.page(
        "account/second_factor.html", status=status, secret=secret, groups=groups, address=address, problem=problem
    )


def save_second_factor(visit: Visit) -> Response:
    """POST /account/second-factor."""
    secret = visit.form.get("secret")
    with visit.writing() as connection:
        try:
            codes = second_factor.set_up(connection, visit.account.id, secret, visit.form.get("code"))
        except ValueError:
            codes = None
        if codes:
            visit.note(connection, "set_up_second_factor")
    if codes is None:
        return _second_factor(visit, secret, problem="code_wrong", status=422)
    return visit.page("account/recovery_codes.html", codes=codes)


def remove_second_factor(visit: Visit) -> Response:
    """POST /account/second-factor/remove; the password is asked for."""
    try:
        log_in(visit.house.database, visit.account.name, visit.form.get("password"), address=visit.address)
    except LoginRefused:
        return _page(visit, problem="password_wrong", status=422)
    with visit.writing() as connection:
        accounts.remove_second_factor(connection, visit.account.id)
        visit.note(connection, "removed_own_second_factor")
    return visit.go("/account", notice="notice_saved")
