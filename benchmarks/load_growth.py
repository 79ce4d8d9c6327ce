"""Does an answer take longer in a long conversation, or over a large log? `python -m benchmarks.load_growth [--largest 1000000]`.

One applicant asks over the website's API, one question after another, in conversations that have 10 to 5,000 events
already, then over a log of 0 to `--largest` messages of others. Results go to docs/benchmarks/growth.json.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from benchmarks.load import RESULTS, machine, say, warm
from benchmarks.load_house import House, ours
from benchmarks.load_mix import questions
from bot.turn_records import turn_of
from office.conversations import sessions
from office.conversations.log import record_turn
from office.conversations.tables import conversation, message, rasa_event
from office.database import connect, now, writing
from office.search import tokens

EVENTS = (10, 100, 1000, 5000)
ASKED = 30
_A_TURN = 8  # events of the synthetic turns


def timed(house: House, secret: str, texts: list[str]) -> dict[str, float]:
    """Milliseconds until the reply: half and 95 of 100."""
    took = []
    headers = {"Authorization": f"Bearer {secret}"}
    with httpx.Client(base_url=house.url, headers=headers, timeout=60, trust_env=False) as client:
        for number, text in enumerate(texts):
            began = time.monotonic()
            answer = client.post("/api/messages", json={"client_id": f"growth-{number}", "text": text})
            if answer.status_code != 200 or not answer.json()["messages"]:
                raise RuntimeError(f"no reply to {text!r}: status {answer.status_code}")
            took.append((time.monotonic() - began) * 1000)
    return {"p50_ms": round(statistics.median(took), 1), "p95_ms": round(statistics.quantiles(took, n=20)[18], 1)}


def opened(engine: Engine, events: int) -> str:
    """A conversation with so many events of Rasa's on record; returns the secret that opens it."""
    with writing(engine) as connection:
        begun = sessions.open_conversation(connection, channel="website", language="en", time_zone=None)
        secret = sessions.issue_key(connection, begun.id)
    for _ in range(events // _A_TURN):
        with writing(engine) as connection:
            record_turn(connection, turn_of(begun.id, list(a_turn()), channel="website"))
    return secret


def a_turn(journal_id: int | None = None) -> Iterator[dict[str, Any]]:
    """Rasa's events of one question and its answer."""
    moment = time.time()
    ranking = [{"name": f"intent_{number}", "confidence": 0.09} for number in range(10)]
    parsed = {"text": "What does it cost?", "intent": {"name": "ask_tuition", "confidence": 0.97}, "intent_ranking": ranking, "entities": []}  # fmt: skip
    asked = {"event": "user", "text": "What does it cost?", "parse_data": parsed, "timestamp": moment}
    yield {**asked, "input_channel": "website", "metadata": {"journal_id": journal_id}}
    yield {"event": "user_featurization", "use_text_for_featurization": False, "timestamp": moment}
    yield {"event": "action", "name": "action_answer_money", "timestamp": moment}
    yield {"event": "bot", "text": "It is not published.", "timestamp": moment, "metadata": {"utter_action": "utter_answer"}}  # fmt: skip
    for number in range(3):
        yield {"event": "slot", "name": "requested_language", "value": None, "timestamp": moment + number / 1000}
    yield {"event": "action", "name": "action_listen", "timestamp": moment + 0.003}


def fill(engine: Engine, wanted: int) -> None:
    """Bring the log to `wanted` messages of others, ten a conversation, with their events."""
    texts = [text for texts in questions().values() for text in texts]
    spoken = [(text, tokens(text)) for text in texts]
    there = 0
    with engine.connect() as connection:
        there = int(connection.execute(sa.select(sa.func.count()).select_from(message)).scalar() or 0)
    while there < wanted:
        people, said, happened, moment = [], [], [], now()
        for number in range(there, min(there + 20_000, wanted), 10):
            name = f"growth-{number}"
            people.append(
                {"id": name, "channel": "website", "language": "en", "created_at": moment, "last_message_at": moment}
            )
            for place in range(10):
                text, found = spoken[(number + place) % len(spoken)]
                here = {"conversation_id": name, "event_key": f"{name}-{place}"}
                sender = ("applicant", "bot")[place % 2]
                said.append(
                    {
                        **here,
                        "sender": sender,
                        "text": text,
                        "channel": "website",
                        "created_at": moment,
                        "tokens": found,
                    }
                )
                happened.append({**here, "position": place, "timestamp": 0.0, "type_name": "bot", "data": "{}"})
        with writing(engine) as connection:
            connection.execute(sa.insert(conversation), people)
            connection.execute(sa.insert(message), said)
            connection.execute(sa.insert(rasa_event), happened)
        there += len(said)


def main() -> int:
    """Measure, and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest", type=int, default=1_000_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    asked = parser.parse_args()
    pool = [text for text in questions()["en"] if len(text) > 12]
    by_events: dict[int, dict[str, float]] = {}
    by_log: dict[int, dict[str, float]] = {}
    with ours(database=asked.database, RATE_PER_SESSION="100000") as house:
        warm(house)
        engine = connect(house.database)
        texts = pool[:ASKED]
        timed(house, opened(engine, 0), texts)  # the texts are encoded once: what is compared is the rest
        for events in EVENTS:
            by_events[events] = timed(house, opened(engine, events), texts)
            say(f"{events} events: {by_events[events]}")
        sizes = [size for size in (0, 10_000, 100_000, 1_000_000) if size <= asked.largest]
        for size in sizes:
            fill(engine, size)
            by_log[size] = timed(house, opened(engine, 0), texts)
            say(f"{size} messages: {by_log[size]}")
        engine.dispose()
    RESULTS.mkdir(parents=True, exist_ok=True)
    found = {
        "machine": machine(),
        "database": asked.database,
        "asked": ASKED,
        "by_events": by_events,
        "by_messages": by_log,
    }
    (RESULTS / "growth.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
