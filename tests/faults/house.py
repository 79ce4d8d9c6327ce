"""A house of real processes that can be hurt: killed, stopped for a while, cut off; a supervisor starts again what has ended.

The supervisor does what an office's does (`restart: unless-stopped`, systemd): it starts the same command again. Nothing else
is done by hand between a fault and the recovery.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import yaml

from deploy.endpoints import endpoints
from office.settings import ROOT, Settings
from tests.ports import free_port

PATIENCE = 120.0  # seconds that a start may take on a busy machine
_LOOK_EVERY = 0.2


def until(condition: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Wait until the condition holds. AssertionError: it did not within so many seconds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not happen within {seconds:.0f} seconds")
        time.sleep(0.05)


def answers(url: str) -> bool:
    """Whether 200 comes from there."""
    try:
        return httpx.get(url, timeout=5, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def listens(port: int) -> bool:
    """Whether somebody accepts connections on the port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@dataclass
class Part:
    """One process of the house. `user`: the account that it runs under, where this one is root."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    log: Path
    is_up: Callable[[], bool]
    user: str | None = None
    process: subprocess.Popen[bytes] | None = None
    is_wanted: bool = False
    _starting: threading.Lock = field(default_factory=threading.Lock)

    def start(self) -> None:
        """Start it unless it runs, and have it started again whenever it ends."""
        with self._starting:  # not by a test and by the supervisor at the same moment
            self.is_wanted = True
            if self.process is None or self.process.poll() is not None:
                self._start()

    def start_again(self) -> None:
        """What a supervisor does about a process that has ended."""
        with self._starting:
            if self.is_wanted and self.process is not None and self.process.poll() is not None:
                self._start()

    def _start(self) -> None:
        who = {"user": self.user, "group": self.user, "extra_groups": []} if self.user else {}
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command, cwd="/" if self.user else ROOT, env=self.environment, stdout=output, stderr=output,
                start_new_session=True, **who,
            )  # fmt: skip

    def send(self, number: signal.Signals) -> None:
        """A signal for the process and everything below it."""
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)

    def pids(self) -> list[int]:
        """The process and everything below it. (PostgreSQL's servers are no group: each has a session of its own.)"""
        found = [self.process.pid] if self.process is not None and self.process.poll() is None else []
        for pid in found:
            with contextlib.suppress(OSError):
                found += [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
        return found

    def kill(self, *, stay_down: bool = False) -> None:
        """As when the power fails: no goodbye."""
        self.is_wanted = self.is_wanted and not stay_down
        process = self.process  # the supervisor may have the next one at once
        self.send(signal.SIGKILL)
        if process is not None:
            process.wait(timeout=30)

    def stop(self) -> None:
        """Told to stop; killed when it does not."""
        self.is_wanted = False
        if self.process is None:
            return
        self.send(signal.SIGCONT)
        self.process.send_signal(signal.SIGINT if self.name == "postgres" else signal.SIGTERM)  # SIGINT: fast shutdown
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            self.kill()

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """It does nothing for the length of the block, and keeps its connections open."""
        self.send(signal.SIGSTOP)
        try:
            yield
        finally:
            self.send(signal.SIGCONT)

    def last_lines(self, number: int = 15) -> str:
        """What it said last."""
        text = self.log.read_text("utf-8", "replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-number:])


@dataclass
class House:
    """The parts, the folder that their files are in, and where applicants come in."""

    folder: Path
    environment: dict[str, str]
    parts: dict[str, Part] = field(default_factory=dict)
    doors: list[str] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def add(
        self, name: str, command: Sequence[str], is_up: Callable[[], bool], *, user: str | None = None, **more: str
    ) -> Part:
        """One more part; it is started by `start`."""
        log = self.folder / f"{name}.log"
        self.parts[name] = Part(name, command, {**self.environment, **more}, log, is_up, user)
        return self.parts[name]

    def start(self, *names: str) -> None:
        """Start these parts and wait until they are up."""
        for name in names:
            self.parts[name].start()
        for name in names:
            self.wait(name)

    def wait(self, name: str) -> None:
        """Until the part is up."""
        part = self.parts[name]
        try:
            until(part.is_up, f"{name} to be up")
        except AssertionError as error:
            raise AssertionError(f"{error}\n{part.last_lines(30)}") from None

    def supervise(self) -> None:
        """Start again what has ended, until the house is closed."""
        while not self._over.wait(_LOOK_EVERY):
            for part in list(self.parts.values()):
                part.start_again()

    def close(self) -> None:
        """Stop everything, databases last."""
        self._over.set()
        for part in reversed(list(self.parts.values())):
            part.stop()


@contextlib.contextmanager
def house(**settings: str) -> Iterator[House]:
    """An empty house with a folder of its own and a supervisor."""
    folder = Path(tempfile.mkdtemp(prefix="faults-"))
    folder.chmod(0o755)  # PostgreSQL's account has to get through
    environment = {
        **os.environ, "STATE_DIR": str(folder / "state"), "REDIS_URL": "", "EVENT_BROKER_URL": "", "LOG_LEVEL": "INFO",
        "SANIC_HOST": "127.0.0.1", "PYTHONPATH": str(ROOT), "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "OMP_NUM_THREADS": "1",
        "RATE_PER_SESSION": "100000", "RATE_PER_ADDRESS": "10000000", **settings,
    }  # fmt: skip
    found = House(folder, environment)
    supervisor = threading.Thread(target=found.supervise, name="supervisor", daemon=True)
    supervisor.start()
    try:
        yield found
    finally:
        found._over.set()
        supervisor.join()
        found.close()
        shutil.rmtree(folder, ignore_errors=True)


# ---- the parts


def postgres_binaries() -> Path | None:
    """Where Debian has PostgreSQL's programs, the newest; None: it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def add_postgres(house: House, *, folder: Path | None = None) -> str:
    """A PostgreSQL cluster of the house's own, started; the address of its database. RuntimeError: not installed."""
    binaries = postgres_binaries()
    if binaries is None:
        raise RuntimeError("PostgreSQL is not installed (Debian: postgresql)")
    user = "postgres" if os.geteuid() == 0 else None
    data, port = (folder or house.folder) / "postgres", free_port()
    data.mkdir()
    if user:
        shutil.chown(data, user, user)
    who = {"user": user, "group": user, "extra_groups": []} if user else {}
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "office", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
        check=True, capture_output=True, cwd="/", **who,
    )  # fmt: skip
    command = [
        str(binaries / "postgres"), "-D", str(data), "-p", str(port), "-c", "listen_addresses=127.0.0.1",
        "-c", "unix_socket_directories=", "-c", "max_connections=60", "-c", "shared_buffers=32MB",
        "-c", "max_wal_size=64MB", "-c", "min_wal_size=32MB",
    ]  # fmt: skip
    url = f"postgresql://office@127.0.0.1:{port}/postgres"
    house.add("postgres", command, lambda: _takes_queries(url), user=user)
    house.environment["DATABASE_URL"] = url
    house.start("postgres")
    return url


def _takes_queries(url: str) -> bool:
    import psycopg2

    try:
        connection = psycopg2.connect(url, connect_timeout=2)
    except psycopg2.OperationalError:
        return False
    connection.close()
    return True


def add_redis(house: House) -> str:
    """A Redis of the house's own, started; its address. RuntimeError: not installed."""
    if shutil.which("redis-server") is None:
        raise RuntimeError("Redis is not installed (Debian: redis-server)")
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(house.folder)]
    house.add("redis", command, lambda: listens(port))
    house.environment["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"
    house.start("redis")
    return house.environment["REDIS_URL"]


def prepare(house: House) -> None:
    """Migrate and seed the database."""
    subprocess.run(
        [sys.executable, "-m", "office.prepare"], cwd=ROOT, env=house.environment, check=True, capture_output=True
    )


def add_rasa(house: House, *, model: Path | None) -> Part:
    """Rasa with this model; without one its stand-in over the real conversation store (standin_rasa.py)."""
    port = free_port()
    house.environment["RASA_URL"] = f"http://127.0.0.1:{port}"
    if model is not None:
        command = [sys.executable, "deploy/rasa.py", "--model", str(model), "--port", str(port)]
    else:
        file = house.folder / "endpoints.yml"
        file.write_text(yaml.safe_dump(endpoints(Settings(house.environment))), "utf-8")
        command = [sys.executable, "-W", "ignore", "-m", "tests.faults.standin_rasa", str(port), str(file)]
    return house.add("rasa", command, lambda: answers(f"http://127.0.0.1:{port}/webhooks/rest/"), LOG_LEVEL="WARNING")


def add_actions(house: House) -> Part:
    """The action server."""
    port = free_port()
    house.environment["ACTIONS_URL"] = f"http://127.0.0.1:{port}/webhook"
    command = [sys.executable, "-W", "ignore", "-m", "rasa_sdk", "--actions", "actions", "--port", str(port)]
    return house.add("actions", command, lambda: answers(f"http://127.0.0.1:{port}/health"))


def add_channels(house: House, *, clock: Path | None = None) -> Part:
    """One more public process. `clock`: a file with the seconds that its clock is off (clock.py)."""
    port = free_port()
    module = ["-m", "tests.faults.clock", str(clock), "channels"] if clock else ["-m", "channels"]
    url = f"http://127.0.0.1:{port}"
    name = f"channels{len(house.doors) + 1}"
    house.doors.append(url)
    return house.add(name, [sys.executable, *module], lambda: answers(f"{url}/health"), PUBLIC_PORT=str(port))


def add_console(house: House) -> str:
    """The staff's console; its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    house.add("console", [sys.executable, "-m", "console"], lambda: answers(f"{url}/health"), CONSOLE_PORT=str(port))
    return url


@contextlib.contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[Path]:
    """A disk of so many megabytes, mounted at `folder`. PermissionError: only root may mount one."""
    folder.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=0777", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
    )
    if mounted.returncode:
        raise PermissionError(f"no disk can be mounted here: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)


@contextlib.contextmanager
def full(disk: Path) -> Iterator[None]:
    """The disk has not one byte left for the length of the block."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while True:
                    file.write(b"x" * size)
    try:
        yield
    finally:
        ballast.unlink()
