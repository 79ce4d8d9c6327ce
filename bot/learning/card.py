"""A model's card: the data, code, encoders and figures that it came from. `python -m bot.learning.card MODEL` after training."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
from collections.abc import Iterable
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import Any

import yaml

from office.learning.model_files import record, write_card
from office.settings import ROOT, settings

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ENCODERS = "encoders.json"


def make_card(model: Path, root: Path, *, lessons: int | None = None, seconds: float | None = None) -> dict[str, Any]:
    """Of a model that was just trained on root/data with the code that is here. `figures` come when it is judged.

    OSError, tarfile.TarError: the model cannot be read.
    """
    return {
        "trained_at": datetime.fromtimestamp(model.stat().st_mtime, timezone.utc).isoformat(timespec="seconds"),
        "seconds": None if seconds is None else round(seconds, 1),
        "commit": commit(),
        "data": data_checksum(root),
        "code": code_checksum(),
        "rasa": version("rasa"),
        "encoders": encoders_of(model),
        "sentences": count_sentences(root),
        "lessons": lessons,
        "figures": None,
    }


def data_checksum(root: Path) -> str:
    """SHA-256 over the names and contents of all training data."""
    return _checksum(root, (root / "data").rglob("*.yml"))


def code_checksum() -> str:
    """SHA-256 over what makes a model of data: configuration, domain, the understanding's code and word lists."""
    folder = ROOT / "bot" / "nlu"
    files = [ROOT / "config.yml", ROOT / "domain.yml", *folder.rglob("*.py"), *folder.rglob("*.yml")]
    return _checksum(ROOT, files, settings()["ENCODERS"])


def commit() -> str | None:
    """The commit that is checked out; None outside of a clone."""
    try:
        found = subprocess.run(
            ["git", "rev-parse", "HEAD"],  # noqa: S607 (whichever git there is)
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=10,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip()


def encoders_of(model: Path) -> list[dict[str, str]]:
    """Name, version and checksum of the sentence encoders, as the model has recorded them."""
    with tarfile.open(model) as archive:
        for member in archive:
            if member.name.endswith(f"/{_ENCODERS}") and (file := archive.extractfile(member)) is not None:
                return list(json.load(file))
    return []


def count_sentences(root: Path) -> dict[str, int]:
    """Training sentences by language."""
    return {
        folder.name: sum(_sentences(path) for path in folder.glob("*.yml"))
        for folder in sorted((root / "data" / "nlu").iterdir())
        if folder.is_dir()
    }


def _sentences(path: Path) -> int:
    content = yaml.load(path.read_text("utf-8"), Loader=_LOADER) or {}  # noqa: S506 (a safe loader, in C where there is one)
    return sum(
        line.startswith("- ")
        for block in content.get("nlu", ())
        for line in str(block.get("examples", "")).splitlines()
    )


def _checksum(base: Path, files: Iterable[Path], *more: str) -> str:
    digest = hashlib.sha256("\0".join(more).encode())
    for path in sorted(set(files)):
        digest.update(f"\0{path.relative_to(base)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def main(arguments: list[str]) -> int:
    """Record the checksum and write the card of a model trained on this project's data."""
    if len(arguments) != 1:
        sys.stderr.write("Usage: python -m bot.learning.card MODEL\n")
        return 2
    model = Path(arguments[0])
    try:
        sha256 = record(model)
        write_card(model, {"before": None, **make_card(model, settings().learning_root), "sha256": sha256})
    except (OSError, tarfile.TarError) as error:
        sys.stderr.write(f"{model}: {error}. Train it anew (`make train`).\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
