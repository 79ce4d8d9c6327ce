"""One person may send so many messages a minute: beyond that they are told once, and nobody else waits."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy.engine import Engine

from channels.channel import Button, Inbound
from channels.desk import Desk
from channels.flood import Flood, TooFast
from channels.rates import MemoryBuckets, Rate
from office.conversations import journal, sessions
from office.database import writing
from office.wording.catalogues import translate
from tests.channels.conftest import FakeRasa, served
from tests.channels.observing import settled
from tests.channels.test_messengers import Address
from tests.databases import database, postgres_engine, sqlite_database
from tests.platforms.messengers import MESSENGERS
from tests.platforms.wechat import message_xml, signed

__all__ = ["database", "postgres_engine", "sqlite_database"]


def inbound(number: int, user: str = "u1", **more: Any) -> Inbound:
    return Inbound("line", f"m{number}", channel_user=user, **{"text": f"question {number}", **more})


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


async def test_beyond_the_limit_a_person_is_told_once_a_minute(database: Engine) -> None:
    clock = Clock()
    flood = Flood(Desk(database), MemoryBuckets(clock), Rate(3))
    assert [(await flood.check(inbound(number))).says for number in range(3)] == [None] * 3
    told = await flood.check(inbound(3, text=None, button=Button(1, 1)))
    assert (told.says, told.button, told.text) == ("channels_too_many_messages", None, "…")
    for number in range(4, 8):
        with pytest.raises(TooFast):
            await flood.check(inbound(number))
    assert (await flood.check(inbound(9, user="u2"))).says is None
    clock.now += 60
    assert (await flood.check(inbound(10))).says is None


async def test_a_message_that_is_delivered_again_is_no_flood(database: Engine) -> None:
    flood = Flood(Desk(database), MemoryBuckets(Clock()), Rate(1))
    assert (await flood.check(inbound(1))).says is None
    with writing(database) as connection:
        thread = sessions.open_conversation(connection, channel="line", channel_user="u1")
        journal.record_received(
            connection, thread.id, channel="line", platform_message_id="m1", shown="x", asked="x", language=None
        )
    for _ in range(5):
        assert await flood.check(inbound(1)) == inbound(1)


def test_a_flood_is_acknowledged_and_not_asked(serve: Any, rasa: FakeRasa) -> None:
    platform = MESSENGERS["telegram"]()
    with served(platform.app()) as platform.url:
        settings = {name: value.format(url=platform.url) for name, value in platform.settings.items()}
        with serve(**settings, RATE_PER_SESSION="3") as url:
            address = Address(url, platform)
            assert [address.say(f"question {number}") for number in range(8)] == [200] * 8
            assert address.say("somebody else", user="88") == 200
            settled(rasa, 5)
    assert {each["message"] for each in rasa.asked} == {"question 0", "question 1", "question 2", "somebody else"}
    told = translate("en", "channels_too_many_messages")  # that of the conversation
    assert [text for user, text, _ in platform.sent if user == "77"][-1] == told
    assert len(platform.sent) == 5


def test_on_wechat_and_kakaotalk_as_well(serve: Any, rasa: FakeRasa) -> None:
    account = {"WECHAT_APP_ID": "wx1", "WECHAT_APP_SECRET": "s", "WECHAT_TOKEN": "the-token", "WECHAT_WAIT": "3"}
    with serve(**account, KAKAO_SECRET="s", RATE_PER_SESSION="1") as url:
        client = httpx.Client(base_url=url, timeout=20, trust_env=False)
        replies = [
            client.post("/wechat", params=signed(), content=message_xml("u1", f"{number}").encode()).text
            for number in range(3)
        ]
        asked = {"userRequest": {"utterance": "x", "user": {"id": "u1"}}}
        texts = [
            client.post("/kakaotalk", json=asked, headers={"X-Skill-Secret": "s"}).json()["template"]["outputs"][0]
            for _ in range(3)
        ]
    assert translate("en", "channels_too_many_messages") in replies[1]
    assert replies[2] == "success"
    told = [{"simpleText": {"text": translate(code, "channels_too_many_messages")}} for code in ("en", "ko")]
    assert texts[1:] == told
    assert len(rasa.asked) == 2
