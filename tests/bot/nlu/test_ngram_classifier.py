"""The linear classifier over n-grams: the same sentences give the same weights, in whichever process."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from bot.nlu.intent_grams import count_grams, gram_buckets
from bot.nlu.ngram_classifier import NgramClassifier, bucket_counts
from office.settings import ROOT

LEARN = """
import hashlib
from bot.nlu.ngram_classifier import NgramClassifier
words = ("tuition fees for the whole year", "gebühren für das ganze jahr", "frais pour toute une année", "học phí cho cả năm")
texts = [f"{words[n % 4]} {n} {words[n % 3]} {n * n}" for n in range(600)]
learnt = NgramClassifier.fit(texts, ["en", "de", "fr", "vi"] * 150)
print(hashlib.sha256(learnt.weights.tobytes() + learnt.bias.tobytes()).hexdigest())
"""


def learnt_with(seed: str) -> str:
    """The checksum of what a process learns in which sets of strings have the order of this seed."""
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    return subprocess.run(
        [sys.executable, "-c", LEARN], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    ).stdout


def test_two_processes_learn_the_same_weights():
    assert learnt_with("1") == learnt_with("2") == learnt_with("3")


def test_the_counts_of_a_text_come_in_one_order():
    counts = bucket_counts("how much is the tuition", 4, 1 << 16)
    assert list(counts) == sorted(counts)
    assert sum(value * value for value in counts.values()) == pytest.approx(1)


def test_a_word_that_comes_again_counts_as_it_did_the_first_time():
    texts = ("how much is much", "much is how", "đường đến trường", "much đường", "")
    known: dict[str, list[int]] = {}
    kept = [bucket_counts(text, 4, 64, known) for text in texts * 2]
    assert kept == [bucket_counts(text, 4, 64) for text in texts * 2]
    rows = count_grams(texts * 2)
    assert [rows[row].indices.tolist() for row in range(10)] == [gram_buckets(text).tolist() for text in texts * 2]


def test_it_tells_apart_what_it_has_learnt():
    learnt = NgramClassifier.fit(["tuition fee", "fees", "Gebühren", "Studiengebühr"] * 3, ["en", "en", "de", "de"] * 3)
    probabilities = learnt.probabilities("Gebühr")
    assert max(probabilities, key=probabilities.__getitem__) == "de"
    assert sum(probabilities.values()) == pytest.approx(1)


def test_one_class_is_the_only_answer():
    assert NgramClassifier.fit(["a", "b"], ["en", "en"]).probabilities("x") == {"en": 1.0}


def test_nothing_to_learn_from_is_said():
    with pytest.raises(ValueError, match="no sentence"):
        NgramClassifier.fit([], [])
