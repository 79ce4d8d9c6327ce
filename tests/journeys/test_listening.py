"""The whole house as `make run` starts it listens on this machine's loopback only."""

from __future__ import annotations

import contextlib
import os
import socket
from pathlib import Path

import pytest

pytestmark = pytest.mark.journey


def descendants(of: int) -> set[int]:
    """The process ids below one."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = {of}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {of}


def sockets_of(pids: set[int]) -> set[str]:
    found = set()
    for pid in pids:
        with contextlib.suppress(OSError):  # it has ended
            for each in Path(f"/proc/{pid}/fd").iterdir():
                with contextlib.suppress(OSError):  # closed meanwhile
                    link = os.readlink(each)
                    if link.startswith("socket:["):
                        found.add(link[8:-1])
    return found


def listening(pids: set[int]) -> set[str]:
    """The addresses that these processes listen on."""
    ours, found = sockets_of(pids), set()
    for table, family in (("tcp", socket.AF_INET), ("tcp6", socket.AF_INET6)):
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and fields[9] in ours:
                raw = bytes.fromhex(fields[1].partition(":")[0])
                words = b"".join(raw[at : at + 4][::-1] for at in range(0, len(raw), 4))
                found.add(socket.inet_ntop(family, words))
    return found


def test_nothing_listens_beyond_the_loopback(house: str) -> None:
    found = listening(descendants(os.getpid()))
    assert found
    assert found <= {"127.0.0.1", "::1", "::ffff:127.0.0.1"}


def test_it_would_be_noticed() -> None:
    with socket.create_server(("0.0.0.0", 0)):  # noqa: S104 (that is the point)
        assert "0.0.0.0" in listening({os.getpid()})  # noqa: S104
