"""`python -m bot.nlu.evaluation DATA.jsonl`: how well the trained model understands labelled questions, as a table and as JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.nlu.scores import NOT_UNDERSTOOD, Judged, score

_COLUMNS = (
    ("questions", "n"),
    ("accuracy", "acc"),
    ("accuracy_in_scope", "in scope"),
    ("macro_f1", "macro F1"),
    ("ece", "ECE"),
    ("out_of_scope_precision", "oos P"),
    ("out_of_scope_recall", "oos R"),
    ("out_of_scope_refused", "refused"),
    ("in_scope_rejected", "rejected"),
    ("entity_precision", "ent P"),
    ("entity_recall", "ent R"),
    ("entity_f1", "ent F1"),
    ("language_accuracy", "lang"),
    ("milliseconds_p50", "p50 ms"),
    ("milliseconds_p95", "p95 ms"),
)


class EvaluationError(ValueError):
    """The questions or the model cannot be used; the message names the file and says what to do."""


def read_questions(path: Path) -> list[dict[str, Any]]:
    """Rows {text, lang, intent[, entities: [{entity, value}]]} of a JSON-lines file; raises EvaluationError with the line."""
    if not path.exists():
        raise EvaluationError(
            f"{path} does not exist. Give a file with one JSON object a line: text, lang, intent, entities."
        )
    rows: list[dict[str, Any]] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise EvaluationError(f"{path}, line {number}: no JSON ({error}). Correct it.") from error
        missing = [
            key for key in ("text", "lang", "intent") if not isinstance(row, dict) or not isinstance(row.get(key), str)
        ]
        if missing:
            raise EvaluationError(f"{path}, line {number}: {', '.join(missing)} is missing or no text. Correct it.")
        rows.append(row)
    if not rows:
        raise EvaluationError(f"{path} has no question in it.")
    return rows


def judge(row: dict[str, Any], parsed: dict[str, Any], milliseconds: float = 0.0) -> Judged:
    """Compare a labelled question with what Rasa's parse says of it."""
    ranking = [item for item in parsed.get("intent_ranking") or [] if item["name"] != NOT_UNDERSTOOD]
    intent = parsed.get("intent") or {}
    best = ranking[0] if ranking else {"name": intent.get("name") or "", "confidence": intent.get("confidence") or 0.0}
    wanted = row.get("entities")
    return Judged(
        text=row["text"],
        language=row["lang"],
        intent=row["intent"],
        predicted=intent.get("name") or "",
        best=str(best["name"]),
        confidence=float(best["confidence"]),
        identified=(parsed.get("language") or {}).get("code", ""),
        entities=None if wanted is None else frozenset((entity["entity"], entity["value"]) for entity in wanted),
        linked=frozenset((entity["entity"], str(entity["value"])) for entity in parsed.get("entities") or []),
        milliseconds=milliseconds,
    )


async def parse_all(model: Path, rows: Sequence[dict[str, Any]]) -> list[Judged]:
    """Parse every question with a trained model, in this process; raises EvaluationError when the model cannot be loaded."""
    from rasa.core.agent import Agent

    if not model.exists():
        raise EvaluationError(f"The model {model} does not exist. Train one first: make train.")
    agent = Agent.load(str(model))
    if not agent.is_ready():
        raise EvaluationError(f"The model {model} cannot be loaded; the log above says why.")
    await agent.parse_message("hello")  # loads what is loaded on first use
    judged = []
    for row in rows:
        start = time.perf_counter()
        parsed = await agent.parse_message(row["text"])
        judged.append(judge(row, parsed, (time.perf_counter() - start) * 1000))
    return judged


def table(scores: dict[str, Any]) -> str:
    """The figures by language as lines of text, shares in per cent, then what is confused most."""
    lines = ["  ".join([f"{'':8}", *(f"{title:>8}" for _, title in _COLUMNS)])]
    for name, figures in (("all", scores["overall"]), *scores["languages"].items()):
        lines.append("  ".join([f"{name:8}", *(f"{_shown(key, figures[key]):>8}" for key, _ in _COLUMNS)]))
    lines += ["", "Most frequent confusions (labelled -> taken for):"]
    for found in scores["confusions"][:20]:
        where = " ".join(f"{code}:{number}" for code, number in found["languages"].items())
        lines.append(f"{found['questions']:4}  {found['intent']} -> {found['predicted']}  ({where})")
    return "\n".join(lines)


def _shown(key: str, value: float | None) -> str:
    if value is None:
        return "-"
    if key == "questions":
        return str(value)
    return f"{value:.1f}" if key.startswith("milliseconds") else f"{100 * value:.1f}"


def errors_of(judged: Sequence[Judged]) -> Iterator[str]:
    """One line for each question that was misread or wrongly linked."""
    for row in judged:
        if not row.is_right:
            yield f"{row.language}\t{row.intent} -> {row.predicted} ({row.best} {row.confidence:.2f})\t{row.text}"
        elif row.entities is not None and row.entities != row.linked:
            missed, extra = sorted(row.entities - row.linked), sorted(row.linked - row.entities)
            yield f"{row.language}\tentities missed {missed}, extra {extra}\t{row.text}"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m bot.nlu.evaluation", description=__doc__)
    parser.add_argument(
        "data", type=Path, nargs="+", help="JSON lines: text, lang, intent and, where labelled, entities"
    )
    parser.add_argument("--model", type=Path, default=Path("models/assistant.tar.gz"), help="the trained model")
    parser.add_argument("--json", type=Path, help="write the figures to this file, too")
    parser.add_argument("--errors", action="store_true", help="list each question that was misread")
    options = parser.parse_args(arguments)
    # As when it serves: more threads in numpy and in the encoder only fight each other.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    _be_quiet()
    try:
        rows = [row for path in options.data for row in read_questions(path)]
        judged = asyncio.run(parse_all(options.model, rows))
    except EvaluationError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    scores = score(judged)
    if options.json:
        options.json.write_text(json.dumps(scores, indent=1, ensure_ascii=False) + "\n", "utf-8")
    if options.errors:
        sys.stdout.write("\n".join(errors_of(judged)) + "\n\n")
    sys.stdout.write(table(scores) + "\n")
    return 0


def _be_quiet() -> None:
    """Rasa prints every parsed text at debug level until its logging is configured."""
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    logging.getLogger("rasa").setLevel(logging.WARNING)


if __name__ == "__main__":
    sys.exit(main())
