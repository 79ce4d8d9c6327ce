"""A house that learns: Rasa, actions, channels and console as real processes over a copy of the data, questions and model."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
from sqlalchemy.engine import Engine

from office.database import connect, writing
from office.settings import ROOT
from office.staff import accounts
from office.staff.sessions import find_session, open_session
from tests.journeys.conftest import MODEL, free_port, wait_until_ready

FILES = ("assistant.tar.gz", "assistant.tar.gz.sha256")
# Both models answer every question: of all of them that takes longer than the training.
EVERY = 3


@dataclass(frozen=True)
class LearningHouse:
    """Addresses and folders of a running house."""

    public: str
    console: str
    rasa: str
    root: Path
    database: Engine
    environment: dict[str, str]

    @property
    def live(self) -> Path:
        """The model that serves."""
        return self.root / "models" / "assistant.tar.gz"

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
    rasa, actions, public, console = (free_port() for _ in range(4))
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'office.db'}",
        "STATE_DIR": str(state),
        "LEARNING_ROOT": str(root),
        "RASA_URL": f"http://127.0.0.1:{rasa}",
        "ACTIONS_PORT": str(actions),
        "PUBLIC_PORT": str(public),
        "CONSOLE_PORT": str(console),
        "RATE_PER_SESSION": "100000",
        "RATE_PER_ADDRESS": "1000000",
        "RASA_TELEMETRY_ENABLED": "false",
    }
    subprocess.run(
        [sys.executable, "-m", "office.prepare"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
    )
    log = folder / "house.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "deploy" / "local.py"), "--model", str(root / "models" / FILES[0])],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    engine = connect(environment["DATABASE_URL"])
    try:
        wait_until_ready(process, log)
        yield LearningHouse(
            public=f"http://127.0.0.1:{public}",
            console=f"http://127.0.0.1:{console}",
            rasa=f"http://127.0.0.1:{rasa}",
            root=root,
            database=engine,
            environment=environment,
        )
    finally:
        engine.dispose()
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


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


class Officer:
    """A member of staff in the console, who fills in the forms that it shows."""

    def __init__(self, house: LearningHouse, name: str, role: str) -> None:
        with writing(house.database) as connection:
            account = accounts.find_account(connection, name) or accounts.create_account(
                connection, name, role=role, password="quiet river over stones"
            )
            token = open_session(connection, account, life=timedelta(hours=1), factor_pending=False)
            session = find_session(connection, token)
        assert session is not None
        self._csrf = session.csrf_token
        self._client = httpx.Client(
            base_url=house.console, cookies={"staff": token}, timeout=120, trust_env=False, follow_redirects=True
        )

    def read(self, path: str) -> str:
        """A page's HTML."""
        found = self._client.get(path)
        assert found.status_code == 200, (path, found.status_code, found.text[-500:])
        return found.text

    def send(self, path: str, **fields: str | list[str]) -> str:
        """The page after a form was sent."""
        found = self._client.post(path, data={"csrf": self._csrf, **fields}, headers={"Sec-Fetch-Site": "same-origin"})
        assert found.status_code == 200, (path, found.status_code, found.text[-500:])
        return found.text

    def lessons_shown(self) -> list[str]:
        """Ids of the lessons that the page offers to decide about."""
        return re.findall(
            r'name="lesson"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="lesson"', self.read("/learning/lessons")
        )


def wait_for(condition: Callable[[], Any], patience: float, what: str) -> Any:
    """The first true value; fails after so many seconds."""
    deadline = monotonic() + patience
    while not (found := condition()):
        assert monotonic() < deadline, f"waited {patience:.0f} s for {what}"
        sleep(0.5)
    return found
