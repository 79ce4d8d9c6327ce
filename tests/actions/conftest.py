"""Conversations on a seeded database of their own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.engine import Engine

from tests.actions.talk import Talk


@pytest.fixture
def talk(office_database: Engine) -> Callable[..., Talk]:
    """Opens a conversation: `talk("zh")`."""
    return Talk
