"""The page at /: the chat's frame in the reader's language; the conversation itself is static/chat.js over the API."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from office.languages import LANGUAGES, base_code, direction, preferred, supported
from office.wording.catalogues import translate

_HERE = Path(__file__).parent
STATIC = _HERE / "static"

# Labels that the script needs; the template takes its own.
SCRIPT_LABELS = (
    "applicant", "bot", "staff", "typing", "sending", "not_sent", "retry", "offline", "failed", "helpful",
    "not_helpful", "thanks", "erase_question", "erased", "source", "source_dated",
)  # fmt: skip


@lru_cache(maxsize=1)
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_HERE), autoescape=select_autoescape(), trim_blocks=True, lstrip_blocks=True
    )


@lru_cache(maxsize=1)
def version() -> str:
    """Changes when a static file does: browsers may keep them for long, and never keep an old one."""
    digest = sha256()
    for path in sorted(STATIC.iterdir()):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@lru_cache(maxsize=32)
def page(language: str, message_limit: int) -> str:
    """The page in one language."""

    def label(name: str) -> str:
        return translate(language, f"channels_page_{name}")

    labels = {name: translate(language, f"channels_page_{name}", **_placeholders(name)) for name in SCRIPT_LABELS}
    return (
        _templates()
        .get_template("chat.html")
        .render(
            language=language,
            base=base_code(language),
            direction=direction(language),
            languages=list(LANGUAGES.values()),
            label=label,
            labels=labels,
            limit=message_limit,
            version=version(),
        )
    )


def _placeholders(name: str) -> dict[str, str]:
    """The script fills these in: the placeholder stands for itself."""
    return {"source": {"title": "{title}"}, "source_dated": {"title": "{title}", "date": "{date}"}}.get(name, {})


async def get_page(request: Request) -> Response:
    """The page in the language asked for by ?lang=, else in the browser's."""
    asked = supported(request.query_params.get("lang", "")[:35])
    language = asked or preferred(request.headers.get("accept-language"))
    limit = request.app.state.door.settings["MESSAGE_LIMIT"]
    headers = {"Content-Language": language, "Vary": "Accept-Language", "Cache-Control": "no-cache"}
    return HTMLResponse(page(language, limit), headers=headers)
