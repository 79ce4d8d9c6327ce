"""Secrets and tickets: unguessable, kept as hashes, and good for one conversation only."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from office.conversations import sessions
from office.conversations.records import Conversation
from office.conversations.tables import event_ticket, session_key
from office.database import now, reading, writing


def test_a_secret_opens_its_conversation_and_no_other(database: Engine, conversation: Conversation) -> None:
    with writing(database) as connection:
        other = sessions.open_conversation(connection, channel="website")
        secret, other_secret = (sessions.issue_key(connection, each.id) for each in (conversation, other))
    with reading(database) as connection:
        assert sessions.find_conversation(connection, secret).id == conversation.id
        assert sessions.find_conversation(connection, other_secret).id == other.id
        assert sessions.find_conversation(connection, secret[:-1]) is None
        assert sessions.find_conversation(connection, conversation.id) is None


def test_secrets_and_ids_have_at_least_128_random_bits_and_are_stored_nowhere(
    database: Engine, conversation: Conversation
) -> None:
    with writing(database) as connection:
        secret = sessions.issue_key(connection, conversation.id)
        stored = connection.execute(sa.select(session_key)).one()
    assert len(secret) >= 22
    assert len(conversation.id) >= 22
    assert secret not in map(str, stored)


def test_a_ticket_opens_one_stream_once(database: Engine, conversation: Conversation) -> None:
    with writing(database) as connection:
        ticket = sessions.issue_ticket(connection, conversation.id)
        assert sessions.redeem_ticket(connection, ticket).id == conversation.id
        assert sessions.redeem_ticket(connection, ticket) is None


def test_an_old_ticket_opens_nothing(database: Engine, conversation: Conversation) -> None:
    with writing(database) as connection:
        ticket = sessions.issue_ticket(connection, conversation.id)
        connection.execute(sa.update(event_ticket).values(expires_at=now() - timedelta(seconds=1)))
        assert sessions.redeem_ticket(connection, ticket) is None


def test_a_person_on_a_platform_has_one_conversation(database: Engine) -> None:
    with writing(database) as connection:
        first = sessions.conversation_of(connection, channel="line", channel_user="U1", language="ja")
        again = sessions.conversation_of(connection, channel="line", channel_user="U1")
        elsewhere = sessions.conversation_of(connection, channel="wechat", channel_user="U1")
    assert first.id == again.id
    assert first.id != elsewhere.id
    assert first.language == "ja"


@pytest.mark.parametrize(
    "secret", ["", "x" * 10_000, "\ud800", "' OR 1=1 --"], ids=["empty", "long", "surrogate", "injection"]
)
def test_nonsense_opens_nothing(database: Engine, secret: str) -> None:
    with reading(database) as connection:
        assert sessions.find_conversation(connection, secret) is None
