"""Figures of the trained model over files of labelled questions, made once a run."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from office.languages import CODES
from office.settings import ROOT

MODEL = ROOT / "models" / "assistant.tar.gz"


@pytest.fixture(scope="session")
def evaluated(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], dict[str, Any]]:
    """The figures of `make evaluate` over all files <language>.jsonl of a folder."""

    def evaluate(questions: Path) -> dict[str, Any]:
        if not MODEL.exists():
            pytest.skip("there is no model: run `make train`")
        folder = tmp_path_factory.mktemp("quality")
        data, found = folder / "questions.jsonl", folder / "figures.json"
        data.write_text("".join((questions / f"{code}.jsonl").read_text("utf-8") for code in CODES), "utf-8")
        command = [
            *(sys.executable, "-W", "ignore", "-m", "bot.nlu.evaluation", str(data)),
            *("--model", str(MODEL), "--json", str(found)),
        ]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return dict(json.loads(found.read_text("utf-8")))

    return evaluate
