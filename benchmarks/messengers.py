"""2,000 WeChat messages at 20 a second with faults on both sides: acknowledged how fast, lost or doubled how many.

`python -m benchmarks.messengers [--messages 2000] [--rate 20] [--database postgresql://...]`; `--messages 200 --rate 0` sends all at the same moment.
The public process is started as `make run` starts it. Rasa and WeChat are stand-ins on the loopback (those of the
tests); every tenth call of each fails, every tenth message is delivered three times.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from urllib.parse import urlencode

import httpx
import sqlalchemy as sa

from office.conversations.tables import journal
from office.database import connect, metadata, reading
from tests.channels.conftest import FakeRasa, served
from tests.channels.processes import public_process
from tests.databases import TABLES
from tests.platforms.wechat import APP_ID, SECRET, TOKEN, WeChatServer, message_xml, reply_of, signed

PEOPLE = 200


async def post(url: str, xml: bytes) -> httpx.Response:
    """One request on a connection of its own: a client's pool would itself be what is measured once many wait."""
    host, _, port = url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    head = f"POST /wechat?{urlencode(signed())} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(xml)}\r\nConnection: close\r\n\r\n"
    writer.write(head.encode() + xml)
    head_bytes, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    return httpx.Response(int(head_bytes.split(b" ", 2)[1]), content=body)


async def send_all(url: str, wechat: WeChatServer, messages: int, rate: float) -> tuple[list[float], Counter[str]]:
    """Seconds until each acknowledgement, and how often each question was answered passively."""
    seconds: list[float] = []
    passive: dict[int, set[str]] = {}
    chance = random.Random(1)

    async def one(number: int) -> None:
        await asyncio.sleep(number / rate if rate else 0.0)
        user = f"u{number % PEOPLE}"
        wechat.heard(user)
        xml = message_xml(user, f"question {number}.", number=number + 1).encode()
        if chance.random() < 0.1:
            wechat.faults.append(chance.choice(["500", "busy"]))
        for _ in range(3 if chance.random() < 0.1 else 1):
            started = time.monotonic()
            text = reply_of(await post(url, xml))
            seconds.append(time.monotonic() - started)
            if text:
                passive.setdefault(number, set()).add(text)

    await asyncio.gather(*(one(number) for number in range(messages)))
    return seconds, Counter({str(number): len(texts) for number, texts in passive.items()})


def main() -> int:
    """Returns 0 when nothing was lost or doubled and every acknowledgement took less than a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--rate", type=float, default=20.0)
    parser.add_argument("--database", help="an empty PostgreSQL database; without it a SQLite file")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = connect(asked.database or f"sqlite:///{folder}/conversations.db")
        metadata.create_all(engine, tables=TABLES)
        rasa, wechat = FakeRasa(engine, seconds=0.15, fails_every=10), WeChatServer()
        settings = {
            "WECHAT_APP_ID": APP_ID, "WECHAT_APP_SECRET": SECRET, "WECHAT_TOKEN": TOKEN, "LOG_LEVEL": "ERROR",
        }  # fmt: skip
        with served(rasa.app()) as rasa.url, served(wechat.app()) as wechat.url:
            with public_process(rasa, WECHAT_API_URL=wechat.url, **settings) as url:
                seconds, answers = asyncio.run(send_all(url, wechat, asked.messages, asked.rate))
                until = time.monotonic() + 120
                while time.monotonic() < until:
                    with reading(engine) as connection:
                        query = sa.select(journal.c.status, sa.func.count()).group_by(journal.c.status)
                        statuses = {row[0]: row[1] for row in connection.execute(query)}
                    if set(statuses) == {"answered"}:
                        break
                    time.sleep(0.5)
        engine.dispose()
    for _, text in wechat.sent:
        answers[text.partition("question ")[2].partition(".")[0]] += 1
    lost = [number for number in range(asked.messages) if not answers[str(number)]]
    doubled = [number for number, times in answers.items() if times > 1]
    slow = [each for each in seconds if each >= 1.0]
    sys.stdout.write(
        f"messages {asked.messages} at {asked.rate:g}/s (0: all at once); journal {statuses}\n"
        f"acknowledged: median {statistics.median(seconds):.3f} s, 99 % {sorted(seconds)[int(len(seconds) * 0.99)]:.3f} s, "
        f"slowest {max(seconds):.3f} s, {len(slow)} of {len(seconds)} over 1 s\n"
        f"pushed {len(wechat.sent)}; lost {len(lost)}; doubled {len(doubled)}\n"
    )
    return 1 if lost or doubled or slow else 0


if __name__ == "__main__":
    sys.exit(main())
