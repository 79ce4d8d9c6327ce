"""Opening and erasing a conversation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from office.conversations.tables import conversation
from office.database import reading
from tests.channels.conftest import FakeRasa, Visitor
from tests.databases import TABLES

Door = Callable[..., Visitor]


@pytest.mark.parametrize(
    ("wishes", "header", "language"),
    [
        ({"language": "th"}, "de", "th"),
        ({"language": "zh-TW"}, "de", "zh-Hant"),
        ({}, "de-CH,de;q=0.9", "de"),
        ({"language": None}, "xx", "en"),
    ],
)
def test_a_conversation_begins_in_the_language_asked_for(
    door: Door, wishes: dict[str, Any], header: str, language: str
) -> None:
    response = door().client.post("/api/session", json=wishes, headers={"Accept-Language": header})
    assert response.status_code == 201
    assert response.json()["language"] == language
    assert response.json()["limits"] == {"message": 2000}
    assert len(response.json()["session"]) >= 32
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("wishes", [{"language": "tlh"}, {"language": 5}, {"language": "x" * 100}, {"time_zone": []}])
def test_wishes_that_cannot_be_met_are_refused(door: Door, wishes: dict[str, Any]) -> None:
    assert door().client.post("/api/session", json=wishes).status_code == 400


def test_an_unknown_time_zone_is_left_out(door: Door, rasa: FakeRasa) -> None:
    door(time_zone="Mars/Olympus")
    door(time_zone="Asia/Bangkok")
    with reading(rasa.engine) as connection:
        assert sorted(map(str, connection.execute(sa.select(conversation.c.time_zone)).scalars())) == [
            "Asia/Bangkok",
            "None",
        ]


def test_an_erased_conversation_is_gone_everywhere_and_its_secret_opens_nothing(door: Door, rasa: FakeRasa) -> None:
    visitor, other = door(), door()
    visitor.say("my secret question")
    other.say("other")
    assert visitor.client.delete("/api/session", headers=visitor.headers).json() == {"erased": True}
    assert visitor.get("/api/messages").status_code == 401
    assert other.texts() == ["other", "Answer to: other"]
    with reading(rasa.engine) as connection:
        for table in TABLES:
            assert "my secret question" not in str(connection.execute(sa.select(table)).all())


def test_what_rasa_answers_after_the_erasure_does_not_come_back(door: Door, rasa: FakeRasa) -> None:
    import threading

    visitor = door()
    rasa.seconds = 0.4
    waiting = threading.Thread(target=visitor.say, args=("my secret question",))
    waiting.start()
    visitor.wait_for(lambda: rasa.asked)
    visitor.client.delete("/api/session", headers=visitor.headers)
    waiting.join()
    with reading(rasa.engine) as connection:
        for table in TABLES:
            assert connection.execute(sa.select(table)).all() == []
