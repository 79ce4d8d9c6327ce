"""`python -m benchmarks.understanding_reader MODEL ASKED SAID`: what a trained model says of each question, in a process of its own."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from pathlib import Path

_KEPT = ("intent", "intent_ranking", "entities", "language")


async def read_all(model: Path, texts: list[str]) -> list[str]:
    """One JSON line a text: what `parse` says, and the milliseconds it took."""
    from rasa.core.agent import Agent

    agent = Agent.load(str(model))
    await agent.parse_message("hello")  # loads what is loaded on first use
    lines = []
    for text in texts:
        start = time.perf_counter()
        parsed = await agent.parse_message(text)
        milliseconds = (time.perf_counter() - start) * 1000
        said = {key: parsed[key] for key in _KEPT if key in parsed}
        lines.append(json.dumps({**said, "milliseconds": milliseconds}, ensure_ascii=False))
    return lines


def main() -> None:
    """Read, parse, write."""
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    logging.getLogger("rasa").setLevel(logging.WARNING)
    model, asked, said = (Path(argument) for argument in sys.argv[1:4])
    texts = [json.loads(line)["text"] for line in asked.read_text("utf-8").splitlines()]
    said.write_text("\n".join(asyncio.run(read_all(model, texts))) + "\n", "utf-8")


if __name__ == "__main__":
    main()
