"""Copies that Rasa makes at every turn, made cheaply: of the tracker, and of what its debug log might show.

Rasa copies a tracker by replaying all its events into a new one, twice a turn; here the state is taken over. And it makes
deep copies of events, slots and states for lines of its debug log, whether they are written or not; here those modules
copy nothing unless the debug log is on. `install` replaces one method and two modules' name `copy`; a test holds both to
rasa 3.6.21.
"""

from __future__ import annotations

import copy
import logging
import sys
from collections import deque
from types import SimpleNamespace
from typing import Any

from rasa.shared.core.trackers import DialogueStateTracker

RASA_VERSION = "3.6.21"
# They use `copy.deepcopy` for debug lines and for nothing else.
ONLY_FOR_DEBUGGING = ("rasa.core.processor", "rasa.core.policies.rule_policy")
# What a copy by replaying does not take over.
_NOT_COPIED = {"sender_source": None, "model_id": None, "assistant_id": None}


def install() -> bool:
    """Replace them; doing it again changes nothing. False where Rasa's processor is not loaded."""
    loaded = [module for name in ONLY_FOR_DEBUGGING if (module := sys.modules.get(name))]
    for module in loaded:
        vars(module)["copy"] = SimpleNamespace(deepcopy=_unless_shown)
    DialogueStateTracker.copy = copied
    return bool(loaded)


def copied(tracker: DialogueStateTracker) -> DialogueStateTracker:
    """What replaying all events of `tracker` gives, without replaying them."""
    fresh = DialogueStateTracker.__new__(type(tracker))
    vars(fresh).update(vars(tracker), **_NOT_COPIED)
    fresh.events = deque(tracker.events, tracker._max_event_history)
    fresh.slots = {name: _same(slot) for name, slot in tracker.slots.items()}
    fresh.active_loop = copy.copy(tracker.active_loop)
    return fresh


def _same(slot: Any) -> Any:
    fresh = object.__new__(type(slot))
    vars(fresh).update(vars(slot))
    return fresh


def _unless_shown(value: Any) -> Any:
    return copy.deepcopy(value) if logging.getLogger("rasa").isEnabledFor(logging.DEBUG) else value
