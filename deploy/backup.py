"""Backup and restore of the database: knowledge, conversations, log and staff are one database, so one file is everything.

`python deploy/backup.py save FOLDER [--keep 14]` while everything runs (SQLite's online backup, or pg_dump), and
`python deploy/backup.py restore FILE` while nothing runs. Each file has its SHA-256 beside it and is read back before it
counts: a backup that cannot be restored is none. Beside the database only .env, the model and its checksum are to be kept.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path
from shutil import which

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url

from deploy.model_checksum import WrongModel, beside, record, verify
from office.settings import SettingError, settings

_PREFIX = "admissions-"


class BackupError(RuntimeError):
    """The backup or the restoring did not succeed; the message says what to do."""


def save(url: str, folder: Path, *, keep: int | None = None) -> Path:
    """Write a backup of the database into `folder` and return its file; of older ones the newest `keep` stay.

    BackupError: it could not be made, or not be read back.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = make_url(url)
    moment = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%S%fZ")
    is_sqlite = target.get_backend_name() == "sqlite"
    file = folder / f"{_PREFIX}{moment}.{'db' if is_sqlite else 'dump'}"
    unfinished = file.with_suffix(file.suffix + ".part")
    unfinished.touch(mode=0o600)  # applicants' words
    try:
        if is_sqlite:
            _save_sqlite(Path(str(target.database)), unfinished)
        else:
            _run(["pg_dump", "--format=custom", "--no-owner", f"--file={unfinished}", _address(target)], target)
            _run(["pg_restore", "--list", str(unfinished)], target)
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
    record(file)
    if keep is not None:
        for old in sorted(folder.glob(f"{_PREFIX}*.{'db' if is_sqlite else 'dump'}"))[: -max(1, keep)]:
            beside(old).unlink(missing_ok=True)
            old.unlink()
    return file


def _save_sqlite(source: Path, target: Path) -> None:
    """A consistent copy while others write; checked as a whole."""
    if not source.exists():
        raise BackupError(f"There is no database {source}. Check DATABASE_URL.")
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=30)) as original:
        with closing(sqlite3.connect(target)) as copy:
            original.backup(copy, pages=2000, sleep=0.01)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, nothing beside it
            found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if found != "ok":
        raise BackupError(f"The copy of {source} is damaged ({found}). Restore an earlier backup, and check the disk.")


def restore(url: str, file: Path) -> Path | None:
    """Replace the database by a backup. SQLite: what was there is kept beside it, and its file returned.

    PostgreSQL: the database has to be empty, so that nothing is lost by a wrong address. BackupError: nothing was
    changed, or (PostgreSQL, in one transaction) nothing was kept of the attempt.
    """
    try:
        verify(file)
    except (WrongModel, OSError) as error:
        raise BackupError(f"{file} is not as it was written: {error}".replace("model", "backup")) from error
    target = make_url(url)
    if (target.get_backend_name() == "sqlite") != (file.suffix == ".db"):
        raise BackupError(f"{file.name} is not a backup of {target.get_backend_name()}. Check DATABASE_URL.")
    if file.suffix == ".db":
        return _restore_sqlite(file, Path(str(target.database)))
    engine = sa.create_engine(target, future=True)
    try:
        tables = sa.inspect(engine).get_table_names()
    except sa.exc.OperationalError as error:
        raise BackupError(f"The database does not answer: {str(error.orig).strip().splitlines()[0]}") from error
    finally:
        engine.dispose()
    if tables:
        raise BackupError(
            f"The database {target.database!r} on {target.host} has {len(tables)} tables. Restore into an empty one "
            "(createdb), look at it, then set DATABASE_URL to it."
        )
    _run(
        [
            "pg_restore",
            "--single-transaction",
            "--exit-on-error",
            "--no-owner",
            f"--dbname={_address(target)}",
            str(file),
        ],
        target,
    )
    return None


def _restore_sqlite(file: Path, target: Path) -> Path | None:
    fresh = target.with_name(target.name + ".restoring")
    fresh.unlink(missing_ok=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    _save_sqlite(file, fresh)
    kept = None
    if target.exists():
        try:
            with closing(sqlite3.connect(target, timeout=2)) as present:
                present.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                present.execute("PRAGMA locking_mode=EXCLUSIVE")
                present.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            fresh.unlink()
            raise BackupError(f"{target} is in use ({error}). Stop Rasa, channels and console first.") from error
        except sqlite3.DatabaseError:
            pass  # damaged: the very reason for restoring
        kept = target.with_name(f"{target.name}.before-{datetime.now(timezone.utc):%Y%m%dT%H%M%SZ}")
        target.rename(kept)
    for leftover in ("-wal", "-shm"):
        target.with_name(target.name + leftover).unlink(missing_ok=True)
    fresh.rename(target)
    return kept


def _address(target: URL) -> str:
    """For PostgreSQL's programs: without the password, which others could see among the processes."""
    return target.set(drivername="postgresql", password=None).render_as_string()


def _run(command: list[str], target: URL) -> None:
    if which(command[0]) is None:
        raise BackupError(f"{command[0]} is not installed. Install PostgreSQL's programs (Debian: postgresql-client).")
    environment = {**os.environ, **({"PGPASSWORD": str(target.password)} if target.password else {})}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupError(f"{command[0]} failed: {done.stderr.strip()[-400:]}")


def main() -> int:
    """Save or restore as asked; 1 and one line when it did not succeed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    actions = parser.add_subparsers(dest="action", required=True)
    saving = actions.add_parser("save")
    saving.add_argument("folder", type=Path)
    saving.add_argument("--keep", type=int, help="delete all but so many of the newest")
    restoring = actions.add_parser("restore")
    restoring.add_argument("file", type=Path)
    asked = parser.parse_args()
    try:
        url = settings().database_url
        if asked.action == "save":
            sys.stdout.write(f"{save(url, asked.folder, keep=asked.keep)}\n")
        else:
            kept = restore(url, asked.file)
            sys.stdout.write(f"Restored.{f' What was there: {kept}' if kept else ''} Now run `make database`.\n")
    except (BackupError, SettingError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
