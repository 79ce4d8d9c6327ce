"""Two trainings on the same sentences give the same numbers, whatever order Python keeps its sets in."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import numpy as np
import pytest

from bot.nlu.sentence_encoder import cache_file
from office.settings import ROOT

pytestmark = [pytest.mark.model, pytest.mark.long]


def trained(folder: Path, seed: int) -> Path:
    """The components of a model that was trained in a process of its own; texts are encoded once, for both."""
    kept = {"STATE_DIR": str(cache_file().parent), "PYTHONHASHSEED": str(seed), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-W", "ignore", "-m", "rasa", "train", "--skip-validation", "--force"]
    command += ["--out", str(folder), "--fixed-model-name", "model"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **kept}, check=True, capture_output=True)
    with tarfile.open(folder / "model.tar.gz") as archive:
        archive.extractall(folder / "parts")  # noqa: S202 (made here)
    return folder / "parts" / "components"


def test_two_trainings_give_the_same_weights(tmp_path: Path) -> None:
    one, two = (trained(tmp_path / name, seed) for name, seed in (("one", 1), ("two", 2)))
    files = sorted(path.relative_to(one) for path in one.rglob("*.npz"))
    assert len(files) >= 3
    for file in files:
        with np.load(one / file, allow_pickle=False) as first, np.load(two / file, allow_pickle=False) as second:
            assert first.files == second.files
            for name in first.files:
                assert np.array_equal(first[name], second[name]), f"{file}: {name}"
