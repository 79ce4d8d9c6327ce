"""The journeys of WeChat: over its own requests, against its own API as documented."""

from __future__ import annotations

import asyncio
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from office.conversations import deliveries, log, queries
from office.conversations.tables import conversation
from office.database import reading, writing
from office.wording.catalogues import translate
from tests.channels.conftest import FakeRasa
from tests.channels.observing import entries, wait_for
from tests.channels.processes import process
from tests.channels.wechat.account import Account
from tests.platforms.delivery import Delivery
from tests.platforms.wechat import (
    AES_KEY,
    WeChatServer,
    event_xml,
    message_xml,
    reply_of,
    sealed,
    sealed_beside,
    signed,
)
from tests.ports import free_port


def test_the_address_is_proved_with_the_token(open_account: Any) -> None:
    with open_account() as url, httpx.Client(base_url=url, trust_env=False) as client:
        assert client.get("/wechat", params={**signed(), "echostr": "4711"}).text == "4711"
        assert client.get("/wechat", params={**signed(token="other"), "echostr": "4711"}).status_code == 403


def test_a_quick_answer_comes_in_the_reply_to_the_request(open_account: Any, wechat: WeChatServer) -> None:
    with open_account() as url:
        text = Account(url, wechat).say("u1", "how much?")
    assert text is not None
    assert text.startswith("Answer to: how much?")
    assert "Source: College profile" in text
    assert "1. Fees\n2. Routes" in text
    assert wechat.sent == []


def test_a_typed_number_chooses(open_account: Any, wechat: WeChatServer, rasa: FakeRasa) -> None:
    with open_account() as url:
        account = Account(url, wechat)
        account.say("u1", "hello")
        account.say("u1", "２")
    assert rasa.asked[-1]["message"] == "/list_routes"


@pytest.mark.timed
def test_a_slow_answer_is_acknowledged_and_pushed(open_account: Any, wechat: WeChatServer, rasa: FakeRasa) -> None:
    rasa.seconds = 0.8
    with open_account(WECHAT_WAIT="0.2") as url:
        started = time.monotonic()
        assert Account(url, wechat).say("u1", "hello") is None
        assert time.monotonic() - started < 0.8
        wait_for(lambda: wechat.sent)
        wait_for(lambda: entries(rasa) == [("answered", "")])
    assert wechat.sent[0][0] == "u1"
    assert wechat.sent[0][1].startswith("Answer to: hello")
    assert wechat.typing == ["u1"]


def test_an_answer_that_comes_too_late_for_its_request_is_pushed_after_all(
    open_account: Any, wechat: WeChatServer, rasa: FakeRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = deliveries.claim_part

    def slowly(connection: Any, *target: Any, way: str = "push", **options: Any) -> str:
        time.sleep(2.0 if way == "answer" else 0)
        return claim(connection, *target, way=way, **options)

    monkeypatch.setattr("channels.wechat.channel._LATEST", 1.5)
    monkeypatch.setattr("channels.wechat.channel.deliveries.claim_part", slowly)
    with open_account(WECHAT_WAIT="1.2") as url:
        assert Account(url, wechat).say("u1", "hello") is None
        wait_for(lambda: entries(rasa) == [("answered", "")])
    assert [(user, text.startswith("Answer to: hello")) for user, text in wechat.sent] == [("u1", True)]


def test_a_message_delivered_thrice_is_answered_once(open_account: Any, wechat: WeChatServer, rasa: FakeRasa) -> None:
    with open_account() as url:
        account = Account(url, wechat)
        texts = {account.say("u1", "hello", number=7) for _ in range(3)}
    assert len(texts) == 1  # WeChat shows one of them, whichever arrived
    assert len(rasa.asked) == 1
    assert wechat.sent == []


def test_a_redelivery_of_a_pushed_answer_is_only_acknowledged(
    open_account: Any, wechat: WeChatServer, rasa: FakeRasa
) -> None:
    rasa.seconds = 0.5
    with open_account(WECHAT_WAIT="0.1") as url:
        account = Account(url, wechat)
        assert [account.say("u1", "hello", number=7) for _ in range(2)] == [None, None]
        wait_for(lambda: entries(rasa) == [("answered", "")])
        assert account.say("u1", "hello", number=7) is None
    assert len(rasa.asked) == len(wechat.sent) == 1


def test_redelivered_over_a_restart_it_is_answered_once(
    open_account: Any, wechat: WeChatServer, rasa: FakeRasa
) -> None:
    rasa.seconds = 30.0
    with open_account(WECHAT_WAIT="0.1") as url:
        assert Account(url, wechat).say("u1", "hello", number=7) is None
    rasa.seconds = 0.0
    with open_account() as url:
        account = Account(url, wechat)
        heard = [account.say("u1", "hello", number=7) for _ in range(2)]
        wait_for(lambda: entries(rasa) == [("answered", "")])
    said = {text for text in heard if text} | {text for _, text in wechat.sent}
    assert len(said) == 1
    assert len(wechat.sent) <= 1
    assert not (wechat.sent and any(heard))


@pytest.mark.journey
def test_a_message_tried_thrice_is_answered_once_though_the_process_is_killed_in_the_middle(
    account: dict[str, str], wechat: WeChatServer, lone_rasa: FakeRasa
) -> None:
    """WeChat waits five seconds and tries three times: at a slow process, at one that is gone, at the next one."""
    port, lone_rasa.seconds = free_port(), 30.0
    wechat.heard("u1")
    body = message_xml("u1", "hello", number=7).encode()
    delivery = Delivery(f"http://127.0.0.1:{port}/wechat", body, {}, signed(), waits=[1.0, 5.0, 30.0])
    with process(lone_rasa, port, **{**account, "WECHAT_WAIT": "4"}) as running:
        assert delivery.attempt() is None
        wait_for(lambda: lone_rasa.asked)
        running.send_signal(signal.SIGKILL)
        running.wait()
        assert delivery.attempt() is None
    lone_rasa.seconds = 0.0
    with process(lone_rasa, port, **{**account, "WECHAT_WAIT": "0.2"}):
        answer = delivery.attempt()
        assert answer is not None
        said = reply_of(answer)
        wait_for(lambda: entries(lone_rasa) == [("answered", "")], seconds=60)
    assert len([text for text in (said, *(text for _, text in wechat.sent)) if text]) == 1
    with reading(lone_rasa.engine) as connection:
        assert len(queries.find_messages(connection, sender="bot")) == 1


def test_delivered_to_another_process_meanwhile_it_is_answered_once(
    open_account: Any, wechat: WeChatServer, rasa: FakeRasa
) -> None:
    rasa.seconds = 0.5
    with open_account() as one, open_account(worker="two") as two:
        accounts = [Account(url, wechat) for url in (one, two, one)]
        with ThreadPoolExecutor(3) as threads:
            heard = list(threads.map(lambda account: account.say("u1", "hello", number=7), accounts))
        wait_for(lambda: entries(rasa) == [("answered", "")])
    assert len(rasa.asked) == 1
    said = {text for text in heard if text}
    assert len(said) + len(wechat.sent) == 1


def test_the_encrypted_mode_works_both_ways(open_account: Any, wechat: WeChatServer) -> None:
    with open_account(WECHAT_AES_KEY=AES_KEY) as url:
        query, body = sealed(message_xml("u1", "你好"))
        text = reply_of(httpx.post(f"{url}/wechat", params=query, content=body.encode(), trust_env=False))
    assert text is not None
    assert text.startswith("Answer to: 你好")


def test_the_compatible_mode_works_and_only_its_encrypted_half_is_believed(
    open_account: Any, wechat: WeChatServer, rasa: FakeRasa
) -> None:
    with open_account(WECHAT_AES_KEY=AES_KEY) as url:
        query, body = sealed_beside(message_xml("u1", "你好", number=4))
        forged = body.replace("你好", "forged")
        text = reply_of(httpx.post(f"{url}/wechat", params=query, content=forged.encode(), trust_env=False))
    assert text is not None
    assert text.startswith("Answer to: 你好")


@pytest.mark.parametrize(("theirs", "language"), [("ko", "ko"), ("zh_TW", "zh-Hant"), ("pt_BR", "zh"), ("", "zh")])
def test_a_new_follower_is_greeted_in_their_language_or_the_accounts(
    open_account: Any, wechat: WeChatServer, rasa: FakeRasa, theirs: str, language: str
) -> None:
    wechat.languages["u1"] = theirs
    with open_account() as url:
        assert reply_of(Account(url, wechat).post(event_xml("u1", "subscribe")))
    assert [(each["message"], each["metadata"]["language"]) for each in rasa.asked] == [("/greet", language)]


def test_what_is_not_genuine_is_refused(open_account: Any, wechat: WeChatServer, rasa: FakeRasa) -> None:
    xml = message_xml("u1", "hello")
    with open_account() as url:
        account = Account(url, wechat)
        assert account.post(xml, **signed(token="wrong")).status_code == 403
        assert account.post(xml, **signed(moment=time.time() - 3600)).status_code == 403
        assert account.post(xml, **signed(moment=time.time() + 3600)).status_code == 403
        assert account.post(xml, timestamp="1", nonce="1").status_code == 403
        once = signed()
        assert account.post(xml, **once).status_code == 200
        assert account.post(xml, **once).status_code == 200  # a redelivery may be the very same request
        assert account.post(message_xml("u1", "forged"), **once).status_code == 403
    with open_account(WECHAT_AES_KEY=AES_KEY) as url:
        account = Account(url, wechat)
        assert account.post(xml, **signed()).status_code == 403  # not encrypted
        query, body = sealed(xml, app_id="wx0000000000000000")
        assert account.post(body, **query).status_code == 403
        query, body = sealed(xml, key=AES_KEY[::-1])
        assert account.post(body, **query).status_code == 403
    assert [each["message"] for each in rasa.asked] == ["hello"]


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><xml><Content>&b;</Content></xml>'


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (BOMB, 400),
        ('<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml/>', 400),
        ("<xml><ToUserName>&undefined;</ToUserName></xml>", 400),
        ("<xml><a>", 400),
        ("", 400),
        ("<xml/>", 400),
        ('{"json": 1}', 400),
        ("<a>" * 5000, 400),
        ("<xml>" + "<a>x</a>" * 120_000 + "</xml>", 413),
    ],
)
def test_bad_xml_is_refused_and_harms_nothing(open_account: Any, wechat: WeChatServer, body: str, status: int) -> None:
    with open_account() as url:
        account = Account(url, wechat)
        assert account.post(body, **signed()).status_code == status
        assert account.say("u1", "hello") is not None


@pytest.mark.parametrize("body", [BOMB, '<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml/>', "<xml>&undefined;</xml>", ""])
def test_bad_xml_is_refused_though_it_is_encrypted(open_account: Any, wechat: WeChatServer, body: str) -> None:
    with open_account(WECHAT_AES_KEY=AES_KEY) as url:
        query, envelope = sealed(body)
        assert Account(url, wechat).post(envelope, **query).status_code == 400


@pytest.mark.parametrize(
    ("xml", "asked"),
    [
        (event_xml("u1", "subscribe"), "/greet"),
        (event_xml("u1", "subscribe", "qrscene_ask_tuition.accounting-au"), '/ask_tuition{"program": "accounting-au"}'),
        (event_xml("u1", "SCAN", "list_programs"), "/list_programs"),
        (event_xml("u1", "CLICK", "ask:list_campuses"), "/list_campuses"),
        (message_xml("u1", kind="voice", MediaId="m", Recognition="学费多少"), "学费多少"),
        (message_xml("u1", "/restart"), "restart"),
    ],
    # Messages bear the time: as names of tests they would differ from process to process.
    ids=["subscribe", "subscribe by a scene", "scan", "click", "voice", "a command typed"],
)
def test_events_and_voices_are_questions(
    open_account: Any, wechat: WeChatServer, rasa: FakeRasa, xml: str, asked: str
) -> None:
    with open_account() as url:
        account = Account(url, wechat)
        assert reply_of(account.post(xml, **signed()))
        assert reply_of(account.post(xml, **signed()))  # delivered twice
    assert [each["message"] for each in rasa.asked] == [asked]


def test_events_that_need_no_answer_are_acknowledged(open_account: Any, wechat: WeChatServer, rasa: FakeRasa) -> None:
    with open_account() as url:
        account = Account(url, wechat)
        for event in ("unsubscribe", "VIEW", "LOCATION", "TEMPLATESENDJOBFINISH"):
            assert reply_of(account.post(event_xml("u1", event, "x"), **signed())) is None
    assert entries(rasa) == []


def test_a_menu_key_is_never_a_command(open_account: Any, wechat: WeChatServer, rasa: FakeRasa) -> None:
    with open_account() as url:
        for key in ("/restart", "ask:restart", 'ask_tuition{"x": 1}', "ask:cancel"):
            assert reply_of(Account(url, wechat).post(event_xml("u1", "CLICK", key), **signed())) is None
    assert rasa.asked == []


KINDS = ("image", "voice", "video", "shortvideo", "location", "link", "file", "newkind")


def test_what_cannot_be_read_is_answered_politely(open_account: Any, wechat: WeChatServer, rasa: FakeRasa) -> None:
    with open_account() as url:
        account = Account(url, wechat)
        texts = {reply_of(account.post(message_xml("u1", kind=kind), **signed())) for kind in KINDS}
    assert texts == {translate("zh", "utter_conversation_media")}
    assert rasa.asked == []


def test_what_staff_write_reaches_the_person_once(open_account: Any, wechat: WeChatServer, rasa: FakeRasa) -> None:
    with open_account() as one, open_account(worker="two") as two:
        Account(one, wechat).say("u1", "hello")
        Account(two, wechat).say("u2", "hello")
        with writing(rasa.engine) as connection:
            for thread in connection.execute(conversation.select()).all():
                log.record_staff_message(connection, thread.id, f"to {thread.channel_user}", author="anna")
        wait_for(lambda: len(wechat.sent) == 2)
        time.sleep(1.2)
    assert sorted(wechat.sent) == [("u1", "to u1"), ("u2", "to u2")]


@pytest.mark.parametrize("people", [40, pytest.param(200, marks=pytest.mark.journey)])
def test_many_people_at_once_are_each_answered_once(
    open_account: Any, wechat: WeChatServer, rasa: FakeRasa, people: int
) -> None:
    async def all_of_them(url: str) -> None:
        limits = httpx.Limits(max_connections=people)
        async with httpx.AsyncClient(base_url=url, timeout=120, trust_env=False, limits=limits) as client:

            async def one(number: int) -> None:
                wechat.heard(f"u{number}")
                xml = message_xml(f"u{number}", f"question {number}")
                replies[number] = reply_of(await client.post("/wechat", params=signed(), content=xml.encode()))

            await asyncio.gather(*(one(number) for number in range(people)))

    replies: dict[int, str | None] = {}
    with open_account(WECHAT_WAIT="0.5") as url:
        asyncio.run(all_of_them(url))
        wait_for(lambda: {status for status, _ in entries(rasa)} == {"answered"}, seconds=120)
    pushed = dict(wechat.sent)
    assert len(wechat.sent) == len(pushed)
    for number in range(people):
        said = [text for text in (replies[number], pushed.get(f"u{number}")) if text]
        assert len(said) == 1, number
        assert said[0].startswith(f"Answer to: question {number}")


def test_the_log_shows_what_was_said_on_wechat(open_account: Any, wechat: WeChatServer, rasa: FakeRasa) -> None:
    with open_account() as url:
        Account(url, wechat).say("u1", "hello")
    with reading(rasa.engine) as connection:
        assert [each.channel for each in queries.find_messages(connection)] == ["wechat", "wechat"]
