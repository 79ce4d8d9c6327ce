"""Processor milliseconds of the database work of one message, by function: `python -m benchmarks.load_database [--messages 400]`."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy.engine import Connection

from benchmarks.load_growth import a_turn
from bot.turn_records import turn_of
from channels.website.messages import _answer
from office.conversations import journal, queries, sessions
from office.conversations.log import record_turn
from office.database import connect, reading, writing
from office.prepare import migrate

T = TypeVar("T")


def main() -> int:
    """Print one line a function, and their sum."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=400)
    number = parser.parse_args().messages
    spent: dict[str, float] = defaultdict(float)

    def timed(name: str, how: Any, work: Callable[[Connection], T]) -> T:
        began = time.process_time()
        with how(engine) as connection:
            result = work(connection)
        spent[name] += time.process_time() - began
        return result

    with tempfile.TemporaryDirectory() as folder:
        engine = connect(f"sqlite:///{folder}/office.db")
        migrate(engine)
        with writing(engine) as connection:
            opened = sessions.open_conversation(connection, channel="website", language="en", time_zone=None)
            secret = sessions.issue_key(connection, opened.id)
        received = {
            "channel": "website",
            "shown": "What does it cost?",
            "asked": "What does it cost?",
            "language": "en",
        }
        held: dict[str, Any] = {"worker": "w", "lease": timedelta(seconds=30), "channels": ("website",)}
        for each in range(number):
            key = f"message-{each}"
            timed("find_conversation", reading, lambda c: sessions.find_conversation(c, secret))
            entry, _ = timed(
                "record_received", writing,
                lambda c, key=key: journal.record_received(c, opened.id, platform_message_id=key, **received),
            )  # fmt: skip
            timed("claim_next", writing, lambda c: journal.claim_next(c, opened.id, **held))
            turn = turn_of(opened.id, list(a_turn(entry.id)), channel="website")
            timed("record_turn", writing, lambda c, turn=turn: record_turn(c, turn))
            timed("replies_to", reading, lambda c, entry=entry: queries.replies_to(c, entry.id))
            timed("finish", writing, lambda c, entry=entry: journal.finish(c, entry.id, "answered"))
            timed("answer", reading, lambda c, entry=entry: _answer(c, entry.id, language="en"))
        engine.dispose()
    for name, seconds in spent.items():
        sys.stdout.write(f"{name:18} {seconds / number * 1000:.2f} ms\n")
    sys.stdout.write(f"{'sum':18} {sum(spent.values()) / number * 1000:.2f} ms\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
