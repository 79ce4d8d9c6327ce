"""Messages through every fault of docs/operations.md, one after another under load: lost how many, doubled how many.

`python -m benchmarks.faults [--messages 5000] [--people 24] [--json FILE]`. The whole house runs as real processes over a
PostgreSQL and a Redis of its own: Rasa with the trained model, action server, two public processes, console; a supervisor
starts again what has ended, and nothing else is done by hand. Applicants send to either public process by chance, every tenth
message to both at once, and go on until each message is answered. The faults are repeated until all messages are through. Needs root
for the two small disks that are filled up; without it those two faults are left out, and it says so. `--standin` measures our own
processes alone, in a fraction of the time.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import shutil
import signal
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2
import sqlalchemy as sa

from office.database import connect
from office.settings import ROOT
from tests.faults import house as build
from tests.faults.applicants import Applicant, Seen, count, talk
from tests.faults.house import House
from tests.faults.postgres_faults import read_only, slow

# Every one is answered with one message, whatever was said before.
QUESTIONS = (
    "How many international students are there?",
    "Which programs are there?",
    "Which campuses are there?",
    "How long does the accounting program take?",
    "What does it cost?",
    "Is there an entrance test?",
    "Tell me about the college",
    "Which routes of admission are there?",
)
CALM = 6.0  # seconds between a recovery and the next fault
HOUR = 3600


@dataclass
class Rooms:
    """The house, and what the faults need of it."""

    house: House
    database: str
    clock: Path
    disk: Path | None = None  # of the database
    spool: Path | None = None
    log: list[dict[str, Any]] = field(default_factory=list)


@contextlib.contextmanager
def rooms(model: Path | None) -> Iterator[Rooms]:
    """The whole house, running; without a model a stand-in takes Rasa's place, and there is no action server."""
    # A model that is trained anew meanwhile must not change under it.
    with contextlib.ExitStack() as stack:
        house = stack.enter_context(build.house(RASA_TIMEOUT="30", LOG_LEVEL="WARNING"))
        kept = house.folder / "assistant.tar.gz" if model else None
        if model and kept:
            shutil.copy(model, kept)
            shutil.copy(f"{model}.sha256", f"{kept}.sha256")
        found = Rooms(house, "", house.folder / "clock")
        found.clock.write_text("0", "ascii")
        try:
            found.disk = stack.enter_context(build.small_disk(house.folder / "disk", megabytes=1500))
            found.spool = stack.enter_context(build.small_disk(house.folder / "state", megabytes=64))
        except PermissionError as error:
            say(f"left out: full disks ({error})")
        found.database = build.add_postgres(house, folder=found.disk)
        build.add_redis(house)
        build.prepare(house)
        if kept:
            build.add_actions(house)
        build.add_rasa(house, model=kept)
        build.add_channels(house, clock=found.clock)
        build.add_channels(house)
        build.add_console(house)
        house.start(*(name for name in house.parts if name not in ("postgres", "redis")))
        # Processes have to be gone before the disks that they write to are.
        stack.callback(house.close)
        yield found


# ---- the faults; each returns when it is over, and what was killed comes back by itself


def killed(name: str) -> Callable[[Rooms], None]:
    """kill -9, and the supervisor starts it again."""
    return lambda rooms: rooms.house.parts[name].kill()


def database_restarted(rooms: Rooms) -> None:
    """As an update does: connections are cut, and for a moment there is none."""
    postgres = rooms.house.parts["postgres"]
    if postgres.process is not None:
        postgres.process.send_signal(signal.SIGINT)


def database_locked(rooms: Rooms) -> None:
    """Somebody's maintenance holds the tables."""
    with contextlib.closing(psycopg2.connect(rooms.database)) as connection, connection.cursor() as cursor:
        cursor.execute("LOCK TABLE conversation IN ACCESS EXCLUSIVE MODE")
        time.sleep(8)


def database_slow(rooms: Rooms) -> None:
    """It gets a quarter of its time."""
    slow(rooms.house.parts["postgres"], 12)


def database_read_only(rooms: Rooms) -> None:
    """As after a failover to a copy."""
    read_only(rooms.database, 8)


def database_full(rooms: Rooms) -> None:
    """Its disk has not a byte left."""
    if rooms.disk is not None:
        with build.full(rooms.disk):
            time.sleep(8)


def disk_full(rooms: Rooms) -> None:
    """The disk of the spool is full while the database is away: there is no place left to keep a turn."""
    if rooms.spool is not None:
        postgres = rooms.house.parts["postgres"]
        with build.full(rooms.spool):
            postgres.kill(stay_down=True)
            time.sleep(6)
            postgres.start()
            rooms.house.wait("postgres")


def database_away(rooms: Rooms) -> None:
    """It is gone for longer than anybody tries at once."""
    postgres = rooms.house.parts["postgres"]
    postgres.kill(stay_down=True)
    time.sleep(8)
    postgres.start()


def redis_away(rooms: Rooms) -> None:
    """It is gone, and comes back empty."""
    redis = rooms.house.parts["redis"]
    redis.kill(stay_down=True)
    time.sleep(6)
    redis.start()


def actions_slow(rooms: Rooms) -> None:
    """The action server takes twelve seconds."""
    with rooms.house.parts["actions"].frozen():
        time.sleep(12)


def clock_jumps(rooms: Rooms) -> None:
    """The clock of one public process goes an hour ahead, and then back."""
    rooms.clock.write_text(str(HOUR), "ascii")
    time.sleep(5)
    rooms.clock.write_text("0", "ascii")


FAULTS: tuple[tuple[str, Callable[[Rooms], None]], ...] = (
    ("a public process killed", killed("channels1")),
    ("the action server killed", killed("actions")),
    ("Rasa killed", killed("rasa")),
    ("the database killed", killed("postgres")),
    ("the console killed", killed("console")),
    ("the database away for 8 s", database_away),
    ("the database restarted", database_restarted),
    ("the tables locked for 8 s", database_locked),
    ("the database slow for 12 s", database_slow),
    ("the database read-only for 8 s", database_read_only),
    ("the database's disk full for 8 s", database_full),
    ("the spool's disk full, the database away for 6 s", disk_full),
    ("Redis away for 6 s", redis_away),
    ("Redis killed", killed("redis")),
    ("the action server frozen for 12 s", actions_slow),
    ("the clock an hour ahead and back", clock_jumps),
    ("the other public process killed", killed("channels2")),
)


def recovered(rooms: Rooms) -> float:
    """Seconds until every part is up and somebody new is answered."""
    began = time.monotonic()
    for name in rooms.house.parts:
        rooms.house.wait(name)
    newcomer = Applicant(rooms.house.doors, seed=time.monotonic_ns())
    newcomer.ask(QUESTIONS[0])
    newcomer.close()
    if newcomer.seen.unanswered:
        raise RuntimeError(f"after the fault nobody was answered: {newcomer.seen.unanswered}")
    return time.monotonic() - began


def run(rooms: Rooms, *, messages: int, people: int) -> dict[str, Any]:
    """All messages through all faults; what came of it."""
    seen = Seen()
    applicants = [Applicant(rooms.house.doors, seen, seed=number) for number in range(people)]
    began = time.monotonic()
    over = talk(applicants, lambda number: QUESTIONS[number % len(QUESTIONS)], messages=messages)
    rounds = 0
    while not over.is_set():
        for name, fault in FAULTS:
            if "action server" in name and "actions" not in rooms.house.parts:
                continue
            if over.wait(CALM):
                break
            before = sum(len(person.sent) for person in applicants)
            fault(rooms)
            seconds = recovered(rooms)
            during = sum(len(person.sent) for person in applicants) - before
            rooms.log.append({"fault": name, "seconds_until_answered": round(seconds, 1), "messages_meanwhile": during})
            say(
                f"{time.monotonic() - began:6.0f} s  {name}: answered again after {seconds:.1f} s; {before + during} sent"
            )
        else:
            rounds += 1
    took = time.monotonic() - began
    engine = connect(rooms.database)
    build.until(lambda: not _waiting(engine), "the journal to be worked off")
    with engine.connect() as connection:
        counted = count(applicants, connection)
    engine.dispose()
    ordered = sorted(seen.seconds) or [0.0]
    return {
        "messages": counted.messages,
        "faults": len(rooms.log),
        "whole_rounds": rounds,
        "seconds": round(took),
        "lost": counted.lost,
        "doubled": counted.doubled,
        "out_of_order": counted.out_of_order,
        "never_answered": seen.unanswered,
        "told_untruth": seen.untrue,
        "told": dict(seen.told.most_common()),
        "journal": dict(counted.states),
        "until_answered": {
            "median": round(statistics.median(ordered), 2),
            "p99": round(ordered[int(len(ordered) * 0.99)], 1),
            "longest": round(ordered[-1], 1),
        },
        "log": rooms.log,
    }


def _waiting(engine: sa.engine.Engine) -> int:
    with engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM journal WHERE status = 'received'").scalar() or 0)


def say(text: str) -> None:
    """A line of progress."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def main() -> int:
    """Returns 0 when nothing was lost, doubled, out of order or left unanswered, and nobody was told an untruth."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--people", type=int, default=24)
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "assistant.tar.gz")
    parser.add_argument("--standin", action="store_true", help="a stand-in for Rasa over the real store and locks")
    parser.add_argument("--json", type=Path, help="where the result goes, beside standard output")
    asked = parser.parse_args()
    with rooms(None if asked.standin else asked.model) as found:
        result = run(found, messages=asked.messages, people=asked.people)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    sys.stdout.write(text + "\n")
    if asked.json:
        asked.json.write_text(text + "\n", "utf-8")
    bad = ("lost", "doubled", "out_of_order", "never_answered", "told_untruth")
    return 1 if any(result[each] for each in bad) else 0


if __name__ == "__main__":
    sys.exit(main())
