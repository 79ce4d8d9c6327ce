"""What is measured was never trained on: no test question is in the training data, not even nearly."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from rapidfuzz import fuzz, process
from ruamel.yaml import YAML

from office.answers.topics import TOPICS
from office.languages import CODES
from office.settings import ROOT

SHARED_QUESTIONS = ROOT.parent / "shared" / "eval" / "dev.jsonl"

# Alike in so much of their letters (0-100) counts as the same question. Very short texts ("visa?", "学费") are what anyone would
# write: they say nothing about copying, so only texts of some length are compared.
ALIKE = 92
SHORTEST = {"zh": 8, "ja": 10, "ko": 10, "th": 16}
SHORTEST_ELSEWHERE = 22


def plain(text: str) -> str:
    """Letters and digits only, folded: what two spellings of one question share."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if unicodedata.category(character)[0] in "LNM")


def training_texts(language: str) -> list[str]:
    texts = []
    for path in [
        *sorted((ROOT / "data" / "nlu" / language).glob("*.yml")),
        ROOT / "data" / "turns" / f"{language}.yml",
    ]:
        for block in YAML(typ="safe").load(path.read_text("utf-8"))["nlu"]:
            texts += [line[2:] for line in block["examples"].splitlines() if line.startswith("- ")]
    return texts


def questions(path: Path, language: str) -> list[str]:
    rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
    return [row["text"] for row in rows if row["lang"] == language]


def copied(asked: list[str], trained: list[str], language: str) -> list[tuple[str, str]]:
    shortest = SHORTEST.get(language, SHORTEST_ELSEWHERE)
    asked = [text for text in asked if len(plain(text)) >= shortest]
    if not asked:
        return []
    scores = process.cdist(
        [plain(text) for text in asked], [plain(text) for text in trained], scorer=fuzz.ratio, score_cutoff=ALIKE
    )
    best = np.argmax(scores, axis=1)
    return [(text, trained[best[row]]) for row, text in enumerate(asked) if scores[row, best[row]] >= ALIKE]


@pytest.mark.parametrize("folder", ["questions", "independent"])
@pytest.mark.parametrize("language", CODES)
def test_no_frozen_test_question_is_trained_on(language: str, folder: str):
    own = ROOT / "tests" / "model" / folder / f"{language}.jsonl"
    assert copied(questions(own, language), training_texts(language), language) == []


@pytest.mark.parametrize("language", CODES)
def test_no_development_question_is_trained_on(language: str):
    if not SHARED_QUESTIONS.exists():
        pytest.skip("the development questions are not beside this clone")
    assert copied(questions(SHARED_QUESTIONS, language), training_texts(language), language) == []


def test_a_copy_with_other_punctuation_is_found():
    asked = ["When is the deadline for applications this year?"]
    assert copied(asked, ["when is the deadline for applications, this year"], "en")


@pytest.mark.parametrize("language", CODES)
def test_no_sentence_stands_under_two_intents(language: str):
    meaning: dict[str, str] = {}
    twice = []
    for path in sorted((ROOT / "data" / "nlu" / language).glob("*.yml")):
        for block in YAML(typ="safe").load(path.read_text("utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                text = line[2:].strip()
                if meaning.setdefault(text.casefold(), block["intent"]) != block["intent"]:
                    twice.append((text, meaning[text.casefold()], block["intent"]))
    assert twice == []


@pytest.mark.parametrize("language", CODES)
def test_second_messages_of_every_topic_stay_and_move(language: str):
    topics: dict[str, set[bool]] = {}
    for block in YAML(typ="safe").load((ROOT / "data" / "turns" / f"{language}.yml").read_text("utf-8"))["nlu"]:
        assert block["metadata"]["language"] == language
        assert {block["intent"], block["metadata"]["after"]} <= set(TOPICS)
        topics.setdefault(block["metadata"]["after"], set()).add(block["intent"] == block["metadata"]["after"])
    assert topics == {topic: {True, False} for topic in TOPICS}
