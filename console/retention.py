"""`python -m console.retention`: erase what has reached its age (KEEP_... settings). For a timer, once a day."""

from __future__ import annotations

import argparse
import sys

import sqlalchemy as sa

from office.conversations.ages import clear
from office.conversations.privacy import empty_log
from office.database import engine, reading, writing
from office.learning.lesson_files import keep_up, write_lessons
from office.settings import SettingError, settings
from office.staff import audit

WHO = "(retention)"


def main(arguments: list[str] | None = None) -> int:
    """Erase and say what; --dry-run only says it. A mistake is one line on stderr and exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m console.retention", description=__doc__)
    parser.add_argument("--dry-run", action="store_true", help="say what would be erased, and erase nothing")
    given = parser.parse_args(arguments)
    try:
        erased = _try() if given.dry_run else _erase()
    except SettingError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except sa.exc.OperationalError as error:
        sys.stderr.write(f"The database cannot be used: {error.orig}. Check DATABASE_URL.\n")
        return 1
    listed = ", ".join(f"{name} {count}" for name, count in sorted(erased.items())) or "nothing"
    sys.stdout.write(f"{'Would be erased' if given.dry_run else 'Erased'}: {listed}.\n")
    return 0


def _erase() -> dict[str, int]:
    with writing() as connection:
        erased = clear(connection)
        audit.record(connection, WHO, "ran_retention", details=erased)
    empty_log(engine())
    with reading() as connection:
        # Also for conversations that applicants have erased themselves since.
        write = write_lessons if "lesson" in erased else keep_up
        write(connection, settings().learning_root)
    return erased


def _try() -> dict[str, int]:
    with engine().connect() as connection:
        transaction = connection.begin()
        try:
            return clear(connection)
        finally:
            transaction.rollback()


if __name__ == "__main__":
    sys.exit(main())
