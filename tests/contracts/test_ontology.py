"""domain.yml, training data, rules, answers and test questions speak of the same intents and entities."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from office.answers.topics import TOPICS, title
from office.languages import CODES
from office.settings import ROOT
from office.wording.sources import source_texts

SHARED_ONTOLOGY = ROOT.parent / "shared" / "design" / "ontology.yml"
TECHNICAL = {"nlu_fallback"}  # made by the pipeline, never by a person


def load(path: Path):
    return YAML(typ="safe").load(path.read_text("utf-8"))


DOMAIN = load(ROOT / "domain.yml")
INTENTS = {next(iter(intent)) if isinstance(intent, dict) else intent for intent in DOMAIN["intents"]}


def test_the_domain_has_the_ontologys_intents_and_entities():
    if not SHARED_ONTOLOGY.exists():
        pytest.skip("the ontology is not beside this clone")
    ontology = load(SHARED_ONTOLOGY)
    assert set(ontology["intents"]) <= INTENTS
    assert {next(iter(entity)) for entity in DOMAIN["entities"]} == set(ontology["entities"])
    assert set(ontology["languages"]) == set(CODES)


@pytest.mark.parametrize("language", CODES)
def test_every_intent_has_training_sentences_in_every_language(language: str):
    found: dict[str, int] = {}
    for path in (ROOT / "data" / "nlu" / language).glob("*.yml"):
        for block in load(path)["nlu"]:
            assert block["metadata"] == {"language": language}, path
            found[block["intent"]] = found.get(block["intent"], 0) + block["examples"].count("\n- ") + 1
    ours = {intent for intent in INTENTS if intent in TOPICS or f"utter_conversation_title_{intent}" in source_texts()}
    assert {intent for intent in ours if found.get(intent, 0) < 15} == set()
    assert set(found) <= INTENTS


@pytest.mark.parametrize("language", CODES)
def test_every_intent_has_test_questions_in_every_language(language: str):
    rows = [
        json.loads(line)
        for line in (ROOT / "tests" / "model" / "questions" / f"{language}.jsonl").read_text("utf-8").splitlines()
    ]
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["intent"]] = counts.get(row["intent"], 0) + 1
    assert set(counts) <= INTENTS
    assert min(counts.values()) >= 5


def test_every_intent_has_a_rule():
    ruled = {
        step["intent"]
        for path in (ROOT / "data" / "rules").glob("*.yml")
        for rule in load(path)["rules"]
        for step in rule["steps"]
        if "intent" in step
    }
    assert INTENTS - TECHNICAL <= ruled


def test_every_intent_has_a_title_for_its_button():
    ours = {intent for intent in INTENTS if intent in TOPICS}
    assert {intent for intent in ours if title(intent) not in source_texts()} == set()
