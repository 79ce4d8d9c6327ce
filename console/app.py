"""The console put together: pages behind their checks, static files, what starts and stops with the process."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator

from sqlalchemy.engine import Engine
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from console.access import route_of
from console.house import STATIC, House, build_house
from console.routes import PAGES
from console.security import SecurityHeaders, add_headers
from console.work import Work
from office import database
from office.metrics import Counted
from office.settings import Settings
from office.settings import settings as process_settings

logger = logging.getLogger(__name__)


def create_app(settings: Settings | None = None, *, engine: Engine | None = None, works: bool = True) -> Starlette:
    """The ASGI application. Options replace what the settings would give; `works`: letters and queue go on beside."""
    settings = settings or process_settings()
    house = build_house(settings, engine or database.engine())
    work = Work(house)

    @contextlib.asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        if works:
            await work.start()
        yield
        await house.news.close()
        await work.stop()
        await run_in_threadpool(house.children.end)

    app = Starlette(
        routes=_routes(house),
        lifespan=life,
        middleware=[
            Middleware(Counted, process="console"),
            Middleware(SecurityHeaders, https=settings.console_url.startswith("https://")),
        ],
        exception_handlers={Exception: _failed},
    )
    app.state.house = house
    return app


def _routes(house: House) -> list[Route | Mount]:
    return [
        *(route_of(page, house) for page in PAGES),
        Route("/health", health, methods=["GET"]),
        Mount("/static", StaticFiles(directory=STATIC)),
    ]


async def health(_request: Request) -> Response:
    """Whether this process lives."""
    return JSONResponse({"status": "alive"})


async def _failed(request: Request, _error: Exception) -> Response:
    """Something that should not happen; the server's log has it.

    Starlette answers outside of all middleware, so the headers are put on here.
    """
    response = PlainTextResponse("Something went wrong on our side. 服务器出错，请稍后再试。", 500)
    house: House = request.app.state.house
    https = house.settings.console_url.startswith("https://")
    add_headers(response.headers, request.url.path, https=https)
    return response
