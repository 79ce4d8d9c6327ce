"""What happens while staff look: one glance at the database for all open pages, and who else is where."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from office.conversations import inbox, queries
from office.database import reading

logger = logging.getLogger(__name__)

LOOK_EVERY = 0.5  # seconds: what an applicant writes is on the screen within a second
TYPING_LASTS = 6.0  # seconds after the last key


class Watch:
    """One open page: whose, and which conversation is on it. News that came in one go is given in one go."""

    def __init__(self, account: str, shown_name: str, conversation_id: str | None) -> None:
        self.account = account
        self.shown_name = shown_name
        self.conversation_id = conversation_id
        self.typing_until = 0.0
        self.begins = True  # what happened since its page was made has not been told yet
        self._news: dict[str, dict[str, Any]] = {}
        self._woken = asyncio.Event()

    def tell(self, kind: str, about: dict[str, Any]) -> None:
        """Hand over a piece of news; a newer one of its kind takes its place."""
        self._news[kind] = about
        self._woken.set()

    async def wait(self, seconds: float) -> dict[str, dict[str, Any]]:
        """News by kind, as soon as there is any; empty when there was none for so long."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)
        self._woken.clear()
        news, self._news = self._news, {}
        return news


class News:
    """All watches of this process. It looks only while a page is open. Used on the event loop only."""

    def __init__(self, database: Engine, *, look_every: float = LOOK_EVERY) -> None:
        self._database = database
        self._look_every = look_every
        self._watches: set[Watch] = set()
        self._looking: asyncio.Task[None] | None = None
        self._inbox: inbox.Pulse | None = None
        self._threads: dict[str, queries.Pulse | None] = {}
        self._present: dict[str, list[tuple[str, str, bool]]] = {}

    @contextlib.contextmanager
    def watch(self, account: str, shown_name: str, conversation_id: str | None) -> Iterator[Watch]:
        """Watch for the length of the block."""
        watch = Watch(account, shown_name, conversation_id)
        self._watches.add(watch)
        self._tell_presence()
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look(), name="console-news")
        try:
            yield watch
        finally:
            self._watches.discard(watch)
            self._tell_presence()

    def note_typing(self, account: str, conversation_id: str) -> None:
        """Somebody writes an answer: colleagues on the same conversation see it."""
        for watch in self._watches:
            if watch.account == account and watch.conversation_id == conversation_id:
                watch.typing_until = time.monotonic() + TYPING_LASTS
        self._tell_presence()

    async def _look(self) -> None:
        while self._watches:
            try:
                await self._look_once()
            except SQLAlchemyError as error:
                logger.error("console.news.failed error=%s", type(error).__name__)
            self._tell_presence()
            await asyncio.sleep(self._look_every)
        self._inbox, self._threads, self._present = None, {}, {}

    async def _look_once(self) -> None:
        ids = sorted({watch.conversation_id for watch in self._watches if watch.conversation_id})
        stands, threads = await run_in_threadpool(self._read, ids)
        before = self._inbox or stands
        about = {
            "waiting": stands.waiting,
            "unanswered": stands.unanswered,
            "requested": stands.newest_request > before.newest_request,
        }
        for watch in self._watches:
            here = watch.conversation_id
            if here and here not in ids:
                continue  # it came while the database was read
            if watch.begins or stands != before:
                watch.tell("inbox", about)
            pulse = threads.get(here or "")
            if here and (watch.begins or pulse != self._threads.get(here)):
                watch.tell(
                    "thread", {"state": pulse.state if pulse else "erased", "pending": bool(pulse and pulse.pending)}
                )
            watch.begins = False
        self._inbox = stands
        self._threads = {each: threads.get(each) for each in ids}

    def _read(self, ids: list[str]) -> tuple[inbox.Pulse, dict[str, queries.Pulse]]:
        with reading(self._database) as connection:
            return inbox.pulse(connection), queries.pulses(connection, ids) if ids else {}

    def _tell_presence(self) -> None:
        """Tell the pages of each conversation who else is there, where that has changed."""
        moment = time.monotonic()
        present: dict[str, dict[str, tuple[str, bool]]] = {}
        for watch in self._watches:
            if watch.conversation_id:
                people = present.setdefault(watch.conversation_id, {})
                typing = watch.typing_until > moment or people.get(watch.account, ("", False))[1]
                people[watch.account] = (watch.shown_name, typing)
        now_present = {
            each: sorted((account, name, typing) for account, (name, typing) in people.items())
            for each, people in present.items()
        }
        for watch in self._watches:
            here = watch.conversation_id
            if here and now_present[here] != self._present.get(here):
                others = [
                    {"name": name, "typing": typing}
                    for account, name, typing in now_present[here]
                    if account != watch.account
                ]
                watch.tell("presence", {"people": others})
        self._present = now_present

    async def close(self) -> None:
        """Stop looking."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
