"""What protects the console in a browser: headers, where a request may come from, the session's cookie."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Nothing from elsewhere, nothing inline: neither script nor style.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
SAFE_METHODS = ("GET", "HEAD")


def add_headers(headers: MutableHeaders, path: str, *, https: bool) -> None:
    """HEADERS; pages are kept out of every cache, and over https browsers are asked to stay with it."""
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if https:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    headers.setdefault("Cache-Control", "no-cache" if path.startswith("/static/") else "no-store")


class SecurityHeaders:
    """Adds them to every response but those to errors that nobody foresaw (console.app adds them there)."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self.app = app
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                add_headers(MutableHeaders(scope=message), scope["path"], https=self._https)
            await send(message)

        await self.app(scope, receive, send_with_headers)


def is_same_origin(request: Request) -> bool:
    """Whether a request was sent by a page of the console itself.

    Browsers say so in Sec-Fetch-Site; older ones in Origin. A request with neither is from no page that we served.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == request.headers.get("host", "")


def is_right_token(expected: str, given: str) -> bool:
    """Whether the CSRF token of a form is the session's; compared in constant time."""
    return hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace"))


class SessionCookie:
    """The cookie that carries a session's token. Over https under a __Host- name, which no other host can set."""

    def __init__(self, *, https: bool) -> None:
        self.name = "__Host-staff" if https else "staff"
        self._https = https

    def read(self, request: Request) -> str | None:
        """The token, if the browser sent one."""
        return request.cookies.get(self.name)

    def set(self, response: Response, token: str, *, seconds: int) -> None:
        """Keep the token in the browser."""
        response.set_cookie(
            self.name, token, max_age=seconds, path="/", secure=self._https, httponly=True, samesite="strict"
        )

    def clear(self, response: Response) -> None:
        """Take it away."""
        response.delete_cookie(self.name, path="/", secure=self._https, httponly=True, samesite="strict")


def client_address(request: Request, trusted: Collection[str]) -> str:
    """The network address that a request comes from: of the peer, or what a trusted proxy says of its peer.

    An IPv6 caller is known by its /64 network, since a single line has that many addresses.
    """
    address = request.client.host if request.client else ""
    forwarded = [part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()]
    while address in trusted and forwarded:
        address = forwarded.pop()
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(parsed, ipaddress.IPv6Address) and not parsed.ipv4_mapped:
        return str(ipaddress.ip_network((int(parsed), 64), strict=False))
    return str(parsed)
