"""Databases with accounts; passwords are hashed with the least work, since the work is not what is tested."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher

from office.staff import passwords
from tests.whole_databases import whole_database, whole_postgres, whole_sqlite

__all__ = ["whole_database", "whole_postgres", "whole_sqlite"]


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(passwords, "_NOBODYS", [])
