"""The whole house as `make run` starts it: Rasa, action server, channels and console, on ports and a database of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from office.database import connect
from office.settings import ROOT
from tests.ports import free_port

MODEL = ROOT / "models" / "assistant.tar.gz"
PATIENCE = 240  # seconds to start, on a machine that does other things


@dataclass(frozen=True)
class RunningHouse:
    """Addresses of the processes, their database and their environment."""

    public: str
    console: str
    rasa: str
    database: Engine
    environment: dict[str, str]


@contextmanager
def running_house(folder: Path, model: Path = MODEL, **settings: str) -> Iterator[RunningHouse]:
    """The house, running for the length of the block; everything that it writes is under `folder`."""
    rasa, actions, public, console = (free_port() for _ in range(4))
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'office.db'}",
        "STATE_DIR": str(folder / "state"),
        "RASA_URL": f"http://127.0.0.1:{rasa}",
        "ACTIONS_PORT": str(actions),
        "PUBLIC_PORT": str(public),
        "CONSOLE_PORT": str(console),
        # Journeys ask far more in a minute than a person does.
        "RATE_PER_SESSION": "100000",
        "RATE_PER_ADDRESS": "1000000",
        "RASA_TELEMETRY_ENABLED": "false",
        **settings,
    }
    subprocess.run(
        [sys.executable, "-m", "office.prepare"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
    )
    log = folder / "house.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "deploy" / "local.py"), "--model", str(model)],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    database = connect(environment["DATABASE_URL"])
    try:
        wait_until_ready(process, log)
        yield RunningHouse(
            public=f"http://127.0.0.1:{public}",
            console=f"http://127.0.0.1:{console}",
            rasa=f"http://127.0.0.1:{rasa}",
            database=database,
            environment=environment,
        )
    finally:
        database.dispose()
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the supervisor says so; its last lines are shown when it does not."""
    started = time.monotonic()
    while "Ready. Open" not in log.read_text("utf-8", "replace"):
        if process.poll() is not None or time.monotonic() - started > PATIENCE:
            pytest.fail(
                "The processes did not start:\n" + "\n".join(log.read_text("utf-8", "replace").splitlines()[-25:])
            )
        time.sleep(0.5)
