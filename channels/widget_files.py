"""The website chat's built files: /widget.js, and its words at /widget/<language>.json. Sources: widget/; `make widget`."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from channels.refusals import Refusal

FOLDER = Path(__file__).parent / "static"

# A page may show the file that it has for a day while it asks for a newer one; after ten minutes it asks.
_CACHE = "public, max-age=600, stale-while-revalidate=86400"
_TYPES = {".js": "text/javascript; charset=utf-8", ".json": "application/json"}


@dataclass(frozen=True)
class WidgetFile:
    """One file as it is sent. The tag depends on the content alone: every process gives the same."""

    body: bytes
    packed: bytes
    tag: str
    media_type: str


@lru_cache(maxsize=1)
def widget_files() -> dict[str, WidgetFile]:
    """By address. Read once; packed once, since phones on slow networks wait for every kilobyte."""
    found = {}
    for path in (FOLDER / "widget.js", *sorted((FOLDER / "widget").glob("*.json"))):
        body = path.read_bytes()
        tag = f'"{sha256(body).hexdigest()[:20]}"'
        packed = gzip.compress(body, 9, mtime=0)
        found[f"/{path.relative_to(FOLDER).as_posix()}"] = WidgetFile(body, packed, tag, _TYPES[path.suffix])
    return found


async def get_widget_file(request: Request) -> Response:
    """One of the files; any page may include it. Refusal: there is none at this address."""
    file = widget_files().get(request.url.path)
    if file is None:
        raise Refusal(404, "not_found")
    headers = {
        "Cache-Control": _CACHE,
        "ETag": file.tag,
        "Vary": "Accept-Encoding",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if file.tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(file.packed, media_type=file.media_type, headers=headers)
    return Response(file.body, media_type=file.media_type, headers=headers)


ROUTES = [
    Route("/widget.js", get_widget_file, methods=["GET"]),
    Route("/widget/{language}.json", get_widget_file, methods=["GET"]),
]
