"""Choices of Rasa's RulePolicy over the end of a conversation and the rules that can apply, not over all of both.

For each of two choices a turn the policy works out a state for every action of the session and tries every rule on each of
them: a tenth of the time of Rasa's thread, more in long sessions. But a rule is about as many states as it is long, the
last ones, and of those the last names an action and (mostly) an intent. `install` lets the policy see only so many states
and only rules whose last state names this action and this intent; what is chosen stays the same. A session in which a form
was active is read whole, as before. A test holds the replacement to rasa 3.6.21, another compares it with the original.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rasa.shared.core.constants import SHOULD_NOT_BE_SET
from rasa.shared.core.events import ActionExecuted, ActiveLoop, UserUttered

from bot.replaced_methods import replace_method

_MODULE = "rasa.core.policies.rule_policy"
_INDEX = "_rules_by_last_state"

State = Mapping[str, Any]
# The action and the intent of a rule's last state, None where it names none; and whether it is a conversation's start.
Place = tuple[str | None, str | None, bool]


def install() -> bool:
    """Replace two methods of the policy. False where the policy is not loaded."""
    keys = replace_method(_MODULE, "RulePolicy", "_get_possible_keys", _keys_by_place)
    return replace_method(_MODULE, "RulePolicy", "_prediction_states", _last_states) and keys


def _keys_by_place(original: Callable[..., set[str]]) -> Callable[..., set[str]]:
    def get_possible_keys(policy: Any, lookup: Mapping[str, str], states: Sequence[State]) -> set[str]:
        if not states:
            return original(policy, lookup, states)
        index = _index(policy, lookup)
        places = {place for place in index.places if _may_apply(place, states[-1])}
        likely = {key: lookup[key] for place in places for key in index.places[place]}
        return original(policy, likely, states[-index.longest :])

    return get_possible_keys


def _last_states(original: Callable[..., list[State]]) -> Callable[..., list[State]]:
    def prediction_states(policy: Any, tracker: Any, *others: Any, **named: Any) -> list[State]:
        longest = max((_index(policy, rules).longest for rules in _lookups(policy)), default=0)
        return original(policy, _end_of(tracker, longest) or tracker, *others, **named)

    return prediction_states


class _Rules:
    """Rules by the place that their last state names, and how many states the longest one has."""

    def __init__(self, policy: Any, lookup: Mapping[str, str]) -> None:
        self.lookup = lookup
        self.number = len(lookup)
        self.places: dict[Place, list[str]] = {}
        self.longest = 1
        for key in lookup:
            states = policy._rule_key_to_state(key)
            self.longest = max(self.longest, len(states))
            self.places.setdefault(_place(states[-1]), []).append(key)


def _index(policy: Any, lookup: Mapping[str, str]) -> _Rules:
    known: dict[int, _Rules] = vars(policy).setdefault(_INDEX, {})
    found = known.get(id(lookup))
    if found is None or found.lookup is not lookup or found.number != len(lookup):  # it grows while one trains
        found = known[id(lookup)] = _Rules(policy, lookup)
    return found


def _lookups(policy: Any) -> list[Mapping[str, str]]:
    return [rules for name, rules in policy.lookup.items() if isinstance(rules, dict) and name.startswith("rules")]


def _place(state: State) -> Place:
    action, intent = state.get("prev_action") or {}, state.get("user") or {}
    return _name(action.get("action_name")), _name(intent.get("intent")), not action


def _name(value: Any) -> str | None:
    return value if isinstance(value, str) and value and value != SHOULD_NOT_BE_SET else None


def _may_apply(place: Place, state: State) -> bool:
    action, intent, starts = place
    now_action, now_intent, now_starts = _place(state)
    if starts or now_starts:  # at a conversation's start the policy compares nothing else
        return starts and now_starts
    return action in (None, now_action) and intent in (None, now_intent)


def _end_of(tracker: Any, number: int) -> Any:
    """A tracker of the last events, enough for this many last states; None where the whole one has to be read."""
    events = tracker.applied_events()
    if tracker.active_loop or any(isinstance(event, ActiveLoop) for event in events):
        return None
    actions, at = 0, len(events)
    while at and actions < number:
        at -= 1
        actions += isinstance(events[at], ActionExecuted)
    # What the first of these states says of the action and of the message before it.
    acted = heard = False
    while at and not (acted and heard):
        at -= 1
        acted = acted or isinstance(events[at], ActionExecuted)
        heard = heard or isinstance(events[at], UserUttered)
    if not at:
        return None
    end = tracker.init_copy()
    for event in events[at:]:
        end.update(event)
    return end
