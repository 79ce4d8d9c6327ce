"""How long the console's list and search take over a large log: `python -m benchmarks.console_lists [--url URL]`.

Fills an empty database with conversations made from the training sentences of twelve languages, then asks for pages as
staff do: first and later pages, each filter alone, filters together, rare and common words in every script. Prints p50,
p95 and the slowest request of each kind as JSON, on the clock and in processor time (of this process and, for PostgreSQL
on this machine, of its server process): the second is what the first comes to when nobody else wants the machine.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

import sqlalchemy as sa
from ruamel.yaml import YAML
from sqlalchemy.engine import Engine

from office.conversations.finding import Filters, find_page
from office.conversations.tables import conversation, feedback, handoff, message
from office.database import connect, reading
from office.prepare import migrate
from office.search import tokens
from office.settings import ROOT

PER_CONVERSATION = 6  # messages: half of the applicant, half of the bot
BATCH = 30_000
TARGET_MS = 150
PROGRAMS = ("accounting-au", "automotive-de", "computing-gb", "tourism-sg", "visual-communication-kr")
COUNTRIES = ("AU", "DE", "GB", "SG", "KR")
REPLY = "The college has not published this yet. Your question has been passed on to the admissions office."

WORDS = (
    "学费", "學費", "奖学金", "宿舍", "签证", "fees", "tuition", "accounting germany", "visa",
    "scholarship deadline",
    "ค่าเทอม", "หอพัก", "등록금", "비자", "Gebühren", "Studiengebühren", "стоимость", "общежитие", "bourse", "logement",
    "الرسوم", "منحه", "matricula", "beca", "寮", "奨学金", "hoc phi", "ký túc xá", "biaya", "beasiswa",
    "admissions office", "college", "xyzzy",
)  # fmt: skip


def sentences() -> list[tuple[str, str, str]]:
    """(language, intent, sentence) of every training example."""
    found = []
    for path in sorted((ROOT / "data" / "nlu").glob("*/*.yml")):
        for block in YAML(typ="safe").load(path.read_text("utf-8"))["nlu"]:
            for line in str(block.get("examples", "")).splitlines():
                if line.strip().startswith("- "):
                    found.append((path.parent.name, block.get("intent", ""), line.strip()[2:]))
    return found


def rows(
    total: int, seed: int = 7
) -> Iterator[tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]]:
    """Batches of conversations, messages and ratings; the newest come last."""
    rng = random.Random(seed)
    examples = [(language, intent, text, tokens(text)) for language, intent, text in sentences()]
    reply_tokens = tokens(REPLY)
    moment = datetime(2024, 1, 1)
    step = timedelta(days=700) / (total / PER_CONVERSATION)
    number, conversations, messages, ratings = 0, [], [], []
    for index in range(total // PER_CONVERSATION):
        moment += step
        name = f"c{index:08d}{rng.getrandbits(64):016x}"
        own = [each for each in (rng.choice(examples) for _ in range(PER_CONVERSATION // 2))]
        state = "bot" if rng.random() > 0.002 else "waiting"
        conversations.append(
            {
                "id": name, "channel": rng.choice(("website", "website", "wechat", "line")), "language": own[-1][0],
                "state": state, "created_at": moment, "last_message_at": moment + timedelta(minutes=3),
                "message_count": PER_CONVERSATION, "assigned_to": "li" if rng.random() < 0.001 else None,
            }
        )  # fmt: skip
        for turn, (language, intent, text, text_tokens) in enumerate(own):
            about = rng.randrange(5)
            entities = [
                {"entity": "program", "value": PROGRAMS[about]},
                {"entity": "country", "value": COUNTRIES[about]},
            ]
            fallback = rng.random() < 0.03
            at = moment + timedelta(seconds=50 * turn)
            common = {"conversation_id": name, "language": language, "channel": "website", "created_at": at}
            messages.append(
                {
                    **common, "id": number + 1, "sender": "applicant", "text": text, "tokens": text_tokens,
                    "intent": "nlu_fallback" if fallback else intent, "confidence": round(rng.betavariate(6, 1.2), 3),
                    "entities": entities if rng.random() < 0.3 else None, "fallback": fallback,
                    "gap": intent.startswith(("ask_tuition", "ask_visa")), "reply": None,
                }
            )  # fmt: skip
            messages.append(
                {
                    **common, "id": number + 2, "sender": "bot", "text": REPLY, "tokens": reply_tokens, "intent": None,
                    "confidence": None, "entities": None, "fallback": False, "gap": False,
                    "reply": {"name": "utter_answer"},
                }
            )  # fmt: skip
            number += 2
            if rng.random() < 0.03:
                rating = -1 if rng.random() < 0.2 else 1
                ratings.append({"message_id": number, "conversation_id": name, "rating": rating, "created_at": at})
        if len(messages) >= BATCH:
            yield conversations, messages, ratings
            conversations, messages, ratings = [], [], []
    if messages:
        yield conversations, messages, ratings


def fill(database: Engine, total: int) -> None:
    """Write `total` messages, and a request for a person in each thousandth conversation."""
    for conversations, messages, ratings in rows(total):
        with database.begin() as connection:
            connection.execute(sa.insert(conversation), conversations)
            connection.execute(sa.insert(message), messages)
            if ratings:
                connection.execute(sa.insert(feedback), ratings)
            asked = [{"conversation_id": each["id"], "status": "open", "created_at": each["created_at"]}
                     for each in conversations if each["state"] == "waiting"]  # fmt: skip
            if asked:
                connection.execute(sa.insert(handoff), asked)
    settle = "VACUUM ANALYZE" if database.dialect.name == "postgresql" else "ANALYZE"  # what autovacuum does by itself
    with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(settle)


def requests() -> Iterator[tuple[str, Filters]]:
    """(kind, what is asked for)."""
    middle = datetime(2025, 1, 1)
    month = Filters(since=middle, until=middle + timedelta(days=30))
    yield "list", Filters()
    yield "list", month
    for one in (
        Filters(channel="line"), Filters(language="th"), Filters(state="waiting"), Filters(assigned_to="li"),
        Filters(intent="ask_tuition"), Filters(intent="nlu_fallback"), Filters(program="computing-gb"),
        Filters(country="KR"),
        Filters(confidence_below=3), Filters(rating=-1), Filters(rating=1), Filters(fallback=True), Filters(gap=True),
        Filters(gap=False), Filters(handoff=True), Filters(reviewed=True), Filters(reviewed=False),
    ):  # fmt: skip
        yield "one filter", one
    for several in (
        Filters(language="th", intent="ask_visa", program="computing-gb"), Filters(language="ar", gap=True, rating=-1),
        Filters(fallback=True, rating=-1, channel="wechat"),
        Filters(intent="ask_tuition", program="tourism-sg", country="KR"),
        Filters(language="vi", fallback=True, confidence_below=4), Filters(reviewed=True, language="ko", gap=True),
        Filters(since=middle, until=middle + timedelta(days=30), language="ja", intent="ask_scholarship"),
        Filters(intent="ask_visa", gap=True, fallback=True, language="id", channel="line", rating=1),
    ):  # fmt: skip
        yield "filters together", several
    for word in WORDS:
        yield "search", Filters(text=word)
    for word in WORDS[:12]:
        yield "search and filter", Filters(text=word, language="zh", gap=True)


def measure(database: Engine, *, pages: int, rounds: int) -> dict[str, Any]:
    """Milliseconds by kind of request, each page of each request counted."""
    taken: dict[str, list[tuple[float, float, str]]] = {}
    for _ in range(rounds):
        for kind, filters in requests():
            after = None
            for _ in range(pages):
                busy, began = processor_seconds(database), time.perf_counter()
                with reading(database) as connection:
                    page = find_page(connection, filters, after=after)
                clock = time.perf_counter() - began
                busy = processor_seconds(database) - busy
                taken.setdefault(kind, []).append((clock * 1000, busy * 1000, str(filters)))
                after = page.next
                if after is None:
                    break
    every = [each for listed in taken.values() for each in listed]
    return {kind: figures(listed) for kind, listed in {**taken, "all": every}.items()}


def processor_seconds(database: Engine) -> float:
    """Processor time so far: of this process, and of PostgreSQL's for our (only) connection where it is on this machine."""
    seconds = time.process_time()
    if database.dialect.name == "postgresql":
        with database.connect() as connection:
            number = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        file = Path(f"/proc/{number}/schedstat")
        seconds += int(file.read_text().split()[0]) / 1e9 if file.exists() else 0.0
    return seconds


def figures(listed: list[tuple[float, float, str]]) -> dict[str, Any]:
    """p50, p95, the slowest and which it was."""
    cuts = quantiles([each[0] for each in listed], n=20, method="inclusive")
    busy = quantiles([each[1] for each in listed], n=20, method="inclusive")
    slowest = max(listed)
    asked = ", ".join(part for part in slowest[2][8:-1].split(", ") if not part.endswith("=None"))
    return {
        "requests": len(listed), "p50_ms": round(cuts[9], 1), "p95_ms": round(cuts[18], 1),
        "processor_p50_ms": round(busy[9], 1), "processor_p95_ms": round(busy[18], 1),
        "slowest_ms": round(slowest[0], 1), "slowest": asked,
    }  # fmt: skip


def main() -> int:
    """Fill where empty, measure, print; 1 when the p95 of any kind is above TARGET_MS."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--url",
        default="sqlite:///" + str(ROOT / "var" / "benchmark.db"),
        help="an empty database, or one filled before",
    )
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=int, default=3)
    parser.add_argument("--output", type=Path)
    arguments = parser.parse_args()
    database = connect(arguments.url)
    migrate(database)
    with reading(database) as connection:
        present = connection.execute(sa.select(sa.func.max(message.c.id))).scalar() or 0
    if not present:
        fill(database, arguments.messages)
    result = {
        "database": database.dialect.name,
        "messages": present or arguments.messages,
        **measure(database, pages=arguments.pages, rounds=arguments.rounds),
    }
    text = json.dumps(result, ensure_ascii=False, indent=2)
    sys.stdout.write(text + "\n")
    if arguments.output:
        arguments.output.write_text(text + "\n", "utf-8")
    return int(any(each["p95_ms"] > TARGET_MS for each in result.values() if isinstance(each, dict)))


if __name__ == "__main__":
    sys.exit(main())
