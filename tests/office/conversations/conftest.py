"""Databases with the tables of the conversations, and a conversation in them."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine

from office.conversations import sessions
from office.conversations.records import Conversation
from office.database import writing
from tests.databases import database, postgres_engine, sqlite_database
from tests.whole_databases import whole_database, whole_postgres, whole_sqlite

__all__ = [
    "database",
    "postgres_engine",
    "sqlite_database",
    "whole_database",
    "whole_postgres",
    "whole_sqlite",
]


@pytest.fixture
def conversation(database: Engine) -> Conversation:
    """A website conversation in Thai, with nothing said yet."""
    with writing(database) as connection:
        return sessions.open_conversation(connection, channel="website", language="th", time_zone="Asia/Bangkok")
