"""What a text was understood as, kept for when it comes again: half of an office's questions are the same few hundred.

Understanding is the larger part of a message's time, and it depends on the text, the language that `channels` tells, the
model and the names in the knowledge base alone. `install` puts a memory before Rasa's way of parsing; it is as old as the
model (each loaded model begins with an empty one) and what it knows of names ends when staff change one. Only short texts
are kept, a bounded number, in this process's memory. A test holds the replacement to rasa 3.6.21.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from bot.nlu.known_names import current_names
from bot.replaced_methods import replace_method

KEPT = 4096  # texts; some ten megabytes
LONGEST = 200  # characters: longer ones hardly come twice
_MODULE = "rasa.core.processor"
_MEMORY = "_parsed_before"
Key = tuple[str, Any, int]
Parse = Callable[..., dict[str, Any]]


def install(names_version: Callable[[], int] = lambda: current_names.get().version) -> bool:
    """Replace Rasa's method. False where Rasa's processor is not loaded."""
    return replace_method(
        _MODULE, "MessageProcessor", "_parse_message_with_graph", lambda original: _remembering(original, names_version)
    )


def _remembering(original: Parse, names_version: Callable[[], int]) -> Parse:
    def parse_message_with_graph(
        processor: Any, message: Any, tracker: Any, only_output_properties: bool = True
    ) -> dict[str, Any]:
        text = message.text or ""
        if not only_output_properties or not 0 < len(text) <= LONGEST or text.startswith("/"):
            return original(processor, message, tracker, only_output_properties)
        # Asked before the names are used: what was read with newer ones than this version is only forgotten too early.
        key = (text, (message.metadata or {}).get("language"), names_version())
        memory: OrderedDict[Key, str] = vars(processor).setdefault(_MEMORY, OrderedDict())
        known = memory.get(key)
        if known is not None:
            memory.move_to_end(key)
            return dict(json.loads(known))
        parsed = original(processor, message, tracker, only_output_properties)
        memory[key] = json.dumps(parsed)
        if len(memory) > KEPT:
            memory.popitem(last=False)
        return parsed

    return parse_message_with_graph
