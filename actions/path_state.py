"""How far "my path" has come, and what has been said for it: the slots of path_form, read and written in one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from office.answers.wishes import Wishes

FORM = "path_form"
STATE = "path_state"
# In the order of path_form's required slots: the wish that each keeps.
SLOTS: Mapping[str, str] = {
    "path_origin": "origin",
    "path_field": "field",
    "path_country": "country",
    "path_degree": "degree",
}
REQUESTED = "requested_slot"

ASKING, ASIDE, STOPPED, FOUND = "asking", "aside", "stopped", "found"
# So many questions of another kind in a row, and the path is put aside: nobody is to be pestered.
ASIDES_AT_MOST = 3

# Actions that run for a form's own sake.
_OWN = frozenset({"action_listen", "action_extract_slots", "action_start_path", "action_show_path", FORM})


@dataclass(frozen=True)
class PathState:
    """The stage ("asking", "aside", "stopped", "found"; empty before the first time), and other questions in a row."""

    stage: str = ""
    asides: int = 0

    def event(self) -> EventType:
        """Keeps it in the conversation."""
        return SlotSet(STATE, asdict(self))


def path_state(tracker: Tracker) -> PathState:
    """The state of a conversation's path."""
    return PathState(**(tracker.get_slot(STATE) or {}))


def path_wishes(tracker: Tracker) -> Wishes:
    """What has been said so far."""
    return Wishes(**{wish: tracker.get_slot(slot) or "" for slot, wish in SLOTS.items()})


def slots_for(wishes: Mapping[str, str]) -> list[EventType]:
    """Events that keep wishes in the form's slots."""
    return [SlotSet(slot, wishes[wish]) for slot, wish in SLOTS.items() if wish in wishes]


def cleared_slots() -> list[EventType]:
    """Events that empty the form's slots."""
    return [SlotSet(slot, None) for slot in SLOTS]


def is_back_from_aside(tracker: Tracker) -> bool:
    """Whether another action has answered the last message already, so that the form only puts its question again."""
    return any(name not in _OWN for name in _actions_since_message(tracker.events))


def _actions_since_message(events: Iterable[Mapping[str, Any]]) -> list[str]:
    names: list[str] = []
    for event in reversed(list(events)):
        if event.get("event") == "user":
            break
        if event.get("event") == "action":
            names.append(str(event.get("name")))
    return names
