"""Rasa's stock project over our English sentences: what `rasa init` makes, with our intents; for comparing loads.

`python -m benchmarks.load_stock FOLDER [--examples 20]` writes the project and trains it (some minutes). Pipeline and
policies are left empty in config.yml, as `rasa init` leaves them: Rasa then takes its defaults, which are DIET and
ResponseSelector of 100 epochs, Memoization, rules, UnexpecTED and TED of 100 epochs. One fixed reply an intent, no
custom action: the stock project has less to do for an answer than ours.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
from pathlib import Path

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent
MODEL = "models/stock.tar.gz"
_STORIES = 40


def sentences(examples: int) -> dict[str, list[str]]:
    """English training sentences by intent, at most so many of each."""
    found: dict[str, list[str]] = {}
    for file in sorted((ROOT / "data" / "nlu" / "en").glob("*.yml")):
        for block in YAML(typ="safe").load(file)["nlu"]:
            lines = [line.strip()[2:] for line in str(block.get("examples", "")).splitlines() if line.strip()]
            if block.get("intent"):
                found.setdefault(block["intent"], []).extend(lines)
    chance = random.Random(1)
    return {intent: chance.sample(lines, min(examples, len(lines))) for intent, lines in found.items()}


def write_project(folder: Path, examples: int) -> None:
    """The files of the project."""
    intents = sentences(examples)
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    _write(folder / "config.yml", {"recipe": "default.v1", "assistant_id": "stock", "language": "en", "pipeline": None, "policies": None})  # fmt: skip
    _write(folder / "credentials.yml", {"rest": None})
    nlu = [
        {"intent": intent, "examples": "".join(f"- {line}\n" for line in lines)} for intent, lines in intents.items()
    ]
    _write(data / "nlu.yml", {"version": "3.1", "nlu": nlu})
    replies = {
        f"utter_{intent}": [{"text": f"This is the answer to {intent.replace('_', ' ')}."}] for intent in intents
    }
    _write(folder / "domain.yml", {"version": "3.1", "intents": list(intents), "responses": replies})
    chance = random.Random(2)
    names = [intent for intent in intents if intent not in ("goodbye", "bot_challenge")]
    turns = [[name] for name in names] + [chance.sample(names, 3) for _ in range(_STORIES)]
    stories = [
        {"story": f"story {number}", "steps": [step for name in told for step in _turn(name)]}
        for number, told in enumerate(turns)
    ]
    _write(data / "stories.yml", {"version": "3.1", "stories": stories})
    rules = [{"rule": name, "steps": _turn(name)} for name in ("goodbye", "bot_challenge") if name in intents]
    _write(data / "rules.yml", {"version": "3.1", "rules": rules})


def _turn(intent: str) -> list[dict[str, str]]:
    return [{"intent": intent}, {"action": f"utter_{intent}"}]


def _write(path: Path, content: object) -> None:
    with path.open("w", encoding="utf-8") as file:
        YAML().dump(content, file)


def main() -> int:
    """Write and train; the exit code is that of `rasa train`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--examples", type=int, default=20)
    asked = parser.parse_args()
    write_project(asked.folder, asked.examples)
    command = [sys.executable, "-W", "ignore", "-m", "rasa", "train", "--fixed-model-name", "stock"]
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    return subprocess.run(command, cwd=asked.folder, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
