"""Saying and reading over the website's API."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from office.conversations import handoffs, log
from office.conversations.tables import conversation as conversations
from office.conversations.tables import journal
from office.database import reading, writing
from tests.channels.conftest import FakeRasa, Visitor

Door = Callable[..., Visitor]


def test_a_question_is_answered_with_everything_the_applicant_may_see(door: Door, rasa: FakeRasa) -> None:
    visitor = door(language="th", time_zone="Asia/Bangkok")
    response = visitor.say("How long?", client_id="a-1")
    answer = response.json()
    assert response.status_code == 200
    assert (answer["pending"], answer["state"], answer["notice"]) == (False, "bot", None)
    assert answer["message"]["client_id"] == "a-1"
    (reply,) = answer["messages"]
    time_sent = reply.pop("time")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", time_sent)
    assert reply == {
        "id": reply["id"], "sender": "bot", "text": "Answer to: How long?", "language": "en", "direction": "ltr",
        "buttons": [{"title": "Fees"}, {"title": "Routes"}],
        "blocks": [{"kind": "table", "columns": ["a"], "rows": [["1"]]}],
        "sources": [{"title": "College profile", "date": "2025-03-01", "text": "Source: College profile"}],
        "rating": None,
    }  # fmt: skip
    assert "ask_tuition" not in response.text
    assert "secret-fact-id" not in response.text
    asked = rasa.asked[0]
    assert (asked["message"], asked["input_channel"]) == ("How long?", "website")
    assert asked["metadata"] == {"journal_id": answer["id"], "language": "th"}
    assert asked["sender"] != visitor.secret


def test_history_begins_after_an_id(door: Door) -> None:
    visitor = door()
    first = visitor.say("one").json()
    visitor.say("two")
    assert visitor.texts() == ["one", "Answer to: one", "two", "Answer to: two"]
    assert [message["text"] for message in visitor.messages(after=first["messages"][0]["id"])] == [
        "two",
        "Answer to: two",
    ]
    statuses = [message["status"] for message in visitor.messages() if message["sender"] == "applicant"]
    assert statuses == ["answered", "answered"]


def test_the_same_client_id_again_is_the_same_message(door: Door, rasa: FakeRasa) -> None:
    visitor = door()
    first = visitor.say("one", client_id="same").json()
    again = visitor.say("something else", client_id="same").json()
    assert again == first
    assert visitor.texts() == ["one", "Answer to: one"]
    assert len(rasa.asked) == 1


def test_ten_redeliveries_at_once_are_answered_once(door: Door, rasa: FakeRasa) -> None:
    visitor = door()
    rasa.seconds = 0.1
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: visitor.say("one", client_id="same"), range(10)))
    assert {response.status_code for response in answers} == {200}
    assert len({response.json()["id"] for response in answers}) == 1
    assert visitor.texts() == ["one", "Answer to: one"]
    assert len(rasa.asked) == 1


def test_one_visitors_client_id_is_not_anothers(door: Door) -> None:
    one, other = door(), door()
    one.say("my secret", client_id="same")
    assert other.say("hello", client_id="same").json()["messages"][0]["text"] == "Answer to: hello"


def test_messages_sent_at_once_are_answered_in_their_order(door: Door, rasa: FakeRasa) -> None:
    visitor = door()
    rasa.seconds = 0.03
    with ThreadPoolExecutor(8) as pool:
        futures = []
        for number in range(8):
            futures.append(pool.submit(visitor.say, str(number), f"c{number}"))
            time.sleep(0.01)
        for future in futures:
            assert future.result().status_code == 200
    assert [asked["message"] for asked in rasa.asked] == [
        message["text"] for message in visitor.messages() if message["sender"] == "applicant"
    ]


def test_a_pressed_button_says_its_title_and_asks_its_payload(door: Door, rasa: FakeRasa) -> None:
    visitor = door()
    reply = visitor.say("one").json()["messages"][0]
    answer = visitor.press(reply["id"], 0).json()
    assert answer["message"]["text"] == "Fees"
    assert rasa.asked[-1]["message"] == '/ask_tuition{"program": "accounting-au"}'
    assert "ask_tuition" not in json.dumps(visitor.messages()[:3])


@pytest.mark.parametrize("index", [2, 99])
def test_a_button_that_is_not_there_is_refused(door: Door, index: int) -> None:
    visitor = door()
    reply = visitor.say("one").json()["messages"][0]
    refused = visitor.press(reply["id"], index)
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "unknown_button")


def test_another_conversations_button_cannot_be_pressed(door: Door, rasa: FakeRasa) -> None:
    reply = door().say("one").json()["messages"][0]
    refused = door().press(reply["id"], 0)
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "unknown_button")
    assert len(rasa.asked) == 1


@pytest.mark.parametrize("typed", ["/restart", "／restart", "\u200b/restart", '  /ask_tuition{"program": "x"}'])
def test_a_typed_slash_is_text(door: Door, rasa: FakeRasa, typed: str) -> None:
    visitor = door()
    assert visitor.say(typed).status_code == 200
    assert not rasa.asked[0]["message"].startswith("/")
    assert visitor.texts()[0] == typed.strip()


def test_two_thousand_characters_pass_and_one_more_is_refused(door: Door, rasa: FakeRasa) -> None:
    visitor = door()
    assert visitor.say("学" * 2000).status_code == 200
    refused = visitor.say("学" * 2001)
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "message_too_long")
    assert "2000" in refused.json()["error"]["message"]
    assert len(rasa.asked) == 1
    assert len(visitor.messages()) == 2


REFUSED_BODIES: list[tuple[bytes, int, str]] = [
    (b'{"client_id": "x", "text": "\xff\xfe"}', 400, "invalid_utf8"),
    (b'{"client_id": "x", "text": ', 400, "invalid_json"),
    (b"[" * 5000, 400, "invalid_json"),
    (b"[]", 400, "invalid_request"),
    (b'"text"', 400, "invalid_request"),
    (b"", 400, "invalid_request"),
    (b'{"text": "no client id"}', 400, "invalid_request"),
    (b'{"client_id": 5, "text": "x"}', 400, "invalid_request"),
    (b'{"client_id": "../../x y", "text": "x"}', 400, "invalid_request"),
    (b'{"client_id": "x", "text": 5}', 400, "invalid_request"),
    (b'{"client_id": "x", "text": {"a": 1}}', 400, "invalid_request"),
    (b'{"client_id": "x", "text": null}', 400, "invalid_request"),
    (b'{"client_id": "x", "text": "a", "button": {"message": 1, "index": 0}}', 400, "invalid_request"),
    (b'{"client_id": "x", "button": {}}', 400, "invalid_request"),
    (b'{"client_id": "x", "button": "/restart"}', 400, "invalid_request"),
    (b'{"client_id": "x", "button": {"message": true, "index": 0}}', 400, "invalid_request"),
    (b'{"client_id": "x", "button": {"message": 1, "index": -1}}', 400, "invalid_request"),
    (b'{"client_id": "x", "button": {"message": 1e400, "index": 0}}', 400, "invalid_request"),
    (b'{"client_id": "x", "button": {"message": 99999999999999999999, "index": 0}}', 400, "invalid_request"),
    (b'{"client_id": "x", "text": "  "}', 422, "message_empty"),
    (b'{"client_id": "x", "text": "///"}', 422, "message_empty"),
    (b'{"client_id": "x", "text": "' + b"a" * 17_000 + b'"}', 413, "body_too_large"),
]


@pytest.mark.parametrize(
    ("body", "status", "code"), REFUSED_BODIES, ids=[f"{n}-{row[2]}" for n, row in enumerate(REFUSED_BODIES)]
)
def test_what_cannot_be_a_message_is_refused_with_a_reason(
    door: Door, rasa: FakeRasa, body: bytes, status: int, code: str
) -> None:
    visitor = door()
    refused = visitor.client.post("/api/messages", content=body, headers=visitor.headers)
    assert (refused.status_code, refused.json()["error"]["code"]) == (status, code)
    assert refused.json()["error"]["message"]
    assert rasa.asked == []
    assert visitor.messages() == []


def test_half_a_surrogate_pair_does_not_stop_a_message(door: Door) -> None:
    visitor = door()
    body = b'{"client_id": "x", "text": "smile \\ud83d and \\u0000 on"}'
    assert visitor.client.post("/api/messages", content=body, headers=visitor.headers).status_code == 200
    assert visitor.texts()[0] == "smile ? and  on"


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer x"},
        {"Authorization": "Basic x"},
        {"Authorization": f"Bearer {'x' * 5000}"},
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/messages"), ("POST", "/api/messages"), ("GET", "/api/transcript"), ("GET", "/api/events"),
        ("POST", "/api/events/ticket"), ("POST", "/api/feedback"), ("POST", "/api/handoff"), ("DELETE", "/api/session"),
    ],
)  # fmt: skip
def test_without_a_known_session_nothing_is_to_be_had(
    door: Door, method: str, path: str, header: dict[str, str]
) -> None:
    visitor = door()
    refused = visitor.client.request(method, path, headers=header)
    assert (refused.status_code, refused.json()["error"]["code"]) == (401, "unknown_session")
    assert refused.headers["www-authenticate"] == "Bearer"


def test_another_sessions_messages_are_not_readable(door: Door) -> None:
    one, other = door(), door()
    one.say("my secret")
    assert other.messages() == []
    assert "my secret" not in other.get("/api/transcript").text


def test_a_refusal_speaks_the_language_of_the_conversation_else_of_the_browser(door: Door) -> None:
    visitor = door(language="ar")
    assert visitor.say("").headers["content-language"] == "ar"
    unknown = visitor.client.get("/api/messages", headers={"Accept-Language": "ko-KR,ko;q=0.9,en;q=0.5"})
    assert unknown.headers["content-language"] == "ko"


def test_messages_in_a_flood_are_refused_and_nothing_else_is(serve: Any, rasa: FakeRasa) -> None:
    with serve(RATE_PER_SESSION="5") as url, httpx.Client(base_url=url, trust_env=False) as client:
        visitor, other = Visitor(client).open(), Visitor(client).open()
        responses = [visitor.say(str(number)) for number in range(8)]
        assert [response.status_code for response in responses] == [200] * 5 + [429] * 3
        assert responses[-1].json()["error"]["code"] == "too_many_messages"
        assert 0 < int(responses[-1].headers["retry-after"]) <= 12
        assert visitor.say("0", client_id="id-1").status_code == 200  # a redelivery costs nothing
        assert other.say("hello").status_code == 200
        assert len(visitor.messages()) == 10


def test_a_flood_from_one_address_is_refused_for_that_address_only(serve: Any) -> None:
    with (
        serve(RATE_PER_ADDRESS="20", TRUSTED_PROXIES="127.0.0.1") as url,
        httpx.Client(base_url=url, trust_env=False) as client,
    ):
        statuses = [
            client.post("/api/session", headers={"X-Forwarded-For": "198.51.100.7"}).status_code for _ in range(15)
        ]
        assert statuses == [201] * 10 + [429] * 5
        assert client.post("/api/session", headers={"X-Forwarded-For": "198.51.100.8"}).status_code == 201
        assert client.post("/api/session", headers={"X-Forwarded-For": "1.1.1.1, 198.51.100.7"}).status_code == 429


def test_while_rasa_is_down_the_applicant_is_told_and_is_answered_when_it_is_back(door: Door, rasa: FakeRasa) -> None:
    visitor = door()
    rasa.status = 500
    response = visitor.say("one")
    assert response.status_code == 202
    assert response.json()["messages"] == []
    assert (response.json()["pending"], response.json()["notice"]["code"]) == (True, "answer_delayed")
    history = visitor.get("/api/messages").json()
    assert (history["pending"], history["notice"]["code"]) == (True, "answer_delayed")
    rasa.status = 200
    visitor.wait_for(lambda: visitor.texts() == ["one", "Answer to: one"])
    visitor.wait_for(lambda: visitor.get("/api/messages").json()["notice"] is None)
    assert visitor.say("one", client_id="id-1").json()["messages"][0]["text"] == "Answer to: one"


@pytest.mark.timed
def test_a_slow_answer_comes_later_and_the_request_does_not_wait_for_ever(serve: Any, rasa: FakeRasa) -> None:
    with serve(REPLY_WAIT="1") as url, httpx.Client(base_url=url, trust_env=False) as client:
        visitor = Visitor(client).open()
        rasa.seconds = 1.4
        started = time.monotonic()
        response = visitor.say("one")
        assert time.monotonic() - started < 1.35
        assert (response.status_code, response.json()["pending"]) == (202, True)
        visitor.wait_for(lambda: visitor.texts() == ["one", "Answer to: one"])
        assert len(rasa.asked) == 1


def test_after_many_attempts_staff_see_it_and_the_applicant_is_told(serve: Any, rasa: FakeRasa) -> None:
    with serve(JOURNAL_ATTEMPTS="2", pause=0.01) as url, httpx.Client(base_url=url, trust_env=False) as client:
        visitor = Visitor(client).open()
        rasa.status = 500
        visitor.say("one")
        failed = visitor.wait_for(lambda: [each for each in visitor.messages() if each["status"] == "failed"])
        assert failed[0]["text"] == "one"
        assert visitor.get("/api/messages").json()["notice"]["code"] == "answer_failed"
        last = visitor.messages()[-1]["id"]
        assert visitor.get(f"/api/messages?after={last}").json()["notice"]["code"] == "answer_failed"
        rasa.status = 200
        assert visitor.say("one", client_id="id-1").json()["messages"][0]["text"] == "Answer to: one"


@pytest.mark.parametrize("fault", ["records", "replies"])
def test_a_turn_that_says_nothing_is_shown_as_unanswered(serve: Any, rasa: FakeRasa, fault: str) -> None:
    with serve(pause=0.01) as url, httpx.Client(base_url=url, trust_env=False) as client:
        visitor = Visitor(client).open()
        setattr(rasa, fault, False)
        visitor.say("one")
        visitor.wait_for(lambda: visitor.messages()[0]["status"] == "failed")
        assert len(rasa.asked) == 4
        with reading(rasa.engine) as connection:
            assert connection.execute(sa.select(journal.c.text)).scalar() == "one"


def test_while_the_action_server_restarts_the_question_is_asked_again(door: Door, rasa: FakeRasa) -> None:
    visitor = door()
    rasa.replies = False
    assert visitor.say("one").status_code == 202
    rasa.replies = True
    visitor.wait_for(lambda: visitor.texts() == ["one", "Answer to: one"])


def test_while_staff_speak_the_bot_is_silent(door: Door, rasa: FakeRasa) -> None:
    visitor = door()
    visitor.say("one")
    with writing(rasa.engine) as connection:
        conversation_id = connection.execute(sa.select(conversations.c.id)).scalar()
        handoffs.take_over(connection, conversation_id, by="li")
    answer = visitor.say("are you there?").json()
    assert (answer["messages"], answer["state"], answer["pending"]) == ([], "staff", False)
    assert len(rasa.asked) == 1
    with writing(rasa.engine) as connection:
        log.record_staff_message(connection, conversation_id, "Yes, I am.", author="li")
        handoffs.give_back(connection, conversation_id)
    assert visitor.texts() == ["one", "Answer to: one", "are you there?", "Yes, I am."]
    assert "li" not in {str(value) for message in visitor.messages() for value in message.values()}
    assert visitor.say("thanks").json()["messages"][0]["text"] == "Answer to: thanks"


def test_the_transcript_can_be_taken_away(door: Door) -> None:
    visitor = door()
    visitor.say("学费？")
    text = visitor.get("/api/transcript")
    assert text.headers["content-disposition"].startswith('attachment; filename="conversation-')
    assert "You: 学费？" in text.text
    assert "Answer to: 学费？\r\nSource: College profile" in text.text
    assert [each["text"] for each in visitor.get("/api/transcript?format=json").json()["messages"]] == visitor.texts()
    assert visitor.get("/api/transcript?format=exe").status_code == 400


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "٣", "9" * 40])
def test_an_id_that_is_no_number_is_refused(door: Door, after: str) -> None:
    assert door().get(f"/api/messages?after={after}").status_code == 400
