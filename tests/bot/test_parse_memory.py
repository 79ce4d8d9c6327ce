"""What was understood once is not worked out again, and never outlives the names, the model or the told language."""

from __future__ import annotations

import importlib.metadata
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from bot import parse_memory
from bot.replaced_methods import RASA_VERSION


class Names:
    version = 1


@pytest.fixture
def names() -> Names:
    return Names()


@pytest.fixture
def processor(monkeypatch: pytest.MonkeyPatch, names: Names) -> Any:
    class MessageProcessor:
        def __init__(self) -> None:
            self.asked: list[str] = []

        def _parse_message_with_graph(self, message: Any, tracker: Any, only_output_properties: bool = True) -> Any:
            self.asked.append(message.text)
            return {"text": message.text, "entities": [{"value": names.version}], "language": message.metadata}

    module = ModuleType("rasa.core.processor")
    module.MessageProcessor = MessageProcessor  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    assert parse_memory.install(lambda: names.version) is True
    assert parse_memory.install(lambda: names.version) is True  # twice changes nothing
    return MessageProcessor()


def parse(processor: Any, text: str | None, language: str | None = None, **options: Any) -> Any:
    message = SimpleNamespace(text=text, metadata={"language": language, "journal_id": 7} if language else None)
    return processor._parse_message_with_graph(message, None, **options)


def test_rasa_is_the_version_that_this_replacement_was_written_for() -> None:
    assert importlib.metadata.version("rasa") == RASA_VERSION


def test_a_text_is_understood_once(processor: Any) -> None:
    assert parse(processor, "学费?") == parse(processor, "学费?")
    assert processor.asked == ["学费?"]


def test_what_a_turn_changes_in_its_parse_changes_no_other(processor: Any) -> None:
    parse(processor, "visa?")["entities"].clear()
    again = parse(processor, "visa?")
    assert again["entities"] == [{"value": 1}]
    again["entities"].clear()
    assert parse(processor, "visa?")["entities"] == [{"value": 1}]


def test_a_changed_name_is_understood_at_once(processor: Any, names: Names) -> None:
    parse(processor, "the German one")
    names.version = 2
    assert parse(processor, "the German one")["entities"] == [{"value": 2}]


def test_another_told_language_is_another_reading(processor: Any) -> None:
    parse(processor, "visa", "fr")
    assert parse(processor, "visa", "id")["language"]["language"] == "id"
    assert parse(processor, "visa", "fr")["language"]["language"] == "fr"
    assert len(processor.asked) == 2


def test_each_model_has_a_memory_of_its_own(processor: Any) -> None:
    parse(processor, "visa?")
    other = type(processor)()
    parse(other, "visa?")
    assert other.asked == ["visa?"]


@pytest.mark.parametrize("text", ["/choose{}", "", None, "a" * (parse_memory.LONGEST + 1)])
def test_buttons_and_long_texts_are_not_kept(processor: Any, text: str | None) -> None:
    parse(processor, text)
    parse(processor, text)
    assert processor.asked == [text, text]


def test_evaluations_that_want_everything_are_not_served_from_memory(processor: Any) -> None:
    parse(processor, "visa?", only_output_properties=False)
    parse(processor, "visa?", only_output_properties=False)
    assert len(processor.asked) == 2


def test_the_oldest_is_forgotten(processor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parse_memory, "KEPT", 2)
    for text in ("a", "b", "a", "c", "a", "b"):
        parse(processor, text)
    assert processor.asked == ["a", "b", "c", "b"]


def test_a_process_without_rasas_processor_does_not_load_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "rasa.core.processor", raising=False)
    assert parse_memory.install() is False
