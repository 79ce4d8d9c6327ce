"""Starts all processes of the Procfile on this machine under one supervisor, and says when they are ready: `make run`."""

from __future__ import annotations

import argparse
import os
import shlex
import socket
import sys
import tarfile
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import httpx  # noqa: E402
import yaml  # noqa: E402
from honcho.environ import parse_procfile  # noqa: E402
from honcho.manager import Manager  # noqa: E402

from deploy.endpoints import endpoints  # noqa: E402
from deploy.model_checksum import WrongModel, verify  # noqa: E402
from deploy.rasa import lock_lifetime  # noqa: E402
from office.settings import SettingError, Settings, settings  # noqa: E402

PATIENCE = 180  # seconds until start-up counts as failed


class NotReady(Exception):
    """Something is in the way of starting; the message is the one line to show."""


def check_port(host: str, port: int, what: str, setting: str) -> None:
    """Raises NotReady when another program listens on the port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise NotReady(
                f"Port {port} on {host}, needed for {what}, is not free ({error.strerror}). "
                f"Stop the program that uses it, or set {setting} in .env."
            ) from error


def check_model(path: Path) -> None:
    """Raises NotReady for a model file that is missing or cannot be read."""
    try:
        with tarfile.open(path) as archive:
            if not any(member.name.endswith("metadata.json") for member in archive):
                raise tarfile.ReadError("it has no metadata.json")
        verify(path, settings()["MODEL_SHA256"])
    except WrongModel as error:
        raise NotReady(str(error)) from error
    except (OSError, tarfile.TarError, EOFError) as error:
        raise NotReady(f"The model {path} cannot be used: {error}. Make it anew with `make train`.") from error


def actions_port_of(values: Settings) -> int:
    """Where the action server listens: the port of ACTIONS_URL, or ACTIONS_PORT."""
    return int(os.environ.get("ACTIONS_PORT") or urlsplit(values["ACTIONS_URL"]).port or 5055)


def endpoints_for(values: Settings, actions_port: int) -> Path:
    """A file of what Rasa talks to, made from the settings."""
    content = endpoints(values)
    content["action_endpoint"]["url"] = f"http://127.0.0.1:{actions_port}/webhook"
    file = values.state_dir / "endpoints.yml"
    file.touch(mode=0o600)  # it may hold passwords
    file.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
    return file


def warm_up(rasa_url: str, channels_url: str, stopped: threading.Event) -> None:
    """Wait until every process answers, ask Rasa one question so that the first applicant need not wait, forget it again."""
    started, told = time.monotonic(), 0.0
    with httpx.Client(timeout=30, trust_env=False) as client:
        while not stopped.is_set():
            waited = time.monotonic() - started
            if waited > PATIENCE:
                raise NotReady(
                    f"The processes did not become ready within {PATIENCE} seconds: see their messages above."
                )
            try:
                client.get(f"{channels_url}/health").raise_for_status()
                question = {"sender": "warm-up", "message": "Which programs are there?"}
                if client.post(f"{rasa_url}/webhooks/rest/webhook", json=question).json():
                    break
                raise NotReady(
                    "Rasa runs but gives no answer. See its messages above; a broken model is made anew with `make train`."
                )
            except (httpx.HTTPError, ValueError):
                if waited - told > 5:
                    told = waited
                    say(f"starting ({waited:.0f} s; Rasa needs 20 to 40 s, half of it to load TensorFlow) ...")
            stopped.wait(1)
    from office.conversations.retention import erase_conversation
    from office.database import writing

    with writing() as connection:
        erase_conversation(connection, "warm-up")


def say(text: str) -> None:
    """One line for the person who started this."""
    sys.stdout.write(f"\n==> {text}\n")
    sys.stdout.flush()


def main() -> int:
    """Start, report, and wait until stopped. Exit code 1 with one line when something is in the way."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "assistant.tar.gz")
    arguments = parser.parse_args()
    try:
        values = settings()
        rasa = urlsplit(values["RASA_URL"])
        rasa_port, actions_port = rasa.port or 5005, actions_port_of(values)
        check_model(arguments.model)
        check_port("127.0.0.1", rasa_port, "Rasa", "RASA_URL")
        check_port("127.0.0.1", actions_port, "the action server", "ACTIONS_PORT")
        check_port(values["PUBLIC_HOST"], values["PUBLIC_PORT"], "applicants", "PUBLIC_PORT")
        check_port(values["CONSOLE_HOST"], values["CONSOLE_PORT"], "the staff console", "CONSOLE_PORT")
        endpoints_file = endpoints_for(values, actions_port)
    except (NotReady, SettingError) as error:
        sys.stderr.write(f"{error}\n")
        return 1

    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "MODEL": str(arguments.model),
        "ENDPOINTS": str(endpoints_file),
        "RASA_PORT": str(rasa_port),
        "ACTIONS_PORT": str(actions_port),
        "SANIC_WORKERS": str(values["RASA_WORKERS"]),
        "TICKET_LOCK_LIFETIME": str(lock_lifetime(values)),
        "SANIC_HOST": "127.0.0.1",  # the action server listens on loopback only
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "OMP_NUM_THREADS": "1",
        "LOG_LEVEL": os.environ.get("LOG_LEVEL", "WARNING"),
    }
    manager = Manager()
    for name, command in parse_procfile((ROOT / "Procfile").read_text("utf-8")).processes.items():
        filled = command
        for variable in ("MODEL", "ENDPOINTS", "RASA_PORT", "ACTIONS_PORT"):
            filled = filled.replace(f"${variable}", shlex.quote(environment[variable]))
        manager.add_process(name, filled, env=environment, cwd=str(ROOT))

    stopped = threading.Event()
    problem: list[str] = []

    def report() -> None:
        public = values.public_url
        local = f"http://127.0.0.1:{values['PUBLIC_PORT']}"
        try:
            warm_up(values["RASA_URL"].rstrip("/"), local, stopped)
        except NotReady as error:
            problem.append(str(error))
            manager.terminate()
            return
        if not stopped.is_set():
            say(f"Ready. Open {public} and ask in any of the twelve languages. Ctrl+C stops everything.")
            say(
                f"Staff console: http://{values['CONSOLE_HOST']}:{values['CONSOLE_PORT']} "
                "(first account: .venv/bin/python -m console.accounts add NAME --role admin)"
            )

    threading.Thread(target=report, daemon=True).start()
    manager.loop()
    stopped.set()
    if problem:
        sys.stderr.write(f"{problem[0]}\n")
        return 1
    return manager.returncode or 0


if __name__ == "__main__":
    sys.exit(main())
