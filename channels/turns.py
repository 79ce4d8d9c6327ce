"""The way of a message on every channel: written into the journal, answered by Rasa once and in order, delivered."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from channels.channel import Channel, DeliveryFailed, DeliveryForbidden, DeliveryImpossible, Inbound
from channels.choices import Asked, answered_here, chosen, pressed
from channels.desk import Desk
from channels.elsewhere import wants_to_go_elsewhere
from channels.flood import Flood
from channels.rasa_server import RasaAway, RasaServer
from channels.ready_replies import CODE_NAME, asked_code, is_ready, ready, say
from channels.typed_text import TextRefused, as_asked, checked
from office.conversations import journal, log, queries, resuming, sessions
from office.conversations.records import Conversation, JournalEntry
from office.database import now
from office.logs import bound
from office.metrics import ANSWER_SECONDS, MESSAGES

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.5  # seconds between looks of a waiting request at its entry
SWEEP_EVERY = 1.0  # seconds between looks for entries that nobody works on
AT_ONCE = 8  # questions that Rasa is asked at the same time
# Seconds that an entry, taken up as it was written down, may wait for its turn at Rasa before it is let go again.
_HELD_FOR = 5.0
# Rasa took the question but said nothing: an action server that restarts, or an error that every try will repeat.
ATTEMPTS_WITHOUT_REPLY = 4
# An answer that a platform does not take for the moment is offered again for as long as the most patient platform lets
# one write after a person's message; a platform's own, shorter rule ends it earlier.
DELIVERED_FOR = timedelta(hours=48)
_LONGEST_PAUSE, _LONGEST_DELIVERY_PAUSE = 60.0, 300.0  # seconds


class Turns:
    """Receives messages and works them off. One per process; several processes share the journal."""

    def __init__(
        self,
        desk: Desk,
        rasa: RasaServer,
        channels: Iterable[Channel],
        *,
        message_limit: int,
        attempts: int,
        rasa_timeout: float,
        worker: str | None = None,
        pause: float = 2.0,
        flood: Flood | None = None,
    ) -> None:
        """`pause`: seconds before the second attempt; it doubles up to a minute. `flood`: limits persons of platforms."""
        self._flood = flood
        self._desk = desk
        self._rasa = rasa
        self._channels = {channel.name: channel for channel in channels}
        self._names = tuple(self._channels)
        self._message_limit = message_limit
        self._attempts = attempts
        self._pause = pause
        # Longer than Rasa may take: an entry whose lease is over has no living worker.
        self._lease = timedelta(seconds=rasa_timeout + 15)
        self._worker = worker or socket.gethostname()
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._working: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        # Taken up as they were written down, and when.
        self._held: dict[str, tuple[JournalEntry, Conversation, float]] = {}
        self._receiving: set[asyncio.Task[JournalEntry]] = set()
        self._waiting: dict[int, set[asyncio.Future[None]]] = {}
        self._sweeper: asyncio.Task[None] | None = None
        self._dropped: set[int] = set()  # entries that were held when the database failed

    # ---- the door

    async def receive(self, inbound: Inbound) -> JournalEntry:
        """Write the message down and see that it is answered; a redelivery gives the entry of the first time.

        TextRefused: the message cannot be taken. LookupError: the conversation has been erased. TooFast: the person
        has been told to wait, and this message is not kept.
        """
        if self._flood is not None and inbound.channel_user is not None:
            inbound = await self._flood.check(inbound)
        # Who has gone while it is written down must not leave an entry that is held and that nobody works on.
        task = asyncio.create_task(self._received(inbound), name="journal-receive")
        self._receiving.add(task)
        task.add_done_callback(self._receiving.discard)
        return await asyncio.shield(task)

    async def _received(self, inbound: Inbound) -> JournalEntry:
        entry, held = await self._desk.write(self._take, inbound)
        if entry.status == "received":
            logger.info("message.received journal=%d channel=%s", entry.id, entry.channel)
            if held is not None:
                self._held[entry.conversation_id] = (*held, asyncio.get_running_loop().time())
            self.wake(entry.conversation_id)
        return entry

    def _take(
        self, connection: Connection, inbound: Inbound
    ) -> tuple[JournalEntry, tuple[JournalEntry, Conversation] | None]:
        """Write the message down and, where it can be worked on at once, take it up in the same transaction."""
        entry = self._write_down(connection, inbound)
        free = not self._at_once.locked() and entry.conversation_id not in self._working
        if entry.status != "received" or entry.attempts or not free:
            return entry, None
        held = self._claim(connection, entry.conversation_id)
        return entry, held if held[0] is not None else None

    def _write_down(self, connection: Connection, inbound: Inbound) -> JournalEntry:
        known = journal.find_entry(connection, channel=inbound.channel, platform_message_id=inbound.platform_message_id)
        if known:
            # Sent once more after it was given up: somebody wants it answered. Platforms repeat by themselves.
            wanted = inbound.conversation_id is not None and known.status == "failed"
            retried = wanted and journal.retry(connection, known.id)
            return journal.get_entry(connection, known.id) if retried else known
        conversation = self._conversation(connection, inbound)
        try:
            conversation, message = self._asked(connection, conversation, inbound)
        except TextRefused as error:
            if inbound.conversation_id is not None:
                raise
            # A platform's request has to be taken; the person is told in the chat.
            shown = (inbound.text or "").strip()[: self._message_limit] or "…"
            message = Asked(shown, ready(f"channels_{error.code}", **error.values))
        entry, _ = journal.record_received(
            connection,
            conversation.id,
            channel=inbound.channel,
            platform_message_id=inbound.platform_message_id,
            shown=message.shown,
            asked=message.asked,
            language=conversation.speaks or inbound.language,
        )
        if inbound.channel_user is not None:
            journal.retry_forbidden(connection, conversation.id, since=now() - DELIVERED_FOR)
        return entry

    def _conversation(self, connection: Connection, inbound: Inbound) -> Conversation:
        if inbound.conversation_id is not None:
            return queries.get_conversation(connection, inbound.conversation_id)
        if inbound.channel_user is None:
            raise ValueError(f"A message of {inbound.channel} names neither a conversation nor a person.")
        return sessions.conversation_of(
            connection, channel=inbound.channel, channel_user=inbound.channel_user, language=inbound.language
        )

    def _asked(
        self, connection: Connection, conversation: Conversation, inbound: Inbound
    ) -> tuple[Conversation, Asked]:
        """What the message comes down to, and the conversation that it belongs to: a code moves another one here."""
        if inbound.button is not None:
            stored = queries.find_message(connection, conversation.id, inbound.button.message_id)
            return conversation, answered_here(pressed(stored, inbound.button.index))
        if inbound.says is not None:
            return conversation, Asked(inbound.text or "…", ready(inbound.says))
        if inbound.asks is not None:
            return conversation, Asked(inbound.text or "…", inbound.asks)
        text = checked(inbound.text or "", limit=self._message_limit)
        code = asked_code(text)
        if code is not None:
            return self._resumed(connection, conversation, code)
        if wants_to_go_elsewhere(text):
            return conversation, Asked(text, ready(CODE_NAME))
        if self._channels[inbound.channel].limits.numbered:
            stored = queries.last_message(connection, conversation.id, sender="bot")
            with contextlib.suppress(TextRefused):  # what is no choice is a text like any other
                return conversation, answered_here(pressed(stored, chosen(stored, text)))
        return conversation, Asked(shown=text, asked=as_asked(text))

    def _resumed(self, connection: Connection, here: Conversation, code: str) -> tuple[Conversation, Asked]:
        """ "/resume" asks for a code; "/resume CODE" goes on with the conversation that the code was issued in."""
        if not code:
            return here, Asked("/resume", ready(CODE_NAME))
        moved = resuming.redeem_code(connection, code, here=here)
        if moved is None:
            return here, Asked("/resume …", ready("utter_conversation_resume_failed"))
        return queries.get_conversation(connection, moved), Asked("/resume …", ready("utter_conversation_resume_done"))

    async def settled(self, entry: JournalEntry, *, wait: float) -> None:
        """Returns once the entry is answered or has met with a difficulty, or after `wait` seconds.

        To be awaited right after `receive`: what happens to the entry before is not noticed at once. LookupError: it
        has been erased.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + wait
        future = loop.create_future()
        self._waiting.setdefault(entry.id, set()).add(future)
        try:
            while entry.status == "received" and not entry.error and (left := until - loop.time()) > 0:
                # Another process may be the one that answers: it cannot wake this one.
                done, _ = await asyncio.wait((future,), timeout=min(left, LOOK_EVERY))
                if done:
                    return
                entry = await self._desk.read(journal.get_entry, entry.id)
        finally:
            waiting = self._waiting[entry.id]
            waiting.discard(future)
            if not waiting:
                del self._waiting[entry.id]

    # ---- the work

    async def start(self) -> None:
        """Take up what this process, or one that died, left unanswered."""
        try:
            released = await self._desk.write(journal.release, self._worker)
            if released:
                logger.info("journal.entries.released number=%d", released)
        except SQLAlchemyError as error:
            logger.error("journal.release.failed error=%s", type(error).__name__)
        self._sweeper = asyncio.create_task(self._sweep(), name="journal-sweep")

    async def stop(self) -> None:
        """Let go of everything; what is not answered yet is taken up at the next start, or by another process."""
        tasks = [*self._working.values(), *([self._sweeper] if self._sweeper else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        with contextlib.suppress(SQLAlchemyError):
            await self._desk.write(journal.release, self._worker)

    def wake(self, conversation_id: str) -> None:
        """See that somebody in this process works on the conversation's entries."""
        if conversation_id in self._working:
            self._again.add(conversation_id)
            return
        task = asyncio.create_task(self._work(conversation_id), name=f"turns-{conversation_id[:6]}")
        self._working[conversation_id] = task

    async def _sweep(self) -> None:
        while True:
            try:
                while self._dropped:  # the database is back: nobody has to wait until their lease runs out
                    entry_id = next(iter(self._dropped))
                    await self._desk.write(
                        journal.put_back, entry_id, pause=timedelta(0), error="the database was away"
                    )
                    self._dropped.discard(entry_id)
                for conversation_id in await self._desk.read(journal.find_due, channels=self._names):
                    if conversation_id not in self._working:
                        self.wake(conversation_id)
            except SQLAlchemyError as error:
                logger.error("journal.sweep.failed error=%s", type(error).__name__)
            await asyncio.sleep(SWEEP_EVERY)

    async def _work(self, conversation_id: str) -> None:
        entry: JournalEntry | None = None
        try:
            while True:
                self._again.discard(conversation_id)
                more = False
                async with self._at_once:  # first, so that the lease does not run while Rasa is busy with others
                    entry, conversation = await self._next(conversation_id)
                    if entry is not None and conversation is not None:
                        more = await self._process_safely(conversation, entry)
                # What comes in meanwhile is `_again`.
                if not more and conversation_id not in self._again:
                    return
        except SQLAlchemyError as error:
            # The entry stays in the journal: the sweep lets go of it once it can, or else its lease runs out.
            logger.error("journal.work.failed error=%s", type(error).__name__)
            if entry is not None:
                self._dropped.add(entry.id)
        finally:
            self._working.pop(conversation_id, None)
            self._again.discard(conversation_id)

    async def _next(self, conversation_id: str) -> tuple[JournalEntry, Conversation] | tuple[None, None]:
        """The entry that was taken up as it was written down, or the conversation's next."""
        if conversation_id in self._held:
            entry, conversation, since = self._held.pop(conversation_id)
            if asyncio.get_running_loop().time() - since < _HELD_FOR:
                return entry, conversation
            # Its lease runs already, and the conversation may have come into a person's hands.
            await self._desk.write(journal.put_back, entry.id, pause=timedelta(0))
        return await self._desk.write(self._claim, conversation_id)

    def _claim(
        self, connection: Connection, conversation_id: str
    ) -> tuple[JournalEntry, Conversation] | tuple[None, None]:
        """The conversation's next entry, which this worker now holds, and the conversation as it is."""
        entry = journal.claim_next(
            connection, conversation_id, worker=self._worker, lease=self._lease, channels=self._names
        )
        return (entry, queries.get_conversation(connection, conversation_id)) if entry else (None, None)

    async def _process_safely(self, conversation: Conversation, entry: JournalEntry) -> bool:
        """An entry that meets with a fault of ours is tried again and given up like any other, and stops no other."""
        with bound(journal=entry.id):
            try:
                return await self._process(conversation, entry)
            except SQLAlchemyError:
                raise
            except Exception as error:
                logger.exception("journal.entry.fault id=%d", entry.id)
                return await self._put_back(entry, f"fault: {type(error).__name__}", attempts=ATTEMPTS_WITHOUT_REPLY)

    async def _process(self, conversation: Conversation, entry: JournalEntry) -> bool:
        """One entry: answered, put back for later, given up or left to staff. Whether the conversation has another."""
        if conversation.state == "staff":
            return await self._finish(entry, "staff")
        # Whoever asks again looks first whether the answer is there: the process before may have died in between.
        if entry.attempts == 1 or not await self._desk.read(log.is_answered, entry.id):
            try:
                if is_ready(entry.text):
                    await self._desk.write(say, conversation, entry)
                else:
                    await self._ask(conversation, entry)
            except RasaAway as error:
                return await self._put_back(entry, f"rasa away: {error}", attempts=self._attempts)
        replies = await self._desk.read(queries.replies_to, entry.id)
        if not replies:
            attempts = min(self._attempts, ATTEMPTS_WITHOUT_REPLY)
            return await self._put_back(entry, "no reply in the log", attempts=attempts)
        try:
            await self._way_to(conversation, entry).send(conversation, entry, replies)
        except DeliveryImpossible as error:
            logger.error("journal.entry.undeliverable id=%d channel=%s error=%s", entry.id, entry.channel, error)
            why = journal.FORBIDDEN if isinstance(error, DeliveryForbidden) else journal.UNDELIVERED
            return await self._finish(entry, "failed", error=f"{why}: {error}", outcome="undeliverable")
        except DeliveryFailed as error:
            return await self._deliver_later(entry, f"{journal.UNDELIVERED}: {error}")
        return await self._finish(entry, "answered")

    def _way_to(self, conversation: Conversation, entry: JournalEntry) -> Channel:
        """The channel to answer on: where the question came from, unless the person has moved to another platform."""
        of_entry = self._channels[entry.channel]
        if conversation.channel_user is None:
            return of_entry
        return of_entry if entry.channel == "website" else self._channels.get(conversation.channel, of_entry)

    async def _ask(self, conversation: Conversation, entry: JournalEntry) -> None:
        await self._rasa.ask(
            conversation.id,
            entry.text or "",
            channel=entry.channel,
            journal_id=entry.id,
            language=conversation.speaks or entry.language,
        )

    async def _put_back(self, entry: JournalEntry, error: str, *, attempts: int) -> bool:
        if entry.attempts >= attempts:
            logger.error("journal.entry.failed id=%d attempts=%d error=%s", entry.id, entry.attempts, error)
            return await self._finish(entry, "failed", error=error)
        return await self._rest(entry, error, longest=_LONGEST_PAUSE)

    async def _deliver_later(self, entry: JournalEntry, error: str) -> bool:
        """The platform's fault, not the question's: no number of attempts ends it, only time."""
        if entry.attempts >= self._attempts and now() - entry.received_at >= DELIVERED_FOR:
            logger.error("journal.entry.undeliverable id=%d channel=%s error=%s", entry.id, entry.channel, error)
            return await self._finish(entry, "failed", error=error, outcome="undeliverable")
        return await self._rest(entry, error, longest=_LONGEST_DELIVERY_PAUSE)

    async def _rest(self, entry: JournalEntry, error: str, *, longest: float) -> bool:
        pause = timedelta(seconds=min(self._pause * 2 ** min(entry.attempts - 1, 16), longest))
        MESSAGES.labels(entry.channel, "put_back").inc()
        logger.warning("journal.entry.put_back id=%d attempts=%d error=%s", entry.id, entry.attempts, error)
        await self._desk.write(journal.put_back, entry.id, pause=pause, error=error[:200])
        self._tell(entry.id)
        return True  # this one, and perhaps one that may overtake it

    async def _finish(
        self, entry: JournalEntry, status: str, *, error: str | None = None, outcome: str | None = None
    ) -> bool:
        """`outcome`: what the metrics call it, if not as the status. Whether the conversation has another entry."""
        more = await self._desk.write(_done_with, entry, status, error[:200] if error else None)
        MESSAGES.labels(entry.channel, outcome or status).inc()
        seconds = max(0.0, (now() - entry.received_at).total_seconds())
        if status == "answered":
            ANSWER_SECONDS.labels(entry.channel).observe(seconds)
        logger.info("journal.entry.finished status=%s channel=%s seconds=%.3f", status, entry.channel, seconds)
        self._tell(entry.id)
        return more

    def _tell(self, journal_id: int) -> None:
        for future in self._waiting.get(journal_id, ()):
            if not future.done():
                future.set_result(None)


def _done_with(connection: Connection, entry: JournalEntry, status: str, error: str | None) -> bool:
    journal.finish(connection, entry.id, status, error=error)
    return journal.is_waiting(connection, entry.conversation_id)
