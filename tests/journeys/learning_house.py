"""A house that learns: Rasa, actions, channels and console as real processes over a copy of the data, questions and model."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from office.settings import ROOT
from tests.journeys.running_house import MODEL, RunningHouse, running_house

FILES = ("assistant.tar.gz", "assistant.tar.gz.sha256")
# Both models answer every question: of all of them that takes longer than the training.
EVERY = 3


@dataclass(frozen=True)
class LearningHouse(RunningHouse):
    """A running house, and the folder that it learns from."""

    root: Path

    @property
    def live(self) -> Path:
        """The model that serves."""
        return self.root / "models" / FILES[0]

    def serving(self) -> dict[str, Any]:
        """What Rasa says of its model."""
        return dict(httpx.get(f"{self.rasa}/webhooks/model/", timeout=60, trust_env=False).json())


@contextmanager
def learning_house(folder: Path) -> Iterator[LearningHouse]:
    """Started as `make run` does; everything that it changes is under `folder`."""
    root, state = folder / "root", folder / "state"
    copy_what_is_learnt_from(root)
    state.mkdir()
    copy_encodings(state)
    with running_house(folder, root / "models" / FILES[0], LEARNING_ROOT=str(root)) as house:
        yield LearningHouse(**vars(house), root=root)


def copy_what_is_learnt_from(root: Path) -> None:
    """Data, every third frozen question and the model, without what reviews have taught on this machine."""
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("reviewed.yml"))
    questions = Path("tests") / "model" / "questions"
    (root / questions).mkdir(parents=True)
    for path in sorted((ROOT / questions).glob("*.jsonl")):
        rows = path.read_text("utf-8").splitlines(keepends=True)
        (root / questions / path.name).write_text("".join(rows[::EVERY]), "utf-8")
    (root / "models").mkdir()
    for name in FILES:
        shutil.copy2(MODEL.with_name(name), root / "models" / name)


def copy_encodings(state: Path) -> None:
    """What training has encoded before, so that it need not be encoded again; it is only a cache."""
    cache = ROOT / "var" / "encodings.db"
    if cache.exists():
        with closing(sqlite3.connect(cache)) as source, closing(sqlite3.connect(state / cache.name)) as target:
            source.backup(target)
