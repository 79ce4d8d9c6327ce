"""What a text was understood as, kept for when it comes again; what is new is understood in a thread of its own.

Half of an office's questions are the same few hundred. Understanding is the larger part of a message's time, and it depends
on the text, the language that `channels` tells, the model and the names in the knowledge base alone. `install` puts a memory
before Rasa's way of parsing; it is as old as the model (each loaded model begins with an empty one) and what it knows of names
ends when staff change one. Only short texts are kept, a bounded number, in this process's memory.

Rasa understands on its event loop: all other conversations stand still for it, on one processor. Most of that time is spent in
numpy and onnxruntime, where Python lets other threads run. One thread, not several: the components were not made to be called
twice at once. A test holds the replacement to rasa 3.6.21.
"""

from __future__ import annotations

import asyncio
import contextvars
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.nlu.known_names import current_names
from bot.replaced_methods import replace_method

KEPT = 4096  # texts; some ten megabytes
LONGEST = 200  # characters: longer ones hardly come twice
_MODULE = "rasa.core.processor"
_MEMORY = "_parsed_before"
Key = tuple[str, Any, int]
Parse = Callable[..., Awaitable[dict[str, Any]]]

_thread = ThreadPoolExecutor(1, thread_name_prefix="understanding")


def install(names_version: Callable[[], int] = lambda: current_names.get().version) -> bool:
    """Replace Rasa's method. False where Rasa's processor is not loaded."""
    return replace_method(
        _MODULE, "MessageProcessor", "parse_message", lambda original: _remembering(original, names_version)
    )


def _remembering(original: Parse, names_version: Callable[[], int]) -> Parse:
    async def parse_message(
        processor: Any, message: Any, tracker: Any = None, only_output_properties: bool = True
    ) -> dict[str, Any]:
        text = message.text or ""
        # Rasa reads a button's payload itself, at once. Without a tracker it is a tool that asks, one text after another.
        if processor.http_interpreter or tracker is None or not only_output_properties or text.startswith("/"):
            return await original(processor, message, tracker, only_output_properties)
        # Asked before the names are used: what was read with newer ones than this version is only forgotten too early.
        key = (text, (message.metadata or {}).get("language"), names_version())
        memory: OrderedDict[Key, str] = vars(processor).setdefault(_MEMORY, OrderedDict())
        known = memory.get(key)
        if known is not None:
            memory.move_to_end(key)
            parsed = dict(json.loads(known))
        else:
            context = contextvars.copy_context()  # the correlation id of the log
            parsed = await asyncio.get_running_loop().run_in_executor(
                _thread, context.run, processor._parse_message_with_graph, message, tracker, only_output_properties
            )
            if 0 < len(text) <= LONGEST:
                memory[key] = json.dumps(parsed)
                if len(memory) > KEPT:
                    memory.popitem(last=False)
        processor._update_full_retrieval_intent(parsed)
        processor._check_for_unseen_features(parsed)
        return parsed

    return parse_message
