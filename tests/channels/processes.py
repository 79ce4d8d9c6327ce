"""The public process as `make run` starts it: for tests in which it dies, and for measurements."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from office.settings import ROOT
from tests.channels.conftest import FakeRasa
from tests.ports import free_port

PATIENCE = 60.0  # seconds that a start may take on a busy machine


@contextmanager
def process(rasa: FakeRasa, port: int, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """The running process, reachable on the port. It is told to stop at the end."""
    environment = {
        **os.environ, "DATABASE_URL": str(rasa.engine.url), "RASA_URL": rasa.url, "PUBLIC_PORT": str(port),
        "PUBLIC_HOST": "127.0.0.1", "REDIS_URL": "", "REPLY_WAIT": "1", "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        **settings,
    }  # fmt: skip
    # Into a file: a pipe that nobody empties would stop the process once it is full.
    log = tempfile.TemporaryFile()
    running = subprocess.Popen([sys.executable, "-m", "channels"], cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                httpx.get(f"http://127.0.0.1:{port}/health", trust_env=False)
                break
            except httpx.HTTPError:
                if running.poll() is not None:
                    log.seek(0)
                    raise RuntimeError(f"the public process has ended: {log.read().decode()}") from None
                time.sleep(0.05)
        yield running
    finally:
        if running.poll() is None:
            running.terminate()
        running.wait(timeout=30)
        log.close()


@contextmanager
def public_process(rasa: FakeRasa, **settings: str) -> Iterator[str]:
    """The same, giving its address."""
    port = free_port()
    with process(rasa, port, **settings):
        yield f"http://127.0.0.1:{port}"
