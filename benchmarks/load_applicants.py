"""Applicants as a load: they open a conversation, think, ask, wait for the reply, think; a new one follows each that leaves."""

from __future__ import annotations

import asyncio
import contextlib
import random
import statistics
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from benchmarks.load_mix import Mix

THINK = 8.0  # seconds on average between a reply and the next question
STAYS = 5  # questions of one applicant on average
PATIENCE = 20.0  # seconds after which a reply counts as missing


@dataclass
class Step:
    """What one step of a measurement gave."""

    applicants: int
    seconds: float
    latencies: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    silent: int = 0  # answers without a reply: only the stock project's policies choose that
    repeated: float = 0.0
    others: float = 0.0  # share of the machine's processors that other programs took meanwhile

    @property
    def rate(self) -> float:
        """Messages answered a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, percent: int) -> float:
        """Seconds until the reply."""
        if len(self.latencies) < 2:
            return PATIENCE
        return statistics.quantiles(self.latencies, n=100, method="inclusive")[percent - 1]

    def holds(self, limit: float) -> bool:
        """Whether everybody was answered, and 95 of 100 within `limit` seconds."""
        return not self.failures and len(self.latencies) > 1 and self.percentile(95) < limit

    def record(self) -> dict[str, Any]:
        """For the file of results."""
        return {
            "applicants": self.applicants,
            "seconds": self.seconds,
            "messages": len(self.latencies),
            "per_second": round(self.rate, 2),
            "p50_ms": round(self.percentile(50) * 1000),
            "p95_ms": round(self.percentile(95) * 1000),
            "p99_ms": round(self.percentile(99) * 1000),
            "failures": len(self.failures),
            "without_reply": self.silent,
            "first_failure": self.failures[0] if self.failures else None,
            "share_repeated": round(self.repeated, 3),
            "share_of_machine_taken_by_others": round(self.others, 3),
        }


class Website:
    """An applicant of ours: the public API of channels."""

    def __init__(self, url: str, client: aiohttp.ClientSession) -> None:
        self._url, self._client = url, client
        self._headers: dict[str, str] = {}
        self._sent = 0

    async def open(self, language: str) -> None:
        """Begin a conversation."""
        async with self._client.post(f"{self._url}/api/session", json={"language": language}) as answer:
            if answer.status != 201:
                raise RuntimeError(f"session: status {answer.status}")
            self._headers = {"Authorization": f"Bearer {(await answer.json())['session']}"}

    async def ask(self, text: str) -> bool:
        """Ask, and read the reply. RuntimeError: there is none."""
        self._sent += 1
        message = {"client_id": f"load-{self._sent}", "text": text}
        async with self._client.post(f"{self._url}/api/messages", json=message, headers=self._headers) as answer:
            body = await answer.json()
            if answer.status != 200 or not body.get("messages"):
                raise RuntimeError(f"message: status {answer.status}, {len(body.get('messages') or [])} replies")
        return True


class RestChannel:
    """An applicant of Rasa's own REST channel, for the stock project."""

    _number = 0

    def __init__(self, url: str, client: aiohttp.ClientSession) -> None:
        self._url, self._client = url, client
        RestChannel._number += 1
        self._sender = f"load-{time.time_ns()}-{RestChannel._number}"

    async def open(self, language: str) -> None:
        """Nothing: the first message opens a conversation."""

    async def ask(self, text: str) -> bool:
        """Ask, and read the reply; False when its policies chose to say nothing. RuntimeError: an error instead."""
        message = {"sender": self._sender, "message": text}
        async with self._client.post(f"{self._url}/webhooks/rest/webhook", json=message) as answer:
            if answer.status != 200:
                raise RuntimeError(f"message: status {answer.status}")
            return bool(await answer.json())


async def run_step(kind: type, url: str, mix: Mix, applicants: int, seconds: float, *, settle: float = 4.0) -> Step:
    """`applicants` at a time for `settle` + `seconds`; what was sent in the last `seconds` counts.

    Thinking is exponential, so the arrivals are as in the long run from the first moment on.
    """
    step = Step(applicants, seconds)
    begin = time.monotonic() + settle
    end = begin + seconds
    chance = random.Random(applicants)
    underway: dict[int, float] = {}
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as client:

        async def applicant() -> None:
            while True:
                asks = mix.conversation()
                person: Any = kind(url, client)
                opened = False
                for _ in range(1 + int(chance.expovariate(1 / (STAYS - 1)))):
                    await asyncio.sleep(chance.expovariate(1 / THINK))
                    if time.monotonic() >= end:
                        return
                    language, text = next(asks)
                    try:
                        if not opened:
                            await person.open(language)
                            opened = True
                        sent = time.monotonic()
                        underway[id(person)] = sent
                        step.silent += not await person.ask(text)
                    except (RuntimeError, aiohttp.ClientError, asyncio.TimeoutError) as error:
                        step.failures.append(f"{type(error).__name__} {error}".strip())
                        continue
                    finally:
                        underway.pop(id(person), None)
                    if begin <= sent < end:
                        step.latencies.append(time.monotonic() - sent)

        mix.share_repeated()
        tasks = [asyncio.create_task(applicant()) for _ in range(applicants)]
        await asyncio.sleep(max(0.0, end - time.monotonic()))
        # Who thinks beyond the end need not be waited for; who waits for a reply is.
        _, left = await asyncio.wait(tasks, timeout=1.5)
        # Not answered yet: that long at the least.
        late = time.monotonic()
        step.latencies.extend(late - sent for sent in underway.values() if begin <= sent < end)
        for task in left:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            results = await asyncio.gather(*tasks, return_exceptions=True)
            for result in results:
                if isinstance(result, Exception):
                    raise result
    step.repeated = mix.share_repeated()
    return step
