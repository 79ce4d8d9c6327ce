"""Makes the database ready: migrations, then the seed. `python -m office.prepare`; run again, it changes nothing."""

from __future__ import annotations

import logging
import sys

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Engine

from office.database import engine
from office.knowledge.seed_files import SeedError
from office.knowledge.seeding import seed_database
from office.settings import ROOT, SettingError


def _migrations() -> Config:
    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option("script_location", str(ROOT / "office" / "migrations"))
    return config


def head_revision() -> str | None:
    """The migration that this version of the program needs; `migrate` brings a database there."""
    return ScriptDirectory.from_config(_migrations()).get_current_head()


def migrate(target: Engine | None = None, revision: str = "head") -> None:
    """Bring the tables to `revision`."""
    config = _migrations()
    with (target or engine()).connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


def main() -> int:
    """Prepare the database of DATABASE_URL; a mistake is one line on stderr and exit code 1."""
    logging.basicConfig(level=logging.WARNING)
    try:
        migrate()
        written = seed_database()
    except (SeedError, SettingError) as error:
        sys.stderr.write(f"The database could not be prepared. {error}\n")
        return 1
    except sa.exc.OperationalError as error:
        shown = engine().url.render_as_string(hide_password=True)
        sys.stderr.write(f"The database {shown} cannot be opened: {error.orig}. Check DATABASE_URL in .env.\n")
        return 1
    sys.stdout.write(f"Database ready ({written} rows of the seed written).\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
