"""Messages a second while the model is swapped again and again: how many failed or were answered twice, and the slowest answer.

`python -m benchmarks.model_swap [--applicants 8] [--swaps 4] [--quiet 45] [--pause 5]`
The whole house as `make run` starts it, over copies of the data and the model in a temporary folder. The applicants ask one question
after another without thinking, test questions of which none comes twice; first without a swap, then until so many swaps are done.
On a fast machine the part without a swap ends sooner: two thirds of the questions are kept for the other.
Exit code 1: a message failed, was lost or was answered twice.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from benchmarks.load_applicants import Website
from benchmarks.load_mix import Unrepeated
from office.conversations.tables import journal, message
from office.database import reading
from office.learning import model_files
from tests.journeys.learning_house import LearningHouse, learning_house

PATIENCE = 60.0  # seconds after which a reply counts as missing
LOADED = 300.0  # seconds within which a swapped model has to serve
KEPT = 2 / 3  # of all questions, for the part with swaps


@dataclass(frozen=True)
class Sent:
    """One message: when it was sent (monotonic seconds), how long its answer took, what went wrong."""

    at: float
    seconds: float
    failure: str = ""

    @property
    def is_late(self) -> bool:
        """Whether the door has taken it and said that the answer comes later (202); the log tells whether it came."""
        return "status 202" in self.failure


@dataclass
class Phase:
    """What was sent in it, and from when to when models were swapped."""

    began: float = field(default_factory=time.monotonic)
    ended: float = 0.0
    sent: list[Sent] = field(default_factory=list)
    swaps: list[tuple[float, float]] = field(default_factory=list)

    def during_swaps(self) -> list[Sent]:
        """Messages that waited for an answer while a model was swapped."""
        return [
            each
            for each in self.sent
            if any(each.at < end and each.at + each.seconds > begin for begin, end in self.swaps)
        ]


async def run_phase(
    house: LearningHouse, mix: Unrepeated, applicants: int, until: asyncio.Event, *, keep: float = 0.0
) -> Phase:
    """So many applicants ask until `until`, or until only the share `keep` of the questions is left; whoever waits for an answer then
    still gets it.
    """
    phase = Phase()
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as client:

        async def applicant() -> None:
            asks, person = mix.conversation(), Website(house.public, client)
            await person.open("en")
            while not until.is_set() and mix.left() > keep:
                _language, text = next(asks)
                begun, failure = time.monotonic(), ""
                try:
                    await person.ask(text)
                except (RuntimeError, aiohttp.ClientError, asyncio.TimeoutError) as error:
                    failure = f"{type(error).__name__} {error}".strip()
                phase.sent.append(Sent(begun, time.monotonic() - begun, failure))

        await asyncio.gather(*(applicant() for _ in range(applicants)))
    phase.ended = time.monotonic()
    return phase


async def swap(house: LearningHouse, model: Path, folder: Path) -> tuple[float, float]:
    """Put a model in the place of the live one as a promotion does, and wait until it serves; from when to when. RuntimeError: it
    does not.
    """
    candidate = folder / "candidate.tar.gz"
    shutil.copyfile(model, candidate)
    begun = time.monotonic()
    wanted = await asyncio.to_thread(model_files.replace, house.live, candidate, {})
    while (await asyncio.to_thread(house.serving))["serves"] != wanted:
        if time.monotonic() - begun > LOADED:
            raise RuntimeError(f"The model {wanted[:12]} does not serve after {LOADED:.0f} s.")
        await asyncio.sleep(0.25)
    return begun, time.monotonic()


async def measure(house: LearningHouse, folder: Path, asked: argparse.Namespace) -> tuple[Phase, Phase]:
    """Without swaps, and with."""
    models = [folder / "one.tar.gz", folder / "two.tar.gz"]
    shutil.copyfile(house.live, models[0])
    # The same weights in other bytes: another model to everyone who looks at the file.
    models[1].write_bytes(gzip.compress(gzip.decompress(models[0].read_bytes()), compresslevel=1))
    mix = Unrepeated()

    async def after(seconds: float, event: asyncio.Event) -> None:
        await asyncio.sleep(seconds)
        event.set()

    warm, over, done = asyncio.Event(), asyncio.Event(), asyncio.Event()
    await asyncio.gather(run_phase(house, mix, asked.applicants, warm), after(5, warm))
    quiet, _ = await asyncio.gather(run_phase(house, mix, asked.applicants, over, keep=KEPT), after(asked.quiet, over))

    async def swaps() -> list[tuple[float, float]]:
        try:
            found = []
            for number in range(asked.swaps):
                await asyncio.sleep(asked.pause)
                found.append(await swap(house, models[(number + 1) % 2], folder))
                print(f"swap {number + 1}: served after {found[-1][1] - found[-1][0]:.1f} s", flush=True)
            await asyncio.sleep(asked.pause)
            return found
        finally:
            done.set()

    swapped, windows = await asyncio.gather(run_phase(house, mix, asked.applicants, done), swaps())
    swapped.swaps = windows
    return quiet, swapped


def in_the_log(engine: Engine) -> dict[str, int]:
    """What the journal and the log say: messages received and not answered, and those in whose turn the same was said twice."""
    with reading(engine) as connection:
        unanswered = connection.execute(
            sa.select(sa.func.count()).select_from(journal).where(journal.c.status != "answered")
        ).scalar_one()
        per_turn = (
            sa.select(message.c.journal_id, sa.func.count().label("number"))
            .where(message.c.journal_id.is_not(None))
            .group_by(message.c.journal_id, message.c.sender, message.c.text)
            .subquery()
        )
        twice = sa.select(sa.func.count(sa.distinct(per_turn.c.journal_id))).where(per_turn.c.number > 1)
        doubled = connection.execute(twice).scalar_one()
        received = connection.execute(sa.select(sa.func.count()).select_from(journal)).scalar_one()
    return {"received": received, "unanswered": unanswered, "doubled": doubled}


def figures(quiet: Phase, swapped: Phase, logged: dict[str, int]) -> dict[str, object]:
    """Everything that is said, as JSON."""
    during = swapped.during_swaps()
    everything = [*quiet.sent, *swapped.sent]
    failed = [each.failure for each in everything if each.failure and not each.is_late]
    spans = sum(end - begin for begin, end in swapped.swaps)
    within = [
        each for each in swapped.sent if any(begin <= each.at + each.seconds <= end for begin, end in swapped.swaps)
    ]
    return {
        "without_swaps": {
            "messages": len(quiet.sent),
            "per_second": round(len(quiet.sent) / (quiet.ended - quiet.began), 2),
            **_times(quiet.sent),
        },
        "during_swaps": {
            "swaps": len(swapped.swaps),
            "seconds_until_served": [round(end - begin, 1) for begin, end in swapped.swaps],
            "messages": len(during),
            "per_second": round(len(within) / spans, 2),
            **_times(during),
        },
        "whole_second_phase": {
            "messages": len(swapped.sent),
            "per_second": round(len(swapped.sent) / (swapped.ended - swapped.began), 2),
        },
        "failed": len(failed),
        "first_failure": next(iter(failed), None),
        **logged,
    }


def _times(sent: list[Sent]) -> dict[str, float]:
    seconds = [each.seconds for each in sent if not each.failure]
    percentiles = statistics.quantiles(seconds, n=100, method="inclusive")
    return {
        "late": sum(each.is_late for each in sent),
        "median_ms": round(1000 * percentiles[49]),
        "p95_ms": round(1000 * percentiles[94]),
        "slowest_ms": round(1000 * max(seconds)),
    }


def main() -> int:
    """Returns 0 when nothing failed, was lost or was answered twice."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.model_swap",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--applicants", type=int, default=8)
    parser.add_argument("--swaps", type=int, default=4, help="at least 3")
    parser.add_argument("--quiet", type=float, default=45.0, help="seconds without a swap")
    parser.add_argument("--pause", type=float, default=2.0, help="seconds between two swaps")
    asked = parser.parse_args()
    if asked.swaps < 3 or asked.applicants < 1:
        parser.error(f"--swaps {asked.swaps} --applicants {asked.applicants}: at least 3 swaps and one applicant.")
    with tempfile.TemporaryDirectory(prefix="swap-") as name:
        folder = Path(name)
        with learning_house(folder / "house") as house:
            quiet, swapped = asyncio.run(measure(house, folder, asked))
            found = figures(quiet, swapped, in_the_log(house.database))
    print(f"{asked.applicants} applicants; load of the machine at the end: {os.getloadavg()[0]:.1f}")
    print(json.dumps(found, indent=1))
    return 1 if found["failed"] or found["unanswered"] or found["doubled"] else 0


if __name__ == "__main__":
    sys.exit(main())
