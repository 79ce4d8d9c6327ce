"""What the console does by itself while it runs: letters out, notices of requests, the review queue kept full."""

from __future__ import annotations

import asyncio
import logging

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from console.display import Display
from console.house import House
from console.wording import LANGUAGES, translate
from office.conversations import mail, notices, review_queue
from office.conversations.records import Handoff
from office.database import writing
from office.staff.holidays import calendar
from office.staff.records import Account

logger = logging.getLogger(__name__)

LETTERS_EVERY = 5.0  # seconds
QUEUE_EVERY = 30.0


class Work:
    """Two loops beside the pages. Several console processes may run them: every letter and every step is claimed."""

    def __init__(self, house: House, *, letters_every: float = LETTERS_EVERY, queue_every: float = QUEUE_EVERY) -> None:
        self._house = house
        self._loops = ((self.send_letters, letters_every), (self.fill_queue, queue_every))
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin."""
        self._tasks = [
            asyncio.create_task(self._again(*loop), name=f"console-{loop[0].__name__}") for loop in self._loops
        ]

    async def stop(self) -> None:
        """End, and wait for what is in hand."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _again(self, do, pause: float) -> None:  # type: ignore[no-untyped-def]
        while True:
            try:
                await run_in_threadpool(do)
            except SQLAlchemyError as error:
                logger.error("console.work.failed what=%s error=%s", do.__name__, type(error).__name__)
            except Exception:  # one bad letter must not stop all later ones
                logger.exception("console.work.failed what=%s", do.__name__)
            await asyncio.sleep(pause)

    def send_letters(self) -> int:
        """Write notices of new requests and send what waits; returns how many letters went out."""
        if not mail.is_set_up():
            return 0
        with writing(self._house.database) as connection:
            notices.write_notices(connection, calendar(connection), self._notice)
        return mail.send_due(self._house.database)

    def fill_queue(self) -> int:
        """Look at new messages for the review queue; returns how many."""
        looked_at = 0
        while True:
            with writing(self._house.database) as connection:
                step = review_queue.refresh(connection)
            looked_at += step
            if step < review_queue.BATCH:
                return looked_at

    def _notice(self, account: Account, request: Handoff) -> tuple[str, str]:
        language = account.language if account.language in LANGUAGES else "en"
        address = f"{self._house.settings.console_url}/inbox/{request.conversation_id}"
        spoken = Display(language, self._house.knowledge).language_name(request.language)
        return (
            translate(language, "mail_handoff_subject", language=spoken),
            translate(language, "mail_handoff_body", language=spoken, address=address),
        )
