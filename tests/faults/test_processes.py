"""Processes die, freeze, lose Redis, their disk or the right time in the middle of turns: answered once, by themselves.

One of each kind runs with all tests; those marked long, which take some minutes together, with `make test-long`.
"""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from sqlalchemy.engine import Engine

from office.conversations import handoffs
from office.conversations.spool import Spool
from office.database import connect, reading, writing
from office.staff import accounts
from office.staff.sessions import find_session, open_session
from tests.faults import house as build
from tests.faults.applicants import Applicant, Seen, count, talk
from tests.faults.house import House

pytestmark = pytest.mark.journey

_NEWEST = "SELECT id FROM conversation ORDER BY created_at DESC LIMIT 1"


class Office:
    """A house over SQLite with two public processes, the stand-in for Rasa, a console; locks and rates in Redis."""

    def __init__(self, house: House, console: str, engine: Engine) -> None:
        self.house, self.console, self.engine = house, console, engine
        self.clock = house.folder / "clock"

    def slow(self, **seconds: float) -> None:
        """How long Rasa takes before and after it has saved a turn, from now on."""
        for name in ("before", "after"):
            (self.house.folder / "state" / name).write_text(str(seconds.get(name, 0)), "ascii")

    def check(self, *people: Applicant) -> None:
        """Everything that these people sent is on record once and answered once, in its order; nobody was told an untruth."""
        for person in people:
            assert not person.seen.unanswered, self.logs()
            assert person.seen.untrue == [], self.logs()
        with self.engine.connect() as connection:
            found = count(people, connection)
        assert (found.lost, found.doubled, found.out_of_order) == ([], [], []), f"{found}\n{self.logs()}"

    def under_way(self, number: int = 1) -> None:
        """Until so many questions have been taken up by somebody."""
        query = "SELECT count(*) FROM journal WHERE status = 'received' AND attempts > 0"

        def taken() -> bool:
            with reading(self.engine) as connection:
                return bool(connection.exec_driver_sql(query).scalar() >= number)

        build.until(taken, "the question to be taken up", 30)

    def logs(self) -> str:
        return "\n".join(f"--- {name}\n{part.last_lines()}" for name, part in self.house.parts.items())


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    with contextlib.ExitStack() as stack:
        house = stack.enter_context(build.house(RASA_TIMEOUT="3", REPLY_WAIT="2", TICKET_LOCK_LIFETIME="6"))
        with contextlib.suppress(PermissionError):
            stack.enter_context(build.small_disk(house.folder / "state", megabytes=8))
        house.environment["DATABASE_URL"] = f"sqlite:///{house.folder}/office.db"
        try:
            build.add_redis(house)
        except RuntimeError as error:
            pytest.skip(str(error))
        build.prepare(house)
        build.add_rasa(house, model=None)
        (house.folder / "clock").write_text("0", "ascii")
        build.add_channels(house, clock=house.folder / "clock")
        build.add_channels(house)
        console = build.add_console(house)
        house.start("rasa", "channels1", "channels2", "console")
        engine = connect(house.environment["DATABASE_URL"])
        stack.callback(engine.dispose)
        stack.callback(house.close)
        yield Office(house, console, engine)


@pytest.fixture(autouse=True)
def _quick_again(office: Office) -> Iterator[None]:
    yield
    office.slow()


@pytest.mark.parametrize("moment", [pytest.param("before", marks=pytest.mark.long), "after"])
def test_rasa_killed_before_and_after_it_has_saved_the_turn(office: Office, moment: str) -> None:
    person = Applicant(office.house.doors)
    office.slow(**{moment: 2.0})
    asking = threading.Thread(target=person.ask, args=("one",))
    asking.start()
    office.under_way()
    time.sleep(0.5)  # on its way in Rasa
    office.house.parts["rasa"].kill()
    office.slow()
    asking.join()
    person.ask("two")
    office.check(person)


@pytest.mark.long
def test_a_public_process_killed_under_load(office: Office) -> None:
    seen = Seen()
    people = [Applicant(office.house.doors, seen, seed=number) for number in range(3)]
    over = talk(people, lambda number: f"question {number}", messages=24, redelivered=0.3)
    build.until(lambda: sum(len(each.sent) for each in people) > 6, "the first questions")
    office.house.parts["channels1"].kill()
    office.house.wait("channels1")
    office.house.parts["channels2"].kill()
    assert over.wait(120), office.logs()
    office.check(*people)


@pytest.mark.long
def test_an_answer_that_comes_after_one_gave_up_waiting_is_not_doubled(office: Office) -> None:
    """The action server is slow: the first run's answer comes when the second run is under way."""
    person = Applicant(office.house.doors)
    office.slow(before=4.5)  # longer than RASA_TIMEOUT
    asking = threading.Thread(target=person.ask, args=("one",))
    asking.start()
    office.under_way()
    asking.join()
    office.slow()
    person.ask("two")
    office.check(person)
    assert any(key.startswith("202 answer_delayed") for key in person.seen.told)  # and was told so meanwhile


@pytest.mark.long
def test_rasa_frozen_for_a_while(office: Office) -> None:
    person = Applicant(office.house.doors)
    with office.house.parts["rasa"].frozen():
        asking = threading.Thread(target=person.ask, args=("one",))
        asking.start()
        office.under_way()
        time.sleep(4)
    asking.join()
    office.check(person)


def test_redis_gone_and_back(office: Office) -> None:
    person = Applicant(office.house.doors)
    person.ask("before")
    redis = office.house.parts["redis"]
    redis.kill(stay_down=True)
    asking = threading.Thread(target=person.ask, args=("while it is away",))
    asking.start()
    office.under_way()
    redis.start()
    asking.join()
    person.ask("after")
    office.check(person)


def test_the_disk_full(office: Office) -> None:
    """No byte left for the spool, and the database is held by somebody: there is no place for the turn, and it is asked again."""
    state = office.house.folder / "state"
    if not state.is_mount():
        pytest.skip("only root can mount a small disk")
    person = Applicant(office.house.doors)
    office.slow(before=0.5)
    asking = threading.Thread(target=person.ask, args=("one",))
    with build.full(state):
        asking.start()
        office.under_way()
        time.sleep(3)
    asking.join()
    office.check(person)
    assert Spool(state / "spool.jsonl").is_empty()


@pytest.mark.long
@pytest.mark.parametrize("jump", [3600, -3600], ids=["ahead", "back"])
def test_the_clock_jumps(office: Office, jump: int) -> None:
    """Of one public process, with a question of its own under way and another one put back for later."""
    with office.house.parts["rasa"].frozen():
        person = Applicant(office.house.doors[:1])
        asking = threading.Thread(target=person.ask, args=("while it jumps",))
        asking.start()
        office.under_way()
        office.clock.write_text(str(jump), "ascii")
        time.sleep(4)  # RASA_TIMEOUT is over: the question is put back by the new time
    asking.join()
    person.ask("by the new time")
    waiting = threading.Thread(target=person.ask, args=("while it is set right",))
    with office.house.parts["rasa"].frozen():
        waiting.start()
        office.under_way()
        time.sleep(4)
        office.clock.write_text("0", "ascii")
    waiting.join()
    person.ask("by the right time")
    office.check(person)
    assert max(person.seen.seconds) < 60


@pytest.mark.long
def test_the_console_killed_while_a_reply_is_being_sent(office: Office) -> None:
    """What a member of staff sent is in the thread once or not at all; who sees no answer sends it again."""
    person = Applicant(office.house.doors)
    person.ask("I want a person")
    with writing(office.engine) as connection:
        conversation = connection.exec_driver_sql(_NEWEST).scalar()
        handoffs.request_handoff(connection, conversation)
        account = accounts.create_account(connection, "li", role="admin", password="quiet river over stones")
        token = open_session(connection, account, life=timedelta(hours=1))
        session = find_session(connection, token)
        assert session is not None

    def reply(text: str) -> int:
        with httpx.Client(base_url=office.console, trust_env=False, timeout=30, cookies={"staff": token}) as client:
            data = {"csrf": session.csrf_token, "text": text}
            headers = {"Sec-Fetch-Site": "same-origin"}
            return client.post(f"/inbox/{conversation}/reply", data=data, headers=headers).status_code

    def failing() -> None:
        with pytest.raises(httpx.HTTPError):
            reply("cut off")

    sending = threading.Thread(target=failing)
    with office.engine.connect() as connection:
        connection = connection.execution_options(sqlite_begin="IMMEDIATE")
        with connection.begin():  # the console waits for the file: it is in the middle of it
            sending.start()
            time.sleep(1.5)
            office.house.parts["console"].kill()
    sending.join()
    office.house.wait("console")
    assert [each["text"] for each in person.history() if each["sender"] == "staff"] in ([], ["cut off"])
    assert reply("sent again") in (200, 303)
    said = [each["text"] for each in person.history() if each["sender"] == "staff"]
    assert said.count("sent again") == 1
    assert said.count("cut off") <= 1


@pytest.mark.long
def test_told_to_stop_everything_ends_at_once_and_goes_on_after_the_next_start(office: Office) -> None:
    person = Applicant(office.house.doors)
    office.slow(before=1.0)
    asking = threading.Thread(target=person.ask, args=("one",))
    asking.start()
    office.under_way()
    for name in ("rasa", "channels1", "channels2"):
        process = office.house.parts[name].process
        assert process is not None
        process.send_signal(signal.SIGTERM)
    office.slow()
    asking.join()
    office.check(person)
