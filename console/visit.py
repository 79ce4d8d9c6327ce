"""One request of one member of staff: who, what was sent, and the ways to answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode, urlsplit

from sqlalchemy.engine import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from console.display import Display
from console.forms import Form
from office import database
from office.staff import audit
from office.staff.records import Account, Session

if TYPE_CHECKING:
    from console.house import House

_NOTICE = "notice"


class NotFound(Exception):
    """There is nothing at this address (any more)."""


@dataclass
class Visit:
    """What a page's function is given. Its database work runs in a thread; nothing here waits on the event loop."""

    house: House
    request: Request
    language: str
    address: str
    form: Form = field(default_factory=Form)
    session: Session | None = None

    @property
    def account(self) -> Account:
        """Who is logged in. Pages for everybody must not ask."""
        if self.session is None:
            raise RuntimeError("This page is open to everybody: nobody is logged in. Give it a role in routes.py.")
        return self.session.account

    @property
    def display(self) -> Display:
        """Values in words of this reader's language."""
        return Display(self.language, self.house.knowledge)

    @property
    def is_partial(self) -> bool:
        """Whether htmx asks for a piece of a page."""
        return self.request.headers.get("hx-request") == "true"

    def path(self, name: str) -> str:
        """A part of the address: {name} in routes.py."""
        return str(self.request.path_params[name])

    def number(self, name: str) -> int:
        """A part of the address that is a number. NotFound: it is none."""
        text = self.path(name)
        if not (text.isascii() and text.isdecimal() and len(text) < 16):
            raise NotFound
        return int(text)

    def query(self, name: str, default: str = "") -> str:
        """A parameter of the address."""
        return self.request.query_params.get(name, default).strip()

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection for queries."""
        return database.reading(self.house.database)

    def writing(self) -> AbstractContextManager[Connection]:
        """One transaction."""
        return database.writing(self.house.database)

    def note(
        self,
        connection: Connection,
        action: str,
        *,
        subject: tuple[str, str] | None = None,
        details: dict[str, Any] | None = None,
    ) -> None:
        """Write what this person does into the audit trail."""
        audit.record(connection, self.account.name, action, subject=subject, details=details, address=self.address)

    # ---- answers

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """A page, or a piece of one."""
        notice = self.request.cookies.get(_NOTICE, "")
        common = {
            "account": self.session.account if self.session and not self.session.factor_pending else None,
            "csrf": self.session.csrf_token if self.session else "",
            "language": self.language,
            "request": self.request,
            "notice": notice if not self.is_partial else "",
            **self.display.helpers(),
        }
        response = HTMLResponse(self.house.templates.get_template(template).render({**common, **values}), status)
        if notice and not self.is_partial:
            response.delete_cookie(_NOTICE, path="/")
        return response

    def go(self, path: str, *, notice: str | None = None) -> Response:
        """To another page of the console, where `notice` (the name of a text) is shown."""
        if self.is_partial:
            response: Response = Response(status_code=204, headers={"HX-Redirect": path})
        else:
            response = RedirectResponse(path, status_code=303)
        if notice:
            response.set_cookie(_NOTICE, notice, max_age=60, path="/", httponly=True, samesite="strict")
        return response

    def download(self, lines: Iterator[str], *, name: str, kind: str) -> Response:
        """A file, sent as it is made."""
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(lines, media_type=kind, headers=headers)

    def address_with(self, **changes: str | None) -> str:
        """This page's address with other parameters; None takes one away."""
        kept = {key: value for key, value in self.request.query_params.items() if value and key not in changes}
        added = {key: value for key, value in changes.items() if value}
        query = urlencode({**kept, **added})
        return f"{self.request.url.path}?{query}" if query else self.request.url.path


def local_path(path: str, default: str = "/") -> str:
    """`path` if it is one of this console, not of another host ("//evil.example")."""
    parts = urlsplit(path)
    if not path.startswith("/") or path.startswith(("//", "/\\")) or parts.netloc or parts.scheme:
        return default
    return path
