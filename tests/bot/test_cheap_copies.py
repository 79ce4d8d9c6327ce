"""A cheap copy of a tracker is what Rasa's replaying gives, and shares nothing that a turn changes."""

from __future__ import annotations

import importlib.metadata
import logging
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import rasa
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    Event,
    LoopInterrupted,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot import cheap_copies

DOMAIN = Domain.from_dict(
    {
        "intents": ["ask_visa"],
        "actions": ["action_answer"],
        "forms": {"path_form": {"required_slots": []}},
        "slots": {
            "context": {"type": "any", "mappings": [{"type": "custom"}], "influence_conversation": False},
            "language": {"type": "text", "mappings": [{"type": "custom"}], "influence_conversation": False},
        },
    }
)
events = st.one_of(
    st.just("ask_visa").map(lambda name: UserUttered("?", {"name": name, "confidence": 1.0})),
    st.sampled_from(["action_listen", "action_answer", "path_form"]).map(ActionExecuted),
    st.sampled_from(["path_form", None]).map(ActiveLoop),
    st.builds(SlotSet, st.sampled_from(["context", "language"]), st.sampled_from(["en", None, "th"])),
    st.sampled_from([BotUttered("!"), SessionStarted(), Restarted(), AllSlotsReset(), LoopInterrupted(True)]),
)


def state(tracker: DialogueStateTracker) -> dict[str, Any]:
    kept = {name: value for name, value in vars(tracker).items() if name not in ("slots", "active_loop")}
    slots = {name: (slot.value, slot.has_been_set, type(slot)) for name, slot in tracker.slots.items()}
    loop = tracker.active_loop and (tracker.active_loop.name, tracker.active_loop.is_interrupted, tracker.active_loop.rejected)  # fmt: skip
    # An event's time is no part of it here: the empty ones of a fresh tracker are made now.
    kept["latest_message"] = tracker.latest_message.text if tracker.latest_message else None
    kept["latest_bot_utterance"] = tracker.latest_bot_utterance.text if tracker.latest_bot_utterance else None
    return {**kept, "slots": slots, "active_loop": loop}


@given(st.lists(events, max_size=30))
def test_a_copy_is_what_replaying_gives(happened: list[Event]) -> None:
    tracker = DialogueStateTracker.from_events("someone", happened, DOMAIN.slots)
    tracker.model_id = "m1"
    assert state(cheap_copies.copied(tracker)) == state(tracker.travel_back_in_time(float("inf")))


def test_what_happens_to_a_copy_does_not_happen_to_the_tracker() -> None:
    happened = [ActiveLoop("path_form"), SlotSet("language", "th")]
    tracker = DialogueStateTracker.from_events("someone", happened, DOMAIN.slots)
    before = state(tracker)
    copied = cheap_copies.copied(tracker)
    copied.update_with_events([SlotSet("language", "ru"), LoopInterrupted(True), UserUttered("?")], DOMAIN)
    assert (state(tracker), len(tracker.events)) == (before, 2)


@pytest.fixture
def modules(monkeypatch: pytest.MonkeyPatch) -> list[ModuleType]:
    import copy

    made = []
    for name in cheap_copies.ONLY_FOR_DEBUGGING:
        module = ModuleType(name)
        vars(module)["copy"] = copy
        monkeypatch.setitem(sys.modules, name, module)
        made.append(module)
    monkeypatch.setattr(DialogueStateTracker, "copy", DialogueStateTracker.copy)
    assert cheap_copies.install() is True
    return made


def test_nothing_is_copied_for_a_log_that_nobody_writes(modules: list[ModuleType]) -> None:
    shown = [{"slot": ["value"]}]
    for module in modules:
        logging.getLogger("rasa").setLevel(logging.INFO)
        assert vars(module)["copy"].deepcopy(shown) is shown
        logging.getLogger("rasa").setLevel(logging.DEBUG)
        try:
            there = vars(module)["copy"].deepcopy(shown)
            assert there == shown
            assert there is not shown
        finally:
            logging.getLogger("rasa").setLevel(logging.NOTSET)


def test_rasa_is_the_version_that_this_replacement_was_written_for() -> None:
    assert importlib.metadata.version("rasa") == cheap_copies.RASA_VERSION


@pytest.mark.parametrize("name", cheap_copies.ONLY_FOR_DEBUGGING)
def test_these_modules_copy_only_for_their_debug_log(name: str) -> None:
    file = Path(rasa.__file__).parent.joinpath(*name.split(".")[1:]).with_suffix(".py")
    source = file.read_text("utf-8")
    calls = re.findall(r"structlogger\.debug\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)", source)
    assert source.count("copy.deepcopy(") == sum(call.count("copy.deepcopy(") for call in calls) > 0
    assert set(re.findall(r"(?<![.\w])copy\.(\w+)", source)) == {"deepcopy"}
