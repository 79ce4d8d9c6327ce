"""Processor milliseconds that one message costs, by process, at a load that the machine holds easily.

`python -m benchmarks.load_cost [--rate 8] [--database postgresql] [--stock FOLDER]`. Unlike messages a second, this is
little disturbed by other programs on the machine: it shows what a change has won.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sys
from pathlib import Path

from benchmarks.load import warm
from benchmarks.load_applicants import THINK, run_step
from benchmarks.load_house import House, ours, stock
from benchmarks.load_mix import MIXES


def cost(house: House, mix_name: str, *, rate: float, seconds: float) -> dict[str, float]:
    """Milliseconds a message by process, and their sum."""
    mix = MIXES[mix_name]()
    asyncio.run(run_step(house.kind, house.url, mix, round(rate * THINK), seconds / 2))
    before = {name: house.processor_seconds(name) for name in house.processes}
    step = asyncio.run(run_step(house.kind, house.url, mix, round(rate * THINK), seconds, settle=0.0))
    used = {name: house.processor_seconds(name) - before[name] for name in before}
    answered = len(step.latencies)
    found = {name: round(value / answered * 1000, 1) for name, value in used.items()}
    return {**found, "sum": round(sum(used.values()) / answered * 1000, 1), "messages": answered, "p50_ms": round(step.percentile(50) * 1000)}  # fmt: skip


def main() -> int:
    """Print one line a mix."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rate", type=float, default=8.0, help="messages a second")
    parser.add_argument("--seconds", type=float, default=24.0)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--stock", type=Path)
    asked = parser.parse_args()
    with contextlib.ExitStack() as opened:
        house = opened.enter_context(stock(asked.stock) if asked.stock else ours(database=asked.database))
        warm(house)
        for name in sorted(MIXES, reverse=True):
            found = cost(house, name, rate=asked.rate, seconds=asked.seconds)
            sys.stdout.write(f"{house.name}, {name}: {json.dumps(found)}\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
