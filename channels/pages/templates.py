"""Pages in the reader's language: which language that is, the words, the addresses of static files."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from office.languages import direction, preferred, supported
from office.wording.catalogues import translate
from office.wording.export import language_names

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@lru_cache(maxsize=1)
def version() -> str:
    """Changes when a static file does: browsers may keep them for long, and never keep an old one."""
    digest = sha256()
    for path in sorted(STATIC.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def language_of_page(request: Request) -> str:
    """The language asked for by ?lang=, else the browser's."""
    asked = supported(request.query_params.get("lang", "")[:35])
    return asked or preferred(request.headers.get("accept-language"))


def page(template: str, language: str, **values: Any) -> Response:
    """A template with `values`; it has `label(name)` for words, and what the frame needs."""

    def label(name: str) -> str:
        return translate(language, name)

    html = (
        _templates()
        .get_template(template)
        .render(
            label=label,
            language=language,
            direction=direction(language),
            languages=language_names(),
            version=version(),
            **values,
        )
    )
    headers = {"Content-Language": language, "Vary": "Accept-Language", "Cache-Control": "no-cache"}
    return HTMLResponse(html, headers=headers)
