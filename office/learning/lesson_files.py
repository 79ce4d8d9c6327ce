"""Writes approved lessons where training and tests read them. The files are made wholly from the table: who is erased there is gone here."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from io import StringIO
from pathlib import Path

import sqlalchemy as sa
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString
from sqlalchemy.engine import Connection

from office.languages import CODES
from office.learning.examples import QUESTIONS, REVIEWED, TRAINING, Example, find_alike, read_examples, stamp
from office.learning.lessons import Lesson, all_lessons
from office.learning.tables import lesson, training_run

# Rasa reads [words](entity) as an annotation, and a backslash as the beginning of an escape.
_READ_OTHERWISE = str.maketrans({"[": "(", "]": ")", "\\": "/"})


def write_lessons(connection: Connection, root: Path) -> list[Path]:
    """Bring data/nlu/<language>/reviewed.yml and tests/model/reviewed/<language>.jsonl under `root` up to date with the approved
    lessons; returns the files that changed (or went). OSError: a file cannot be written; those before it are.
    """
    by_language: dict[tuple[str, str], list[Lesson]] = defaultdict(list)
    for each in keep_apart(list(all_lessons(connection, status="approved")), root):
        by_language[each.side, each.language].append(each)
    changed = []
    for code in CODES:
        files = {
            root / TRAINING / code / REVIEWED: _training(code, by_language["train", code]),
            root / QUESTIONS[1] / f"{code}.jsonl": _questions(by_language["test", code]),
        }
        changed += [path for path, content in files.items() if _write(path, content)]
    return changed


def keep_apart(lessons: Sequence[Lesson], root: Path) -> list[Lesson]:
    """Without those in nearly the words of something on the other side of learning and testing: of the frozen questions nothing is
    learnt, and what is learnt, by the project or by another lesson, is not tested with.
    """
    files = stamp(root) if lessons else ""
    learnt = [each for each in lessons if each.side == "train" and not _is_across(root, files, _key(each))]
    examples: dict[str, list[Example]] = defaultdict(list)
    for each in learnt:
        examples[each.language].append(Example(each.text, each.language, each.intent, each.side))
    tested = [
        each
        for each in lessons
        if each.side == "test"
        and not _is_across(root, files, _key(each))
        and not find_alike(each.text, examples[each.language], limit=1)
    ]
    return [*learnt, *tested]


def _key(lesson: Lesson) -> tuple[str, str, str]:
    return lesson.text, lesson.language, lesson.side


@lru_cache(maxsize=20_000)  # the console asks for all lessons every minute
def _is_across(root: Path, files: str, key: tuple[str, str, str]) -> bool:
    text, language, side = key
    return bool(find_alike(text, _other_side(root, files, language, side), limit=1))


@lru_cache(maxsize=2 * len(CODES))
def _other_side(root: Path, _files: str, language: str, side: str) -> tuple[Example, ...]:
    return tuple(each for each in read_examples(root, reviewed=False)[language] if each.side != side)


def keep_up(connection: Connection, root: Path) -> list[Path]:
    """The same, if the files are this database's at all: a database in which nobody has decided about a lesson or trained yet
    (a demonstration, a test) leaves what another one has written.
    """
    decided = sa.select(lesson.c.message_id).where(lesson.c.status != "waiting").limit(1)
    trained = sa.select(training_run.c.id).limit(1)
    if connection.execute(decided).first() is None and connection.execute(trained).first() is None:
        return []
    return write_lessons(connection, root)


def _training(language: str, found: Sequence[Lesson]) -> str:
    texts: dict[str, set[str]] = defaultdict(set)
    for each in found:
        texts[each.intent].add(each.text.translate(_READ_OTHERWISE))
    blocks = [
        {
            "intent": intent,
            "metadata": {"language": language},
            "examples": LiteralScalarString("".join(f"- {text}\n" for text in sorted(texts[intent]))),
        }
        for intent in sorted(texts)
    ]
    if not blocks:
        return ""
    yaml = YAML()
    yaml.width = 4096  # type: ignore[assignment]  # one line a sentence
    yaml.allow_unicode = True
    stream = StringIO()
    yaml.dump({"version": "3.1", "nlu": blocks}, stream)
    return stream.getvalue().replace("version: '3.1'", 'version: "3.1"')


def _questions(found: Sequence[Lesson]) -> str:
    rows = {
        json.dumps(
            {"text": each.text, "lang": each.language, "intent": each.intent, "entities": each.entities},
            ensure_ascii=False,
        )
        for each in found
    }
    return "".join(f"{row}\n" for row in sorted(rows))


def _write(path: Path, content: str) -> bool:
    before = path.read_text("utf-8") if path.exists() else ""
    if before == content:
        return False
    if not content:
        path.unlink()
        return True
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(content, "utf-8")
    os.replace(beside, path)
    return True
