"""Logging in and out: name and password, then the second factor where there is one."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import RedirectResponse, Response

from console.single_sign_on import is_set_up
from console.visit import Visit, local_path
from console.wording import LANGUAGES
from office.staff import audit
from office.staff.accounts import find_accounts
from office.staff.login import FAILURES_PER_NAME, LoginRefused, check_rate, log_in, note_failure
from office.staff.records import Account
from office.staff.second_factor import is_right
from office.staff.sessions import end_session, open_session


def show(visit: Visit) -> Response:
    """GET /login."""
    if visit.session is not None:
        return visit.go("/login/code" if visit.session.factor_pending else "/")
    if (chosen := visit.query("language")) in LANGUAGES:
        response: Response = RedirectResponse("/login", status_code=303)
        response.set_cookie("language", chosen, max_age=31536000, path="/", httponly=True, samesite="strict")
        return response
    return _form(visit, goes_to=visit.query("next"))


def _form(
    visit: Visit, *, goes_to: str, status: int = 200, problem: str = "", minutes: int = 0, name: str = ""
) -> Response:
    with visit.reading() as connection:
        nobody = not find_accounts(connection)
    return visit.page(
        "login.html",
        status=status,
        goes_to=goes_to,
        problem=problem,
        minutes=minutes,
        name=name,
        nobody=nobody,
        sso=is_set_up(visit.house.settings),
    )


def log_in_by_password(visit: Visit) -> Response:
    """POST /login."""
    name, goes_to = visit.form.get("name"), visit.form.get("next")
    try:
        account = log_in(visit.house.database, name, visit.form.get("password"), address=visit.address)
    except LoginRefused as refused:
        minutes = max(1, round(refused.wait / timedelta(minutes=1)))
        status = 429 if refused.code == "too_many" else 401
        return _form(visit, goes_to=goes_to, status=status, problem=refused.code, minutes=minutes, name=name)
    return admit(visit, account, goes_to=goes_to, how="password")


def admit(visit: Visit, account: Account, *, goes_to: str, how: str) -> Response:
    """Open a session for somebody whose password or identity provider was right; a second factor may follow."""
    pending = account.has_second_factor and how == "password"
    life = visit.house.session_life
    with visit.writing() as connection:
        old = visit.house.cookie.read(visit.request)
        if old:
            end_session(connection, old)
        token = open_session(connection, account, life=life, factor_pending=pending)
        if not pending:
            audit.record(connection, account.name, "logged_in", details={"how": how}, address=visit.address)
    response = visit.go("/login/code" if pending else local_path(goes_to))
    if pending and goes_to:
        response.set_cookie("next", local_path(goes_to), max_age=600, path="/login", httponly=True, samesite="strict")
    visit.house.cookie.set(response, token, seconds=int(life.total_seconds()))
    return response


def show_code(visit: Visit) -> Response:
    """GET /login/code."""
    return visit.page("login_code.html", problem="")


def log_in_by_code(visit: Visit) -> Response:
    """POST /login/code."""
    account = visit.account
    limits = ((f"code:{account.name}", FAILURES_PER_NAME),)
    try:
        with visit.reading() as connection:
            check_rate(connection, limits)
    except LoginRefused:
        return visit.page("login_code.html", status=429, problem="too_many")
    with visit.writing() as connection:
        right = is_right(connection, account.id, visit.form.get("code"))
        if not right:
            note_failure(connection, limits)
            audit.record(connection, account.name, "code_refused", address=visit.address)
    if not right:
        return visit.page("login_code.html", status=401, problem="wrong")
    goes_to = local_path(visit.request.cookies.get("next", "/"))
    response = admit(visit, account, goes_to=goes_to, how="second_factor")
    response.delete_cookie("next", path="/login")
    return response


def log_out(visit: Visit) -> Response:
    """POST /logout."""
    token = visit.house.cookie.read(visit.request)
    with visit.writing() as connection:
        if token:
            end_session(connection, token)
        if visit.session is not None:
            visit.note(connection, "logged_out")
    response = visit.go("/login")
    visit.house.cookie.clear(response)
    return response
