"""What a channel's tests look at: the journal, until something has happened."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from office.conversations.tables import journal
from office.database import reading
from tests.channels.conftest import FakeRasa


def wait_for(condition: Callable[[], Any], seconds: float = 8.0) -> Any:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(0.02)
    raise AssertionError(f"it did not happen within {seconds} seconds")


def entries(rasa: FakeRasa) -> list[tuple[str, str]]:
    with reading(rasa.engine) as connection:
        rows = connection.execute(journal.select().order_by(journal.c.id)).all()
        return [(row.status, row.error or "") for row in rows]


def settled(rasa: FakeRasa, number: int = 1) -> list[tuple[str, str]]:
    def finished() -> bool:
        found = entries(rasa)
        return len(found) == number and all(status != "received" for status, _ in found)

    wait_for(finished)
    return entries(rasa)
