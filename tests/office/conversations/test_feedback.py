"""Ratings belong to one answer of one's own conversation."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine

from office.conversations import log, queries, sessions
from office.conversations.feedback import record_rating
from office.conversations.records import Conversation
from office.database import reading, writing


@pytest.fixture
def answer(database: Engine, conversation: Conversation) -> int:
    with writing(database) as connection:
        return log.record_staff_message(connection, conversation.id, "Three years.", author="li")


def test_a_later_rating_replaces_the_first(database: Engine, conversation: Conversation, answer: int) -> None:
    with writing(database) as connection:
        record_rating(connection, conversation.id, answer, 1)
        record_rating(connection, conversation.id, answer, -1, comment="not true")
    with reading(database) as connection:
        ratings = queries.ratings_in(connection, conversation.id)
    assert (ratings[answer].rating, ratings[answer].comment) == (-1, "not true")


def test_another_conversations_answer_cannot_be_rated(database: Engine, answer: int) -> None:
    with writing(database) as connection:
        other = sessions.open_conversation(connection, channel="website")
        with pytest.raises(LookupError):
            record_rating(connection, other.id, answer, 1)


@pytest.mark.parametrize(("rating", "comment"), [(0, None), (2, None), (1, "x" * 1001)])
def test_ratings_that_mean_nothing_are_refused(
    database: Engine, conversation: Conversation, answer: int, rating: int, comment: str | None
) -> None:
    with writing(database) as connection, pytest.raises(ValueError, match="A "):
        record_rating(connection, conversation.id, answer, rating, comment=comment)
