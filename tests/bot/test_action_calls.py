"""The cached check of the action server's answers says what Rasa's own says, and is held to one Rasa version."""

from __future__ import annotations

import importlib.metadata
import inspect
import sys
from types import ModuleType
from typing import Any

import pytest
from jsonschema import ValidationError, validate

from bot import action_calls

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "events": {"type": "array", "items": {"type": "object", "required": ["event"]}},
        "responses": {"type": "array", "items": {"type": "object"}},
    },
}


def test_rasa_is_the_version_that_this_replacement_was_written_for() -> None:
    assert importlib.metadata.version("rasa") == action_calls.RASA_VERSION


@pytest.fixture
def remote_action(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A stand-in with the members of Rasa's class that count (importing the real one brings TensorFlow)."""

    class RemoteAction:
        @staticmethod
        def action_response_format_spec() -> dict[str, Any]:
            return SCHEMA

    module = ModuleType("rasa.core.actions.action")
    module.RemoteAction = RemoteAction  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    assert action_calls.install() is True
    return RemoteAction()


def test_the_replaced_method_is_still_there_and_still_so_called() -> None:
    from pathlib import Path

    import rasa

    source = (Path(inspect.getfile(rasa)).parent / "core" / "actions" / "action.py").read_text("utf-8")
    assert "def _validate_action_result(self, result: Dict[Text, Any]) -> bool:" in source
    assert "validate(result, self.action_response_format_spec())" in source
    assert "self._validate_action_result(response)" in source


@pytest.mark.parametrize(
    "answer", [{}, {"events": [], "responses": []}, {"events": [{"event": "slot"}], "responses": [{"text": "x"}]}]
)
def test_good_answers_pass(remote_action: Any, answer: dict[str, Any]) -> None:
    assert remote_action._validate_action_result(answer) is True


@pytest.mark.parametrize("answer", [{"events": 1}, {"events": [{}]}, {"responses": ["text"]}, []])
def test_bad_answers_give_the_error_that_jsonschema_gives(remote_action: Any, answer: Any) -> None:
    with pytest.raises(ValidationError) as expected:
        validate(answer, SCHEMA)
    with pytest.raises(ValidationError) as found:
        remote_action._validate_action_result(answer)
    assert found.value.message.startswith(expected.value.message)
    assert "Failed to validate Action server response" in found.value.message
    assert found.value.path == expected.value.path


def test_a_process_without_rasas_actions_does_not_load_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "rasa.core.actions.action", raising=False)
    assert action_calls.install() is False
    assert "rasa.core.actions.action" not in sys.modules
