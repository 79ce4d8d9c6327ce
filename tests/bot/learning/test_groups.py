"""Messages are put together by meaning, not by language, and the nearest intents are those that the model thought of."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pytest
from sqlalchemy.engine import Engine

from bot.learning.groups import likeness, make_groups, nearest_intents, put_together
from office.conversations.records import Message
from office.database import reading, writing
from office.learning import groups
from tests.talk import ask

MEANINGS = np.random.default_rng(7).normal(size=(3, 24)).astype(np.float32)
ACCENTS = {
    code: vector for code, vector in zip("th en".split(), np.random.default_rng(8).normal(size=(2, 24)), strict=True)
}


def message(number: int, language: str, ranking: list[tuple[str, float]] = ()) -> Message:
    empty = dict.fromkeys(Message.__dataclass_fields__)
    return Message(
        **{
            **empty,
            "id": number,
            "conversation_id": f"c{number}",
            "sender": "applicant",
            "text": f"words {number}",
            "language": language,
            "created_at": datetime(2026, 11, 1),
            "ranking": [{"name": name, "confidence": share} for name, share in ranking],
        }
    )


def vectors(meanings: list[int], languages: list[str], *, seed: int = 1) -> np.ndarray:
    """What an encoder gives: the meaning, a strong accent of the language, some noise; each of length 1."""
    noise = np.random.default_rng(seed).normal(size=(len(meanings), 24))
    rows = (
        np.array([MEANINGS[m] + 1.5 * ACCENTS[code] for m, code in zip(meanings, languages, strict=True)]) + 0.3 * noise
    )
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


MEANT = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]
SPOKEN = ["th", "th", "en", "en"] * 3


def test_a_meaning_is_one_group_in_both_languages():
    messages = [message(number, code) for number, code in enumerate(SPOKEN)]
    found = put_together(messages, [vectors(MEANT, SPOKEN)])
    assert sorted(sorted(said.id for said, _ in each.members) for each in found) == [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
        [8, 9, 10, 11],
    ]
    for each in found:
        nearness = [near for _, near in each.members]
        assert nearness == sorted(nearness, reverse=True)
        assert 0 < nearness[-1] <= nearness[0] <= 1


def test_an_encoder_that_does_not_know_a_language_has_no_say_in_it():
    known = vectors(MEANT, SPOKEN)
    misled = vectors(MEANT, SPOKEN, seed=2)
    misled[[code == "th" for code in SPOKEN]] = 0
    both = likeness([known, misled], SPOKEN)
    alone = likeness([known], SPOKEN)
    thai, english = 0, 2
    assert both[thai, english] == pytest.approx(alone[thai, english])
    assert both[english, english + 1] != pytest.approx(alone[english, english + 1])


def test_one_message_or_none_is_no_group():
    assert put_together([], [np.zeros((0, 24), np.float32)]) == []
    assert put_together([message(1, "th")], [vectors([0], ["th"])]) == []


def test_messages_that_no_encoder_knows_do_not_stop_the_others():
    spoken = [*SPOKEN, "xx"]
    found = put_together(
        [message(number, code) for number, code in enumerate(spoken)],
        [np.vstack([vectors(MEANT, SPOKEN), np.zeros((1, 24), np.float32)])],
    )
    assert len(found) == 3


def test_the_nearest_intents_are_the_mean_of_what_the_model_thought():
    said = [
        message(1, "th", [("nlu_fallback", 0.9), ("ask_tuition", 0.2), ("ask_housing", 0.1)]),
        message(2, "en", [("ask_tuition", 0.4)]),
    ]
    assert nearest_intents(said) == (("ask_tuition", pytest.approx(0.3)), ("ask_housing", pytest.approx(0.05)))


def test_groups_of_the_log_wait_for_a_decision(office_database: Engine):
    with writing(office_database) as connection:
        for meant, code in zip(MEANT, SPOKEN, strict=True):
            ask(connection, f"words of {meant}", language=code, intent="nlu_fallback", confidence=0.8, fallback=True)
    encoded = lambda found: [  # noqa: E731
        vectors([int(said.text[-1]) for said in found], [said.language or "" for said in found])
    ]
    assert make_groups(office_database, encoded=encoded) == 3
    assert make_groups(office_database, encoded=encoded) == 3, "made anew, not added"
    with reading(office_database) as connection:
        waiting = groups.find_groups(connection)
    assert [(each.size, dict(each.languages), each.proposal) for each in waiting] == [
        (4, {"th": 2, "en": 2}, "new")
    ] * 3
