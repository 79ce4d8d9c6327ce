"""Insights: counts that are right to the day of the office's zone, shares with an honest interval."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from office.conversations import insights, review_queue
from office.conversations.feedback import record_rating
from office.conversations.handoffs import request_handoff
from office.conversations.insights import Period, wilson
from office.conversations.review_tables import review_item
from office.conversations.reviews import Judgement, record_review
from office.conversations.tables import conversation, feedback, handoff
from office.database import reading, writing
from tests.talk import ask, begin, say

SHANGHAI = ZoneInfo("Asia/Shanghai")
PERIOD = Period(date(2026, 11, 1), date(2026, 11, 3), SHANGHAI)
NOON = datetime(2026, 11, 2, 4, 0)  # twelve o'clock in Shanghai


def test_a_day_is_a_day_of_the_office(whole_database: Engine):
    with writing(whole_database) as connection:
        for moment in (
            datetime(2026, 10, 31, 15, 59),  # 23:59 on 31 October in Shanghai
            datetime(2026, 10, 31, 16, 0),  # midnight, 1 November
            datetime(2026, 11, 1, 15, 59),
            datetime(2026, 11, 3, 15, 59),
            datetime(2026, 11, 3, 16, 0),  # 4 November
        ):
            name = begin(connection)
            say(connection, name, "?", at=moment)
            connection.execute(sa.update(conversation).where(conversation.c.id == name).values(created_at=moment))
    with reading(whole_database) as connection:
        assert insights.volumes(connection, PERIOD) == [
            (date(2026, 11, 1), 2, 2),
            (date(2026, 11, 2), 0, 0),
            (date(2026, 11, 3), 1, 1),
        ]


def test_zones_of_half_hours_are_right_too(whole_database: Engine):
    kolkata = Period(date(2026, 11, 1), date(2026, 11, 1), ZoneInfo("Asia/Kolkata"))
    with writing(whole_database) as connection:
        name = begin(connection)
        say(connection, name, "?", at=datetime(2026, 10, 31, 18, 29))
        say(connection, name, "?", at=datetime(2026, 10, 31, 18, 30))
        assert insights.volumes(connection, kolkata)[0][2] == 1


def test_languages_channels_and_questions_are_counted(whole_database: Engine):
    with writing(whole_database) as connection:
        name = begin(connection)
        for language, intent in (("zh", "ask_visa"), ("zh-Hant", "ask_visa"), ("th", "greet"), ("th", "ask_tuition")):
            say(connection, name, "?", at=NOON, language=language, intent=intent, confidence=0.9)
        say(connection, name, "!", sender="bot", at=NOON)
        assert insights.languages(connection, PERIOD) == [("th", 2), ("zh", 2)]
        assert insights.channels(connection, PERIOD) == [("website", 4)]
        assert insights.intents(connection, PERIOD) == [("ask_visa", 2), ("ask_tuition", 1)]


def test_programs_are_counted_once_a_conversation(whole_database: Engine):
    entities = [{"entity": "program", "value": "computing-gb"}]
    with writing(whole_database) as connection:
        name = begin(connection)
        say(connection, name, "?", at=NOON, entities=entities)
        say(connection, name, "?", at=NOON, entities=entities)
        assert insights.named(connection, PERIOD, "program") == [("computing-gb", 1)]


def test_outcomes_add_up(whole_database: Engine):
    with writing(whole_database) as connection:
        name = begin(connection)
        say(connection, name, "?", at=NOON, intent="ask_visa", gap=True)
        say(connection, name, "?", at=NOON, intent="nlu_fallback", fallback=True, gap=True)
        say(connection, name, "?", at=NOON, intent="list_programs")
        say(connection, name, "hi", at=NOON, intent="greet")
        request_handoff(connection, name)
        connection.execute(sa.update(handoff).values(created_at=NOON))
        connection.execute(sa.update(conversation).values(created_at=NOON))
        found = insights.outcomes(connection, PERIOD)
    assert (found.questions, found.answered, found.gaps, found.fallbacks) == (3, 1, 1, 1)
    assert (found.conversations, found.handed_over) == (1, 1)


def test_ratings_are_a_share_of_thumbs(whole_database: Engine):
    with writing(whole_database) as connection:
        for rating in (1, 1, 1, -1):
            name, _, answer = ask(connection, "?")
            record_rating(connection, name, answer, rating)
        connection.execute(sa.update(feedback).values(created_at=NOON))
        found = insights.ratings(connection, PERIOD)
    assert (found.hits, found.total, found.value) == (3, 4, 0.75)


def test_quality_comes_from_the_finished_sample_only(whole_database: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(review_queue, "SAMPLE", 0)
    right = Judgement("ask_visa", "th", (), "right")
    wrong = Judgement("ask_tuition", "th", (), "right")
    with writing(whole_database) as connection:
        for judgements, sampled in ((("li", right),), True), ((("li", wrong),), True), ((("li", right),), False):
            _, question, _ = ask(connection, "?", intent="ask_visa", confidence=0.9)
            for reviewer, judgement in judgements:
                record_review(connection, question, judgement, reviewer=reviewer, reviewers=1)
            connection.execute(
                sa.update(review_item).where(review_item.c.message_id == question).values(sampled=sampled)
            )
        connection.execute(sa.update(review_item).values(asked_at=NOON))
        found = insights.quality(connection, PERIOD)
    assert (found.overall.hits, found.overall.total) == (1, 2)
    assert found.by_language["th"] == found.overall
    assert found.agreement.total == 0


def test_reviewers_agreement_is_counted_where_two_judged(whole_database: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(review_queue, "SAMPLE", 100)
    same = Judgement("ask_visa", "th", (), "right")
    with writing(whole_database) as connection:
        _, question, _ = ask(connection, "?", intent="ask_visa", confidence=0.9)
        record_review(connection, question, same, reviewer="li", reviewers=2)
        record_review(connection, question, same, reviewer="wang", reviewers=2)
        connection.execute(sa.update(review_item).values(asked_at=NOON))
        found = insights.quality(connection, PERIOD)
    assert (found.agreement.hits, found.agreement.total) == (1, 1)


def test_response_times_run_from_the_request_to_the_first_word(whole_database: Engine):
    with writing(whole_database) as connection:
        for minutes in (2, 4, 90, None):
            name, _, _ = ask(connection, "?")
            request_handoff(connection, name)
            connection.execute(sa.update(handoff).where(handoff.c.conversation_id == name).values(created_at=NOON))
            say(connection, name, "before", sender="staff", at=NOON - timedelta(minutes=5))
            if minutes is not None:
                say(connection, name, "hello", sender="staff", at=NOON + timedelta(minutes=minutes))
                say(connection, name, "more", sender="staff", at=NOON + timedelta(minutes=minutes + 60))
        found = insights.response_times(connection, PERIOD)
    assert (found.answered, found.unanswered, found.median) == (3, 1, 240.0)
    assert found.slow is not None
    assert 4_000 < found.slow < 5_400


def test_a_silent_month_is_empty_not_an_error(whole_database: Engine):
    with reading(whole_database) as connection:
        assert insights.ratings(connection, PERIOD).value == 0.0
        assert insights.quality(connection, PERIOD).overall.total == 0
        assert insights.response_times(connection, PERIOD).median is None
        assert sum(row[1] for row in insights.volumes(connection, PERIOD)) == 0


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        (0, 0, 0.0, 0.0),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (50, 100, 0.4038, 0.5962),
        (93, 100, 0.8625, 0.9657),
    ],
)
def test_the_interval_is_wilsons(hits: int, total: int, low: float, high: float):
    share = wilson(hits, total)
    assert share.low == pytest.approx(low, abs=0.0002)
    assert share.high == pytest.approx(high, abs=0.0002)
