"""The first page after a login: the inbox for those who answer, the conversations for those who read."""

from __future__ import annotations

from starlette.responses import Response

from console.visit import Visit


def show(visit: Visit) -> Response:
    """GET /."""
    return visit.go("/inbox" if visit.account.may("reviewer") else "/conversations")
