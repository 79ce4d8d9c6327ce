"""A meaning that the bot does not know yet, proposed as text for the project's files: its name and what people said, by language."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable

from office.conversations.masking import mask
from office.conversations.records import Message
from office.languages import CODES, base_code
from office.learning.examples import plain
from office.learning.lessons import is_teachable, side_of

NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")
LONGEST_NAME = 64
DEFAULT = "ask_new_topic"


def is_name(name: str) -> bool:
    """Whether an intent may be called so: two or more words in lower case, joined by underscores."""
    return len(name) <= LONGEST_NAME and NAME.fullmatch(name) is not None


def proposed_entry(name: str, said: Iterable[Message], *, family: str = "<family>") -> str:
    """The entry for domain.yml, the sentences for data/nlu and the questions for tests/model, without personal data.

    A conversation's words are on one side only, as those of lessons are. Languages that nobody has asked in yet are left
    to whoever writes the entry in.
    """
    learnt: dict[str, dict[str, str]] = defaultdict(dict)
    tested: dict[str, dict[str, str]] = defaultdict(dict)
    for each in said:
        text, language = " ".join(mask(each.text).split()), base_code(each.language) if each.language else ""
        if language in CODES and is_teachable(text):
            side = tested if side_of(each.conversation_id) == "test" else learnt
            side[language].setdefault(plain(text), text)
    lines = ["# domain.yml, under intents:", f"- {name}", ""]
    for code in (code for code in CODES if learnt[code]):
        lines += [
            f"# data/nlu/{code}/{family}.yml, under nlu:",
            f"- intent: {name}",
            f"  metadata: {{language: {code}}}",
            "  examples: |",
            *(f"    - {text.translate(_READ_OTHERWISE)}" for text in sorted(learnt[code].values())),
            "",
        ]
    for code in (code for code in CODES if tested[code]):
        rows = [{"text": text, "lang": code, "intent": name} for text in sorted(tested[code].values())]
        lines += [
            f"# tests/model/questions/{code}.jsonl:",
            *(json.dumps(row, ensure_ascii=False) for row in rows),
            "",
        ]
    missing = [code for code in CODES if not learnt[code]]
    if missing:
        lines.append(f"# No sentences to learn from yet: {', '.join(missing)}")
    return "\n".join(lines).rstrip() + "\n"


# As in lesson files: Rasa reads [words](entity) as an annotation.
_READ_OTHERWISE = str.maketrans({"[": "(", "]": ")", "\\": "/"})
