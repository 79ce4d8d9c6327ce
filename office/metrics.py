"""What is measured while the house runs, for Prometheus: served on METRICS_PORT, which applicants cannot reach.

No label holds anything of an applicant; each has a small, fixed set of values. What is in the database is asked at each
scrape, so that any number of processes show the same.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

import sqlalchemy as sa
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    start_http_server,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from sqlalchemy.engine import Engine

from office.conversations.journal import UNDELIVERED
from office.conversations.tables import handoff, journal
from office.database import now, reading
from office.logs import bound
from office.settings import Settings

logger = logging.getLogger(__name__)

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 2, 5, 10, 30)

_PLAIN_ID = re.compile(rb"[A-Za-z0-9-]{8,64}")

REGISTRY = CollectorRegistry()
REQUESTS = Counter("admissions_requests_total", "HTTP requests", ["process", "endpoint", "status"], registry=REGISTRY)
REQUEST_SECONDS = Histogram(
    "admissions_request_seconds", "Seconds until the answer began", ["process", "endpoint"], buckets=_SECONDS, registry=REGISTRY
)  # fmt: skip
MESSAGES = Counter("admissions_messages_total", "Applicants' messages by what became of them", ["channel", "outcome"], registry=REGISTRY)  # fmt: skip
ANSWER_SECONDS = Histogram(
    "admissions_answer_seconds", "Seconds from a message's arrival to its answered entry", ["channel"], buckets=_SECONDS, registry=REGISTRY
)  # fmt: skip


class FromDatabase:
    """Gauges that are asked of the database, at most once in `keep` seconds."""

    def __init__(self, engine: Engine, *, keep: float = 5.0) -> None:
        self._engine, self._keep = engine, keep
        self._at, self._found = -keep, [0.0] * 6

    def collect(self) -> Iterable[Metric]:
        """Called at each scrape. A database that is away shows as admissions_database_up 0."""
        if time.monotonic() - self._at >= self._keep:
            self._at = time.monotonic()
            try:
                self._found = [1.0, *self._ask()]
            except sa.exc.SQLAlchemyError as error:
                logger.error("metrics.database.away error=%s", type(error).__name__)
                self._found = [0.0, *self._found[1:]]
        up, waiting, oldest, undelivered, failed, handoffs = self._found
        yield GaugeMetricFamily("admissions_database_up", "Whether the database answers", up)
        yield GaugeMetricFamily("admissions_journal_waiting", "Messages that are still to be answered", waiting)
        yield GaugeMetricFamily("admissions_journal_oldest_seconds", "How long the oldest of them has waited", oldest)
        yield GaugeMetricFamily("admissions_journal_undelivered", "Answers that their platforms do not take for the moment", undelivered)  # fmt: skip
        yield GaugeMetricFamily("admissions_journal_failed", "Messages that could not be answered: for staff", failed)
        yield GaugeMetricFamily("admissions_handoffs_waiting", "Applicants who wait for staff", handoffs)

    def _ask(self) -> list[float]:
        with reading(self._engine) as connection:
            received = sa.select(sa.func.count(), sa.func.min(journal.c.received_at)).where(
                journal.c.status == "received"
            )
            is_undelivered = sa.func.coalesce(journal.c.error, "").startswith(UNDELIVERED)
            waiting, oldest = connection.execute(received.where(~is_undelivered)).one()
            undelivered, _ = connection.execute(received.where(is_undelivered)).one()
            failed = connection.execute(
                sa.select(sa.func.count()).select_from(journal).where(journal.c.status == "failed")
            ).scalar()
            handoffs = connection.execute(
                sa.select(sa.func.count()).select_from(handoff).where(handoff.c.status == "open")
            ).scalar()
        age = (now() - oldest).total_seconds() if oldest else 0.0
        return [float(waiting), max(0.0, age), float(undelivered), float(failed or 0), float(handoffs or 0)]


def serve(settings: Settings, engine: Engine, *, offset: int = 0) -> Callable[[], None]:
    """Serve the metrics if METRICS_PORT is set, on that port plus `offset`; returns what stops it."""
    port = settings["METRICS_PORT"]
    if port is None:
        return lambda: None
    REGISTRY.register(FromDatabase(engine))
    ProcessCollector(registry=REGISTRY)
    PlatformCollector(registry=REGISTRY)
    server, thread = start_http_server(port + offset, addr=settings["METRICS_HOST"], registry=REGISTRY)

    def stop() -> None:
        server.shutdown()
        thread.join()

    return stop


Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Counted:
    """ASGI middleware: counts requests and their seconds by the function that answered, never by address, and gives each
    an id that its lines in the log and its answer bear.
    """

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]], *, process: str) -> None:
        self.app, self.process = app, process

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; count when the answer begins, as an event stream may never end."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.monotonic()
        request_id = _request_id(scope)

        async def counting(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                name = getattr(scope.get("endpoint"), "__name__", "none")
                REQUESTS.labels(self.process, name, str(message["status"])).inc()
                REQUEST_SECONDS.labels(self.process, name).observe(time.monotonic() - began)
                message["headers"] = [*message.get("headers", []), (b"x-request-id", request_id.encode())]
            await send(message)

        with bound(request=request_id):
            await self.app(scope, receive, counting)


def _request_id(scope: Scope) -> str:
    """What a proxy in front calls this request, or a new name; anything but a plain id is not taken over into logs."""
    for name, value in scope.get("headers", []):
        if name == b"x-request-id" and _PLAIN_ID.fullmatch(value):
            return str(value.decode("ascii"))
    return secrets.token_hex(8)
