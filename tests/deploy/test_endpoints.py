"""What Rasa talks to follows from the settings."""

from __future__ import annotations

import pytest
import yaml

from deploy.endpoints import endpoints
from office.settings import ROOT, SettingError, Settings


def test_with_no_setting_changed_it_is_the_file_in_the_root():
    assert endpoints(Settings({})) == yaml.safe_load((ROOT / "endpoints.yml").read_text("utf-8"))


def test_redis_gives_locks_that_rasa_itself_can_open():
    from rasa.core.lock_store import RedisLockStore

    given = endpoints(Settings({"REDIS_URL": "rediss://robot:p%40ss@cache.example.edu:6380/3"}))["lock_store"]
    assert given["password"] == "p@ss"
    assert given["use_ssl"] is True
    store = RedisLockStore(host=given["url"], **{k: v for k, v in given.items() if k not in ("type", "url")})
    connection = store.red.connection_pool.connection_kwargs
    assert (connection["host"], connection["port"], connection["db"]) == ("cache.example.edu", 6380, 3)


async def test_rabbitmq_gives_a_broker_with_the_user_of_the_address():
    from rasa.core.brokers.pika import PikaEventBroker

    given = endpoints(Settings({"EVENT_BROKER_URL": "amqp://robot:s%3Acret@mq.example.edu:5673"}))["event_broker"]
    broker = PikaEventBroker(given["url"], **{k: v for k, v in given.items() if k not in ("type", "url")})
    assert (broker.host, broker.port, broker.username, broker.password) == ("mq.example.edu", 5673, "robot", "s:cret")


def test_two_workers_without_common_locks_are_refused():
    with pytest.raises(SettingError, match=r"RASA_WORKERS is 2, but REDIS_URL is empty.*Set REDIS_URL"):
        endpoints(Settings({"RASA_WORKERS": "2"}))


@pytest.mark.parametrize("setting", ["REDIS_URL", "EVENT_BROKER_URL"])
def test_a_wrong_address_is_named_without_its_password(setting: str):
    with pytest.raises(SettingError, match=f"{setting} is .hidden.") as refused:
        endpoints(Settings({setting: "http://robot:tellnobody@host"}))
    assert "tellnobody" not in str(refused.value)
