"""The action server's log: which message a line belongs to, and an action's fault with it."""

from __future__ import annotations

import abc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from time import perf_counter
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from office import logs
from office.settings import settings

logger = logging.getLogger(__name__)


class LoggedAction(Action, abc.ABC):
    """An action of which the log says for which message it ran."""

    @abc.abstractmethod
    async def take(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """What the action does."""

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """`take`, logged."""
        with logged(self.name(), tracker):
            return await self.take(dispatcher, tracker)


@contextmanager
def logged(action: str, tracker: Tracker) -> Iterator[None]:
    """Every line within bears the message's journal id; a fault is logged here, where it is still known whose it was."""
    _as_configured()
    began = perf_counter()
    with logs.bound(journal=journal_id(tracker)):
        try:
            yield
        except Exception:
            logger.exception("action.failed action=%s", action)
            raise
        logger.info("action.done action=%s milliseconds=%d", action, (perf_counter() - began) * 1000)


def journal_id(tracker: Tracker) -> int | None:
    """What `channels` gave the message that is being answered; None when it came in by another door."""
    event: dict[str, Any] = next((each for each in reversed(tracker.events) if each.get("event") == "user"), {})
    return (event.get("metadata") or {}).get("journal_id")


@lru_cache(maxsize=1)
def _as_configured() -> None:
    """rasa_sdk sets up its own logging, in colours, after it has read this package."""
    if settings()["LOG_FORMAT"] == "json":
        logs.reformat(settings(), "actions")
