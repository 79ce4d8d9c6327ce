"""The database is killed, locked, made read-only, or has no room left, in the middle of turns: nothing lost, nothing doubled.

One of each kind runs with all tests; those marked long, which take some minutes together, with `make test-long`.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

import psycopg2
import pytest
import sqlalchemy as sa

from office.conversations.spool import Spool
from office.database import connect
from tests.faults import house as build
from tests.faults.applicants import Applicant, Count, Seen, count, talk
from tests.faults.house import House
from tests.faults.postgres_faults import read_only, slow

pytestmark = [pytest.mark.journey, pytest.mark.postgres]

PEOPLE, MESSAGES = 4, 40


class Office:
    """A house over a PostgreSQL of its own, with two public processes and the stand-in for Rasa."""

    def __init__(self, house: House, url: str) -> None:
        self.house, self.url = house, url
        self.seen = Seen()

    @property
    def postgres(self) -> build.Part:
        return self.house.parts["postgres"]

    def through(self, fault: Callable[[], None]) -> Count:
        """Messages before, while and after the fault, all of them answered; what is on record of them."""
        people = [Applicant(self.house.doors, self.seen, seed=number) for number in range(PEOPLE)]
        over = talk(people, lambda number: f"question {number}", messages=MESSAGES)
        build.until(lambda: sum(len(each.sent) for each in people) > MESSAGES // 4, "the first questions")
        fault()
        assert over.wait(150), self.logs()
        assert not self.seen.unanswered, self.logs()
        assert not self.seen.untrue
        self.house.wait("postgres")
        engine = connect(self.url)
        with engine.connect() as connection:
            build.until(lambda: self.spool.is_empty(), "the spool to be written")
            found = count(people, connection)
        engine.dispose()
        return found

    @property
    def spool(self) -> Spool:
        return Spool(self.house.folder / "state" / "spool.jsonl")

    def logs(self) -> str:
        return "\n".join(f"--- {name}\n{part.last_lines()}" for name, part in self.house.parts.items())


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    if build.postgres_binaries() is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    with contextlib.ExitStack() as stack:
        house = stack.enter_context(build.house(RASA_TIMEOUT="10"))
        with contextlib.suppress(PermissionError):
            stack.enter_context(build.small_disk(house.folder / "disk", megabytes=400))
        (house.folder / "disk").mkdir(exist_ok=True)
        found = Office(house, build.add_postgres(house, folder=house.folder / "disk"))
        build.prepare(house)
        build.add_rasa(house, model=None)
        build.add_channels(house)
        build.add_channels(house)
        house.start("rasa", "channels1", "channels2")
        stack.callback(house.close)
        yield found


def whole(found: Count) -> None:
    assert found.messages >= MESSAGES
    assert (found.lost, found.doubled, found.out_of_order) == ([], [], [])
    assert set(found.states) == {"answered"}


def test_killed_in_the_middle_of_turns(office: Office) -> None:
    whole(office.through(office.postgres.kill))


@pytest.mark.long
def test_away_for_longer_than_anybody_tries_at_once(office: Office) -> None:
    def away() -> None:
        office.postgres.kill(stay_down=True)
        time.sleep(4)
        office.postgres.start()

    whole(office.through(away))


@pytest.mark.long
def test_its_tables_locked(office: Office) -> None:
    def locked() -> None:
        with contextlib.closing(psycopg2.connect(office.url)) as connection, connection.cursor() as cursor:
            cursor.execute("LOCK TABLE conversation IN ACCESS EXCLUSIVE MODE")
            time.sleep(3)

    whole(office.through(locked))


@pytest.mark.long
def test_slow(office: Office) -> None:
    whole(office.through(lambda: slow(office.postgres, 3)))


def test_read_only_as_after_a_failover(office: Office) -> None:
    whole(office.through(lambda: read_only(office.url, 4)))
    assert not office.spool.rejected.exists()


@pytest.mark.long
def test_its_disk_full(office: Office) -> None:
    disk = office.house.folder / "disk"
    if not disk.is_mount():
        pytest.skip("only root can mount a small disk")

    def full() -> None:
        with build.full(disk):
            time.sleep(4)

    whole(office.through(full))


@pytest.mark.long  # more than a minute: ten seconds of SQLite's own patience, four times
def test_a_sqlite_file_that_another_process_holds_for_longer_than_anybody_waits() -> None:
    """A person's SQL client, a backup: SQLite gives up after ten seconds, and turns go to the spool."""
    with build.house(RASA_TIMEOUT="30") as house:
        url = f"sqlite:///{house.folder}/office.db"
        house.environment["DATABASE_URL"] = url
        build.prepare(house)
        build.add_rasa(house, model=None)
        build.add_channels(house)
        house.start("rasa", "channels1")
        person = Applicant(house.doors)
        person.ask("before")
        (house.folder / "state" / "before").write_text("2", "ascii")  # the turn is under way when the lock comes
        other = connect(url)
        sending = threading.Thread(target=person.ask, args=("while it is locked",))
        sending.start()
        build.until(lambda: waiting(other) == 1, "the question to be written down")
        with other.connect() as connection:
            connection = connection.execution_options(sqlite_begin="IMMEDIATE")
            with connection.begin():
                build.until(lambda: not Spool(house.folder / "state" / "spool.jsonl").is_empty(), "the spool", 60)
        (house.folder / "state" / "before").unlink()
        sending.join()
        assert not person.seen.unanswered
        assert not person.seen.untrue
        build.until(lambda: Spool(house.folder / "state" / "spool.jsonl").is_empty(), "the spool to be written")
        with other.connect() as connection:
            found = count([person], connection)
        other.dispose()
    assert (found.lost, found.doubled, dict(found.states)) == ([], [], {"answered": 2})


def waiting(engine: sa.engine.Engine) -> int:
    with engine.connect() as connection:
        query = "SELECT count(*) FROM journal WHERE status = 'received' AND attempts > 0"
        return int(connection.exec_driver_sql(query).scalar() or 0)
