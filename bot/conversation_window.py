"""How much of a conversation Rasa remembers: the current session, cut to its last turns, with every slot kept.

A turn costs time for each event that is replayed. Rasa needs the last few turns for its policies, and the slots and the
active form of whatever age. So when the remembered part grows beyond LONGEST events, all but the last KEPT are dropped
at the border of a turn, and what the dropped ones had set (slots, active form) is kept beside the place of the cut. The
events themselves stay in the database; only Rasa's view of them begins later.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LONGEST = 120
KEPT = 60

_FRESH_STARTS = ("session_started", "restart")


@dataclass(frozen=True)
class Window:
    """Where Rasa's memory begins (the position of its first event), and what held at that point."""

    start: int = 0
    slots: Mapping[str, Any] = field(default_factory=dict)
    active_form: str | None = None

    @classmethod
    def read(cls, start: int, held: str | None) -> Window:
        """From the conversation's row."""
        stored = json.loads(held) if held else {}
        return cls(start, stored.get("slots", {}), stored.get("active_form"))

    def held(self) -> str | None:
        """What held at the start, as JSON for the conversation's row."""
        if not self.slots and self.active_form is None:
            return None
        return json.dumps({"slots": dict(self.slots), "active_form": self.active_form})

    def head(self, timestamp: float | None) -> list[dict[str, Any]]:
        """Events that bring an empty tracker to the state at the start, as if they had happened at `timestamp`."""
        events: list[dict[str, Any]] = [
            {"event": "slot", "timestamp": timestamp, "name": name, "value": value}
            for name, value in self.slots.items()
        ]
        if self.active_form is not None:
            events.append({"event": "active_loop", "timestamp": timestamp, "name": self.active_form})
        return events


def moved(window: Window, events: Sequence[Mapping[str, Any]]) -> tuple[Window, int]:
    """The window after these events (from its start on), and how many of them lie before it now."""
    fresh = max((place for place, event in enumerate(events) if event["event"] in _FRESH_STARTS), default=0)
    if fresh:
        window = Window(window.start + fresh)
    if len(events) - fresh <= LONGEST:
        return window, fresh
    border = _turn_border(events, at_least=len(events) - KEPT)
    if border <= fresh:
        return window, fresh
    slots, form = dict(window.slots), window.active_form
    for event in events[fresh:border]:
        kind = event["event"]
        if kind == "slot":
            slots[event["name"]] = event.get("value")
        elif kind == "reset_slots":
            slots = {}
        elif kind == "active_loop":
            form = event.get("name")
    return Window(window.start + border - fresh, slots, form), border


def _turn_border(events: Sequence[Mapping[str, Any]], *, at_least: int) -> int:
    """The place of the first `action_listen` before a question from `at_least` on: where a turn begins; 0 if none."""
    for place in range(max(1, at_least), len(events)):
        if events[place]["event"] == "user":
            before = events[place - 1]
            listens = before["event"] == "action" and before.get("name") == "action_listen"
            return place - 1 if listens else place
    return 0
