"""Trains a candidate: Rasa's own training as a child process, which takes its memory with it when it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from office.settings import ROOT

CANDIDATES = "candidates"
# How many of a program's last lines are kept of what it said.
_LINES = 30


class ChildFailed(RuntimeError):
    """A child process did not do its work; the message has what it said last."""


def train(root: Path, name: str, *, told: Callable[[str], None] = lambda _line: None) -> Path:
    """A model of root/data at root/models/candidates/<name>.tar.gz; the live one is not touched. `told` hears each line that the
    training says. ChildFailed: it failed.
    """
    folder = root / "models" / CANDIDATES
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / f"{name}.tar.gz"
    command = [
        "rasa", "train", "--skip-validation", "--data", str(root / "data"), "--config", str(ROOT / "config.yml"),
        "--domain", str(ROOT / "domain.yml"), "--out", str(folder), "--fixed-model-name", name,
    ]  # fmt: skip
    run(command, {"RASA_CACHE_DIRECTORY": str(root / ".rasa" / "cache")}, told=told)
    if not model.exists():
        raise ChildFailed(f"The training ended without a model at {model}.")
    return model


def run(
    module: Sequence[str], environment: dict[str, str] | None = None, *, told: Callable[[str], None] = lambda _: None
) -> None:
    """`python -m` that module in the project's folder, quietly; it ends with this process. ChildFailed: its exit code is not 0."""
    lines: list[str] = []
    with _child([sys.executable, "-W", "ignore", "-m", *module], environment or {}) as child:
        for line in child.stdout or ():
            lines = [*lines[1 - _LINES :], line.rstrip()]
            told(line.rstrip())
        code = child.wait()
    if code:
        said = "\n".join(line for line in lines if line)
        raise ChildFailed(f"`{' '.join(module[:2])}` ended with {code}.\n{said}".strip())


@contextmanager
def _child(command: Sequence[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    surroundings = {
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "OMP_NUM_THREADS": "1",
        "PYTHONUNBUFFERED": "1",
        "LOG_LEVEL": "WARNING",
        **os.environ,
        "PYTHONPATH": str(ROOT),
        **environment,
    }
    child = subprocess.Popen(  # noqa: S603 (our own modules, no shell)
        command,
        cwd=ROOT,
        env=surroundings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    try:
        yield child
    finally:
        if child.poll() is None:
            child.terminate()
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        if child.stdout:
            child.stdout.close()
