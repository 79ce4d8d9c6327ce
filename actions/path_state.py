"""How far "my path" has come, and what has been said for it: the slots of path_form, read and written in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

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
    """Whether the form has declined the last message and another action has answered it: now it only asks again."""
    declined = False
    for event in reversed(tracker.events):
        kind, name = event.get("event"), event.get("name")
        if kind == "user":
            break
        if kind == "action" and name == "action_start_path":
            return False
        declined |= kind == "action_execution_rejected" and name == FORM
    return declined
