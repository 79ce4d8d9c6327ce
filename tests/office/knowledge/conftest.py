"""A seeded database to change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.engine import Connection, Engine

from office.database import writing
from tests.whole_databases import whole_sqlite

__all__ = ["whole_sqlite"]


@pytest.fixture
def connection(whole_sqlite: Engine) -> Iterator[Connection]:
    """One transaction on a seeded database of the test's own."""
    with writing(whole_sqlite) as open_one:
        yield open_one
