"""What the console does by itself while it runs: letters out, the review queue kept full, lessons made, training started."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool

from console.display import Display
from console.house import House
from console.wording import LANGUAGES, translate
from office.conversations import mail, notices, review_queue
from office.conversations.records import Handoff
from office.database import now, reading, writing
from office.learning import lesson_files, runs
from office.staff.holidays import calendar
from office.staff.records import Account

logger = logging.getLogger(__name__)

LETTERS_EVERY = 5.0  # seconds
QUEUE_EVERY = 30.0
LESSONS_EVERY = 60.0
CHILDREN_EVERY = 2.0

# Commands of the bot, run as child processes: this process holds no model.
RETRAIN = "bot.learning.retrain"
TAKE_BACK = "bot.learning.take_back"
GROUPS = "bot.learning.groups"
# Hour of the office's day from which wordings are grouped anew: nobody waits for the machine then.
GROUPING_HOUR = 3


class Work:
    """Loops beside the pages. Several console processes may run them: every letter, step and training run is claimed."""

    def __init__(self, house: House, *, letters_every: float = LETTERS_EVERY, queue_every: float = QUEUE_EVERY) -> None:
        self._house = house
        self._loops = (
            (self.send_letters, letters_every),
            (self.fill_queue, queue_every),
            (self.make_lessons, LESSONS_EVERY),
            (self.mind_children, CHILDREN_EVERY),
        )
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

    def make_lessons(self) -> int:
        """Make lessons of new corrections, and take out of the files what was erased since; returns how many are new."""
        made = self._house.lessons.look()
        with reading(self._house.database) as connection:
            lesson_files.keep_up(connection, self._house.settings.learning_root)
        return made

    def mind_children(self) -> None:
        """Start the training run that somebody wished for, and the daily grouping; say so of runs whose process has died."""
        children, database = self._house.children, self._house.database
        ended = children.look()
        with reading(database) as connection:
            run = next(iter(runs.find_runs(connection, limit=1)), None)
        if run is not None and run.status == "wanted":
            if ended is not None and (ended.name, ended.arguments) == (RETRAIN, ("--run", str(run.id))):
                # It has ended without having claimed its run: it could not even begin.
                with writing(database) as connection:
                    runs.record_end(connection, run.id, "failed", error="not_begun")
            else:
                children.wish(RETRAIN, "--run", str(run.id))
        elif run is not None and run.goes_on and run.alive_at is not None and run.alive_at < now() - runs.SILENCE:
            with writing(database) as connection:
                runs.bury_dead(connection)
        if self._is_time_to_group():
            children.wish(GROUPS)

    def _is_time_to_group(self) -> bool:
        """Once a day and machine: the file's time is the last time. A machine that has none yet begins with the next day."""
        stamp = self._house.settings.state_dir / "grouped"
        local = Display("en", self._house.knowledge).local
        today = local(now())
        if not stamp.exists():
            stamp.touch()
            return False
        last = local(_changed(stamp))
        if last.date() >= today.date() or today.hour < GROUPING_HOUR:
            return False
        stamp.touch()
        return True

    def _notice(self, account: Account, request: Handoff) -> tuple[str, str]:
        language = account.language if account.language in LANGUAGES else "en"
        address = f"{self._house.settings.console_url}/inbox/{request.conversation_id}"
        spoken = Display(language, self._house.knowledge).language_name(request.language)
        return (
            translate(language, "mail_handoff_subject", language=spoken),
            translate(language, "mail_handoff_body", language=spoken, address=address),
        )


def _changed(path: Path) -> datetime:
    """When a file was changed, UTC without zone."""
    return datetime(1970, 1, 1) + timedelta(seconds=path.stat().st_mtime)
