"""What every test may use: a seeded database of its own, and settings that point nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from office import database
from office.database import connect
from office.knowledge.seeding import seed_database
from office.prepare import migrate
from office.settings import ROOT, settings
from tests.databases import share_statements

HOUSE, BROWSERS = "the running house", "browsers"


@pytest.fixture(scope="session")
def seeded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated and seeded SQLite file, made once; tests work on copies."""
    path = tmp_path_factory.mktemp("seed") / "office.db"
    engine = share_statements(connect(f"sqlite:///{path}"))
    migrate(engine)
    seed_database(engine)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return path


@pytest.fixture
def office_database(seeded_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The process's database for one test: migrated, seeded, its own; `office.database.engine()` gives it."""
    path = tmp_path / "office.db"
    path.write_bytes(seeded_file.read_bytes())
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "state"))
    settings.cache_clear()
    database._engine.cache_clear()
    yield share_statements(database.engine())
    database.engine().dispose()
    settings.cache_clear()
    database._engine.cache_clear()


# What takes long comes first, so that at the end of a run no worker waits for another.
_LONG_ONES = ("model", "browser", "journey")


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Share the tests out among workers (`make test` has two), and let what starves on a busy machine try again."""
    turns: dict[str, int] = {}
    groups = {item: _group(item) for item in items}
    for item, group in groups.items():
        item.add_marker(pytest.mark.xdist_group(group))
        turn = next((at for at, mark in enumerate(_LONG_ONES) if item.get_closest_marker(mark)), len(_LONG_ONES))
        turns[group] = min(turn, turns.get(group, turn))
        # Twice at the most: a real fault fails thrice.
        if any(item.get_closest_marker(mark) for mark in ("browser", "timed")) or "journeys" in item.path.parts:
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=2))
    items.sort(key=lambda item: (groups[item] != HOUSE, groups[item] != BROWSERS, turns[groups[item]]))


def _group(item: pytest.Item) -> str:
    """What stays on one worker: all that asks the one running house; browsers, of which two at a time starve each other;
    else a file, whose fixtures are made once.
    """
    if "whole_house" in getattr(item, "fixturenames", ()):
        return HOUSE
    return BROWSERS if item.get_closest_marker("browser") else item.path.relative_to(ROOT).as_posix()
