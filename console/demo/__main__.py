"""`python -m console.demo`: make the demonstration; with --serve, a console on it: `make demo`.

Questions are training sentences of all twelve languages, answers what the knowledge base really says to them. Names and
addresses are invented, and no letter leaves the house. A database that has conversations is not written into.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
from pathlib import Path

from sqlalchemy.engine import make_url

from console import __main__ as console
from console.demo.office import CONVERSATIONS, PASSWORD, PEOPLE, fill
from office.database import connect
from office.knowledge.seeding import seed_database
from office.prepare import migrate
from office.settings import ROOT, SettingError, settings

FOLDER = ROOT / "var" / "demo"


def main(arguments: list[str] | None = None) -> int:
    """Make it, and serve it when that is asked for; a mistake is one line on stderr and exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m console.demo", description=__doc__)
    parser.add_argument("--url", help="an empty database; without it, a file in var/demo that is made anew each time")
    parser.add_argument("--conversations", type=int, default=CONVERSATIONS)
    parser.add_argument("--serve", action="store_true", help="start a console on it")
    given = parser.parse_args(arguments)
    url = given.url or f"sqlite:///{FOLDER / 'office.db'}"
    try:
        if given.serve:
            _check_port()
        if given.url is None:
            _forget_the_last_one()
        database = connect(url)
        sys.stdout.write("Making a month of conversations ...\n")
        sys.stdout.flush()
        migrate(database)
        seed_database(database)
        fill(database, number=given.conversations)
        database.dispose()
    except (ValueError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    names = ", ".join(f"{name} ({role})" for name, role, _, _ in PEOPLE)
    shown = make_url(url).render_as_string(hide_password=True)
    start = "" if given.serve else f"Start a console on it with: DATABASE_URL={shown} .venv/bin/python -m console\n"
    place = f"Open {settings().console_url} and log in" if given.serve else "Log in"
    sys.stdout.write(
        f"\n==> The demonstration is ready in {shown}.\n{start}"
        f"==> {place} as {names}; the password of each is: {PASSWORD}\n"
    )
    sys.stdout.flush()
    return _serve(url) if given.serve else 0


def _check_port() -> None:
    """SettingError: the console's port is not free, or a setting cannot be used."""
    host, port = settings()["CONSOLE_HOST"], settings()["CONSOLE_PORT"]
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SettingError(
                f"Port {port} on {host} is not free ({error.strerror}). Stop the console that runs, "
                "or choose another port: CONSOLE_PORT=8002 make demo"
            ) from error


def _forget_the_last_one() -> None:
    for file in FOLDER.glob("office.db*"):
        file.unlink()


def _serve(url: str) -> int:
    """A console on the demonstration: state of its own, and no mail to people who do not exist."""
    state: Path = FOLDER / "state"
    os.environ.update({"DATABASE_URL": url, "STATE_DIR": str(state), "SMTP_URL": "", "OIDC_ISSUER": ""})
    settings.cache_clear()
    return console.main()


if __name__ == "__main__":
    sys.exit(main())
