"""Checks of what the processes talk to: database, Redis, RabbitMQ, and one another."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from typing import Any
from urllib.parse import urlsplit

import httpx
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from deploy.findings import Finding, fail, off, ok, warn
from office.conversations.tables import journal
from office.database import connect, now, reading
from office.knowledge.tables import program
from office.prepare import head_revision
from office.settings import Settings

SLOW = 0.1  # seconds that a service may take for its simplest answer
CLOCK_WARN, CLOCK_FAIL = 2.0, 30.0  # seconds that clocks may differ
RASA_VERSION = "3.6.21"


def database(values: Settings) -> Iterator[Finding]:
    """Reached, migrated, seeded, its clock, and what waits in it."""
    engine = connect(values.database_url)
    shown = engine.url.render_as_string(hide_password=True)
    try:
        with reading(engine) as connection:
            connection.exec_driver_sql("SELECT 1")
            began = time.monotonic()
            connection.exec_driver_sql("SELECT 1")
            took = time.monotonic() - began
            yield _speed("database", f"{shown} answers", took)
            yield from _tables(connection)
            if engine.dialect.name == "postgresql":
                yield from _postgres(connection)
    except sa.exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        yield fail(
            "database", f"{shown} cannot be used: {reason}", "Start it, or correct DATABASE_URL; then `make database`."
        )
    finally:
        engine.dispose()


def _tables(connection: Connection) -> Iterator[Finding]:
    wanted = head_revision()
    names = sa.inspect(connection).get_table_names()
    if "alembic_version" not in names:
        yield fail("migrations", "the database is empty", "Run `make database`.")
        return
    here = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    if here != wanted:
        yield fail("migrations", f"the tables are at {here}, the program needs {wanted}", "Run `make database`.")
        return
    programs = connection.execute(sa.select(sa.func.count()).select_from(program)).scalar() or 0
    if not programs:
        yield fail("knowledge", "no program is published: the seed is missing", "Run `make database`.")
    yield ok("migrations", f"at {here}; {programs} programs published")
    failed = sa.select(sa.func.count()).select_from(journal).where(journal.c.status == "failed")
    given_up = connection.execute(failed).scalar() or 0
    oldest = connection.execute(sa.select(sa.func.min(journal.c.received_at)).where(journal.c.status == "received"))
    waiting: datetime | None = oldest.scalar()
    waits = (now() - waiting).total_seconds() if waiting else 0.0
    if waits > 120:
        yield warn("journal", f"a question has waited for {waits / 60:.0f} minutes", "See that channels and Rasa run.")
    if given_up:
        yield warn(
            "journal", f"{given_up} questions could not be answered", "Answer or retry them in the console's inbox."
        )


def _postgres(connection: Connection) -> Iterator[Finding]:
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar()
    if encoding != "UTF8":
        yield fail(
            "database",
            f"its encoding is {encoding}: names in twelve languages do not fit",
            "Create it with ENCODING 'UTF8'.",
        )
    theirs = connection.exec_driver_sql("SELECT extract(epoch FROM clock_timestamp())").scalar()
    yield clock("the database", float(theirs or 0))


def clock(whose: str, theirs: float) -> Finding:
    """Whether another machine's clock (seconds since 1970) goes with this one's."""
    apart = abs(theirs - datetime.now(timezone.utc).timestamp())
    if apart > CLOCK_FAIL:
        return fail(
            "clock",
            f"this machine and {whose} are {apart:.0f} s apart",
            "Run a time service (chrony, systemd-timesyncd) on both.",
        )
    if apart > CLOCK_WARN:
        return warn("clock", f"this machine and {whose} are {apart:.1f} s apart", "Check the time service.")
    return ok("clock", f"goes with {whose} ({apart * 1000:.0f} ms)")


def redis(values: Settings) -> Iterator[Finding]:
    """Reached, writable, does not throw locks away."""
    if not values["REDIS_URL"]:
        yield off("redis", "not set: locks and rate limits in memory, good for one process of each kind")
        return
    from redis import Redis
    from redis.exceptions import RedisError

    client = Redis.from_url(values["REDIS_URL"], socket_timeout=3, socket_connect_timeout=3)
    try:
        began = time.monotonic()
        client.set("admissions:doctor", "1", ex=10)
        took = time.monotonic() - began
        client.delete("admissions:doctor")
        yield _speed("redis", f"Redis {client.info('server')['redis_version']} takes writes", took)
        policy = client.config_get("maxmemory-policy").get("maxmemory-policy", "noeviction")
        limit = int(client.config_get("maxmemory").get("maxmemory", 0))
        if limit and policy not in ("noeviction", "volatile-ttl", "volatile-lru", "volatile-lfu", "volatile-random"):
            yield warn(
                "redis", f"throws away keys when full ({policy}), locks among them", "Set maxmemory-policy noeviction."
            )
        seconds, micros = client.time()
        yield clock("Redis", seconds + micros / 1e6)
    except (RedisError, OSError) as error:
        yield fail("redis", f"does not answer: {type(error).__name__} {error}", "Start it, or correct REDIS_URL.")
    finally:
        client.close()


def rabbitmq(values: Settings) -> Iterator[Finding]:
    """Reached with this user and password."""
    if not values["EVENT_BROKER_URL"]:
        yield off("rabbitmq", "not set: no other system gets the events")
        return
    import aio_pika

    async def greet() -> None:
        connection = await aio_pika.connect(values["EVENT_BROKER_URL"], timeout=5)
        await connection.close()

    try:
        began = time.monotonic()
        asyncio.run(greet())
        yield _speed("rabbitmq", "takes our user", time.monotonic() - began, slow=1.0)
    except Exception as error:  # aio_pika, aiormq and the network each have errors of their own
        yield fail("rabbitmq", f"does not take us: {type(error).__name__}", "Start it, or correct EVENT_BROKER_URL.")


def processes(values: Settings) -> Iterator[Finding]:
    """Rasa, action server, channels and console: whether each runs and is ready."""
    rasa = values["RASA_URL"].rstrip("/")
    actions = values["ACTIONS_URL"].rsplit("/", 1)[0]
    channels = f"http://{_loopback(values['PUBLIC_HOST'])}:{values['PUBLIC_PORT']}"
    console = f"http://{_loopback(values['CONSOLE_HOST'])}:{values['CONSOLE_PORT']}"
    yield from _answers("rasa", f"{rasa}/version", "RASA_URL", _rasa)
    yield from _answers("actions", f"{actions}/health", "ACTIONS_URL", lambda _: ok("actions", "answers"))
    yield from _answers("channels", f"{channels}/ready", "PUBLIC_PORT", _channels)
    yield from _answers("console", f"{console}/health", "CONSOLE_PORT", lambda _: ok("console", "answers"))


def _answers(what: str, url: str, setting: str, judge: Callable[[httpx.Response], Finding | None]) -> Iterator[Finding]:
    try:
        found = httpx.get(url, timeout=5, trust_env=False)
        odd = f"{url} answers {found.status_code} {found.text[:80]!r}"
        yield judge(found) or fail(what, odd, f"Another program uses the port? Stop it, or change {setting}.")
    except (httpx.HTTPError, ValueError) as error:
        yield fail(
            what, f"{url}: {type(error).__name__}", f"Start it (`make run`, or its container), or correct {setting}."
        )


def _rasa(answer: httpx.Response) -> Finding | None:
    version = answer.json().get("version") if answer.status_code == 200 else None
    if version is None:
        return None
    if version != RASA_VERSION:
        return fail("rasa", f"is version {version}, not {RASA_VERSION}", "Install what uv.lock names (`make install`).")
    return ok("rasa", f"answers, version {version}")


def _channels(answer: httpx.Response) -> Finding | None:
    parts: dict[str, Any] = answer.json()
    if "ready" not in parts:
        return None
    away = [name for name, there in parts.items() if name != "ready" and not there]
    if away:
        return fail("channels", f"runs, but is not ready: {', '.join(away)} away", "See the line of what is away.")
    return ok("channels", "ready")


def exposure(values: Settings) -> Iterator[Finding]:
    """Rasa and the action server have no authentication: nobody outside may reach them."""
    for what, url in (("rasa", values["RASA_URL"]), ("actions", values["ACTIONS_URL"])):
        parts = urlsplit(url)
        if parts.hostname not in ("127.0.0.1", "localhost", "::1") or parts.port is None:
            continue
        for address in outside_addresses():
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex((address, parts.port)) == 0:
                    yield fail(
                        what, f"can be reached from outside at {address}:{parts.port}, without a password",
                        "Let it listen on 127.0.0.1 (--interface, SANIC_HOST), or close the port in the firewall.",
                    )  # fmt: skip


def outside_addresses() -> list[str]:
    """This machine's addresses that are not loopback."""
    found = set()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # sends nothing: it only asks which way it would go
            found.add(probe.getsockname()[0])
        except OSError:
            pass
    return sorted(address for address in found if not address.startswith("127."))


def _loopback(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::", "") else host  # noqa: S104 (compared, not bound)


def _speed(what: str, says: str, took: float, *, slow: float = SLOW) -> Finding:
    if took > slow:
        return warn(what, f"{says}, but takes {took * 1000:.0f} ms", "See whether it or the network is overloaded.")
    return ok(what, f"{says} in {took * 1000:.1f} ms")
