"""The model against questions by an author who saw neither its training sentences nor the other frozen questions.

`independent/` has three questions for each intent and language, less those that somebody else happened to write, too. Only here
are absolute bars held: the other set has seen the errors made on it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def figures(evaluated: Callable[[Path], dict[str, Any]]) -> dict[str, Any]:
    return evaluated(Path(__file__).parent / "independent")


def test_questions_of_another_author_are_understood_in_every_language(figures: dict[str, Any]):
    assert figures["overall"]["accuracy"] >= 0.95
    assert {code: found["accuracy"] for code, found in figures["languages"].items() if found["accuracy"] < 0.91} == {}


def test_what_they_name_is_found(figures: dict[str, Any]):
    assert figures["overall"]["entity_f1"] >= 0.95


def test_what_is_out_of_scope_is_declined_and_little_else(figures: dict[str, Any]):
    assert figures["overall"]["out_of_scope_recall"] >= 0.85
    assert figures["overall"]["in_scope_rejected"] <= 0.03


def test_their_probabilities_mean_what_they_say(figures: dict[str, Any]):
    assert figures["overall"]["ece"] <= 0.04
