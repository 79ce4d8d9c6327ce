"""Going on on another channel by a code that works once."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from channels.elsewhere import wants_to_go_elsewhere
from office.conversations import queries, resuming, sessions
from office.conversations.delivery_tables import resume_code
from office.database import now, reading, writing
from office.languages import CODES
from office.settings import ROOT
from office.wording.catalogues import translate
from tests.channels.conftest import FakeRasa, Visitor
from tests.databases import database, postgres_engine, sqlite_database
from tests.platforms.wechat import message_xml, reply_of, signed

__all__ = ["database", "postgres_engine", "sqlite_database"]

WECHAT = {"WECHAT_APP_ID": "wx1", "WECHAT_APP_SECRET": "s", "WECHAT_TOKEN": "the-token", "WECHAT_WAIT": "3"}


def code_in(text: str) -> str:
    found = re.search(r"[A-Z2-9]{8}", text)
    assert found, text
    return found.group()


def wechat(url: str, text: str, user: str = "u1") -> str:
    xml = message_xml(user, text).encode()
    return reply_of(httpx.post(f"{url}/wechat", params=signed(), content=xml, trust_env=False, timeout=10)) or ""


def test_a_website_conversation_goes_on_on_wechat(serve: Any, rasa: FakeRasa) -> None:
    with serve(**WECHAT) as url, httpx.Client(base_url=url, timeout=20, trust_env=False) as client:
        visitor = Visitor(client).open(language="de")
        visitor.say("erste Frage")
        code = code_in(visitor.say("/resume").json()["messages"][0]["text"])
        assert wechat(url, f"/resume {code.lower()}")
        assert wechat(url, "zweite Frage").startswith("Answer to: zweite Frage")
        assert "zweite Frage" in visitor.texts()  # one thread, seen from both
        assert code not in "".join(visitor.texts()[4:])
        refused = wechat(url, f"/resume {code}", user="u2")
    with reading(rasa.engine) as connection:
        found = queries.find_conversations(connection)
    assert [(each.channel, each.channel_user) for each in found] == [("wechat", "u2"), ("wechat", "u1")]
    assert refused
    assert [each["message"] for each in rasa.asked] == ["erste Frage", "zweite Frage"]


def test_a_wechat_conversation_goes_on_on_the_website(serve: Any, rasa: FakeRasa) -> None:
    with serve(**WECHAT) as url, httpx.Client(base_url=url, timeout=20, trust_env=False) as client:
        wechat(url, "第一个问题")
        code = code_in(wechat(url, "/resume"))
        visitor = Visitor(client).open()
        assert visitor.say(f"/resume {code}").status_code == 200
        assert visitor.texts()[0] == "第一个问题"


WORDS = {
    "en": ("I want to continue on my phone", "Can we continue this chat on WhatsApp?", "switch to WeChat please"),
    "zh": ("我想在手机上继续聊", "換到微信繼續聊", "可以把对话转到微信吗"),
    "th": ("อยากคุยต่อบนมือถือ", "ขอย้ายไปคุยในไลน์"),
    "ko": ("휴대폰에서 이어서 하고 싶어요", "다른 기기에서 계속하고 싶습니다"),
    "de": ("Ich möchte auf meinem Handy weitermachen", "Kann ich über WhatsApp weiterchatten?"),
    "ru": ("Я хочу продолжить на телефоне", "Можно продолжить разговор в WhatsApp?"),
    "fr": ("Je voudrais continuer sur mon téléphone", "Peut-on poursuivre cette conversation sur WhatsApp ?"),
    "ar": ("أريد متابعة المحادثة على هاتفي", "هل يمكنني أن أكمل على جهاز آخر؟"),
    "es": ("Quiero continuar en mi móvil", "¿Podemos seguir la conversación en WhatsApp?"),
    "ja": ("スマホで続けたいです", "別の端末で続けられますか"),
    "vi": ("Tôi muốn tiếp tục trên điện thoại", "Chuyển sang Zalo được không?"),
    "id": ("Saya ingin lanjut di HP", "Bisa lanjutkan obrolan ini di WhatsApp?"),
}


@pytest.mark.parametrize("language", CODES)
def test_the_wish_to_go_on_elsewhere_is_understood_in_every_language(language: str) -> None:
    for text in (*WORDS[language], translate(language, "utter_conversation_resume_button")):
        assert wants_to_go_elsewhere(text), text


def test_no_training_sentence_is_taken_for_the_wish_to_go_on_elsewhere() -> None:
    taken = []
    for path in (ROOT / "data" / "nlu").rglob("*.yml"):
        for line in path.read_text("utf-8").splitlines():
            sentence = re.sub(r"\[([^\]]*)\](\{[^}]*\}|\([^)]*\))?", r"\1", line.strip().removeprefix("- "))
            if wants_to_go_elsewhere(sentence):
                taken.append(sentence)
    assert taken == []


@pytest.mark.parametrize("text", ["Can I switch to the computer program?", "我想换专业", "continue", "phone", ""])
def test_other_wishes_are_not_taken_for_it(text: str) -> None:
    assert not wants_to_go_elsewhere(text)


def test_whoever_says_so_gets_the_code_at_once(serve: Any, rasa: FakeRasa) -> None:
    with serve(**WECHAT) as url, httpx.Client(base_url=url, timeout=20, trust_env=False) as client:
        visitor = Visitor(client).open(language="de")
        visitor.say("erste Frage")
        code = code_in(visitor.say("Ich möchte auf meinem Handy weitermachen").json()["messages"][0]["text"])
        assert wechat(url, f"/resume {code}")
        assert wechat(url, "zweite Frage").startswith("Answer to: zweite Frage")
    assert [each["message"] for each in rasa.asked] == ["erste Frage", "zweite Frage"]


def test_the_button_for_it_gives_a_code_pressed_and_typed(serve: Any, rasa: FakeRasa, elsewhere_button: None) -> None:
    with serve(**WECHAT) as url, httpx.Client(base_url=url, timeout=20, trust_env=False) as client:
        visitor = Visitor(client).open()
        answer = visitor.say("what can you do?").json()["messages"][0]
        assert code_in(visitor.press(answer["id"], 0).json()["messages"][0]["text"])
        wechat(url, "你能做什么？")
        assert code_in(wechat(url, "1"))
    assert len(rasa.asked) == 2


@pytest.fixture
def elsewhere_button(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answers of the stand-in have the button that the answer to "what can you do?" has."""
    monkeypatch.setattr("tests.channels.conftest.BUTTONS", [{"title": "Go on", "payload": "/resume"}])


def test_a_wrong_code_opens_nothing(serve: Any, rasa: FakeRasa) -> None:
    with serve(**WECHAT) as url, httpx.Client(base_url=url, timeout=20, trust_env=False) as client:
        visitor = Visitor(client).open()
        answer = visitor.say("/resume ABCDEFGH").json()["messages"]
        assert "not valid" in answer[0]["text"]
        assert len(visitor.texts()) == 2


def test_codes_die_with_use_age_and_a_newer_code(database: Any) -> None:
    with writing(database) as connection:
        asked = sessions.open_conversation(connection, channel="website")
        here = sessions.open_conversation(connection, channel="line", channel_user="L1")
        first = resuming.issue_code(connection, asked.id)
        second = resuming.issue_code(connection, asked.id)
        assert resuming.redeem_code(connection, first, here=here) is None
        assert resuming.redeem_code(connection, second, here=here) == asked.id
        assert resuming.redeem_code(connection, second, here=here) is None
        moved = queries.get_conversation(connection, asked.id)
        assert (moved.channel, moved.channel_user) == ("line", "L1")
        old = resuming.issue_code(connection, here.id)
        connection.execute(sa.update(resume_code).values(expires_at=now()))
        assert resuming.redeem_code(connection, old, here=moved) is None


@pytest.mark.parametrize("text", ["/resumed", "resume", "/resume a b", "please /resume"])
def test_only_the_command_itself_is_taken_for_it(serve: Any, rasa: FakeRasa, text: str) -> None:
    with serve() as url, httpx.Client(base_url=url, timeout=20, trust_env=False) as client:
        assert Visitor(client).open().say(text).json()["messages"][0]["text"].startswith("Answer to:")
