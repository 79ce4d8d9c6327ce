"""How often somebody may do something: token buckets, in this process's memory or in Redis for several processes."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

logger = logging.getLogger(__name__)

# More buckets than this, and those that have filled up again are thrown away.
_MANY = 20_000


@dataclass(frozen=True)
class Rate:
    """So many a minute, and as many at once."""

    per_minute: int

    @property
    def per_second(self) -> float:
        """Tokens that a bucket gains a second."""
        return self.per_minute / 60


class Buckets(Protocol):
    """Takes tokens out of buckets."""

    async def take(self, key: str, rate: Rate, cost: float = 1.0) -> float:
        """0.0 when `cost` tokens were there and are taken; else the seconds until they will be."""


class MemoryBuckets:
    """Buckets of one process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[str, tuple[float, float, Rate]] = {}  # tokens, when, rate

    async def take(self, key: str, rate: Rate, cost: float = 1.0) -> float:
        """See Buckets."""
        moment = self._clock()
        tokens, since, _ = self._buckets.get(key, (float(rate.per_minute), moment, rate))
        tokens = min(float(rate.per_minute), tokens + (moment - since) * rate.per_second)
        wait = 0.0 if tokens >= cost else (cost - tokens) / rate.per_second
        self._buckets[key] = (tokens if wait else tokens - cost, moment, rate)
        if len(self._buckets) > _MANY:
            self._throw_away_full(moment)
        return wait

    def _throw_away_full(self, moment: float) -> None:
        self._buckets = {
            key: (tokens, since, rate)
            for key, (tokens, since, rate) in self._buckets.items()
            if tokens + (moment - since) * rate.per_second < rate.per_minute
        }


# Redis does this in one step, by its own clock: processes on several machines see the same bucket.
_TAKE = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local most, cost = tonumber(ARGV[1]), tonumber(ARGV[2])
local bucket = redis.call('HMGET', KEYS[1], 'tokens', 'since')
local tokens, since = tonumber(bucket[1]) or most, tonumber(bucket[2]) or now
tokens = math.min(most, tokens + (now - since) * most / 60)
local wait = 0
if tokens >= cost then tokens = tokens - cost else wait = (cost - tokens) * 60 / most end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'since', tostring(now))
redis.call('EXPIRE', KEYS[1], 120)
return tostring(wait)
"""


class RedisBuckets:
    """Buckets that all processes share. While Redis is away, each process counts for itself."""

    def __init__(self, client: Any, *, prefix: str = "admissions:rate:") -> None:
        """`client`: a redis.asyncio.Redis."""
        self._script = client.register_script(_TAKE)
        self._prefix = prefix
        self._alone = MemoryBuckets()

    async def take(self, key: str, rate: Rate, cost: float = 1.0) -> float:
        """See Buckets."""
        from redis.exceptions import RedisError

        try:
            return float(await self._script(keys=[self._prefix + key], args=[rate.per_minute, cost]))
        except (RedisError, OSError) as error:
            logger.warning("rates.redis.away error=%s: this process counts alone", type(error).__name__)
            return await self._alone.take(key, rate, cost)


def buckets_at(redis_url: str) -> Buckets:
    """Buckets in the Redis at `redis_url`, or in memory where none is set."""
    if not redis_url:
        return MemoryBuckets()
    from redis.asyncio import Redis

    return RedisBuckets(Redis.from_url(redis_url, socket_timeout=1.0, socket_connect_timeout=1.0))


def whole_seconds(wait: float) -> int:
    """For Retry-After: never too early."""
    return max(1, math.ceil(wait))
