"""2,000 WeChat messages at 20 a second with faults on both sides: acknowledged how fast, lost or doubled how many.

`python -m benchmarks.messengers [--messages 2000] [--rate 20] [--database postgresql://...] [--outage 30]`;
`--messages 200 --rate 0` sends all at the same moment. The public process is started as `make run` starts it. Rasa and
WeChat are stand-ins on the loopback (those of the tests). Every tenth question to Rasa and every tenth message to WeChat
fails, the latter with an error, as busy or with an expired token in turn; every tenth message is delivered three times.
`--outage`: WeChat takes nothing for so many seconds in the middle, too. At the end, everybody for whom an answer lies ready that
WeChat lets nobody write (five messages after each of the person's) writes once more, as people do: what was held back has to come.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import re
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from office.conversations.tables import journal
from office.database import connect, metadata, reading
from tests.channels.conftest import FakeRasa, served
from tests.channels.processes import public_process
from tests.databases import TABLES
from tests.platforms.wechat import APP_ID, SECRET, TOKEN, WeChatServer, message_xml, reply_of, signed

PEOPLE = 200
FAILS_EVERY = 10
DELIVERED_THRICE = 0.1
# Seconds after the last message in which what failed is tried again; pauses grow to five minutes.
PATIENCE = 600


@dataclass
class Heard:
    """What WeChat got: seconds until each acknowledgement, and by question the texts said passively."""

    seconds: list[float] = field(default_factory=list)
    passive: dict[int, set[str]] = field(default_factory=dict)


async def post(url: str, xml: bytes) -> httpx.Response:
    """One request on a connection of its own: a client's pool would itself be what is measured once many wait."""
    host, _, port = url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /wechat?{urlencode(signed())} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(xml)}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode() + xml)
    head_bytes, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    return httpx.Response(int(head_bytes.split(b" ", 2)[1]), content=body)


async def ask(url: str, wechat: WeChatServer, heard: Heard, number: int, person: int, tries: int = 1) -> None:
    """A person's question, delivered so many times."""
    user = f"u{person}"
    wechat.heard(user)
    xml = message_xml(user, f"question {number}.", number=number + 1).encode()
    for _ in range(tries):
        started = time.monotonic()
        text = reply_of(await post(url, xml))
        heard.seconds.append(time.monotonic() - started)
        if text:
            heard.passive.setdefault(number, set()).add(text)


async def send_all(url: str, wechat: WeChatServer, messages: int, rate: float, outage: float) -> Heard:
    """Send the messages 0, 1, ... of PEOPLE in turn."""
    heard, chance = Heard(), random.Random(1)
    tries = [3 if chance.random() < DELIVERED_THRICE else 1 for _ in range(messages)]

    async def one(number: int) -> None:
        await asyncio.sleep(number / rate if rate else 0.0)
        await ask(url, wechat, heard, number, number % PEOPLE, tries[number])

    async def fall_out() -> None:
        await asyncio.sleep(messages / rate / 3 if rate else 0.0)
        wechat.down = outage > 0
        await asyncio.sleep(outage)
        wechat.down = False

    await asyncio.gather(fall_out(), *(one(number) for number in range(messages)))
    return heard


async def write_again(url: str, wechat: WeChatServer, heard: Heard, people: list[int], first: int) -> None:
    """One more question of each of these people, numbered from `first`."""
    await asyncio.gather(*(ask(url, wechat, heard, first + index, person) for index, person in enumerate(people)))


def states(engine: Engine) -> Counter[str]:
    """How the journal's entries stand: failed ones by their error."""
    query = sa.select(journal.c.status, journal.c.error)
    with reading(engine) as connection:
        rows = connection.execute(query).all()
    return Counter(f"{status}: {error}" if status == "failed" else str(status) for status, error in rows)


def wait_until_settled(engine: Engine, messages: int) -> Counter[str]:
    """The journal once nothing is waiting any more, or after PATIENCE."""
    until = time.monotonic() + PATIENCE
    while True:
        found = states(engine)
        if (sum(found.values()) == messages and not found["received"]) or time.monotonic() > until:
            return +found
        time.sleep(0.5)


def said(heard: Heard, wechat: WeChatServer) -> Counter[int]:
    """By question, how many answers reached the person; repetitions of one passive reply are one."""
    answers = Counter({number: len(texts) for number, texts in heard.passive.items()})
    for _, text in wechat.sent:
        found = re.match(r"Answer to: question (\d+)\.", text)
        if found is None:
            raise ValueError(f"WeChat was sent {text[:60]!r}, which answers no question.")
        answers[int(found.group(1))] += 1
    return answers


def main() -> int:
    """Returns 0 when nothing was lost or doubled and every acknowledgement took less than a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--rate", type=float, default=20.0)
    parser.add_argument("--outage", type=float, default=0.0)
    parser.add_argument("--database", help="an empty PostgreSQL database; without it a SQLite file")
    asked = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        engine = connect(asked.database or f"sqlite:///{folder}/conversations.db")
        stack.callback(engine.dispose)
        metadata.create_all(engine, tables=TABLES)
        rasa, wechat = FakeRasa(engine, seconds=0.15, fails_every=FAILS_EVERY), WeChatServer(fails_every=FAILS_EVERY)
        settings = {
            "WECHAT_APP_ID": APP_ID, "WECHAT_APP_SECRET": SECRET, "WECHAT_TOKEN": TOKEN, "LOG_LEVEL": "ERROR",
        }  # fmt: skip
        rasa.url = stack.enter_context(served(rasa.app()))
        wechat.url = stack.enter_context(served(wechat.app()))
        url = stack.enter_context(public_process(rasa, WECHAT_API_URL=wechat.url, **settings))
        began = time.monotonic()
        heard = asyncio.run(send_all(url, wechat, asked.messages, asked.rate, asked.outage))
        stands = wait_until_settled(engine, asked.messages)
        answered = said(heard, wechat)
        held = [number for number in range(asked.messages) if not answered[number]]
        again = sorted({number % PEOPLE for number in held})
        if again:
            asyncio.run(write_again(url, wechat, heard, again, asked.messages))
            stands = wait_until_settled(engine, asked.messages + len(again))
        took = time.monotonic() - began
    answers = said(heard, wechat)
    lost = [number for number in range(asked.messages + len(again)) if not answers[number]]
    doubled = [number for number, times in answers.items() if times > 1]
    slow = [each for each in heard.seconds if each >= 1.0]
    ordered = sorted(heard.seconds)
    sys.stdout.write(
        f"{asked.messages} messages of {PEOPLE} people at {asked.rate:g}/s (0: all at once) on {engine.dialect.name}, "
        f"settled after {took:.0f} s; journal {dict(stands)}\n"
        f"acknowledged: median {statistics.median(ordered):.3f} s, 99 % {ordered[int(len(ordered) * 0.99)]:.3f} s, "
        f"slowest {ordered[-1]:.3f} s, {len(slow)} of {len(ordered)} over 1 s\n"
        f"faults: {len(rasa.asked) // FAILS_EVERY} of {len(rasa.asked)} questions to Rasa, "
        f"{wechat.calls - len(wechat.sent)} of {wechat.calls} messages to WeChat\n"
        f"held back by WeChat's quota until {len(again)} people wrote again: {len(held)}\n"
        f"pushed {len(wechat.sent)}; lost {len(lost)}; doubled {len(doubled)}\n"
    )
    return 1 if lost or doubled or slow else 0


if __name__ == "__main__":
    sys.exit(main())
