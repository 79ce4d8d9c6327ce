"""The journeys of WeCom's customer service: callback, cursor, answers, quota."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from channels.wecom.channel import inbound_of
from tests.channels.conftest import FakeRasa, served
from tests.channels.observing import entries, settled, wait_for
from tests.platforms.wecom import SETTINGS, WeComServer, callback, proof, sealed_callback


@pytest.fixture
def wecom() -> Iterator[WeComServer]:
    server = WeComServer()
    with served(server.app()) as url:
        server.url = url
        yield server


@pytest.fixture
def company(serve: Any, wecom: WeComServer) -> Any:
    def start(**options: Any) -> Any:
        return serve(**{**SETTINGS, "WECOM_API_URL": wecom.url, **options})

    return start


def call(url: str, **options: Any) -> int:
    query, body = callback(**options)
    return httpx.post(f"{url}/wecom", params=query, content=body, timeout=10, trust_env=False).status_code


def test_the_address_is_proved(company: Any) -> None:
    with company() as url:
        assert httpx.get(f"{url}/wecom", params=proof(), trust_env=False).text == "4711"
        wrong = {**proof(), "nonce": "other"}
        assert httpx.get(f"{url}/wecom", params=wrong, trust_env=False).status_code == 403


def test_everything_new_is_fetched_answered_once_and_its_menu_can_be_used(
    company: Any, wecom: WeComServer, rasa: FakeRasa
) -> None:
    for number in range(5):
        wecom.hears(f"c{number}", f"question {number}")
    with company() as url, company(worker="two") as other:
        assert [call(url), call(other), call(url)] == [200] * 3  # called thrice
        settled(rasa, 5)
        assert sorted(user for user, _, _ in wecom.sent) == [f"c{number}" for number in range(5)]
        button = next(buttons for user, _, buttons in wecom.sent if user == "c0")[1]
        wecom.hears("c0", msgtype="text", text={"content": "Routes", "menu_id": button})
        assert call(other) == 200
        settled(rasa, 6)
    assert rasa.asked[-1]["message"] == "/list_routes"


def test_a_failed_fetch_and_a_restart_lose_nothing(company: Any, wecom: WeComServer, rasa: FakeRasa) -> None:
    wecom.hears("c1", "one")
    with company() as url:
        wecom.fails = 1
        assert call(url) == 503
    wecom.hears("c1", "two")
    wecom.token = "t2"  # and the token dies meanwhile
    with company() as url:
        assert call(url) == 200
        settled(rasa, 2)
    assert [text.splitlines()[0] for _, text, _ in wecom.sent] == ["Answer to: one", "Answer to: two"]


def test_old_messages_staff_and_events_are_not_answered(company: Any, wecom: WeComServer, rasa: FakeRasa) -> None:
    wecom.hears("c1", "last week", send_time=int(time.time()) - 86_400)
    wecom.hears("c1", "from staff", origin=5)
    wecom.hears("c1", origin=4, msgtype="event", event={"event_type": "enter_session", "welcome_code": "w1"})
    wecom.hears("c1", msgtype="image", image={"media_id": "x"})
    with company() as url:
        assert call(url) == 200
        settled(rasa)
    assert rasa.asked == []
    assert len(wecom.sent) == 1  # only text can be read
    assert wecom.welcomed == ["w1"]


def test_a_used_up_quota_is_explained(company: Any, wecom: WeComServer, rasa: FakeRasa) -> None:
    wecom.hears("c1", "hello")
    wecom.quota["c1"] = 0
    with company() as url:
        call(url)
        [(status, error)] = settled(rasa)
    assert (status, "have to write again" in error) == ("failed", True)


def test_a_message_that_did_not_arrive_afterwards_stands_as_unanswered(
    company: Any, wecom: WeComServer, rasa: FakeRasa
) -> None:
    wecom.hears("c1", "hello")
    with company() as url:
        call(url)
        assert settled(rasa) == [("answered", "")]
        failure = {"event_type": "msg_send_fail", "fail_msgid": wecom.keys[0], "fail_type": 10}
        for event in (
            {"event_type": "msg_send_fail", "fail_msgid": ["x"]},
            {**failure, "fail_msgid": "9999-0"},
            failure,
        ):
            wecom.hears("c1", origin=4, msgtype="event", event=event)
        call(url)
        [(status, error)] = settled(rasa)
    assert (status, "does not take messages" in error) == ("failed", True)


def test_what_is_not_genuine_is_refused(company: Any, wecom: WeComServer, rasa: FakeRasa) -> None:
    wecom.hears("c1", "hello")
    with company() as url:
        assert call(url, corp="ww0") == 403
        assert call(url, event="other") == 200
        query, body = callback()
        for wrong in ({}, {**query, "msg_signature": "x"}, {**query, "timestamp": "1"}):
            assert httpx.post(f"{url}/wecom", params=wrong, content=body, trust_env=False).status_code == 403
        bomb = '<!DOCTYPE x [<!ENTITY a "b">]><xml><Encrypt>&a;</Encrypt></xml>'
        assert httpx.post(f"{url}/wecom", params=query, content=bomb, trust_env=False).status_code == 400
    assert entries(rasa) == []


@pytest.mark.parametrize("item", [{}, {"origin": 3}, {"origin": 3, "open_kfid": 1, "external_userid": ["x"]}])
def test_an_item_without_ids_is_no_message(item: dict[str, Any]) -> None:
    try:
        assert inbound_of(item) is None
    except ValueError:
        assert item.get("origin") == 3


def test_a_quota_is_kept_before_the_platform_has_to(company: Any, wecom: WeComServer, rasa: FakeRasa) -> None:
    wecom.hears("c1", "long " + "y" * 1900)
    wecom.hears("c1", "short")
    with company() as url:
        call(url)
        wait_for(lambda: len(entries(rasa)) == 2)
        settled(rasa, 2)
    assert len(wecom.sent) <= 5


def test_a_slow_answer_keeps_wecom_waiting_no_longer(company: Any, wecom: WeComServer, rasa: FakeRasa) -> None:
    wecom.hears("c1", "hello")
    rasa.seconds = 3.0
    with company() as url:
        started = time.monotonic()
        assert call(url) == 200
        assert time.monotonic() - started < rasa.seconds
        assert settled(rasa) == [("answered", "")]
    assert len(wecom.sent) == 1


def test_a_busy_wecom_is_asked_again(company: Any, wecom: WeComServer, rasa: FakeRasa) -> None:
    wecom.hears("c1", "hello")
    wecom.faults = ["500", "busy"]
    with company() as url:
        call(url)
        assert settled(rasa) == [("answered", "")]
    assert len(wecom.sent) == len(rasa.asked) == 1


def test_a_broken_connection_makes_no_second_message(company: Any, wecom: WeComServer, rasa: FakeRasa) -> None:
    wecom.hears("c1", "hello")
    wecom.faults = ["breaks"]
    with company() as url:
        call(url)
        [(status, error)] = settled(rasa)
    assert (status, "not known" in error) == ("failed", True)
    assert len(wecom.sent) == 1


def test_a_used_up_quota_is_made_up_for_when_the_customer_writes_again(
    company: Any, wecom: WeComServer, rasa: FakeRasa
) -> None:
    wecom.hears("c1", "one")
    wecom.quota["c1"] = 0
    with company() as url:
        call(url)
        settled(rasa)
        wecom.hears("c1", "two")
        call(url)
        assert settled(rasa, 2) == [("answered", "")] * 2
    assert [text.splitlines()[0] for _, text, _ in wecom.sent] == ["Answer to: one", "Answer to: two"]
    assert len(rasa.asked) == 2


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><xml><Event>&b;</Event></xml>'
FILE = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml><Event>kf_msg_or_event</Event></xml>'


@pytest.mark.parametrize("content", [BOMB, FILE, "<xml><Event>&undefined;</Event></xml>", "<xml>", "", "<a>" * 5000])
def test_bad_xml_is_refused_though_it_is_encrypted(
    company: Any, wecom: WeComServer, rasa: FakeRasa, content: str
) -> None:
    with company() as url:
        query, body = sealed_callback(content)
        assert httpx.post(f"{url}/wecom", params=query, content=body, trust_env=False).status_code == 400
        wecom.hears("c1", "hello")
        assert call(url) == 200
        assert settled(rasa) == [("answered", "")]


def test_a_megabyte_is_refused(company: Any, rasa: FakeRasa) -> None:
    with company() as url:
        query, body = sealed_callback("<xml>" + "<a>x</a>" * 100_000 + "</xml>")
        assert httpx.post(f"{url}/wecom", params=query, content=body, trust_env=False).status_code == 413


@pytest.mark.parametrize("people", [40, pytest.param(200, marks=pytest.mark.journey)])
def test_many_people_at_once_are_each_answered_once(
    company: Any, wecom: WeComServer, rasa: FakeRasa, people: int
) -> None:
    """WeCom calls once a message, and all calls at the same moment."""

    async def all_of_them(url: str) -> set[int]:
        async with httpx.AsyncClient(timeout=120, trust_env=False) as client:

            async def one() -> int:
                query, body = callback()
                return (await client.post(f"{url}/wecom", params=query, content=body)).status_code

            return set(await asyncio.gather(*(one() for _ in range(people))))

    wecom.page = 50
    for number in range(people):
        wecom.hears(f"c{number}", f"question {number}.")
    with company() as url:
        # 503: another call is fetching; WeCom calls again.
        assert asyncio.run(all_of_them(url)) <= {200, 503}
        assert call(url) == 200
        wait_for(lambda: [status for status, _ in entries(rasa)] == ["answered"] * people, seconds=120)
    said = {user: text.partition(".")[0] for user, text, _ in wecom.sent}
    assert len(wecom.sent) == people
    assert said == {f"c{number}": f"Answer to: question {number}" for number in range(people)}
