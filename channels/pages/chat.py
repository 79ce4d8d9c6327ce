"""/chat: the website chat in full-page mode, for links from messengers, e-mails and printed codes."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from channels.pages.templates import language_of_page, page


async def get_chat(request: Request) -> Response:
    """The page in the reader's language."""
    return page("chat.html", language_of_page(request))
