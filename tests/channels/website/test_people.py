"""Feedback and hand-off over the website's API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from office.conversations import handoffs
from office.database import reading
from tests.channels.conftest import FakeRasa, Visitor

Door = Callable[..., Visitor]


def test_an_answer_is_rated_and_the_rating_stays(door: Door) -> None:
    visitor = door()
    reply = visitor.say("one").json()["messages"][0]
    assert visitor.post("/api/feedback", {"message": reply["id"], "rating": 1}).json() == {
        "message": reply["id"],
        "rating": 1,
    }
    assert visitor.post("/api/feedback", {"message": reply["id"], "rating": -1, "comment": "หมดอายุ"}).status_code == 200
    assert visitor.messages()[1]["rating"] == -1


@pytest.mark.parametrize("rating", [0, 2, "1", True, None, 1.0, [1]])
def test_a_rating_is_one_or_minus_one(door: Door, rating: Any) -> None:
    visitor = door()
    reply = visitor.say("one").json()["messages"][0]
    assert visitor.post("/api/feedback", {"message": reply["id"], "rating": rating}).status_code == 400


def test_neither_questions_nor_others_answers_can_be_rated(door: Door) -> None:
    one, other = door(), door()
    answer = one.say("one").json()
    for visitor, message in ((one, answer["message"]), (other, answer["messages"][0])):
        refused = visitor.post("/api/feedback", {"message": message["id"], "rating": 1})
        assert (refused.status_code, refused.json()["error"]["code"]) == (404, "unknown_message")


def test_a_long_comment_is_refused(door: Door) -> None:
    visitor = door()
    reply = visitor.say("one").json()["messages"][0]
    refused = visitor.post("/api/feedback", {"message": reply["id"], "rating": 1, "comment": "x" * 1001})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "comment_too_long")


def test_a_person_can_be_asked_for(door: Door, rasa: FakeRasa) -> None:
    visitor = door(language="th")
    contact = {"kind": "email", "value": "som@example.org"}
    response = visitor.post("/api/handoff", {"reason": "visa", "contact": contact, "consent": True})
    assert response.status_code == 201
    assert response.json()["state"] == "waiting"
    assert response.json()["message"]
    assert visitor.get("/api/messages").json()["state"] == "waiting"
    with reading(rasa.engine) as connection:
        (request,) = handoffs.find_handoffs(connection)
    assert (request.reason, request.language, request.contact) == ("visa", "th", "som@example.org")
    assert visitor.say("and the fees?").json()["messages"]  # the bot goes on until a person takes over


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"contact": {"kind": "email", "value": "som@example.org"}}, 422, "consent_needed"),
        ({"contact": {"kind": "email", "value": "nonsense"}, "consent": True}, 422, "contact_not_valid"),
        ({"contact": {"kind": "pigeon", "value": "x"}, "consent": True}, 422, "contact_unknown_kind"),
        ({"contact": {"value": "x"}, "consent": True}, 422, "contact_unknown_kind"),
        ({"contact": "som@example.org", "consent": True}, 400, "invalid_request"),
        ({"contact": {}, "consent": "yes"}, 400, "invalid_request"),
        ({"reason": ["x"]}, 400, "invalid_request"),
    ],
)
def test_contacts_need_consent_and_a_form(door: Door, body: dict[str, Any], status: int, code: str) -> None:
    refused = door().post("/api/handoff", body)
    assert (refused.status_code, refused.json()["error"]["code"]) == (status, code)
