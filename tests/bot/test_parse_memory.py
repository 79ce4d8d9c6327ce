"""What was understood once is not worked out again, and never outlives the names, the model or the told language."""

from __future__ import annotations

import asyncio
import importlib.metadata
import sys
import threading
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
            self.threads: set[str] = set()
            self.http_interpreter = None
            self.checked: list[str] = []

        async def parse_message(self, message: Any, tracker: Any = None, only_output_properties: bool = True) -> Any:
            return self._parse_message_with_graph(message, tracker, only_output_properties)

        def _update_full_retrieval_intent(self, parsed: Any) -> None:
            pass

        def _check_for_unseen_features(self, parsed: Any) -> None:
            self.checked.append(parsed["text"])

        def _parse_message_with_graph(self, message: Any, tracker: Any, only_output_properties: bool = True) -> Any:
            self.asked.append(message.text)
            self.threads.add(threading.current_thread().name.split("_")[0])
            return {"text": message.text, "entities": [{"value": names.version}], "language": message.metadata}

    module = ModuleType("rasa.core.processor")
    module.MessageProcessor = MessageProcessor  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    assert parse_memory.install(lambda: names.version) is True
    assert parse_memory.install(lambda: names.version) is True  # twice changes nothing
    return MessageProcessor()


def parse(
    processor: Any, text: str | None, language: str | None = None, tracker: Any = "a tracker", **options: Any
) -> Any:
    message = SimpleNamespace(text=text, metadata={"language": language, "journal_id": 7} if language else None)
    return asyncio.run(processor.parse_message(message, tracker, **options))


def test_rasa_is_the_version_that_this_replacement_was_written_for() -> None:
    assert importlib.metadata.version("rasa") == RASA_VERSION


def test_a_text_is_understood_once(processor: Any) -> None:
    assert parse(processor, "学费?") == parse(processor, "学费?")
    assert processor.asked == ["学费?"]


def test_what_is_new_is_understood_in_a_thread_of_its_own(processor: Any) -> None:
    parse(processor, "fees?")
    assert processor.threads == {"understanding"}


def test_what_rasa_does_after_parsing_is_done_for_known_texts_too(processor: Any) -> None:
    parse(processor, "fees?")
    parse(processor, "fees?")
    assert processor.checked == ["fees?", "fees?"]


def test_a_tool_without_a_tracker_is_served_by_rasa_itself(processor: Any) -> None:
    parse(processor, "fees?", tracker=None)
    parse(processor, "fees?", tracker=None)
    assert processor.asked == ["fees?", "fees?"]
    assert processor.threads == {"MainThread"}


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
