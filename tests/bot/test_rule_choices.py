"""The rule policy chooses the same from the end of a conversation and from the rules that can apply."""

from __future__ import annotations

import importlib.metadata
import json
import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rasa.core.featurizers.tracker_featurizers import MaxHistoryTrackerFeaturizer
from rasa.core.policies import rule_policy
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionReverted,
    ActiveLoop,
    BotUttered,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUtteranceReverted,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot import rule_choices
from bot.replaced_methods import RASA_VERSION

INTENTS = ["ask_visa", "greet", "thank"]
ACTIONS = ["action_listen", "action_answer", "action_greet", "path_form"]
DOMAIN = Domain.from_dict(
    {
        "intents": INTENTS,
        "actions": ACTIONS[1:3],
        "forms": {"path_form": {"required_slots": []}},
        "slots": {"context": {"type": "any", "mappings": [{"type": "custom"}], "influence_conversation": False}},
    }
)

states = st.fixed_dictionaries(
    {},
    optional={
        "prev_action": st.sampled_from([{"action_name": name} for name in ACTIONS]),
        "user": st.sampled_from([{"intent": name} for name in [*INTENTS, "should_not_be_set"]]),
        "active_loop": st.sampled_from([{"name": "path_form"}, {"name": "should_not_be_set"}]),
    },
)
rules = st.dictionaries(
    st.lists(states, min_size=1, max_size=3).map(json.dumps), st.sampled_from(ACTIONS), min_size=0, max_size=12
)


@pytest.fixture(scope="module", autouse=True)
def installed() -> None:
    assert rule_choices.install() is True


def policy_with(lookup: dict[str, str]) -> Any:
    policy = object.__new__(RulePolicy)
    policy.lookup = {"rules": lookup, "rules_for_loop_unhappy_path": {}, "rules_not_in_stories": []}
    policy._Policy__featurizer = MaxHistoryTrackerFeaturizer()
    return policy


def test_rasa_is_the_version_that_this_replacement_was_written_for() -> None:
    assert importlib.metadata.version("rasa") == RASA_VERSION


@given(rules, st.lists(states, max_size=6))
def test_the_same_rules_are_found(lookup: dict[str, str], conversation: list[dict[str, Any]]) -> None:
    policy = policy_with(lookup)
    original = RulePolicy._get_possible_keys.original  # type: ignore[attr-defined]
    assert policy._get_possible_keys(lookup, conversation) == original(policy, lookup, conversation)


events = st.one_of(
    st.sampled_from(INTENTS).map(lambda name: UserUttered("?", {"name": name, "confidence": 1.0})),
    st.sampled_from(ACTIONS).map(ActionExecuted),
    st.sampled_from(["path_form", None]).map(ActiveLoop),
    st.builds(SlotSet, st.just("context"), st.integers(0, 3)),
    st.sampled_from(
        [BotUttered("!"), UserUtteranceReverted(), ActionReverted(), SessionStarted(), Restarted()]
    ),
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(events, max_size=40), st.integers(1, 3), st.booleans())
def test_the_last_states_are_the_same(happened: list[Event], longest: int, by_text: bool) -> None:
    tracker = DialogueStateTracker.from_events("someone", happened, DOMAIN.slots)
    policy = policy_with({json.dumps([{"prev_action": {"action_name": "action_listen"}}] * longest): "action_answer"})
    original = RulePolicy._prediction_states.original  # type: ignore[attr-defined]
    found = policy._prediction_states(tracker, DOMAIN, by_text)
    assert found[-longest:] == original(policy, tracker, DOMAIN, by_text)[-longest:]


def test_a_long_session_is_not_read_whole() -> None:
    turn = [ActionExecuted("action_listen"), UserUttered("?", {"name": "ask_visa"}), ActionExecuted("action_answer")]
    tracker = DialogueStateTracker.from_events("someone", turn * 30, DOMAIN.slots)
    policy = policy_with({json.dumps([{"prev_action": {"action_name": "action_listen"}}]): "action_answer"})
    assert len(policy._prediction_states(tracker, DOMAIN)) < 6


def test_rules_that_are_still_being_learnt_are_read_anew() -> None:
    lookup = {json.dumps([{"prev_action": {"action_name": "action_listen"}}]): "action_answer"}
    policy = policy_with(lookup)
    now = [{"prev_action": {"action_name": "action_greet"}}]
    assert policy._get_possible_keys(lookup, now) == set()
    added = json.dumps([{"prev_action": {"action_name": "action_greet"}}])
    lookup[added] = "action_listen"
    assert policy._get_possible_keys(lookup, now) == {added}


def test_a_process_without_rasas_policy_does_not_load_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, rule_policy.__name__, raising=False)
    assert rule_choices.install() is False
