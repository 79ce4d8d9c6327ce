"""What is published, from the shipped seed."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine

from office.knowledge.queries import Knowledge, read_knowledge


@pytest.fixture
def known(office_database: Engine) -> Knowledge:
    with office_database.connect() as connection:
        return read_knowledge(connection)
