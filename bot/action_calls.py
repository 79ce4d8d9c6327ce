"""Calls of the action server without Rasa's repeated check of its own schema: three quarters of a turn's time.

Rasa 3.6 validates each answer of the action server with `jsonschema.validate`, which first validates the (constant)
schema against the meta-schema: 30-40 ms a call. Rasa has no hook for this, so `install` puts one compiled validator in
the place of that method; the errors stay the same. A test holds it to rasa 3.6.21.
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
    return True


def _check(specification: Callable[[], dict[str, Any]]) -> Callable[[Any, dict[str, Any]], bool]:
    compiled = lru_cache(maxsize=1)(lambda: validator(specification()))

    def _validate_action_result(_action: Any, result: dict[str, Any]) -> bool:
        error = best_match(compiled().iter_errors(result))
        if error is None:
            return True
        error.message += (
            ". Failed to validate Action server response from API, make sure your response from the Action endpoint is "
            "valid. For more information about the format visit https://rasa.com/docs/rasa/custom-actions"
        )
        raise error

    return _validate_action_result
