"""Token buckets: a burst passes, then so many a minute; the same in memory and in Redis."""

from __future__ import annotations

import secrets
from typing import Any

import pytest

from channels.rates import MemoryBuckets, Rate, RedisBuckets, buckets_at, whole_seconds


class Clock:
    """Time that passes when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_a_burst_passes_and_then_it_trickles() -> None:
    clock = Clock()
    buckets, rate = MemoryBuckets(clock), Rate(60)
    assert [await buckets.take("a", rate) for _ in range(60)] == [0.0] * 60
    assert await buckets.take("a", rate) == pytest.approx(1.0)
    assert await buckets.take("b", rate) == 0.0
    clock.now += 1.0
    assert await buckets.take("a", rate) == 0.0
    assert await buckets.take("a", rate) > 0


async def test_a_request_may_cost_more_or_less_than_one() -> None:
    buckets, rate = MemoryBuckets(Clock()), Rate(2)
    assert [await buckets.take("a", rate, 0.25) for _ in range(8)] == [0.0] * 8
    assert await buckets.take("a", rate, 0.25) > 0
    assert await buckets.take("b", rate, 2.0) == 0.0


async def test_many_addresses_do_not_fill_the_memory() -> None:
    clock = Clock()
    buckets = MemoryBuckets(clock)
    for number in range(30_000):
        clock.now += 0.01
        await buckets.take(str(number), Rate(60))
    assert len(buckets._buckets) <= 20_001


async def test_waiting_as_long_as_told_is_long_enough() -> None:
    clock = Clock()
    buckets, rate = MemoryBuckets(clock), Rate(7)
    for _ in range(7):
        await buckets.take("a", rate)
    clock.now += whole_seconds(await buckets.take("a", rate))
    assert await buckets.take("a", rate) == 0.0


@pytest.fixture
async def redis() -> Any:
    from redis.asyncio import Redis
    from redis.exceptions import RedisError

    client = Redis.from_url("redis://127.0.0.1:6379/0", socket_connect_timeout=0.5)
    try:
        await client.ping()
    except (RedisError, OSError) as error:
        pytest.skip(f"Redis does not answer on 127.0.0.1:6379: {error}")
    yield client
    await client.close()


@pytest.mark.redis
async def test_processes_share_a_bucket_in_redis(redis: Any) -> None:
    prefix = f"test:{secrets.token_hex(6)}:"
    one, other = RedisBuckets(redis, prefix=prefix), RedisBuckets(redis, prefix=prefix)
    taken = [await buckets.take("a", Rate(4)) for buckets in (one, other, one, other)]
    assert taken == [0.0] * 4
    assert 0 < await one.take("a", Rate(4)) <= 15
    assert await redis.ttl(f"{prefix}a") > 0
    await redis.delete(f"{prefix}a")


async def test_without_redis_each_process_counts_alone() -> None:
    buckets = buckets_at("redis://127.0.0.1:1/0")
    assert [await buckets.take("a", Rate(2)) for _ in range(2)] == [0.0, 0.0]
    assert await buckets.take("a", Rate(2)) > 0


def test_no_redis_means_memory() -> None:
    assert isinstance(buckets_at(""), MemoryBuckets)
