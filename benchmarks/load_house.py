"""The real processes for load measurements, on ports and a database of their own: ours, and Rasa's stock project."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from benchmarks.load_applicants import RestChannel, Website
from benchmarks.load_stock import MODEL as STOCK_MODEL
from deploy.endpoints import endpoints
from office.settings import ROOT, Settings

POSTGRES = os.environ.get("POSTGRES_URL", "postgresql://root@127.0.0.1:5432")
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
START = 300.0  # seconds until start-up counts as failed
_ENVIRONMENT = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "OMP_NUM_THREADS": "1",
    "PYTHONPATH": str(ROOT),
    "LOG_LEVEL": "ERROR",
}


@dataclass
class House:
    """Running processes, and where applicants come in."""

    name: str
    kind: type
    url: str
    folder: Path
    database: str = ""
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def memory(self) -> dict[str, dict[str, int]]:
        """Resident and proportional megabytes of each process with its children."""
        found = {}
        for name, process in self.processes.items():
            for place, pid in enumerate(_family(process.pid)):
                found[name if place == 0 else f"{name} worker {place}"] = _megabytes(pid)
        return found

    def processor_seconds(self, name: str | None = None) -> float:
        """What one process, or all, have used until now, with their children."""
        chosen = self.processes.values() if name is None else [self.processes[name]]
        return sum(_used(pid) for process in chosen for pid in _family(process.pid))

    def pids(self, name: str) -> list[int]:
        """A process and its children."""
        return _family(self.processes[name].pid)

    def log(self, name: str) -> str:
        """The last lines of a process."""
        lines = (self.folder / f"{name}.log").read_text("utf-8", "replace").splitlines()
        return "\n".join(lines[-20:])


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def ours(*, database: str = "sqlite", workers: int = 1, model: Path | None = None, **settings: str) -> Iterator[House]:
    """Rasa, action server and channels over a fresh database; two workers share locks in Redis."""
    with _folder() as folder, _database(database, folder) as url:
        rasa, actions, public = free_port(), free_port(), free_port()
        environment = {
            "DATABASE_URL": url,
            "STATE_DIR": str(folder / "state"),
            "RASA_URL": f"http://127.0.0.1:{rasa}",
            "ACTIONS_URL": f"http://127.0.0.1:{actions}/webhook",
            "RASA_WORKERS": str(workers),
            "SANIC_WORKERS": str(workers),
            "REDIS_URL": REDIS if workers > 1 else "",
            "SANIC_HOST": "127.0.0.1",
            "PUBLIC_PORT": str(public),
            # One address asks for everybody here.
            "RATE_PER_ADDRESS": "10000000",
            **settings,
        }
        (folder / "endpoints.yml").write_text(yaml.safe_dump(endpoints(Settings(environment))), "utf-8")
        run = {**os.environ, **_ENVIRONMENT, **environment}
        subprocess.run([sys.executable, "-m", "office.prepare"], cwd=ROOT, env=run, check=True, capture_output=True)
        house = House(f"ours, {database}, {workers} worker(s)", Website, f"http://127.0.0.1:{public}", folder, url)
        path = str(model or ROOT / "models" / "assistant.tar.gz")
        commands = {
            "rasa": ["-W", "ignore", "-m", "rasa", "run", "--interface", "127.0.0.1", "--port", str(rasa), "--model", path,
                     "--endpoints", str(folder / "endpoints.yml"), "--response-timeout", "60"],
            "actions": ["-W", "ignore", "-m", "rasa_sdk", "--actions", "actions", "--port", str(actions)],
            "channels": ["-m", "channels"],
        }  # fmt: skip
        with _running(house, commands, ROOT, run):
            _wait(house, f"http://127.0.0.1:{actions}/health")
            _wait(house, f"http://127.0.0.1:{public}/ready")
            yield house


@contextlib.contextmanager
def stock(project: Path, *, database: str = "sqlite") -> Iterator[House]:
    """`rasa run` of the stock project with Rasa's SQL tracker store; its REST channel is the door."""
    with _folder() as folder, _database(database, folder) as url:
        store: dict[str, object] = {"type": "SQL", "dialect": "sqlite", "db": str(folder / "stock.db")}
        if database == "postgresql":
            found = re.fullmatch(r"postgresql://(\w+)@([\d.]+):(\d+)/(\w+)", url)
            if found is None:
                raise ValueError(f"Rasa's store cannot be told {url!r}.")
            user, host, port, name = found.groups()
            store = {"type": "SQL", "dialect": "postgresql", "url": host, "port": int(port), "db": name, "username": user, "password": "x"}  # fmt: skip
        (folder / "endpoints.yml").write_text(yaml.safe_dump({"tracker_store": store}), "utf-8")
        port = free_port()
        house = House(f"Rasa's stock project, {database}", RestChannel, f"http://127.0.0.1:{port}", folder)
        command = ["-W", "ignore", "-m", "rasa", "run", "--interface", "127.0.0.1", "--port", str(port), "--model",
                   str(project / STOCK_MODEL), "--endpoints", str(folder / "endpoints.yml")]  # fmt: skip
        with _running(house, {"rasa": command}, project, {**os.environ, **_ENVIRONMENT}):
            _wait(house, f"{house.url}/webhooks/rest/")
            yield house


@contextlib.contextmanager
def _running(
    house: House, commands: Mapping[str, list[str]], folder: Path, environment: Mapping[str, str]
) -> Iterator[None]:
    try:
        for name, command in commands.items():
            with (house.folder / f"{name}.log").open("wb") as log:
                house.processes[name] = subprocess.Popen(
                    [sys.executable, *command], cwd=folder, env=dict(environment), stdout=log, stderr=log,
                    start_new_session=True,
                )  # fmt: skip
        yield
    finally:
        for process in house.processes.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in house.processes.values():
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _wait(house: House, url: str) -> None:
    until = time.monotonic() + START
    while True:
        for name, process in house.processes.items():
            if process.poll() is not None:
                raise RuntimeError(f"{name} ended with {process.returncode}:\n{house.log(name)}")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 (our own loopback address)
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass
        if time.monotonic() > until:
            raise RuntimeError(f"{url} did not answer within {START:.0f} s:\n{house.log('rasa')}")
        time.sleep(0.5)


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="load-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{folder}/office.db"
        return
    name = f"admissions_load_{secrets.token_hex(4)}"
    psql = ["psql", "-q", f"{POSTGRES}/postgres", "-c"]
    subprocess.run([*psql, f'CREATE DATABASE "{name}"'], check=True)
    try:
        yield f"{POSTGRES}/{name}"
    finally:
        subprocess.run([*psql, f'DROP DATABASE "{name}" WITH (FORCE)'], check=False)


def _family(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        with contextlib.suppress(OSError):
            children = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()
            found.extend(int(child) for child in children)
    return found


def _used(pid: int) -> float:
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        return sum(int(value) for value in fields[11:15]) / os.sysconf("SC_CLK_TCK")
    return 0.0


def machine_seconds() -> float:
    """Processor seconds that the whole machine has spent on anything, since it was started."""
    fields = Path("/proc/stat").read_text("ascii").split("\n", 1)[0].split()[1:]
    user, nice, system, _idle, _waiting, irq, softirq, *_ = (int(value) for value in fields)
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


def _megabytes(pid: int) -> dict[str, int]:
    with contextlib.suppress(OSError):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
        values = dict(re.findall(r"^(Rss|Pss): +(\d+) kB", text, flags=re.MULTILINE))
        return {name.lower(): int(value) // 1024 for name, value in values.items()}
    return {}
