"""Messages a second from the public door to the logged reply, against Rasa's stock project in the same run.

`python -m benchmarks.load --stock FOLDER` (made by benchmarks.load_stock). Each house is loaded with more and more
applicants until 5 of 100 replies take 500 ms or longer; the last load before that is its capacity. Results go to
docs/benchmarks/load.json, from which benchmarks.load_plots draws.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import json
import os
import platform
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp

from benchmarks.load_applicants import THINK, Step, Website, run_step
from benchmarks.load_house import House, machine_seconds, ours, stock
from benchmarks.load_mix import MIXES, Mix

RESULTS = Path(__file__).resolve().parent.parent / "docs" / "benchmarks"
LIMIT = 0.5  # seconds that 95 of 100 replies have to stay under
FINER = 1.25  # the search ends when the bounds are this near


def capacity(house: House, mix: Mix, *, start: float, seconds: float) -> dict[str, Any]:
    """Loads `house` from about `start` messages a second on; the highest load within LIMIT, and that of half as much."""
    steps: list[Step] = []

    def step(rate: float) -> Step:
        began, ours_before, all_before = time.monotonic(), _our_seconds(house), machine_seconds()
        done = asyncio.run(run_step(house.kind, house.url, mix, max(2, round(rate * THINK)), seconds, settle=3.0))
        strange = (machine_seconds() - all_before) - (_our_seconds(house) - ours_before)
        done.others = max(0.0, strange) / (time.monotonic() - began) / (os.cpu_count() or 1)
        steps.append(done)
        calm(house)
        say(f"  {house.name}, {mix.name}: {json.dumps(done.record())}")
        return done

    best, low, high, rate = None, 0.0, 0.0, start
    while not (low and high and high / low <= FINER):
        done = step(rate)
        if done.holds(LIMIT):
            low, best = rate, done if best is None or done.rate > best.rate else best
        else:
            high = rate
        if not high:
            rate = low * 1.4
        elif not low:
            rate = high / 1.6
            if rate < 0.5:
                break
        else:
            rate = (low * high) ** 0.5
    half = step(max(0.5, (best.rate if best else 1.0) / 2))
    return {
        "house": house.name,
        "mix": mix.name,
        "capacity": best.record() if best else None,
        "half": half.record(),
        "steps": [each.record() for each in steps],
    }


def calm(house: House) -> None:
    """Wait until what an overloaded step left behind is worked off: our journal answers also those who have gone."""

    async def wait() -> None:
        async with aiohttp.ClientSession() as client:
            until = time.monotonic() + 60
            while time.monotonic() < until:
                person = house.kind(house.url, client)
                await person.open("en")
                began = time.monotonic()
                with contextlib.suppress(RuntimeError):
                    await person.ask("Which programs are there?")
                    if time.monotonic() - began < LIMIT / 2:
                        return
                await asyncio.sleep(0.2)

    asyncio.run(wait())


def _our_seconds(house: House) -> float:
    own = os.times()
    return house.processor_seconds() + own.user + own.system


_FIRST = {
    "en": "Which programs are there?",
    "zh": "有哪些专业？",
    "ko": "어떤 전공이 있나요?",
    "ja": "どんな専攻がありますか？",
    "th": "มีสาขาอะไรบ้างครับ",
    "vi": "Trường có những ngành nào ạ?",
    "id": "Ada jurusan apa saja?",
    "ru": "Какие есть специальности?",
    "de": "Welche Studiengänge gibt es?",
    "fr": "Quelles formations proposez-vous ?",
    "es": "¿Qué carreras hay?",
    "ar": "ما هي التخصصات المتوفرة؟",
}


def warm(house: House, texts: int = 24) -> None:
    """The first questions load what is loaded late, for each language; they are ordinary ones."""

    class First(Mix):
        def conversation(self) -> Iterator[tuple[str, str]]:
            asked = itertools.cycle(_FIRST.items())
            for _ in range(self._chance.randrange(len(_FIRST))):
                next(asked)
            for language, text in asked:
                yield language, f"{text} {self._chance.random()}"

    asyncio.run(run_step(house.kind, house.url, First(), texts, 8.0, settle=2.0))


def say(text: str) -> None:
    """A line of progress."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def machine() -> dict[str, Any]:
    """What was measured on."""
    model = "unknown"
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def main() -> int:
    """Measure and write the results; 0 also when a target is missed: the figures say so."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--stock", type=Path, help="folder of the stock project; without it only ours is measured")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--mix", choices=sorted(MIXES), action="append")
    parser.add_argument("--seconds", type=float, default=9.0, help="of one step")
    parser.add_argument("--start", type=float, default=28.0, help="messages a second of the first step")
    parser.add_argument("--name", default="load", help="of the file of results")
    asked = parser.parse_args()
    mixes = asked.mix or sorted(MIXES)  # "Zipf", "non-repeating"
    found: list[dict[str, Any]] = []
    memory: dict[str, Any] = {}
    with contextlib.ExitStack() as houses:
        opened: list[House] = [houses.enter_context(ours(database=asked.database, workers=asked.workers))]
        if asked.stock:
            opened.append(houses.enter_context(stock(asked.stock, database=asked.database)))
        for house in opened:
            warm(house)
        for house in opened:
            is_ours = house.kind is Website
            # Nothing in the stock project gains from a text that comes again: one mix is enough to know it.
            for name in mixes if is_ours else mixes[-1:]:
                start = asked.start * (1.5 if name == "Zipf" else 1.0) * (1.0 if is_ours else 0.8)
                found.append(capacity(house, MIXES[name](), start=start, seconds=asked.seconds))
            memory[house.name] = house.memory()
    RESULTS.mkdir(parents=True, exist_ok=True)
    result = {"machine": machine(), "think_seconds": THINK, "memory_megabytes": memory, "measured": found}
    (RESULTS / f"{asked.name}.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    for line in summary(found):
        sys.stdout.write(line + "\n")
    return 0


def summary(found: list[dict[str, Any]]) -> Iterator[str]:
    """One line a house and mix."""
    for each in found:
        best, half = each["capacity"], each["half"]
        held = f"{best['per_second']:g} messages/s at p95 {best['p95_ms']} ms" if best else "no load held"
        yield (
            f"{each['house']}, {each['mix']}: {held}; at {half['per_second']:g}/s "
            f"p50 {half['p50_ms']} ms, p95 {half['p95_ms']} ms"
        )


if __name__ == "__main__":
    sys.exit(main())
