"""The journeys of every messenger that is written to by calls: its own requests, its own API, its faults."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from channels import line
from office.conversations import log
from office.conversations.journal import find_unanswered, retry
from office.conversations.tables import conversation, journal
from office.database import now, writing
from tests.channels.conftest import FakeRasa, served
from tests.channels.observing import entries, settled, wait_for
from tests.platforms.delivery import Delivery
from tests.platforms.messengers import MESSENGERS, PHONE, SECRET, Messenger
from tests.ports import free_port


@pytest.fixture(params=list(MESSENGERS))
def platform(request: pytest.FixtureRequest) -> Iterator[Messenger]:
    """Each platform in turn, on the loopback."""
    messenger = MESSENGERS[request.param]()
    with served(messenger.app()) as url:
        messenger.url = url
        yield messenger


class Address:
    """The platform's way to the public process."""

    def __init__(self, url: str, platform: Messenger) -> None:
        self.client = httpx.Client(base_url=url, timeout=20, trust_env=False)
        self.platform = platform

    def post(self, body: bytes, headers: dict[str, str]) -> int:
        return self.client.post(f"/{self.platform.name}", content=body, headers=headers).status_code

    def say(self, text: str, number: str | None = None, user: str = "77") -> int:
        return self.post(*self.platform.say(user, text, number))


@pytest.fixture
def set_up(serve: Callable[..., Any], platform: Messenger) -> Callable[..., Any]:
    """Start the public process with the platform's secrets."""

    def start(**options: Any) -> Any:
        settings = {name: value.format(url=platform.url) for name, value in platform.settings.items()}
        return serve(**{**settings, **options})

    return start


def test_a_question_is_answered_and_its_buttons_can_be_pressed(
    set_up: Any, platform: Messenger, rasa: FakeRasa
) -> None:
    with set_up() as url:
        address = Address(url, platform)
        assert address.say("how much?") == 200
        user, text, buttons = wait_for(lambda: platform.sent)[0]
        assert (user, text) == ("77", "Answer to: how much?\n\nSource: College profile")
        assert len(buttons) == 2
        assert "ask_tuition" not in str(buttons)  # payloads stay here
        assert address.post(*platform.request(platform.press("77", buttons[0]))) == 200
        wait_for(lambda: len(platform.sent) == 2)
    assert rasa.asked[-1]["message"] == '/ask_tuition{"program": "accounting-au"}'
    assert settled(rasa, 2) == [("answered", "")] * 2


def test_another_persons_button_does_nothing_but_say_so(set_up: Any, platform: Messenger, rasa: FakeRasa) -> None:
    with set_up() as url:
        address = Address(url, platform)
        address.say("how much?")
        buttons = wait_for(lambda: platform.sent)[0][2]
        address.post(*platform.request(platform.press("88", buttons[0])))
        assert wait_for(lambda: len(platform.sent) == 2)
    assert platform.sent[1][0] == "88"
    assert len(rasa.asked) == 1


def test_a_message_delivered_thrice_over_a_restart_is_answered_once(
    set_up: Any, platform: Messenger, rasa: FakeRasa
) -> None:
    rasa.seconds = 30.0
    with set_up() as url:
        assert Address(url, platform).say("hello", "5") == 200
    rasa.seconds = 0.0
    with set_up() as url:
        for _ in range(2):
            assert Address(url, platform).say("hello", "5") == 200
        settled(rasa)
    with set_up() as url:
        assert Address(url, platform).say("hello", "5") == 200
        time.sleep(0.2)
    assert [text.splitlines()[0] for _, text, _ in platform.sent] == ["Answer to: hello"]


def test_what_is_not_genuine_is_refused(set_up: Any, platform: Messenger, rasa: FakeRasa) -> None:
    with set_up() as url:
        address = Address(url, platform)
        body, headers = platform.say("77", "hello")
        assert address.post(body, {}) == 403
        assert address.post(body, {name: "wrong" for name in headers}) == 403
        if platform.name != "telegram":  # whose secret is not over the body
            assert address.post(body.replace(b"hello", b"hullo"), headers) == 403
    assert entries(rasa) == []


OTHER_FORMS = (b"", b"{", b"[]", b"\xff\xfe", b"null", b"[" * 100_000, b'"text"')


def test_a_request_of_another_form_is_refused(set_up: Any, platform: Messenger, rasa: FakeRasa) -> None:
    with set_up() as url:
        address = Address(url, platform)
        assert [address.post(*platform.request(body)) for body in OTHER_FORMS] == [400] * len(OTHER_FORMS)


def test_a_picture_is_answered_politely(set_up: Any, platform: Messenger, rasa: FakeRasa) -> None:
    with set_up() as url:
        Address(url, platform).post(*platform.request(platform.media))
        wait_for(lambda: platform.sent)
    assert rasa.asked == []


def test_a_busy_platform_is_asked_again(set_up: Any, platform: Messenger, rasa: FakeRasa) -> None:
    platform.faults = ["500", "429"]
    with set_up() as url:
        Address(url, platform).say("hello")
        assert settled(rasa) == [("answered", "")]
    assert len(platform.sent) == len(rasa.asked) == 1


def test_an_expired_token_is_explained_to_staff(set_up: Any, platform: Messenger, rasa: FakeRasa) -> None:
    platform.faults = ["expired"]
    with set_up() as url:
        Address(url, platform).say("hello")
        [(status, error)] = settled(rasa)
    assert status == "failed"
    assert "token" in error


def test_a_broken_connection_makes_no_second_message(set_up: Any, platform: Messenger, rasa: FakeRasa) -> None:
    platform.faults = ["breaks"]
    with set_up() as url:
        Address(url, platform).say("hello")
        [(status, error)] = settled(rasa)
    assert len(platform.sent) == 1
    if platform.name == "line":  # which can tell
        assert status == "answered"
    else:
        assert (status, "not known" in error) == ("failed", True)


EXPLAINED = {
    "telegram": "blocked the bot", "line": "this month's messages", "whatsapp": "more than 24 hours ago",
    "messenger": "more than 24 hours ago",
}  # fmt: skip


def test_a_used_up_quota_or_window_is_explained_to_staff(set_up: Any, platform: Messenger, rasa: FakeRasa) -> None:
    platform.faults = ["used up"]
    with set_up() as url:
        address = Address(url, platform)
        address.say("hello")
        [(status, error)] = settled(rasa)
        assert (status, EXPLAINED[platform.name] in error) == ("failed", True)
        assert platform.sent == []
        address.say("and now?")  # which opens WhatsApp's and Messenger's window again
        said = settled(rasa, 2)
    opened = platform.name in ("whatsapp", "messenger")
    assert [status for status, _ in said] == ["answered" if opened else "failed", "answered"]
    assert [text.partition("\n")[0] for _, text, _ in platform.sent] == [
        *(["Answer to: hello"] if opened else []), "Answer to: and now?",
    ]  # fmt: skip
    assert len(rasa.asked) == 2


def test_once_the_token_is_right_again_staff_can_have_the_answer_sent(
    set_up: Any, platform: Messenger, rasa: FakeRasa
) -> None:
    platform.faults = ["expired"]
    with set_up() as url:
        Address(url, platform).say("hello")
        settled(rasa)
        with writing(rasa.engine) as connection:
            [entry] = find_unanswered(connection)
            assert retry(connection, entry.id)
        wait_for(lambda: entries(rasa) == [("answered", "")])
    assert len(platform.sent) == len(rasa.asked) == 1


def test_a_slow_answer_keeps_no_platform_waiting(set_up: Any, platform: Messenger, rasa: FakeRasa) -> None:
    rasa.seconds = 3.0
    with set_up() as url:
        started = time.monotonic()
        assert Address(url, platform).say("hello") == 200
        assert time.monotonic() - started < rasa.seconds
        assert settled(rasa) == [("answered", "")]
    assert len(platform.sent) == 1


@pytest.mark.parametrize("life", [line.TOKEN_LIFE, -1.0])
def test_line_is_answered_with_the_reply_token_while_it_lives(
    serve: Any, rasa: FakeRasa, life: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "TOKEN_LIFE", life)
    platform = MESSENGERS["line"]()
    with served(platform.app()) as platform.url:
        settings = {name: value.format(url=platform.url) for name, value in platform.settings.items()}
        with serve(**settings) as url:
            Address(url, platform).say("hello")
            assert settled(rasa) == [("answered", "")]
    assert platform.calls == ["/v2/bot/message/reply" if life > 0 else "/v2/bot/message/push"]


def test_a_platform_that_does_not_wait_and_delivers_again_and_again_gets_one_answer(
    set_up: Any, platform: Messenger, rasa: FakeRasa
) -> None:
    """First nobody listens, then the answer to its request comes too late for it, then all is well."""
    port, (body, headers) = free_port(), platform.say("77", "hello")
    delivery = Delivery(f"http://127.0.0.1:{port}/{platform.name}", body, headers, waits=[5.0, 0.0005, 0.0005, 20.0])
    assert delivery.attempt() is None
    with set_up(port=port):
        assert delivery.until_acknowledged() == 200
        assert settled(rasa) == [("answered", "")]
    assert len(platform.sent) == len(rasa.asked) == 1


@pytest.mark.parametrize("people", [40, pytest.param(200, marks=pytest.mark.journey)])
def test_many_people_at_once_are_each_answered_once(
    set_up: Any, platform: Messenger, rasa: FakeRasa, people: int
) -> None:
    async def all_of_them(url: str) -> set[int]:
        limits = httpx.Limits(max_connections=people)
        async with httpx.AsyncClient(base_url=url, timeout=120, trust_env=False, limits=limits) as client:

            async def one(number: int) -> int:
                body, headers = platform.say(str(1000 + number), f"question {number}.")
                return (await client.post(f"/{platform.name}", content=body, headers=headers)).status_code

            return set(await asyncio.gather(*(one(number) for number in range(people))))

    with set_up() as url:
        assert asyncio.run(all_of_them(url)) == {200}
        wait_for(lambda: [status for status, _ in entries(rasa)] == ["answered"] * people, seconds=120)
    said = {user: text.partition(".")[0] for user, text, _ in platform.sent}
    assert len(platform.sent) == people
    assert said == {str(1000 + number): f"Answer to: question {number}" for number in range(people)}


def test_a_megabyte_is_refused(set_up: Any, platform: Messenger, rasa: FakeRasa) -> None:
    with set_up() as url:
        address = Address(url, platform)
        assert address.say("x" * 2**20) == 413
        assert address.say("hello") == 200
        assert settled(rasa) == [("answered", "")]


def test_messages_to_another_number_of_the_business_are_left_alone(serve: Any, rasa: FakeRasa) -> None:
    platform = MESSENGERS["whatsapp"]()
    with served(platform.app()) as platform.url:
        settings = {name: value.format(url=platform.url) for name, value in platform.settings.items()}
        with serve(**{**settings, "WHATSAPP_PHONE_ID": "1147"}) as url:
            assert Address(url, platform).say("hello") == 200
    assert entries(rasa) == []


def test_a_long_answer_comes_in_parts_in_their_order(set_up: Any, platform: Messenger, rasa: FakeRasa) -> None:
    question = "a " * 950
    with set_up() as url:
        Address(url, platform).say(question)
        settled(rasa)
    joined = " ".join(text for _, text, _ in platform.sent)
    assert joined.replace("\n", " ").split()[:952] == ["Answer", "to:", *question.split()]
    assert platform.sent[-1][2]
    assert not any(buttons for _, _, buttons in platform.sent[:-1])


def test_what_staff_write_reaches_the_person_once(set_up: Any, platform: Messenger, rasa: FakeRasa) -> None:
    with set_up() as url:
        Address(url, platform).say("hello")
        settled(rasa)
        with writing(rasa.engine) as connection:
            thread = connection.execute(conversation.select()).one()
            log.record_staff_message(connection, thread.id, "a person here", author="anna")
        wait_for(lambda: len(platform.sent) == 2)
        time.sleep(1.2)
    assert platform.sent[1:] == [("77", "a person here", ())]


def test_nothing_is_written_when_the_platform_forbids_it(set_up: Any, platform: Messenger, rasa: FakeRasa) -> None:
    if platform.name not in ("whatsapp", "messenger"):
        pytest.skip("this platform lets one write at any time")
    with set_up() as url:
        Address(url, platform).say("hello")
        settled(rasa)
        with writing(rasa.engine) as connection:
            thread = connection.execute(conversation.select()).one()
            long_ago = now().replace(year=2020)
            connection.execute(journal.update().values(received_at=long_ago))
            log.record_staff_message(connection, thread.id, "too late", author="anna")
        time.sleep(1.5)
    assert len(platform.sent) == 1


def test_a_receipt_of_failure_shows_the_question_as_unanswered(
    set_up: Any, rasa: FakeRasa, platform: Messenger
) -> None:
    if platform.name != "whatsapp":
        pytest.skip("this platform says at once whether it takes a message")
    with set_up() as url:
        address = Address(url, platform)
        address.say("hello")
        assert settled(rasa) == [("answered", "")]
        status = {"id": "wamid.1", "status": "failed", "errors": [{"code": 131047, "title": "Re-engagement message"}]}
        value = {"metadata": {"phone_number_id": PHONE}}
        for key, kind in ((platform.callbacks[0], "delivered"), ("9999-0", "failed"), (None, "failed")):
            value["statuses"] = [{**status, "status": kind, "biz_opaque_callback_data": key}]
            address.post(*platform.request({"entry": [{"changes": [{"value": value}]}]}))
            assert entries(rasa) == [("answered", "")]
        value["statuses"] = [{**status, "biz_opaque_callback_data": platform.callbacks[0]}]
        assert address.post(*platform.request({"entry": [{"changes": [{"value": value}]}]})) == 200
        [(state, error)] = entries(rasa)
    assert (state, "24 hours" in error) == ("failed", True)


def test_the_address_is_proved_with_the_verify_token(set_up: Any, platform: Messenger) -> None:
    if platform.name not in ("whatsapp", "messenger"):
        pytest.skip("this platform asks for no proof")
    with set_up() as url:
        client = Address(url, platform).client
        query = {"hub.mode": "subscribe", "hub.verify_token": SECRET, "hub.challenge": "4711"}
        assert client.get(f"/{platform.name}", params=query).text == "4711"
        assert client.get(f"/{platform.name}", params={**query, "hub.verify_token": "x"}).status_code == 403


def test_without_its_secrets_a_channel_is_off(serve: Any, platform: Messenger, rasa: FakeRasa) -> None:
    with serve() as url:
        assert Address(url, platform).say("hello") in (404, 405)


@pytest.mark.parametrize("pressed", ['{"x": [Infinity]}', "Infinity", '"\\ud825"', "true", "[1]", '""'])
def test_a_pressed_button_without_a_proper_id_is_taken_all_the_same(serve: Callable[..., Any], pressed: str):
    telegram = MESSENGERS["telegram"]()
    with served(telegram.app()) as url:
        telegram.url = url
        settings = {name: value.format(url=url) for name, value in telegram.settings.items()}
        update = '{"update_id": 7, "callback_query": {"id": %s, "from": {"id": 77}, "data": "b:1:0", "message": {"chat": {"id": 77, "type": "private"}}}}'
        _, headers = telegram.say("77", "x", None)
        with serve(**settings) as public:
            assert Address(public, telegram).post((update % pressed).encode(), headers) == 200
