"""Intents that only buttons send stand in one list, and nothing else knows them as something a person says."""

from __future__ import annotations

import json

from ruamel.yaml import YAML

from actions import buttons
from actions.buttons import BUTTON_INTENTS
from office.answers.topics import TOPICS
from office.settings import ROOT
from office.wording.sources import source_texts


def load(path):
    return YAML(typ="safe").load(path.read_text("utf-8"))


def intents_of_the_domain() -> set[str]:
    return {next(iter(each)) if isinstance(each, dict) else each for each in load(ROOT / "domain.yml")["intents"]}


def test_the_domain_has_the_ontologys_intents_and_these():
    spoken = {intent for intent in intents_of_the_domain() if f"utter_conversation_title_{intent}" in source_texts()}
    assert intents_of_the_domain() == spoken | set(TOPICS) | BUTTON_INTENTS
    assert not BUTTON_INTENTS & (spoken | set(TOPICS))


def test_every_one_is_named_in_the_module():
    named = {value for name, value in vars(buttons).items() if name.isupper() and isinstance(value, str)}
    assert named == BUTTON_INTENTS


def test_no_training_sentence_and_no_test_question_has_one():
    trained = {block["intent"] for path in (ROOT / "data" / "nlu").rglob("*.yml") for block in load(path)["nlu"]}
    assert not trained & BUTTON_INTENTS
    for path in (ROOT / "tests" / "model" / "questions").glob("*.jsonl"):
        assert not {json.loads(line)["intent"] for line in path.read_text("utf-8").splitlines()} & BUTTON_INTENTS


def test_every_one_has_a_rule():
    ruled = set()
    for path in (ROOT / "data" / "rules").glob("*.yml"):
        for rule in load(path)["rules"]:
            first = rule["steps"][0]
            ruled |= {each["intent"] for each in first.get("or", [first]) if "intent" in each}
    assert ruled >= BUTTON_INTENTS
