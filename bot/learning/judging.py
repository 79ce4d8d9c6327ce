"""What a model makes of the frozen questions, asked in a process of its own; the live one's answers are kept until something changes."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.learning.card import code_checksum
from bot.learning.training import run
from office.learning.examples import QUESTIONS
from office.learning.gate import Answer
from office.learning.model_files import checksum

_KEPT = 4
_PROGRESS = "progress "


@dataclass(frozen=True)
class Judgement:
    """Figures as bot.nlu.scores gives them, the answer to each frozen question, and to each lesson."""

    figures: dict[str, Any]
    answers: tuple[Answer, ...]
    lessons: tuple[Answer, ...] = ()


def frozen_questions(root: Path) -> list[Path]:
    """The files that models are judged by: the questions that nobody may train on, and what reviews added to them."""
    return [path for folder in QUESTIONS for path in sorted((root / folder).glob("*.jsonl"))]


def judge(
    model: Path,
    questions: Sequence[Path],
    folder: Path,
    *,
    lessons: Sequence[Mapping[str, Any]] = (),
    told: Callable[[float], None] = lambda _share: None,
) -> Judgement:
    """What `model` makes of the questions, and of `lessons` (rows {text, lang, intent}) without counting them. `folder` holds
    earlier judgements: what the same model, questions and code gave is not asked again, unless there are lessons. `told` hears
    the share done. training.ChildFailed: it cannot be judged.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found = folder / f"{_key(model, questions)}.json"
    if lessons or not found.exists():
        asked = folder / f"{found.stem}.lessons"
        asked.write_text("".join(json.dumps(dict(row), ensure_ascii=False) + "\n" for row in lessons), "utf-8")
        try:
            command = ["bot.learning.judging", str(model), str(found), str(asked), *map(str, questions)]
            run(command, told=lambda line: _pass_on(line, told))
        finally:
            asked.unlink()
        _drop_oldest(folder)
    content = json.loads(found.read_text("utf-8"))
    return Judgement(
        figures=content["figures"],
        answers=tuple(Answer(*row) for row in content["answers"]),
        lessons=tuple(Answer(*row) for row in content["lessons"]),
    )


def _key(model: Path, questions: Sequence[Path]) -> str:
    digest = hashlib.sha256(f"{checksum(model)} {code_checksum()}".encode())
    for path in questions:
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


def _pass_on(line: str, told: Callable[[float], None]) -> None:
    if line.startswith(_PROGRESS):
        told(float(line[len(_PROGRESS) :]))


def _drop_oldest(folder: Path) -> None:
    for path in sorted(folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)[_KEPT:]:
        path.unlink(missing_ok=True)


class _Counted(list[dict[str, Any]]):
    """Rows that say how many of them were taken."""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for number, row in enumerate(super().__iter__()):
            if number % 50 == 0:
                sys.stdout.write(f"{_PROGRESS}{number / len(self):.4f}\n")
                sys.stdout.flush()
            yield row


def main(arguments: Sequence[str]) -> int:
    """The child: MODEL FOUND LESSONS QUESTIONS... writes the judgement to FOUND."""
    from bot.nlu.evaluation import EvaluationError, parse_all, read_questions
    from bot.nlu.scores import Judged, score

    model, found, lessons, *questions = map(Path, arguments)
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    _be_quiet()
    try:
        frozen = [row for path in questions for row in read_questions(path)]
        learnt = read_questions(lessons) if lessons.stat().st_size else []
        judged = asyncio.run(parse_all(model, _Counted([*frozen, *learnt])))
    except EvaluationError as error:
        sys.stderr.write(f"{error}\n")
        return 2

    def rows(part: Sequence[Judged]) -> list[tuple[str, str, str, str]]:
        return [(row.text, row.language, row.intent, row.predicted) for row in part]

    counted, taught = judged[: len(frozen)], judged[len(frozen) :]
    content = {"figures": score(counted), "answers": rows(counted), "lessons": rows(taught)}
    partly = found.with_suffix(".part")
    partly.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    os.replace(partly, found)
    return 0


def _be_quiet() -> None:
    """Rasa prints every parsed text at debug level until its logging is configured."""
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    logging.getLogger("rasa").setLevel(logging.WARNING)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
