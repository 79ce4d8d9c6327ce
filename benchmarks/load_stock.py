"""Rasa's stock project over our English sentences: what `rasa init` makes, with our intents; for comparing loads.

`python -m benchmarks.load_stock FOLDER [--examples 20] [--epochs 100]` writes the project and trains it (20 minutes of
processor time; with `--epochs 20` four, for the same work at each message). Pipeline and policies are those that Rasa
takes when config.yml leaves them empty, as `rasa init` does: DIET, ResponseSelector, Memoization, rules, UnexpecTED and
TED. One fixed reply an intent, no custom action: the stock project has less to do for an answer than ours.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import cast

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


def config(epochs: int) -> dict[str, object]:
    """Rasa's own defaults, with so many epochs."""
    file = Path(str(files("rasa.engine.recipes.config_files") / "default_config.yml"))
    content: dict[str, object] = YAML(typ="safe").load(file)
    for key in ("pipeline", "policies"):
        for component in cast(list[dict[str, object]], content[key]):
            if "epochs" in component:
                component["epochs"] = epochs
    return {**content, "assistant_id": "stock"}


def write_project(folder: Path, examples: int, epochs: int) -> None:
    """The files of the project."""
    intents = sentences(examples)
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    _write(folder / "config.yml", config(epochs))
    _write(folder / "credentials.yml", {"rest": None})
    nlu = [
        {"intent": intent, "examples": "".join(f"- {line}\n" for line in lines)} for intent, lines in intents.items()
    ]
    _write(data / "nlu.yml", {"version": "3.1", "nlu": nlu})
    replies = {
        f"utter_{intent}": [{"text": f"This is the answer to {intent.replace('_', ' ')}."}] for intent in intents
    }
    replies["utter_default"] = [{"text": "I am sorry, I did not understand that."}]
    _write(folder / "domain.yml", {"version": "3.1", "intents": list(intents), "responses": replies})
    chance = random.Random(2)
    names = [intent for intent in intents if intent not in ("goodbye", "bot_challenge")]
    turns = [[name] for name in names] + [chance.sample(names, 3) for _ in range(_STORIES)]
    stories = [
        {"story": f"story {number}", "steps": [step for name in told for step in _turn(name)]}
        for number, told in enumerate(turns)
    ]
    _write(data / "stories.yml", {"version": "3.1", "stories": stories})
    # Every message gets a reply, understood or not: only then do both projects do the same.
    unknown = {"rule": "unknown", "steps": [{"intent": "nlu_fallback"}, {"action": "utter_default"}]}
    rules = [
        unknown,
        *({"rule": name, "steps": _turn(name)} for name in ("goodbye", "bot_challenge") if name in intents),
    ]
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
    parser.add_argument("--epochs", type=int, default=100)
    asked = parser.parse_args()
    write_project(asked.folder, asked.examples, asked.epochs)
    command = [sys.executable, "-W", "ignore", "-m", "rasa", "train", "--fixed-model-name", "stock"]
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"}
    return subprocess.run(command, cwd=asked.folder, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
