"""The review queue: what gets into it, why, and in which order."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from office.conversations import review_queue
from office.conversations.feedback import record_rating
from office.conversations.handoffs import request_handoff
from office.conversations.review_tables import review_item
from office.conversations.tables import feedback, handoff
from office.database import now, writing
from tests.talk import ask, begin, say

LONG_AGO = timedelta(minutes=5)


@pytest.fixture(autouse=True)
def no_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_queue, "SAMPLE", 0)


def reasons(connection: Connection, message_id: int) -> list[str] | None:
    return connection.execute(sa.select(review_item.c.reasons).where(review_item.c.message_id == message_id)).scalar()


def quiet(connection: Connection) -> None:
    """Everybody has used these words before, so that no wording is new."""
    for _ in range(2):
        ask(connection, "what does the visa cost please tell", ago=timedelta(days=1))


def test_a_sure_answer_is_no_risk(whole_database: Engine):
    with writing(whole_database) as connection:
        _, question, _ = ask(connection, "fees?", intent="ask_tuition", confidence=0.96, ago=LONG_AGO)
        review_queue.refresh(connection)
        assert reasons(connection, question) is None


def test_what_was_not_understood_or_hardly_is_a_risk(whole_database: Engine):
    with writing(whole_database) as connection:
        _, lost, _ = ask(connection, "?", intent="nlu_fallback", confidence=0.2, fallback=True, ago=LONG_AGO)
        _, unsure, _ = ask(connection, "?", intent="ask_visa", confidence=0.5, ago=LONG_AGO)
        review_queue.refresh(connection)
        assert reasons(connection, lost) == ["fallback", "low_confidence"]
        assert reasons(connection, unsure) == ["low_confidence"]


def test_the_same_question_again_is_a_risk_but_small_talk_is_not(whole_database: Engine):
    with writing(whole_database) as connection:
        name = begin(connection)
        common = {"ago": LONG_AGO, "confidence": 0.95}
        say(connection, name, "fees?", intent="ask_tuition", **common)
        again = say(connection, name, "the fees!", intent="ask_tuition", **common)
        other = say(
            connection,
            name,
            "and there?",
            intent="ask_tuition",
            entities=[{"entity": "country", "value": "KR"}],
            **common,
        )
        say(connection, name, "thanks", intent="thank", **common)
        thanks = say(connection, name, "thanks!", intent="thank", **common)
        review_queue.refresh(connection)
        assert reasons(connection, again) == ["repeated"]
        assert reasons(connection, other) is None
        assert reasons(connection, thanks) is None


def test_a_thumb_down_puts_the_question_before_it_into_the_queue(whole_database: Engine):
    with writing(whole_database) as connection:
        name, question, answer = ask(connection, "fees?", intent="ask_tuition", confidence=0.95, ago=LONG_AGO)
        review_queue.refresh(connection)
        assert reasons(connection, question) is None
        record_rating(connection, name, answer, -1)
        connection.execute(sa.update(feedback).values(created_at=now() - LONG_AGO))
        review_queue.refresh(connection)
        assert reasons(connection, question) == ["thumbs_down"]


def test_a_thumb_up_is_no_risk(whole_database: Engine):
    with writing(whole_database) as connection:
        name, question, answer = ask(connection, "fees?", intent="ask_tuition", confidence=0.95, ago=LONG_AGO)
        record_rating(connection, name, answer, 1)
        connection.execute(sa.update(feedback).values(created_at=now() - LONG_AGO))
        review_queue.refresh(connection)
        assert reasons(connection, question) is None


def test_a_wish_for_a_person_points_at_the_question_before_it(whole_database: Engine):
    with writing(whole_database) as connection:
        name, question, _ = ask(connection, "fees?", intent="ask_tuition", confidence=0.95, ago=LONG_AGO)
        say(connection, name, "a person please", intent="request_human", confidence=0.99, ago=LONG_AGO)
        request_handoff(connection, name)
        connection.execute(sa.update(handoff).values(created_at=now() - timedelta(minutes=1)))
        review_queue.refresh(connection)
        assert reasons(connection, question) == ["handoff"]


@pytest.mark.parametrize(
    ("known", "text", "is_new"),
    [
        ("what does the visa cost please", "please what does the visa cost", False),
        ("what does the visa cost please", "whereabouts might petrol stations operate nightly", True),
        ("请问学费是多少钱呢", "请问学费是多少", False),
        ("请问学费是多少钱呢", "宿舍里面可以养猫吗", True),
        ("ค่าเทอมเท่าไหร่คะ", "เลี้ยงแมวในหอได้มั้ย", True),
        ("what does the visa cost please", "ok", False),
    ],
)
def test_new_wording_is_what_nobody_has_said(whole_database: Engine, known: str, text: str, is_new: bool):
    with writing(whole_database) as connection:
        ask(connection, known, ago=timedelta(days=1))
        _, question, _ = ask(connection, text, intent="ask_visa", confidence=0.95, ago=LONG_AGO)
        review_queue.refresh(connection)
        assert reasons(connection, question) == (["new_wording"] if is_new else None)


def test_what_was_looked_at_is_not_looked_at_again(whole_database: Engine):
    with writing(whole_database) as connection:
        ask(connection, "?", intent="ask_visa", confidence=0.4, ago=LONG_AGO)
        assert review_queue.refresh(connection) == 2
        assert review_queue.refresh(connection) == 0


def test_a_turn_that_may_not_be_finished_waits(whole_database: Engine):
    with writing(whole_database) as connection:
        ask(connection, "?", intent="ask_visa", confidence=0.4)
        assert review_queue.refresh(connection) == 0


def test_the_random_sample_has_its_share_and_does_not_look_at_risk(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(review_queue, "SAMPLE", 4)
    sampled = sum(review_queue.is_sampled(number) for number in range(20_000))
    assert 600 < sampled < 1000
    assert [review_queue.is_sampled(7)] * 3 == [review_queue.is_sampled(7) for _ in range(3)]


def test_a_sampled_message_without_risk_is_in_the_queue(whole_database: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(review_queue, "SAMPLE", 100)
    with writing(whole_database) as connection:
        quiet(connection)
        _, question, _ = ask(connection, "what does the visa cost", intent="ask_visa", confidence=0.99, ago=LONG_AGO)
        review_queue.refresh(connection)
        row = connection.execute(sa.select(review_item).where(review_item.c.message_id == question)).one()
    assert (row.sampled, row.reasons, row.risk) == (True, [], 0.0)
