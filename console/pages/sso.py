"""Logging in by single sign-on: out to the identity provider and back."""

from __future__ import annotations

import hmac
import logging

import httpx
from sqlalchemy.engine import Connection
from starlette.responses import RedirectResponse, Response

from console import single_sign_on
from console.pages.login import admit
from console.single_sign_on import Person, SignOnError
from console.visit import NotFound, Visit, local_path
from office.staff.accounts import AccountError, create_account, find_account, find_by_subject, link_subject
from office.staff.records import Account

COOKIE = "sso"

logger = logging.getLogger(__name__)


def start(visit: Visit) -> Response:
    """GET /sso/start."""
    settings = visit.house.settings
    if not single_sign_on.is_set_up(settings):
        raise NotFound
    try:
        with httpx.Client() as client:
            provider = single_sign_on.find_provider(settings, client)
    except SignOnError as error:
        logger.warning("sso.provider.failed error=%s", error)
        return _refused(visit, "sso_away", 503)
    with visit.writing() as connection:
        begun = single_sign_on.begin(connection, settings, provider, goes_to=local_path(visit.query("next")))
    response = RedirectResponse(begun.address, status_code=303)
    # Lax: the provider sends the browser back from another site. Without it, a link with somebody else's code would
    # log people into that somebody's account.
    https = settings.console_url.startswith("https://")
    response.set_cookie(COOKIE, begun.state, max_age=600, path="/sso", secure=https, httponly=True, samesite="lax")
    return response


def come_back(visit: Visit) -> Response:
    """GET /sso/return: the provider sends the browser here with a code."""
    settings = visit.house.settings
    if not single_sign_on.is_set_up(settings):
        raise NotFound
    state = visit.query("state")
    mine = hmac.compare_digest(state.encode(), visit.request.cookies.get(COOKIE, "").encode("utf-8", "replace"))
    with visit.writing() as connection:
        attempt = single_sign_on.take_attempt(connection, state) if state and mine else None
    if attempt is None or not visit.query("code"):
        return _refused(visit, "sso_refused", 403)
    try:
        with httpx.Client() as client:
            person = single_sign_on.finish(settings, client, attempt, visit.query("code"))
    except SignOnError as error:
        logger.warning("sso.return.failed error=%s", error)
        return _refused(visit, "sso_refused", 403)
    with visit.writing() as connection:
        account = _account_of(connection, person, new_role=settings["OIDC_NEW_ROLE"])
    if account is None or not account.active:
        return _refused(visit, "sso_no_account", 403)
    answer = admit(visit, account, goes_to=attempt.goes_to, how="single_sign_on")
    # The session's cookie is Strict: not sent along a redirect that began at the provider. A page of ours goes on.
    page = visit.page("sso_done.html", goes_to=local_path(attempt.goes_to))
    page.headers.append("set-cookie", answer.headers["set-cookie"])
    page.delete_cookie(COOKIE, path="/sso")
    return page


def _account_of(connection: Connection, person: Person, *, new_role: str) -> Account | None:
    """The account linked to this person; one is linked at the first login when the administrator has named it so."""
    account = find_by_subject(connection, person.subject)
    if account is not None:
        return account
    named = find_account(connection, person.name)
    if named is not None:
        # Only an account without a password waits for its person: a name alone must not open somebody's account.
        return (
            None
            if named.has_password or named.has_single_sign_on
            else link_subject(connection, named.id, person.subject)
        )
    if new_role not in ("reader", "reviewer", "editor"):
        return None
    try:
        return create_account(
            connection,
            person.name,
            role=new_role,
            shown_name=person.shown_name,
            email=person.email,
            sso_subject=person.subject,
        )
    except AccountError as error:
        logger.warning("sso.account.refused code=%s", error.code)
        return None


def _refused(visit: Visit, code: str, status: int) -> Response:
    return visit.page("problem.html", status=status, code=code)
