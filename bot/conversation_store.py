"""Rasa's tracker store on the office's database: events and the log's messages in one transaction, and nothing lost."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, Event
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from sqlalchemy.engine import Engine

from bot import action_calls, cheap_copies, graph_runs, kept_connections, parse_memory, rule_choices
from bot.conversation_window import Window, moved
from bot.turn_records import SENDER_ID_LIMIT, turn_of
from office import logs
from office.conversations.log import Outcome, record_turn, storable
from office.conversations.records import Turn
from office.conversations.spool import Spool
from office.conversations.tables import conversation, rasa_event
from office.database import engine, reading, writing
from office.settings import settings

log = logging.getLogger(__name__)

T = TypeVar("T")

# Errors that pass: the database is away or busy, or (InternalError) read-only, as a copy is until it takes over.
TRANSIENT = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.InternalError, sa.exc.TimeoutError)
PAUSES = (0.05, 0.2, 0.8)  # seconds before the second, third and fourth try
REPLAY_EVERY = 5.0  # seconds between attempts to empty the spool while nobody writes

REMEMBERED = 200  # conversations at hand while the database is away: some twenty megabytes
# On each tracker: how many of its events are on record.
_RECORDED = "events_on_record"

# Made once: SQLAlchemy takes longer to make and compare a statement than the database to answer it.
_WINDOW = sa.select(conversation.c.tracker_start, conversation.c.tracker_slots).where(
    conversation.c.id == sa.bindparam("the_id")
)
_EVENTS = (
    sa.select(rasa_event.c.data)
    .where(rasa_event.c.conversation_id == sa.bindparam("the_id"), rasa_event.c.position >= sa.bindparam("the_start"))
    .order_by(rasa_event.c.position)
)


class ConversationStore(TrackerStore):
    """Keeps trackers in office.conversations.

    endpoints.yml: `tracker_store: {type: bot.conversation_store.ConversationStore}`.

    `save` and `retrieve` never raise. Rasa wraps every store in a FailSafeTrackerStore, which after an error keeps the
    turn in memory only, publishes its events again and goes on with an empty conversation; here a turn that the
    database does not take goes to a spool file on disk and is written before the next one.

    New events of a tracker are those beyond the number that it was loaded with or last saved with. Their place in the
    conversation is given by the database in the transaction that writes them (one row lock, one unique key), not by
    counting here: two processes that save the same conversation at once can neither overwrite nor lose an event. Ids
    are not kept in `event.metadata`: Rasa copies that into other events when slots are carried into a new session.

    Database work runs in threads, so that a slow write of one conversation does not stop the event loop for all.
    """

    def __init__(
        self,
        domain: Domain | None,
        event_broker: EventBroker | None = None,
        *,
        host: str | None = None,
        database: Engine | None = None,
        spool: Spool | None = None,
        replay_every: float = REPLAY_EVERY,
        **_other: Any,
    ) -> None:
        """`host`: a database URL instead of DATABASE_URL (endpoints.yml's `url`). RasaException: no tables there."""
        super().__init__(domain, event_broker)
        try:
            self._database = database or self._connect(host)
            self._spool = spool or Spool(settings().state_dir / "spool.jsonl")
            self._check_tables()
            for each in (action_calls, cheap_copies, graph_runs, kept_connections, parse_memory, rule_choices):
                each.install()
            if settings()["LOG_FORMAT"] == "json":  # Rasa sets up its own logging, in colours
                logs.reformat(settings(), "rasa")
        except (AttributeError, ImportError) as error:
            # Rasa takes these two for "no such class" and goes on with a store in memory, of which nothing is kept.
            raise RasaException(f"The conversation store cannot start: {error!r}") from error
        self._threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="conversation-store")
        self._recent: dict[str, list[Event]] = {}
        self._remembering = threading.Lock()
        self._replay_every = replay_every
        self._replaying = threading.Lock()
        self._replayer: threading.Thread | None = None
        if not self._spool.is_empty():
            self._replay_later()

    # ---- what Rasa calls

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The tracker with the current session, cut to its last turns, all slots set; None for a new conversation."""
        return await self._in_thread(lambda: self._load(sender_id))

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        """The tracker with every event of every session; None for a new conversation."""
        return await self._in_thread(lambda: self._load(conversation_id, whole=True))

    async def exists(self, conversation_id: str) -> bool:
        """Whether anything is on record under this id."""
        return await self.retrieve(conversation_id) is not None

    async def keys(self) -> Iterable[str]:
        """Ids of all conversations that Rasa took part in; none while the database is away."""
        return await self._in_thread(self._find_ids)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Record the tracker's new events and their messages; afterwards publish the events to the broker, if any."""
        on_record = getattr(tracker, _RECORDED, None)
        if on_record is None:
            on_record = await self._number_on_record(tracker)
        fresh = [event.as_dict() for event in islice(tracker.events, on_record, None)]
        setattr(tracker, _RECORDED, len(tracker.events))
        if not fresh:
            return
        turn = turn_of(_known_id(tracker.sender_id), fresh, channel=tracker.get_latest_input_channel())
        self._remember(turn.conversation_id, list(tracker.events))
        # Shielded: a caller who gives up waiting must not take the turn with him.
        await asyncio.shield(self._in_thread(lambda: self._keep(turn)))
        self._publish(tracker.sender_id, fresh)

    # ---- reading

    def _load(self, sender_id: str, *, whole: bool = False) -> DialogueStateTracker | None:
        conversation_id = _known_id(sender_id)
        if not self._spool.is_empty():
            self._replay()
        try:
            found = self._retried(lambda: self._read(conversation_id, whole=whole))
        except Exception as error:
            log.error("conversation.load.failed error=%s: going on from this process's memory", type(error).__name__)
            log.debug("conversation.load.failed", exc_info=True)
            # Never None here: Rasa would go on as if there had been no conversation.
            return self._tracker(sender_id, self._recent.get(conversation_id) or self._waiting(conversation_id))
        waiting = self._waiting(conversation_id)
        return (
            None if found is None and not waiting else self._tracker(sender_id, [*self._events(found or []), *waiting])
        )

    def _waiting(self, conversation_id: str) -> list[Event]:
        """What of the conversation is in the spool."""
        turns = self._spool.turns(conversation_id)
        return self._events([json.loads(event.data) for turn in turns for event in turn.events])

    def _events(self, stored: list[dict[str, Any]]) -> list[Event]:
        slots = {slot.name for slot in self.domain.slots}  # a newer domain may have fewer: Rasa logs an error for each
        known = [event for event in stored if event["event"] != "slot" or event.get("name") in slots]
        events = [event_class(event["event"])._from_parameters(event) for event in known]
        return [event for event in events if event]

    def _tracker(self, sender_id: str, events: list[Event]) -> DialogueStateTracker:
        tracker = DialogueStateTracker.from_events(sender_id, events, self.domain.slots)
        if tracker.latest_action_name not in (None, ACTION_LISTEN_NAME):
            # Rasa gave that turn up in its middle (too many actions). The policies know a question by the listening
            # before it: left so, the conversation would never be answered again.
            tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        setattr(tracker, _RECORDED, len(tracker.events))
        return tracker

    def _read(self, conversation_id: str, *, whole: bool) -> list[dict[str, Any]] | None:
        """The events to replay; None when there is no conversation (or Rasa has no part in it yet)."""
        with reading(self._database) as connection:
            row = connection.execute(_WINDOW, {"the_id": conversation_id}).first()
            if row is None:
                return None
            window = Window() if whole else Window.read(row.tracker_start, row.tracker_slots)
            stored = connection.execute(_EVENTS, {"the_id": conversation_id, "the_start": window.start}).scalars()
            events = [json.loads(data) for data in stored]
        if not events:
            return None
        if whole:
            return events
        now_at, dropped = moved(window, events)
        if now_at.start != window.start:
            self._move_window(conversation_id, window, now_at)
        kept = events[dropped:]
        return [*now_at.head(kept[0].get("timestamp")), *kept]

    def _move_window(self, conversation_id: str, window: Window, now_at: Window) -> None:
        here = sa.and_(conversation.c.id == conversation_id, conversation.c.tracker_start == window.start)
        try:
            with writing(self._database) as connection:
                connection.execute(
                    sa.update(conversation).where(here).values(tracker_start=now_at.start, tracker_slots=now_at.held())
                )
        except sa.exc.SQLAlchemyError as error:  # it will be moved at the next load
            log.warning("conversation.window.not_moved error=%s", type(error).__name__)

    def _find_ids(self) -> list[str]:
        try:
            with reading(self._database) as connection:
                return list(connection.execute(sa.select(rasa_event.c.conversation_id).distinct()).scalars())
        except sa.exc.SQLAlchemyError:
            log.exception("conversation.keys.failed")
            return []

    async def _number_on_record(self, tracker: DialogueStateTracker) -> int:
        """For a tracker that was not loaded here (Rasa's HTTP API can replace one): what the session has on record."""
        if not tracker.events:
            return 0
        known = await self.retrieve(tracker.sender_id)
        return len(known.events) if known else 0

    # ---- writing

    def _remember(self, conversation_id: str, events: list[Event]) -> None:
        """Keep the latest conversations at hand, for when the database cannot be asked."""
        with self._remembering:
            self._recent.pop(conversation_id, None)
            self._recent[conversation_id] = events
            while len(self._recent) > REMEMBERED:
                del self._recent[next(iter(self._recent))]

    def _keep(self, turn: Turn) -> None:
        """Write the turn to the database, or else to the spool. Never raises."""
        with logs.bound(journal=next((each.journal_id for each in turn.utterances if each.journal_id), None)):
            self._keep_somewhere(turn)

    def _keep_somewhere(self, turn: Turn) -> None:
        try:
            if self._spool.is_empty() or self._replay():
                outcome = self._retried(lambda: self._record(turn))
                if outcome is not Outcome.RECORDED:
                    log.info("conversation.turn.dropped reason=%s", outcome.value)
                return
        except Exception as error:
            log.error("conversation.turn.not_written error=%s: it goes to the spool", type(error).__name__)
            log.debug("conversation.turn.not_written", exc_info=True)
        self._spool_until_it_works(turn)

    def _spool_until_it_works(self, turn: Turn) -> None:
        for pause in (*PAUSES, None):
            try:
                self._spool.append(turn)
                self._replay_later()
                return
            except OSError as error:
                log.critical("conversation.spool.failed error=%s file=%s", error, self._spool.path)
                if pause is not None:
                    time.sleep(pause)
        log.critical("conversation.turn.lost: neither the database nor the disk takes it; the journal will ask again")

    def _record(self, turn: Turn) -> Outcome:
        try:
            with writing(self._database) as connection:
                return record_turn(connection, turn)
        except sa.exc.IntegrityError:  # another process opened the conversation at the same instant: now it is there
            with writing(self._database) as connection:
                return record_turn(connection, turn)

    def _replay(self) -> bool:
        """Write what waits in the spool; True when nothing waits any more."""
        with self._replaying:
            try:
                done = self._spool.replay(self._record, transient=TRANSIENT)
            except OSError:
                log.exception("conversation.spool.unreadable file=%s", self._spool.path)
                return False
            if done:
                log.info("conversation.spool.replayed turns=%d", done)
            return self._spool.is_empty()

    def _replay_later(self) -> None:
        """See to it that the spool is emptied even if nobody writes for a while."""
        if self._replayer is None or not self._replayer.is_alive():
            self._replayer = threading.Thread(target=self._replay_until_empty, name="spool-replay", daemon=True)
            self._replayer.start()

    def _replay_until_empty(self) -> None:
        while not self._spool.is_empty():
            time.sleep(self._replay_every)
            self._replay()

    def _publish(self, sender_id: str, events: list[dict[str, Any]]) -> None:
        if self.event_broker is None:
            return
        for event in events:
            try:
                self.event_broker.publish({"sender_id": sender_id, **event})
            except Exception:  # a broker is for others: its faults must not touch the conversation
                log.exception("conversation.event.not_published")

    # ---- means

    def _retried(self, work: Callable[[], T]) -> T:
        for pause in PAUSES:
            try:
                return work()
            except TRANSIENT as error:
                log.warning("conversation.database.retry error=%s pause=%s", type(error).__name__, pause)
                time.sleep(pause)
        return work()

    def _in_thread(self, work: Callable[[], T]) -> asyncio.Future[T]:
        return asyncio.get_running_loop().run_in_executor(self._threads, work)

    @staticmethod
    def _connect(url: str | None) -> Engine:
        if url is None:
            return engine()
        from office.database import connect

        return connect(url)

    def _check_tables(self) -> None:
        try:
            there = sa.inspect(self._database).has_table(rasa_event.name)
        except sa.exc.SQLAlchemyError as error:
            log.warning(
                "conversation.database.away error=%s: turns go to the spool until it is back", type(error).__name__
            )
            return
        if not there:
            raise RasaException(
                f"The database {self._database.url.render_as_string(hide_password=True)} has no table "
                f"{rasa_event.name!r}. Run `make database` (or check DATABASE_URL)."
            )


@lru_cache(maxsize=64)
def event_class(type_name: str) -> type[Event]:
    """Rasa's class of an event. Kept, since Rasa goes through all its subclasses for each event of each load."""
    return Event.resolve_by_type(type_name)


def _known_id(sender_id: str) -> str:
    """The conversation's id; a sender id too long for the column is shortened, and stays unique by its hash."""
    sender_id = storable(sender_id)
    if len(sender_id) <= SENDER_ID_LIMIT:
        return sender_id
    return f"{sender_id[:180]}:{sha256(sender_id.encode()).hexdigest()}"
