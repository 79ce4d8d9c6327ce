"""Requests that are nearly right or not at all: 100,000 to each parser, 100,000 through the doors; no 5xx, no hang.

`python -m benchmarks.fuzzing [--parsers 100000] [--doors 100000] [--seed 1]`. What is put into the requests comes from
Hypothesis. Those for the doors are signed and encrypted as each platform does it; what is taken is written into a real
journal, and only the answering is left out.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import json
import logging
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine
from starlette.applications import Starlette

from channels import kakaotalk
from channels.app import create_app
from channels.channel import NotGenuine
from channels.desk import Desk
from channels.outbox import Outbox
from channels.platforms import platforms_of
from channels.turns import Turns
from channels.wechat.envelope import Envelope
from channels.wechat.inbound import parse as parse_wechat
from channels.wechat.xml import read_xml
from channels.wecom.channel import inbound_of
from office.conversations import journal
from office.conversations.records import JournalEntry
from office.database import connect, metadata, reading
from office.settings import Settings
from tests.channels.conftest import served
from tests.platforms.inputs import JSON, WECOM, json_body, mutated, samples, xml_body
from tests.platforms.messengers import MESSENGERS, Messenger
from tests.platforms.wechat import AES_KEY, APP_ID, SECRET, TOKEN, sealed, signed
from tests.platforms.wecom import SETTINGS, WeComServer, callback, sealed_callback

HANG = 10.0  # seconds; on a busy machine a request may take long, but not so long
JUNK = 1500  # things that are put into requests, in so many combinations that each request is another

Asked = tuple[str, str, dict[str, str], dict[str, str], bytes]  # method, path, query, headers, body
Make = Callable[[Any, str, random.Random], Asked]  # from some JSON, some text and chance


def junk(number: int, start: int) -> list[tuple[Any, str]]:
    """(JSON, text) pairs from Hypothesis, the same for the same start."""
    found: list[tuple[Any, str]] = []

    @seed(start)
    @settings(
        max_examples=number,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(JSON, st.text(max_size=40))
    def take(value: Any, text: str) -> None:
        found.append((value, text))

    take()
    return found


async def ask(app: Starlette, asked: Asked) -> tuple[int, bytes]:
    """(status, body) of a request, straight to the application."""
    method, path, query, headers, body = asked
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": path, "raw_path": path.encode(), "query_string": urlencode(query, errors="replace").encode(),
        "root_path": "", "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1), "server": ("fuzz", 80),
    }  # fmt: skip
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    try:
        await app(scope, receive, send)
    except Exception as error:
        return 500, repr(error).encode()
    return sent[0]["status"], b"".join(each.get("body", b"") for each in sent[1:])


class Fuzz:
    """Sends one door's inputs and counts the answers."""

    def __init__(self, pool: list[tuple[Any, str]], start: int) -> None:
        self.pool = pool
        self.start = start
        self.statuses: dict[str, Counter[Any]] = {}
        self.slowest = 0.0
        self.faults: list[str] = []

    async def run(self, name: str, app: Starlette, make: Make, number: int) -> None:
        """`number` inputs through the door `name`."""
        counted, chance = self.statuses.setdefault(name, Counter()), random.Random(f"{self.start}/{name}")
        for _ in range(number):
            asked = make(*chance.choice(self.pool), chance)
            started = time.monotonic()
            try:
                status, _body = await asyncio.wait_for(ask(app, asked), HANG)
            except asyncio.TimeoutError:
                self.faults.append(f"{name}: hangs on {asked!r:.400}")
                continue
            self.slowest = max(self.slowest, time.monotonic() - started)
            counted[status] += 1
            if status >= 500:
                self.faults.append(f"{name}: {status} for {asked!r:.400}")


def _doors(company: WeComServer, secret: str) -> dict[str, Make]:
    """How the requests are made, by name."""

    def messenger(platform: Messenger) -> Make:
        found = samples(platform.name)

        def make(value: Any, _text: str, chance: random.Random) -> Asked:
            body, headers = platform.request(json_body(found, value, chance))
            return "POST", f"/{platform.name}", {}, headers, body

        return make

    def kakao(value: Any, _text: str, chance: random.Random) -> Asked:
        body = json_body(samples("kakaotalk"), value, chance)
        return "POST", "/kakaotalk", {}, {"X-Skill-Secret": SECRET}, body

    def wechat(_value: Any, text: str, chance: random.Random) -> Asked:
        return "POST", "/wechat", signed(), {}, xml_body(text, chance).encode("utf-8", "surrogatepass")

    def wechat_sealed(_value: Any, text: str, chance: random.Random) -> Asked:
        query, body = sealed(xml_body(text, chance).encode("utf-8", "replace").decode())
        return "POST", "/wechat", query, {}, body.encode()

    def wechat_address(_value: Any, text: str, chance: random.Random) -> Asked:
        names = ("signature", "timestamp", "nonce", "echostr", "msg_signature", "encrypt_type")
        return chance.choice(("GET", "POST")), "/wechat", {**signed(), chance.choice(names): text}, {}, text.encode()

    def wecom(_value: Any, text: str, chance: random.Random) -> Asked:
        company.messages.clear()
        query, body = sealed_callback(xml_body(text, chance).encode("utf-8", "replace").decode())
        return "POST", "/wecom", query, {}, body.encode()

    def wecom_messages(value: Any, _text: str, chance: random.Random) -> Asked:
        # What is no JSON cannot come from a platform's server.
        items = (mutated(WECOM, value, chance) for _ in range(5))
        company.messages += [each for each in items if _is_json(each)]
        query, body = callback()
        return "POST", "/wecom", query, {}, body.encode()

    def website(path: str, *found: dict[str, Any]) -> Make:
        def make(value: Any, _text: str, chance: random.Random) -> Asked:
            return "POST", path, {}, {"Authorization": f"Bearer {secret}"}, json_body(list(found), value, chance)

        return make

    return {
        **{name: messenger(build()) for name, build in MESSENGERS.items()},
        "kakaotalk": kakao,
        "wechat": wechat,
        "wechat, encrypted": wechat_sealed,
        "wechat, address": wechat_address,
        "wecom, callback": wecom,
        "wecom, messages": wecom_messages,
        "website, messages": website(
            "/api/messages", {"client_id": "1", "text": "hi"}, {"client_id": "2", "button": {"message": 1, "index": 0}}
        ),
        "website, session": website("/api/session", {"language": "de", "time_zone": "Asia/Tokyo"}),
        "website, feedback": website("/api/feedback", {"message": 1, "helpful": True, "comment": "x"}),
        "website, hand-off": website(
            "/api/handoff", {"contact": {"kind": "email", "value": "a@example.org"}, "consent": True}
        ),
    }


def _is_json(value: Any) -> bool:
    try:
        return json.dumps(value, allow_nan=False).encode("utf-8") is not None
    except ValueError:
        return False


def _no_answering(engine: Engine) -> None:
    """Leaves messages in the journal, and lets nobody wait for their answers."""

    async def settled(_self: Turns, journal_id: int, *, wait: float) -> JournalEntry:
        with reading(engine) as connection:
            return journal.get_entry(connection, journal_id)

    Turns.wake = lambda _self, _conversation: None  # type: ignore[method-assign]
    Turns.settled = settled  # type: ignore[method-assign]
    kakaotalk._WAIT = kakaotalk._WAIT_WITH_CALLBACK = 0.0


def _settings(company: WeComServer, **more: str) -> Settings:
    values = {name: value for build in MESSENGERS.values() for name, value in build().settings.items()}
    addresses = {name: "http://127.0.0.1:9" for name in values if name.endswith("_URL")}
    return Settings(
        {
            **values, **addresses, **SETTINGS, "WECOM_API_URL": company.url, "KAKAO_SECRET": SECRET,
            "WECHAT_APP_ID": APP_ID, "WECHAT_APP_SECRET": SECRET, "WECHAT_TOKEN": TOKEN, "WECHAT_WAIT": "0",
            "WECHAT_API_URL": "http://127.0.0.1:9", "RATE_PER_SESSION": "1000000000",
            "RATE_PER_ADDRESS": "1000000000", **more,
        }
    )  # fmt: skip


def parsers() -> dict[str, Callable[[Any, str, random.Random], Any]]:
    """Every parser, given some JSON, some text and chance."""
    desk = Desk(connect("sqlite://"))
    platforms = {
        each.name: each for each in platforms_of(_settings(WeComServer(url="http://127.0.0.1:9")), desk, Outbox(desk))
    }
    envelope = Envelope(AES_KEY, APP_ID)
    found: dict[str, Callable[[Any, str, random.Random], Any]] = {}
    for name in (*MESSENGERS, "kakaotalk"):
        parse, genuine = platforms[name].parse, samples(name)
        found[name] = lambda value, _text, chance, parse=parse, genuine=genuine: parse(
            json_body(genuine, value, chance)
        )
    found["wechat"] = lambda _value, text, chance: parse_wechat(
        read_xml(xml_body(text, chance).encode("utf-8", "surrogatepass")), language="zh"
    )
    found["wecom"] = lambda value, _text, chance: inbound_of(mutated(WECOM, value, chance))
    found["envelope"] = lambda _value, text, chance: envelope.decrypt(
        base64.b64encode(chance.randbytes(16 * chance.randrange(8))).decode() if chance.random() < 0.7 else text
    )
    return found


def fuzz_parsers(fuzz: Fuzz, number: int) -> None:
    """`number` inputs to each parser: messages, or ValueError or NotGenuine; anything else is a fault."""
    for name, parse in parsers().items():
        counted, chance = fuzz.statuses.setdefault(name, Counter()), random.Random(f"{fuzz.start}/{name}")
        for _ in range(number):
            value, text = chance.choice(fuzz.pool)
            started = time.monotonic()
            try:
                outcome = "read" if parse(value, text, chance) else "nothing to answer"
            except (ValueError, NotGenuine):
                outcome = "refused"
            except Exception as error:
                outcome = "fault"
                fuzz.faults.append(f"{name}: {error!r} for {value!r:.200} {text!r:.200}")
            fuzz.slowest = max(fuzz.slowest, time.monotonic() - started)
            counted[outcome] += 1
        sys.stdout.write(f"parser {name}: {dict(sorted(counted.items()))}\n")
        sys.stdout.flush()


async def fuzz_all(fuzz: Fuzz, engine: Engine, company: WeComServer, number: int) -> None:
    """All doors, one after the other; what each answered is printed."""
    with_key, without = (
        create_app(_settings(company, **more), engine=engine) for more in ({"WECHAT_AES_KEY": AES_KEY}, {})
    )
    _status, body = await ask(with_key, ("POST", "/api/session", {}, {}, b"{}"))
    doors = _doors(company, json.loads(body)["session"])
    for place, (name, make) in enumerate(doors.items()):
        share = number // len(doors) + (place < number % len(doors))
        await fuzz.run(name, without if name in ("wechat", "wechat, address") else with_key, make, share)
        sys.stdout.write(f"door {name}: {dict(sorted(fuzz.statuses[name].items()))}\n")
        sys.stdout.flush()


def main() -> int:
    """Returns 0 when nothing was answered with a 5xx and nothing hung."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parsers", type=int, default=100_000, help="inputs to each parser")
    parser.add_argument("--doors", type=int, default=100_000, help="requests through all doors together")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)  # a refused request is a line each
    fuzz, company, began = Fuzz(junk(JUNK, asked.seed), asked.seed), WeComServer(page=1000), time.monotonic()
    fuzz_parsers(fuzz, asked.parsers)
    parsed, fuzz.statuses = sum(sum(counted.values()) for counted in fuzz.statuses.values()), {}
    with tempfile.TemporaryDirectory() as folder, served(company.app()) as company.url:
        engine = connect(f"sqlite:///{folder}/conversations.db")
        metadata.create_all(engine)
        _no_answering(engine)
        asyncio.run(fuzz_all(fuzz, engine, company, asked.doors))
        engine.dispose()
    total = sum(sum(counted.values()) for counted in fuzz.statuses.values())
    sys.stdout.write(
        f"{parsed} inputs to parsers, {total} through doors, in {time.monotonic() - began:.0f} s, slowest {fuzz.slowest:.2f} s, "
        f"{len(fuzz.faults)} with a 5xx or a hang\n"
    )
    sys.stdout.writelines(f"{each}\n" for each in fuzz.faults[:20])
    return 1 if fuzz.faults else 0


if __name__ == "__main__":
    sys.exit(main())
