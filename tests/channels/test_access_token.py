"""The access token: one process renews it, the others wait for it; a refused one is replaced once."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.engine import Engine

from channels.access_token import AccessToken
from channels.desk import Desk
from channels.platform_http import NotTaken
from tests.databases import database, postgres_engine, sqlite_database

__all__ = ["database", "postgres_engine", "sqlite_database"]


class Platform:
    """Gives tokens: t1, t2, ..."""

    def __init__(self) -> None:
        self.given = 0
        self.fails = 0

    async def fetch(self, _refused: str | None) -> tuple[str, int]:
        await asyncio.sleep(0.05)
        if self.fails:
            self.fails -= 1
            raise NotTaken("busy")
        self.given += 1
        return f"t{self.given}", 7200


async def test_many_who_need_it_at_once_have_it_fetched_once(database: Engine) -> None:
    platform = Platform()
    processes = [AccessToken(Desk(database), "x:token", platform.fetch) for _ in range(4)]
    assert set(await asyncio.gather(*(each.get() for each in processes for _ in range(3)))) == {"t1"}
    assert platform.given == 1


async def test_a_refused_token_is_replaced_once(database: Engine) -> None:
    platform = Platform()
    processes = [AccessToken(Desk(database), "x:token", platform.fetch) for _ in range(3)]
    for each in processes:
        await each.get()
    assert set(await asyncio.gather(*(each.get(refused="t1") for each in processes))) == {"t2"}
    assert platform.given == 2


async def test_a_failed_renewal_lets_the_next_one_try(database: Engine) -> None:
    platform = Platform()
    platform.fails = 1
    token = AccessToken(Desk(database), "x:token", platform.fetch)
    with pytest.raises(NotTaken):
        await token.get()
    assert await token.get() == "t1"
