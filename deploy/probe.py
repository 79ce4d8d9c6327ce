"""A container's health check: exit code 0 when the address answers 200. `python deploy/probe.py http://127.0.0.1:8000/health`."""

from __future__ import annotations

import sys
import urllib.request


def main(arguments: list[str]) -> int:
    """0: healthy. 1: no answer, or another one than 200. No proxy of the environment is used."""
    if len(arguments) != 1 or not arguments[0].startswith("http://"):
        sys.stderr.write("Usage: probe.py http://HOST:PORT/PATH\n")
        return 2
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(arguments[0], timeout=4) as answer:
            return 0 if answer.status == 200 else 1
    except OSError as error:
        sys.stderr.write(f"{arguments[0]}: {error}\n")
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
