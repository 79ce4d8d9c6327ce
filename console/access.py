"""The one place that decides who gets in: login, role, second factor, where a request comes from, its token."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from console.forms import LIMIT, BodyTooLarge, read_form
from console.house import House
from console.security import SAFE_METHODS, client_address, is_right_token, is_same_origin
from console.visit import NotFound, Visit
from console.wording import LANGUAGES
from office.database import reading
from office.languages import preferred
from office.staff.records import Session
from office.staff.sessions import find_session

logger = logging.getLogger(__name__)

Show = Callable[[Visit], Response]

EVERYBODY = None


@dataclass(frozen=True)
class Page:
    """One address: its method, what it is for, and the least role that may use it (None: everybody, before a login)."""

    method: str
    path: str
    needs: str | None
    show: Show
    # Which half of a login this page belongs to: "code" while the second factor is asked for, "password" while a new
    # password has to be chosen. Everything else is closed until then.
    step: str | None = None
    limit: int = LIMIT


def route_of(page: Page, house: House) -> Route:
    """The page as a route behind all checks."""

    async def endpoint(request: Request) -> Response:
        return await _admit(page, house, request)

    return Route(page.path, endpoint, methods=[page.method])


async def _admit(page: Page, house: House, request: Request) -> Response:
    visit = Visit(house, request, _language(request, None), client_address(request, house.trusted_proxies))
    try:
        return await _checked(page, visit)
    except NotFound:
        return await _problem(visit, 404, "not_found")
    except BodyTooLarge:
        return await _problem(visit, 413, "too_large")
    except SQLAlchemyError:
        logger.exception("console.database.failed path=%s", page.path)
        return await _problem(visit, 503, "database_away")


async def _checked(page: Page, visit: Visit) -> Response:
    request = visit.request
    unsafe = page.method not in SAFE_METHODS
    if unsafe and not is_same_origin(request):
        return await _problem(visit, 403, "other_origin")
    token = visit.house.cookie.read(request)
    session = await run_in_threadpool(_session, visit.house, token) if token else None
    visit.session = session
    visit.language = _language(request, session)
    if page.needs is not None or page.step is not None:
        if session is None:
            return _to_login(visit)
        closed = _closed_by(page, session)
        if closed:
            return visit.go(closed)
        if page.needs is not None and not session.account.may(page.needs):
            return await _problem(visit, 403, "not_allowed")
    if unsafe:
        visit.form = await read_form(request, limit=page.limit)
        given = request.headers.get("x-csrf-token") or visit.form.get("csrf")
        # The login form was made before there was a session; it may be sent after another tab has opened one.
        if session is not None and page.path != "/login" and not is_right_token(session.csrf_token, given):
            return await _problem(visit, 403, "stale_form")
    return await run_in_threadpool(page.show, visit)


def _session(house: House, token: str) -> Session | None:
    with reading(house.database) as connection:
        return find_session(connection, token)


def _closed_by(page: Page, session: Session) -> str | None:
    """Where somebody has to go first who is only half logged in; None: the page is open."""
    if session.factor_pending:
        return None if page.step == "code" else "/login/code"
    if page.step == "code":
        return "/"
    if session.account.must_change_password and page.step != "password" and page.path != "/logout":
        return "/account/password"
    return None


def _to_login(visit: Visit) -> Response:
    request = visit.request
    if visit.is_partial:
        return Response(status_code=401, headers={"HX-Redirect": "/login"})
    if request.method not in SAFE_METHODS or request.headers.get("accept", "").startswith("text/event-stream"):
        return Response(status_code=401)
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse("/login" if wanted == "/" else f"/login?next={quote(wanted, safe='')}", status_code=303)


async def _problem(visit: Visit, status: int, code: str) -> Response:
    render: Callable[..., Awaitable[Response]] = run_in_threadpool
    return await render(visit.page, "problem.html", status=status, code=code)


def _language(request: Request, session: Session | None) -> str:
    """The account's language; before a login what was chosen on the login page, else the browser's."""
    chosen = session.account.language if session else request.cookies.get("language", "")
    if chosen in LANGUAGES:
        return chosen
    wished = preferred(request.headers.get("accept-language"))
    return "zh" if wished.startswith("zh") else "en"
