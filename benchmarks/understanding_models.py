"""Our intent model by itself, without Rasa: left-out languages, and other people's data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.understanding_data import Sentence
from bot.nlu.intent_classifier import gram_text
from bot.nlu.intent_model import fit_intents
from bot.nlu.sentence_encoder import cache_file, configured_vectors
from bot.nlu.untaught import untaught_shifts


def accuracy_without(language: str, sentences: Sequence[Sentence], questions: Sequence[dict[str, Any]]) -> float:
    """The share of a language's questions that is understood by the intent model without a sentence of it, its name being told."""
    kept = [sentence for sentence in sentences if sentence.language != language]
    asked = [row for row in questions if row["lang"] == language]
    encoders = configured_vectors()
    vectors = encoders.encode_many([s.text for s in kept], [s.language for s in kept], cache_file())
    texts = [gram_text(sentence.text) for sentence in kept]
    model = fit_intents(vectors, texts, [s.intent for s in kept], blocks=encoders.blocks, calibrates=False)
    model = replace(model, untaught=untaught_shifts(encoders, vectors, [s.language for s in kept], cache_file()))
    shown = encoders.encode_many([row["text"] for row in asked], [language] * len(asked), cache_file())
    best = model.probabilities(shown, [gram_text(row["text"]) for row in asked], language).argmax(axis=1)
    right = [model.classes[index] == row["intent"] for index, row in zip(best, asked, strict=True)]
    return round(float(np.mean(right)), 4)


def clinc_figures(data: dict[str, list[list[str]]]) -> dict[str, Any]:
    """Trained on `train` and `oos_train` of CLINC150's data_full.json, judged on `test` and `oos_test`."""
    encoders = configured_vectors()
    train = [*data["train"], *data["oos_train"]]
    texts = [text for text, _ in train]
    vectors = encoders.encode_many(texts, ["en"] * len(texts), cache_file())
    model = fit_intents(
        vectors, [gram_text(text) for text in texts], [intent for _, intent in train], blocks=encoders.blocks
    )
    result: dict[str, Any] = {"sentences": len(train)}
    for name, key in (("accuracy_in_scope", "test"), ("out_of_scope_recall", "oos_test")):
        asked = [text for text, _ in data[key]]
        shown = encoders.encode_many(asked, ["en"] * len(asked), cache_file())
        best = model.probabilities(shown, [gram_text(text) for text in asked]).argmax(axis=1)
        right = [model.classes[index] == intent for index, (_, intent) in zip(best, data[key], strict=True)]
        result[name] = round(float(np.mean(right)), 4)
    return result
