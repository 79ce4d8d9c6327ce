"""What applicants can mean, as staff see it: every intent with its name in their language, grouped by family."""

from __future__ import annotations

from functools import lru_cache

from ruamel.yaml import YAML

from console.wording import texts, translate
from office.answers.topics import FAMILIES, TOPICS, title
from office.settings import ROOT
from office.wording.catalogues import translate as translate_reply

FALLBACK = "nlu_fallback"  # the pipeline's word for "nothing was understood"


@lru_cache(maxsize=1)
def all_intents() -> tuple[str, ...]:
    """Every intent of domain.yml that an applicant can mean, in its order; intents of buttons only have no name here."""
    listed = YAML(typ="safe").load((ROOT / "domain.yml").read_text("utf-8"))["intents"]
    names = [next(iter(each)) if isinstance(each, dict) else each for each in listed]
    return tuple(name for name in names if name != FALLBACK and (name in TOPICS or f"intent_{name}" in texts("en")))


def families() -> dict[str, list[str]]:
    """By family: its intents. What no topic answers is the conversation's own."""
    grouped = {family: [name for name in topics if name in all_intents()] for family, topics in FAMILIES.items()}
    return {**grouped, "conversation": [name for name in all_intents() if name not in TOPICS]}


def intent_title(language: str, intent: str | None) -> str:
    """What an intent is called: the topic's title from the replies, or the console's own word."""
    if not intent:
        return translate(language, "intent_none")
    if f"intent_{intent}" in texts(language):
        return translate(language, f"intent_{intent}")
    return translate_reply(language, title(intent)) if intent in TOPICS else intent.replace("_", " ")
