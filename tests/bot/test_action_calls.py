"""The cached check of the action server's answers says what Rasa's own says, and is held to one Rasa version."""

from __future__ import annotations

import importlib.metadata
import inspect
import sys
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
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


def rasas_schema() -> dict[str, Any]:
    """Rasa's own, read from its file: importing its package brings TensorFlow."""
    import importlib.util
    from pathlib import Path

    package = importlib.util.find_spec("rasa")
    assert package is not None
    assert package.origin is not None
    file = Path(package.origin).parent / "shared" / "utils" / "schemas" / "events.py"
    spec = importlib.util.spec_from_file_location("rasas_events", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    responses = {"type": "array", "items": {"type": "object"}}
    return {"type": "object", "properties": {"events": module.EVENTS_SCHEMA, "responses": responses}}


RASAS = action_calls.validator(rasas_schema())
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=3), st.just({}), st.just([]))  # fmt: skip
EVENTS = st.one_of(
    VALUES,
    st.fixed_dictionaries(
        {}, optional={"event": st.sampled_from(["slot", "bot", "nonsense"]) | VALUES, "name": VALUES, "value": VALUES, "timestamp": VALUES, "metadata": VALUES}
    ),
)  # fmt: skip


@given(
    st.one_of(
        VALUES,
        st.fixed_dictionaries(
            {}, optional={"events": st.lists(EVENTS, max_size=3) | VALUES, "responses": st.lists(VALUES, max_size=2) | VALUES}
        ),
    )
)  # fmt: skip
def test_what_is_passed_without_the_schema_is_what_the_schema_passes(answer: Any) -> None:
    if action_calls.is_plain(answer):
        assert RASAS.is_valid(answer)


def test_an_ordinary_answer_needs_no_schema() -> None:
    slot = {"event": "slot", "timestamp": None, "name": "context", "value": {"asked": 1}}
    answer = {"events": [slot], "responses": [{"response": "utter_answer"}]}
    assert action_calls.is_plain(answer)
    assert not action_calls.is_plain({"events": [{**slot, "name": 1}]})


def test_whether_a_domain_is_empty_is_worked_out_once() -> None:
    asked: list[object] = []

    class Domain:
        def is_empty(self) -> bool:
            asked.append(self)
            return False

    Domain.is_empty = action_calls._once(Domain.is_empty)  # type: ignore[method-assign]
    first, second = Domain(), Domain()
    assert [first.is_empty(), first.is_empty(), second.is_empty()] == [False] * 3
    assert asked == [first, second]


def test_rasas_domain_still_asks_so() -> None:
    from pathlib import Path

    import rasa

    folder = Path(inspect.getfile(rasa)).parent
    assert "def is_empty(self) -> bool:" in (folder / "shared" / "core" / "domain.py").read_text("utf-8")
    assert "self.domain.is_empty()" in (folder / "core" / "processor.py").read_text("utf-8")
