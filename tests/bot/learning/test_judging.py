"""Both models answer the same frozen questions, in a process of their own; what was answered already is not asked again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.learning import judging
from bot.learning.judging import frozen_questions, judge
from bot.learning.training import ChildFailed, run
from office.learning.gate import Answer
from office.settings import ROOT

ROWS = [("มีหอไหม", "th", "ask_housing", "ask_housing"), ("ค่าเทอม", "th", "ask_tuition", "greet")]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the child process would have been asked; it answers ROWS, and that each lesson is greeted."""
    commands: list[list[str]] = []

    def pretend(command: Sequence[str], *_: Any, told: Any, **__: Any) -> None:
        commands.append(list(command))
        found, lessons = Path(command[2]), Path(command[3]).read_text("utf-8").splitlines()
        told("progress 0.5000")
        told("something else")
        taught = [
            (json.loads(line)["text"], json.loads(line)["lang"], json.loads(line)["intent"], "greet")
            for line in lessons
        ]
        found.write_text(json.dumps({"figures": {"overall": {}}, "answers": ROWS, "lessons": taught}), "utf-8")

    monkeypatch.setattr(judging, "run", pretend)
    return commands


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "model.tar.gz"
    path.write_bytes(b"weights")
    return path


@pytest.fixture
def questions(tmp_path: Path) -> list[Path]:
    path = tmp_path / "th.jsonl"
    path.write_text('{"text": "ค่าเทอม", "lang": "th", "intent": "ask_tuition"}\n', "utf-8")
    return [path]


def test_what_was_asked_once_is_remembered_until_something_changes(
    asked: list[list[str]], model: Path, questions: list[Path], tmp_path: Path
):
    shares: list[float] = []
    first = judge(model, questions, tmp_path / "kept", told=shares.append)
    assert first.answers == tuple(Answer(*row) for row in ROWS)
    assert shares == [0.5]
    assert judge(model, questions, tmp_path / "kept") == first
    assert len(asked) == 1
    model.write_bytes(b"other weights")
    judge(model, questions, tmp_path / "kept")
    questions[0].write_text('{"text": "ค่าเทอม?", "lang": "th", "intent": "ask_tuition"}\n', "utf-8")
    judge(model, questions, tmp_path / "kept")
    assert len(asked) == 3


def test_lessons_are_asked_too_and_not_counted(
    asked: list[list[str]], model: Path, questions: list[Path], tmp_path: Path
):
    lessons = [{"text": "มีหอป่าว", "lang": "th", "intent": "ask_housing"}]
    found = judge(model, questions, tmp_path / "kept", lessons=lessons)
    assert len(found.answers) == 2
    assert found.lessons == (Answer("มีหอป่าว", "th", "ask_housing", "greet"),)
    assert not list((tmp_path / "kept").glob("*.lessons")), "people's words do not stay on disk"


def test_the_frozen_questions_are_those_of_all_languages_and_those_of_reviews(tmp_path: Path):
    of_reviews = tmp_path / "tests" / "model" / "reviewed" / "th.jsonl"
    of_reviews.parent.mkdir(parents=True)
    of_reviews.touch()
    assert frozen_questions(tmp_path) == [of_reviews]
    assert len(frozen_questions(ROOT)) >= 12


def test_a_child_that_fails_says_what_it_said_last(tmp_path: Path):
    heard: list[str] = []
    with pytest.raises(ChildFailed, match=r"`json.tool .*` ended with [12]\.\n(?s:.*)No such file"):
        run(["json.tool", str(tmp_path / "none.json")], told=heard.append)
    assert any("No such file" in line for line in heard)
