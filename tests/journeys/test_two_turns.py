"""Forty conversations of two turns, written before they were run: both turns get the right fact, in the right language."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.reading import not_said, wrongly_said

pytestmark = [pytest.mark.journey, pytest.mark.model]

FILE = Path(__file__).parent / "questions" / "two_turns.jsonl"
CONVERSATIONS: list[dict[str, Any]] = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
RIGHT_AT_LEAST = 0.95


def faults(person: Any, conversation: dict[str, Any]) -> list[Any]:
    """What is wrong with the replies to one conversation."""
    found = []
    for turn in conversation["turns"]:
        language = turn.get("language", conversation["language"])
        reply = person.ask(turn["ask"])
        missing = not_said(turn["expect"], reply, language)
        wrong = wrongly_said(turn.get("reject", ()), reply, language)
        if missing or wrong or reply["language"] != language:
            found.append((turn["ask"], missing, wrong, reply["language"], str(reply["text"])[:200]))
    return found


def test_two_turn_conversations_get_the_right_facts(applicant):
    wrong = [found for conversation in CONVERSATIONS if (found := faults(applicant(), conversation))]
    right = len(CONVERSATIONS) - len(wrong)
    assert right / len(CONVERSATIONS) >= RIGHT_AT_LEAST, "\n".join(map(str, wrong))


def test_there_are_forty_of_them_in_all_languages():
    assert len(CONVERSATIONS) == 40
    assert len({conversation["language"][:2] for conversation in CONVERSATIONS}) == 12
    assert all(len(conversation["turns"]) == 2 for conversation in CONVERSATIONS)
