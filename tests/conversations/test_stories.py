"""Rasa's end-to-end stories in this folder, run by Rasa on the trained model: what is typed leads to the right actions."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from office.settings import ROOT
from tests.actions.talk import all_actions

FOLDER = Path(__file__).parent
MODEL = ROOT / "models" / "assistant.tar.gz"
FILES = sorted(FOLDER.glob("test_*.yml"))


def languages_of(path: Path) -> set[str]:
    stories = YAML(typ="safe").load(path.read_text("utf-8"))["stories"]
    return {re.match(r"[a-z]{2}", story["story"]).group() for story in stories}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_point_has_stories_in_four_languages(path: Path):
    assert len(languages_of(path)) >= 4


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_stories_name_actions_that_there_are(path: Path, office_database):
    stories = YAML(typ="safe").load(path.read_text("utf-8"))["stories"]
    named = {step["action"] for story in stories for step in story["steps"] if "action" in step}
    assert named <= {*all_actions(), "path_form"}


@pytest.mark.model
def test_every_story_is_told_as_written(tmp_path: Path):
    if not MODEL.exists():
        pytest.skip("no model: make train")
    endpoints = tmp_path / "endpoints.yml"
    endpoints.write_text("{}\n", "utf-8")  # the stories say what the actions do: nothing is called, nothing is stored
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "STATE_DIR": str(ROOT / "var")}
    command = [sys.executable, "-W", "ignore", "-m", "rasa", "test", "core", "--e2e", "--fail-on-prediction-errors"]
    command += ["--model", str(MODEL), "--stories", str(FOLDER), "--endpoints", str(endpoints)]
    command += ["--out", str(tmp_path / "results"), "--no-plot"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    found = re.findall(r"Correct:\s+(\d+) / (\d+)", done.stdout + done.stderr)
    assert found
    assert found[0][0] == found[0][1]
