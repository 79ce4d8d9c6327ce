"""Requests that are not taken: one exception, and the answer to it in the applicant's language."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from office.languages import preferred
from office.wording.catalogues import translate


class Refusal(Exception):
    """A request that is answered with a 4xx. `code` is for programs; the text `channels_<code>` is for people."""

    def __init__(
        self, status: int, code: str, *, values: Mapping[str, object] | None = None, retry_after: int | None = None
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.retry_after = retry_after
        self.values = values or {}


def language_of(request: Request) -> str:
    """The language to address the caller in: the conversation's where it is known, else the browser's."""
    language: str | None = getattr(request.state, "language", None)
    return language or preferred(request.headers.get("accept-language"))


def refusal_response(request: Request, refusal: Refusal) -> Response:
    """{"error": {"code", "message"}} in the caller's language."""
    language = language_of(request)
    headers = {"Content-Language": language}
    if refusal.retry_after is not None:
        headers["Retry-After"] = str(refusal.retry_after)
    if refusal.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    message = translate(language, f"channels_{refusal.code}", **refusal.values)
    return JSONResponse({"error": {"code": refusal.code, "message": message}}, refusal.status, headers)
