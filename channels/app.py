"""The public process put together: routes, what they need, what starts and stops with them."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator

import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from channels import widget_files
from channels.desk import Desk
from channels.feed import Feed
from channels.flood import Flood
from channels.outbox import Outbox
from channels.pages.chat import get_chat
from channels.pages.home import get_home
from channels.pages.templates import STATIC
from channels.platforms import platforms_of
from channels.rasa_server import RasaServer
from channels.rates import Buckets, Rate, buckets_at
from channels.refusals import Refusal, refusal_response
from channels.security import SecurityHeaders, add_headers
from channels.staff_messages import LOOK_EVERY, StaffMessages
from channels.turns import Turns
from channels.website import events, messages, people, session
from channels.website.channel import Website
from channels.website.visitor import Door
from office import database
from office.conversations.tables import journal
from office.metrics import Counted
from office.settings import Settings
from office.settings import settings as process_settings

logger = logging.getLogger(__name__)

_HTTP_CODES = {404: "not_found", 405: "method_not_allowed"}


def create_app(
    settings: Settings | None = None,
    *,
    engine: Engine | None = None,
    rasa: RasaServer | None = None,
    buckets: Buckets | None = None,
    worker: str | None = None,
    pause: float = 2.0,
) -> Starlette:
    """The ASGI application. The options replace what the settings would give; `pause` is as in Turns."""
    settings = settings or process_settings()
    desk = Desk(engine or database.engine())
    rasa = rasa or RasaServer(settings["RASA_URL"], timeout=settings["RASA_TIMEOUT"])
    outbox = Outbox(desk)
    platforms = platforms_of(settings, desk, outbox)
    staff_messages = StaffMessages(desk, platforms, look_every=min(LOOK_EVERY, pause))
    buckets = buckets or buckets_at(settings["REDIS_URL"])
    turns = Turns(
        desk,
        rasa,
        [Website(), *platforms],
        message_limit=settings["MESSAGE_LIMIT"],
        attempts=settings["JOURNAL_ATTEMPTS"],
        rasa_timeout=settings["RASA_TIMEOUT"],
        worker=worker,
        pause=pause,
        flood=Flood(desk, buckets, Rate(settings["RATE_PER_SESSION"])),
    )
    feed = Feed(desk)

    @contextlib.asynccontextmanager
    async def life(_app: Starlette) -> AsyncIterator[None]:
        await turns.start()
        await staff_messages.start()
        yield
        await feed.close()
        await staff_messages.stop()
        await turns.stop()
        await outbox.close()
        for platform in platforms:
            await platform.close()
        await rasa.close()
        desk.close()

    origins = [origin.strip().rstrip("/") for origin in settings["WIDGET_ORIGINS"].split(",") if origin.strip()]
    app = Starlette(
        routes=[*_routes(), *(route for platform in platforms for route in platform.routes(turns))],
        lifespan=life,
        middleware=[
            Middleware(Counted, process="channels"),
            Middleware(SecurityHeaders, https=settings.public_url.startswith("https://")),
            Middleware(
                CORSMiddleware,
                allow_origins=origins,
                allow_methods=["GET", "POST", "PATCH", "DELETE"],
                allow_headers=["Authorization", "Content-Type", "Last-Event-ID"],
                expose_headers=["Retry-After"],
                max_age=3600,
            ),
        ],
        exception_handlers={
            Refusal: _refused,
            HTTPException: _http_error,
            SQLAlchemyError: _database_away,
            Exception: _failed,
        },
    )
    app.state.door = Door(settings, desk, turns, feed, buckets)
    app.state.rasa = rasa
    return app


def _routes() -> list[Route | Mount]:
    return [
        Route("/api/session", session.post_session, methods=["POST"]),
        Route("/api/session", session.patch_session, methods=["PATCH"]),
        Route("/api/session", session.delete_session, methods=["DELETE"]),
        Route("/api/messages", messages.get_messages, methods=["GET"]),
        Route("/api/messages", messages.post_message, methods=["POST"]),
        Route("/api/transcript", messages.get_transcript, methods=["GET"]),
        Route("/api/events", events.get_events, methods=["GET"]),
        Route("/api/events/ticket", events.post_ticket, methods=["POST"]),
        Route("/api/feedback", people.post_feedback, methods=["POST"]),
        Route("/api/handoff", people.post_handoff, methods=["POST"]),
        Route("/health", health, methods=["GET"]),
        Route("/ready", ready, methods=["GET"]),
        Route("/", get_home, methods=["GET"]),
        Route("/chat", get_chat, methods=["GET"]),
        *widget_files.ROUTES,
        Mount("/static", StaticFiles(directory=STATIC)),
    ]


async def health(_request: Request) -> Response:
    """Whether this process lives."""
    return JSONResponse({"status": "alive"})


async def ready(request: Request) -> Response:
    """Whether questions can be answered: the database has its tables, and Rasa is up. 503 if not."""
    door: Door = request.app.state.door
    try:
        await door.desk.read(lambda connection: connection.execute(sa.select(journal.c.id).limit(1)).all())
        database_is_ready = True
    except SQLAlchemyError as error:
        logger.error("ready.database.away error=%s", type(error).__name__)
        database_is_ready = False
    rasa_is_ready = await request.app.state.rasa.is_up()
    parts = {"database": database_is_ready, "rasa": rasa_is_ready}
    return JSONResponse({"ready": all(parts.values()), **parts}, 200 if all(parts.values()) else 503)


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, Refusal):
        raise error
    return refusal_response(request, error)


async def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    refusal = Refusal(error.status_code, _HTTP_CODES.get(error.status_code, "invalid_http"))
    response = refusal_response(request, refusal)
    response.headers.update(error.headers or {})
    return response


async def _database_away(request: Request, error: Exception) -> Response:
    """The database does not do what was asked: handled inside of the middleware, so that other sites' pages read it."""
    logger.error("request.database.failed path=%s", request.url.path, exc_info=error)
    return refusal_response(request, Refusal(503, "try_again"))


async def _failed(request: Request, _error: Exception) -> Response:
    """Something that should not happen; Starlette hands the error on to the server's log afterwards.

    Starlette answers outside of all middleware, so the headers are put on here.
    """
    response = refusal_response(request, Refusal(500, "server_error"))
    https = request.app.state.door.settings.public_url.startswith("https://")
    add_headers(response.headers, request.url.path, https=https)
    return response
