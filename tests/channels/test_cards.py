"""Programs that an answer describes are shown as cards, in each platform's own form; without a card the answer stands."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from channels.cards import Cards
from channels.desk import Desk
from office.conversations.records import Message
from office.database import connect, metadata, now
from office.knowledge.seeding import seed_database
from office.settings import Settings
from tests.channels.conftest import FakeRasa, details, served
from tests.channels.observing import settled, wait_for
from tests.channels.test_messengers import Address
from tests.platforms.messengers import MESSENGERS, Messenger
from tests.platforms.wechat import APP_ID, SECRET, TOKEN, WeChatServer, event_xml, message_xml, signed
from tests.platforms.wecom import SETTINGS, WeComServer, callback

PROGRAMS = ("accounting-au", "automotive-de")
PAGES = {"PROGRAM_PAGES": "https://www.example.edu/{language}/{program}"}


@pytest.fixture
def told(rasa: FakeRasa) -> FakeRasa:
    """A stand-in whose answers describe a program, on a database that knows it."""
    metadata.create_all(rasa.engine)
    seed_database(rasa.engine)
    rasa.describes = PROGRAMS[:1]
    return rasa


@pytest.fixture(params=list(MESSENGERS))
def platform(request: pytest.FixtureRequest) -> Iterator[Messenger]:
    messenger = MESSENGERS[request.param]()
    with served(messenger.app()) as url:
        messenger.url = url
        yield messenger


def settings_of(platform: Messenger) -> dict[str, str]:
    return {name: value.format(url=platform.url) for name, value in platform.settings.items()}


def test_a_described_program_is_shown_with_its_page(serve: Any, platform: Messenger, told: FakeRasa) -> None:
    with serve(**settings_of(platform), **PAGES) as url:
        Address(url, platform).say("tell me more")
        settled(told)
        wait_for(lambda: platform.cards)
    [(user, title, page)] = platform.cards
    assert (user, page) == ("77", "https://www.example.edu/en/accounting-au")
    assert "ccounting" in title
    assert [text.splitlines()[0] for _, text, _ in platform.sent] == ["Answer to: tell me more"]
    assert len(platform.sent[0][2]) == 2  # the choices are there as well


def test_a_refused_card_does_not_keep_the_answer_from_anybody(serve: Any, platform: Messenger, told: FakeRasa) -> None:
    platform.refuses_cards = True  # of those that are messages of their own
    with serve(**settings_of(platform), **PAGES) as url:
        Address(url, platform).say("tell me more")
        assert settled(told) == [("answered", "")]
    assert len(platform.sent) == 1


def test_without_pages_there_are_no_cards(serve: Any, platform: Messenger, told: FakeRasa) -> None:
    with serve(**settings_of(platform)) as url:
        Address(url, platform).say("tell me more")
        settled(told)
    assert platform.cards == []


@pytest.fixture
def wechat() -> Iterator[WeChatServer]:
    server = WeChatServer()
    with served(server.app()) as url:
        server.url = url
        yield server


@pytest.fixture
def account(serve: Callable[..., Any], wechat: WeChatServer) -> Callable[..., Any]:
    def start(**options: Any) -> Any:
        settings = {
            "WECHAT_APP_ID": APP_ID, "WECHAT_APP_SECRET": SECRET, "WECHAT_TOKEN": TOKEN, "WECHAT_API_URL": wechat.url,
        }  # fmt: skip
        return serve(**{**settings, **PAGES, "WECHAT_WAIT": "2", **options})

    return start


def tell(url: str, xml: str) -> str:
    return httpx.post(f"{url}/wechat", params=signed(), content=xml.encode(), trust_env=False, timeout=10).text


def test_wechat_gets_a_news_card_after_the_text(account: Any, wechat: WeChatServer, told: FakeRasa) -> None:
    wechat.heard("u1")
    with account() as url:
        assert "Answer to: 会计专业" in tell(url, message_xml("u1", "会计专业"))
        wait_for(lambda: wechat.cards)
    [(user, title, page)] = wechat.cards
    assert (user, page) == ("u1", "https://www.example.edu/en/accounting-au")
    assert title


def test_wechat_cards_leave_some_of_the_quota_to_staff(account: Any, wechat: WeChatServer, told: FakeRasa) -> None:
    told.describes = PROGRAMS
    wechat.clicked("u1")  # three messages
    with account(WECHAT_WAIT="0") as url:
        tell(url, event_xml("u1", "CLICK", "ask:list_programs", moment=int(time.time())))
        assert settled(told) == [("answered", "")]
    assert len(wechat.sent) == 1
    assert len(wechat.cards) == 0  # after the text two are left


def test_an_account_that_may_send_no_cards_sends_the_answer(account: Any, wechat: WeChatServer, told: FakeRasa) -> None:
    wechat.takes_cards = False
    wechat.heard("u1")
    with account(WECHAT_WAIT="0") as url:
        tell(url, message_xml("u1", "会计"))
        assert settled(told) == [("answered", "")]
    assert (len(wechat.sent), wechat.cards) == (1, [])


def test_wecom_links_the_page_in_its_menu(serve: Any, told: FakeRasa) -> None:
    server = WeComServer()
    server.hears("c1", "会计")
    with served(server.app()) as server.url, serve(**SETTINGS, **PAGES, WECOM_API_URL=server.url) as url:
        query, body = callback()
        httpx.post(f"{url}/wecom", params=query, content=body, timeout=10, trust_env=False)
        assert settled(told) == [("answered", "")]
    assert [page for _, _, page in server.cards] == ["https://www.example.edu/en/accounting-au"]
    assert len(server.sent) == 1


def test_kakaotalk_shows_text_cards(serve: Any, told: FakeRasa) -> None:
    told.describes = PROGRAMS
    with serve(KAKAO_SECRET="s", **PAGES) as url:
        asked = {"userRequest": {"utterance": "회계", "user": {"id": "u1"}}}
        response = httpx.post(f"{url}/kakaotalk", json=asked, headers={"X-Skill-Secret": "s"}, trust_env=False)
    outputs = response.json()["template"]["outputs"]
    assert 1 < len(outputs) <= 3
    items = outputs[-1]["carousel"]["items"]
    assert outputs[-1]["carousel"]["type"] == "textCard"
    pages = [each["buttons"][0]["webLinkUrl"] for each in items]
    assert pages == [f"https://www.example.edu/en/{program}" for program in PROGRAMS]
    for each in items:
        assert 0 < len(each["title"]) <= 50
        assert 0 < len(each["description"]) <= 128
        assert len(each["buttons"][0]["label"]) <= 14


@pytest.fixture
def cards(tmp_path: Path) -> Iterator[Callable[..., Cards]]:
    engine = connect(f"sqlite:///{tmp_path}/office.db")
    metadata.create_all(engine)
    seed_database(engine)
    desk = Desk(engine)
    yield lambda **settings: Cards(Settings(settings), desk)
    desk.close()
    engine.dispose()


def reply(language: str, **content: Any) -> Message:
    values = {name: None for name in Message.__dataclass_fields__}
    return Message(**{**values, "id": 1, "text": "x", "language": language, "created_at": now(), "reply": content})


async def test_a_card_is_in_the_answers_language_and_leads_to_the_page_in_it(cards: Any) -> None:
    parts = [{"reply": "utter_programs_details", "values": details("accounting-au")}]
    [card] = await cards(PUBLIC_URL="https://chat.example.edu/").of([reply("ko", parts=parts)], most=3)
    assert card.url == "https://chat.example.edu/?lang=ko#program-accounting-au"
    assert card.more == "자세히 보기"
    assert card.title not in card.text
    assert "\n" not in card.text


@pytest.mark.parametrize(
    "parts",
    [None, "x", [1], [{}], [{"reply": "utter_programs_details"}], [{"reply": "utter_programs_details", "values": []}]],
)
async def test_a_reply_that_describes_no_program_has_no_card(cards: Any, parts: Any) -> None:
    assert await cards(**PAGES).of([reply("en", parts=parts)], most=3) == ()
