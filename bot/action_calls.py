"""Calls of the action server without Rasa's repeated check of its own schema: three quarters of a turn's time.

Rasa 3.6 validates each answer of the action server with `jsonschema.validate`, which first validates the (constant)
schema against the meta-schema: 30-40 ms a call. Rasa has no hook for this, so `install` puts one compiled validator in
the place of that method; the errors stay the same. Answers of slots and replies, which nearly all are, do not even need
that one (it tries 23 kinds of event on each slot). Beside it `install` keeps what Rasa works out at each message though it
never changes: whether the domain is empty. A test holds all of it to rasa 3.6.21.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from jsonschema.protocols import Validator
from jsonschema.validators import validator_for

RASA_VERSION = "3.6.21"
_MODULE = "rasa.core.actions.action"
_DOMAIN_MODULE = "rasa.shared.core.domain"


def validator(schema: dict[str, Any]) -> Validator:
    """A validator whose schema has been checked, once."""
    kind = validator_for(schema, default=Draft202012Validator)
    kind.check_schema(schema)
    return kind(schema)


def install() -> bool:
    """Replace Rasa's check; doing it again changes nothing. False where Rasa's actions are not loaded.

    In a server they always are. Elsewhere, say in a tool that only reads trackers, importing them for this would cost
    ten seconds (they bring TensorFlow).
    """
    module = sys.modules.get(_MODULE)
    if module is None:
        return False
    action: Any = module.RemoteAction
    action._validate_action_result = _check(action.action_response_format_spec)
    domain = sys.modules.get(_DOMAIN_MODULE)
    if domain is not None and not hasattr(domain.Domain.is_empty, "once"):
        domain.Domain.is_empty = _once(domain.Domain.is_empty)
    return True


def _once(ask: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """`ask`, whose answer is kept on the object."""

    def asked(of: Any) -> bool:
        if "_asked_once" not in vars(of):
            of._asked_once = ask(of)
        return bool(of._asked_once)

    asked.once = True  # type: ignore[attr-defined]
    return asked


def is_plain(result: Any) -> bool:
    """Whether an answer holds nothing but slots and replies, each as the schema wants it. False says nothing."""
    if not isinstance(result, dict):
        return False
    events, responses = result.get("events", []), result.get("responses", [])
    return (
        isinstance(events, list)
        and isinstance(responses, list)
        and all(isinstance(response, dict) for response in responses)
        and all(
            isinstance(event, dict)
            and event.get("event") == "slot"
            and isinstance(event.get("name"), str)
            and "value" in event
            and type(event.get("timestamp")) in (float, int, type(None))
            and isinstance(event.get("metadata"), dict | type(None))
            for event in events
        )
    )


def _check(specification: Callable[[], dict[str, Any]]) -> Callable[[Any, dict[str, Any]], bool]:
    compiled = lru_cache(maxsize=1)(lambda: validator(specification()))

    def _validate_action_result(_action: Any, result: dict[str, Any]) -> bool:
        if is_plain(result):
            return True
        error = best_match(compiled().iter_errors(result))
        if error is None:
            return True
        error.message += (
            ". Failed to validate Action server response from API, make sure your response from the Action endpoint is "
            "valid. For more information about the format visit https://rasa.com/docs/rasa/custom-actions"
        )
        raise error

    return _validate_action_result
