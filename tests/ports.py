"""Ports for processes that are told where to listen."""

from __future__ import annotations

import itertools
import os
import random
import socket

# Below those that Linux hands out by itself: between choosing one here and listening on it, no connection can have taken it.
# Two workers of a test run look among the odd and the even ones.
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_PORTS = range(20_000 + _WORKER % 2, 32_000, 2)
_next = itertools.count(random.randrange(len(_PORTS)))


def free_port() -> int:
    """A port that nobody listens on; each is given once."""
    for number in itertools.islice(_next, len(_PORTS)):
        port = _PORTS[number % len(_PORTS)]
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("every port is taken")
