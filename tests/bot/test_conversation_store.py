"""The conversation store inside Rasa's wrapper: nothing lost, nothing twice, whatever the database does."""

from __future__ import annotations

import asyncio
import random
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from office.conversations import journal, queries, sessions
from office.conversations.log import Outcome
from office.conversations.records import Message, Turn
from office.conversations.retention import erase_conversation
from office.conversations.spool import Spool
from office.conversations.tables import rasa_event
from office.database import connect, reading, writing

with warnings.catch_warnings():  # Rasa's own imports use what is deprecated
    warnings.simplefilter("ignore")
    from rasa.core.brokers.broker import EventBroker
    from rasa.core.tracker_store import FailSafeTrackerStore
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.events import (
        ActionExecuted,
        ActiveLoop,
        BotUttered,
        Event,
        SessionStarted,
        SlotSet,
        UserUttered,
    )
    from rasa.shared.core.trackers import DialogueStateTracker
    from rasa.shared.exceptions import RasaException

    from bot import conversation_store
    from bot.conversation_store import ConversationStore

DOMAIN = """
version: "3.1"
intents: [ask_duration]
slots:
  context: {type: any, mappings: [{type: custom}]}
  requested_language: {type: text, mappings: [{type: custom}]}
forms:
  my_path_form: {required_slots: [context]}
session_config: {session_expiration_time: 60, carry_over_slots_to_new_session: true}
"""


@pytest.fixture(scope="module")
def domain() -> Domain:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Domain.from_yaml(DOMAIN)


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversation_store, "PAUSES", (0.0, 0.0))


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool.jsonl")


@pytest.fixture
def store(database: Engine, domain: Domain, spool: Spool) -> FailSafeTrackerStore:
    """The store as Rasa holds it."""
    return wrapped(database, domain, spool)


def wrapped(database: Engine, domain: Domain, spool: Spool, **options: Any) -> FailSafeTrackerStore:
    return FailSafeTrackerStore(ConversationStore(domain, database=database, spool=spool, replay_every=60, **options))


async def take_turn(
    store: FailSafeTrackerStore,
    conversation_id: str,
    text: str,
    *,
    journal_id: int | None = None,
    more: tuple[Event, ...] = (),
    reply: str | None = None,
) -> DialogueStateTracker:
    """A turn as Rasa's processor takes it: load, session start where there is nothing, events, save."""
    tracker = await store.get_or_create_tracker(conversation_id, append_action_listen=False)
    if not tracker.events:
        for event in (ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")):
            tracker.update(event)
    parsed = {"intent": {"name": "ask_duration", "confidence": 0.9}, "entities": [], "text": text}
    metadata = {"journal_id": journal_id} if journal_id else {}
    said = UserUttered(text, parsed["intent"], [], parsed, input_channel="website", metadata=metadata)
    answer = BotUttered(reply or f"answer to {text}", {}, {"utter_action": "utter_answer", "language": "en"})
    for event in (said, ActionExecuted("action_answer"), answer, *more, ActionExecuted("action_listen")):
        tracker.update(event)
    await store.save(tracker)
    return tracker


def texts(database: Engine, conversation_id: str) -> list[str]:
    with reading(database) as connection:
        return [message.text for message in queries.transcript(connection, conversation_id)]


def test_a_conversation_survives_a_new_process(database: Engine, domain: Domain, spool: Spool) -> None:
    async def go() -> DialogueStateTracker:
        await take_turn(wrapped(database, domain, spool), "c", "one", more=(SlotSet("context", {"a": 1}),))
        return await take_turn(wrapped(database, domain, spool), "c", "two")

    tracker = asyncio.run(go())
    assert texts(database, "c") == ["one", "answer to one", "two", "answer to two"]
    assert tracker.get_slot("context") == {"a": 1}
    assert [event.text for event in tracker.events if isinstance(event, UserUttered)] == ["one", "two"]


def test_saving_twice_writes_once(database: Engine, store: FailSafeTrackerStore) -> None:
    async def go() -> None:
        tracker = await take_turn(store, "c", "one")
        await store.save(tracker)
        tracker.update(SlotSet("context", "later"))
        await store.save(tracker)

    asyncio.run(go())
    with reading(database) as connection:
        rows = connection.execute(sa.select(rasa_event.c.position, rasa_event.c.type_name)).all()
    assert sorted(row.position for row in rows) == list(range(8))
    assert sum(row.type_name == "slot" for row in rows) == 1
    assert texts(database, "c") == ["one", "answer to one"]


def test_a_loaded_tracker_is_the_saved_one(store: FailSafeTrackerStore) -> None:
    async def go() -> tuple[DialogueStateTracker, DialogueStateTracker | None]:
        return await take_turn(store, "c", "one", more=(SlotSet("context", [1]),)), await store.retrieve("c")

    saved, loaded = asyncio.run(go())
    assert loaded is not None
    assert [event.as_dict() for event in loaded.events] == [event.as_dict() for event in saved.events][1:]
    assert loaded.current_slot_values() == saved.current_slot_values()


def test_after_a_turn_that_ended_in_its_middle_rasa_listens_again(
    database: Engine, domain: Domain, store: FailSafeTrackerStore
) -> None:
    async def go() -> list[str | None]:
        tracker = await take_turn(store, "c", "one")
        tracker.update(UserUttered("two", {"name": "ask_duration"}))
        tracker.update(ActionExecuted("action_answer"))
        await store.save(tracker)
        found = await store.retrieve("c")
        assert found is not None
        later = await take_turn(store, "c", "three")
        return [found.latest_action_name, later.latest_action_name]

    assert asyncio.run(go()) == ["action_listen", "action_listen"]
    assert texts(database, "c") == ["one", "answer to one", "two", "three", "answer to three"]


def test_unknown_conversations_do_not_exist(store: FailSafeTrackerStore) -> None:
    async def go() -> tuple[Any, ...]:
        primary = store._tracker_store
        found = await store.retrieve("nobody"), await primary.exists("nobody"), list(await store.keys())
        await take_turn(store, "c", "one")
        return (*found, await primary.exists("c"), list(await store.keys()))

    assert asyncio.run(go()) == (None, False, [], True, ["c"])


def test_a_long_conversation_loads_its_last_turns_and_every_slot(store: FailSafeTrackerStore) -> None:
    async def go() -> tuple[DialogueStateTracker | None, DialogueStateTracker | None, int]:
        most = 0
        await take_turn(store, "c", "first", more=(SlotSet("requested_language", "ru"), ActiveLoop("my_path_form")))
        for number in range(60):
            tracker = await take_turn(store, "c", str(number), more=(SlotSet("context", number),))
            most = max(most, len(tracker.events))
        return await store.retrieve("c"), await store.retrieve_full_tracker("c"), most

    loaded, whole, most = asyncio.run(go())
    assert loaded is not None
    assert whole is not None
    assert most <= 130
    assert len(whole.events) > 300
    assert (loaded.get_slot("requested_language"), loaded.get_slot("context")) == ("ru", 59)
    assert loaded.active_loop_name == "my_path_form"
    assert loaded.latest_message.text == "59"


def test_slots_carried_into_a_new_session_are_recorded(store: FailSafeTrackerStore) -> None:
    """Rasa hands the metadata of the old event to its copy: an id kept there would make the copy look recorded."""

    async def go() -> DialogueStateTracker | None:
        tracker = await take_turn(store, "c", "one", more=(SlotSet("context", "kept", metadata={"x": 1}),))
        old = next(event for event in tracker.events if isinstance(event, SlotSet))
        for event in (
            ActionExecuted("action_session_start"),
            SessionStarted(),
            SlotSet("context", "kept", metadata=old.metadata),
        ):
            tracker.update(event)
        await store.save(tracker)
        return await store.retrieve("c")

    loaded = asyncio.run(go())
    assert loaded is not None
    assert [type(event) for event in loaded.events] == [SessionStarted, SlotSet]
    assert loaded.get_slot("context") == "kept"


def test_the_journals_question_is_completed_and_answered_once(database: Engine, store: FailSafeTrackerStore) -> None:
    with writing(database) as connection:
        conversation = sessions.open_conversation(connection, channel="website")
        entry = _journalled(connection, conversation.id, "how long?")

    async def go() -> None:
        await take_turn(store, conversation.id, "how long?", journal_id=entry)
        await take_turn(store, conversation.id, "how long?", journal_id=entry, reply="a second answer")

    asyncio.run(go())
    with reading(database) as connection:
        messages = queries.transcript(connection, conversation.id)
    assert [message.text for message in messages] == ["how long?", "answer to how long?"]
    assert [message.journal_id for message in messages] == [entry, entry]
    assert messages[0].intent == "ask_duration"


def _journalled(connection: Connection, conversation_id: str, text: str) -> int:
    entry, _ = journal.record_received(
        connection, conversation_id, channel="website", platform_message_id=text, shown=text, asked=text, language="en"
    )
    return entry.id


def test_an_erased_conversation_is_not_written_back(database: Engine, store: FailSafeTrackerStore) -> None:
    with writing(database) as connection:
        conversation = sessions.open_conversation(connection, channel="website")
        entry = _journalled(connection, conversation.id, "hello")
        erase_conversation(connection, conversation.id)
    asyncio.run(take_turn(store, conversation.id, "hello", journal_id=entry))
    assert texts(database, conversation.id) == []
    with reading(database) as connection:
        assert connection.execute(sa.select(rasa_event.c.id)).all() == []


def test_two_processes_that_save_at_once_lose_and_double_nothing(
    database: Engine, domain: Domain, tmp_path: Path
) -> None:
    stores = [wrapped(database, domain, Spool(tmp_path / f"{number}.jsonl")) for number in range(3)]

    async def go() -> None:
        await take_turn(stores[0], "c", "start")
        for number in range(6):
            await asyncio.gather(*(take_turn(store, "c", f"{number}-{index}") for index, store in enumerate(stores)))

    asyncio.run(go())
    found = texts(database, "c")
    expected = {"start", *(f"{number}-{index}" for number in range(6) for index in range(3))}
    assert sorted(found) == sorted([*expected, *(f"answer to {text}" for text in expected)])
    with reading(database) as connection:
        places = connection.execute(sa.select(rasa_event.c.position).order_by(rasa_event.c.position)).scalars().all()
    assert places == list(range(len(places)))


class Faults:
    """Makes a share of the database's statements fail, some of them after they were done."""

    def __init__(self, engine: Engine, share: float, *, seed: int) -> None:
        self.share = share
        self._random = random.Random(seed)
        sa.event.listen(engine, "before_cursor_execute", self._before)
        sa.event.listen(engine, "commit", self._commit)

    def _before(self, *_given: Any) -> None:
        if self._random.random() < self.share / 8:  # a turn is some eight statements
            raise sa.exc.OperationalError("statement", {}, Exception("the database went away"))

    def _commit(self, connection: Connection) -> None:
        if self._random.random() < self.share:
            raw = connection.connection.dbapi_connection
            if self._random.random() < 0.5:
                raw.commit()  # it arrived, but the answer did not
            raise sa.exc.OperationalError("commit", {}, Exception("the connection broke"))


class Broker(EventBroker):
    """Fails now and then, and remembers the rest."""

    def __init__(self, share: float, *, seed: int) -> None:
        self.share = share
        self.published: list[dict[str, Any]] = []
        self._random = random.Random(seed)

    def publish(self, event: dict[str, Any]) -> None:
        if self._random.random() < self.share:
            raise ConnectionError("no broker")
        self.published.append(event)


@pytest.fixture
def faulty(request: pytest.FixtureRequest, database: Engine) -> Iterator[Callable[[float, int], tuple[Engine, Faults]]]:
    """Engines on the same database that fail."""
    made: list[Engine] = []

    def make(share: float, seed: int) -> tuple[Engine, Faults]:
        engine = connect(database.url.render_as_string(hide_password=False))
        made.append(engine)
        return engine, Faults(engine, share, seed=seed)

    yield make
    for engine in made:
        engine.dispose()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_with_ten_percent_faults_of_database_and_broker_every_message_is_logged_once_and_in_order(
    database: Engine, domain: Domain, spool: Spool, faulty: Any, seed: int
) -> None:
    engine, faults = faulty(0.0, seed)
    broker = Broker(0.1, seed=seed)
    store = wrapped(engine, domain, spool, event_broker=broker)
    faults.share = 0.1

    async def go() -> None:
        for number in range(60):
            await take_turn(store, f"c{number % 3}", str(number))

    asyncio.run(go())
    faults.share = 0.0
    assert store._tracker_store._replay() is True
    for each in range(3):
        expected = [text for number in range(each, 60, 3) for text in (str(number), f"answer to {number}")]
        assert texts(database, f"c{each}") == expected
    assert store._fallback_tracker_store is None
    assert broker.published


def test_while_the_database_is_away_turns_wait_on_disk_and_the_bot_remembers_them(
    database: Engine, domain: Domain, spool: Spool, faulty: Any
) -> None:
    engine, faults = faulty(0.0, 1)
    store = wrapped(engine, domain, spool)

    async def go() -> tuple[DialogueStateTracker, DialogueStateTracker]:
        await take_turn(store, "c", "before")
        faults.share = 8.0
        await take_turn(store, "c", "during", more=(SlotSet("context", 5),))
        second = await take_turn(store, "c", "still")
        assert texts(database, "c") == ["before", "answer to before"]
        assert len(spool.turns("c")) == 2
        faults.share = 0.0
        return second, await take_turn(store, "c", "after")

    during, after = asyncio.run(go())
    assert during.get_slot("context") == 5
    assert texts(database, "c") == [
        text for word in ("before", "during", "still", "after") for text in (word, f"answer to {word}")
    ]
    assert [event.text for event in after.events if isinstance(event, UserUttered)] == [
        "before",
        "during",
        "still",
        "after",
    ]
    assert spool.is_empty()


def test_a_new_process_writes_what_the_old_one_left_in_the_spool(
    database: Engine, domain: Domain, spool: Spool, faulty: Any
) -> None:
    engine, faults = faulty(0.0, 1)
    store = wrapped(engine, domain, spool)
    faults.share = 8.0
    asyncio.run(take_turn(store, "c", "lost?"))
    ConversationStore(domain, database=database, spool=spool, replay_every=0.01)
    for _ in range(200):
        if spool.is_empty():
            break
        asyncio.run(asyncio.sleep(0.01))
    assert texts(database, "c") == ["lost?", "answer to lost?"]


def test_a_crash_between_commit_and_cleaning_the_spool_doubles_nothing(
    database: Engine, store: FailSafeTrackerStore, spool: Spool
) -> None:
    primary = store._tracker_store
    written: list[Turn] = []
    record = primary._record

    def remember(turn: Turn) -> Outcome:
        written.append(turn)
        return record(turn)

    primary._record = remember
    asyncio.run(take_turn(store, "c", "one"))
    spool.append(written[0])
    assert primary._replay() is True
    assert texts(database, "c") == ["one", "answer to one"]


def test_a_broker_that_fails_touches_nothing(database: Engine, domain: Domain, spool: Spool) -> None:
    store = wrapped(database, domain, spool, event_broker=Broker(1.0, seed=1))
    asyncio.run(take_turn(store, "c", "one"))
    assert texts(database, "c") == ["one", "answer to one"]


def test_sender_ids_of_any_length_and_kind_are_recorded(database: Engine, store: FailSafeTrackerStore) -> None:
    async def go() -> None:
        for sender in ("x" * 2000, "x" * 2000 + "y", "a\x00b", "default"):
            await take_turn(store, sender, "hi")

    asyncio.run(go())
    with reading(database) as connection:
        messages: list[Message] = queries.find_messages(connection, sender="applicant")
    assert len({message.conversation_id for message in messages}) == 4


def test_texts_that_a_database_refuses_do_not_stop_the_turn(database: Engine, store: FailSafeTrackerStore) -> None:
    asyncio.run(take_turn(store, "c", "a\ud800b\x00c"))
    assert texts(database, "c")[0] == "a?bc"


def test_the_store_says_which_tables_are_missing(domain: Domain, spool: Spool, tmp_path: Path) -> None:
    engine = connect(f"sqlite:///{tmp_path}/empty.db")
    with pytest.raises(RasaException, match="make database"):
        ConversationStore(domain, database=engine, spool=spool)


def test_an_import_error_inside_the_store_is_not_taken_for_an_unknown_class(
    domain: Domain, database: Engine, spool: Spool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rasa would go on with a store in memory."""

    def fail(_self: ConversationStore) -> None:
        raise ImportError("no driver")

    monkeypatch.setattr(ConversationStore, "_check_tables", fail)
    with pytest.raises(RasaException, match="no driver"):
        ConversationStore(domain, database=database, spool=spool)


def test_endpoints_yml_names_the_store() -> None:
    from rasa.utils.endpoints import read_endpoint_config

    from office.settings import ROOT

    endpoint = read_endpoint_config(str(ROOT / "endpoints.yml"), "tracker_store")
    assert endpoint is not None
    assert endpoint.type == f"{ConversationStore.__module__}.{ConversationStore.__name__}"
