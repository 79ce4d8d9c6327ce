"""The log: one row a message, once, in the transaction of Rasa's events."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from office.conversations import journal, log, queries
from office.conversations.log import Outcome
from office.conversations.records import Conversation, StoredEvent, Turn, Utterance
from office.conversations.retention import erase_conversation
from office.conversations.tables import rasa_event
from office.database import now, reading, writing


def receive(database: Engine, conversation_id: str, text: str, message_id: str = "m1") -> int:
    with writing(database) as connection:
        entry, _ = journal.record_received(
            connection,
            conversation_id,
            channel="website",
            platform_message_id=message_id,
            shown=text,
            asked=text,
            language="th",
        )
    return entry.id


def a_turn(conversation_id: str, journal_id: int | None, *, key: str = "k", reply: str = "Three years.") -> Turn:
    question = Utterance(
        "applicant", "ignored", key=f"{key}1", at=now(), language="en", journal_id=journal_id, intent="ask_duration",
        confidence=0.93, entities=[{"entity": "program", "value": "accounting-au"}], gap=True,
    )  # fmt: skip
    answer = Utterance(
        "bot", reply, key=f"{key}2", at=now(), language="en", journal_id=journal_id, gap=True,
        reply={"name": "utter_answer", "buttons": [{"title": "Fees", "payload": "/ask_tuition"}]},
    )  # fmt: skip
    events = tuple(StoredEvent(each.key, 1.0, "user", "{}") for each in (question, answer))
    return Turn(conversation_id, "website", events, (question, answer))


def test_a_turn_completes_the_question_written_at_the_door(database: Engine, conversation: Conversation) -> None:
    journal_id = receive(database, conversation.id, "เรียนกี่ปี")
    with writing(database) as connection:
        assert log.record_turn(connection, a_turn(conversation.id, journal_id)) is Outcome.RECORDED
    with reading(database) as connection:
        question, answer = queries.transcript(connection, conversation.id)
        after = queries.get_conversation(connection, conversation.id)
    assert (question.text, question.intent, question.language, question.gap) == ("เรียนกี่ปี", "ask_duration", "en", True)
    assert question.entities == [{"entity": "program", "value": "accounting-au"}]
    assert (answer.text, answer.journal_id, answer.reply["name"]) == ("Three years.", journal_id, "utter_answer")
    assert answer.latency_ms is not None
    assert answer.latency_ms >= 0
    assert (after.message_count, after.language) == (2, "en")
    assert after.last_message_at is not None


def test_the_same_turn_is_recorded_once(database: Engine, conversation: Conversation) -> None:
    journal_id = receive(database, conversation.id, "hello")
    turn = a_turn(conversation.id, journal_id)
    with writing(database) as connection:
        log.record_turn(connection, turn)
        assert log.record_turn(connection, turn) is Outcome.REPEATED
    with reading(database) as connection:
        assert len(queries.transcript(connection, conversation.id)) == 2
        assert queries.get_conversation(connection, conversation.id).message_count == 2


def test_a_second_run_over_the_same_question_is_dropped(database: Engine, conversation: Conversation) -> None:
    journal_id = receive(database, conversation.id, "hello")
    with writing(database) as connection:
        log.record_turn(connection, a_turn(conversation.id, journal_id, key="a", reply="first"))
        outcome = log.record_turn(connection, a_turn(conversation.id, journal_id, key="b", reply="second"))
    with reading(database) as connection:
        texts = [message.text for message in queries.transcript(connection, conversation.id)]
        assert connection.execute(sa.select(sa.func.count()).select_from(rasa_event)).scalar() == 2
    assert outcome is Outcome.REPEATED
    assert texts == ["hello", "first"]


def test_a_run_that_said_nothing_can_be_followed_by_one_that_does(database: Engine, conversation: Conversation) -> None:
    journal_id = receive(database, conversation.id, "hello")
    silent = a_turn(conversation.id, journal_id, key="a")
    with writing(database) as connection:
        log.record_turn(connection, Turn(conversation.id, "website", silent.events[:1], silent.utterances[:1]))
        assert not log.is_answered(connection, journal_id)
        assert log.record_turn(connection, a_turn(conversation.id, journal_id, key="b")) is Outcome.RECORDED
        assert log.is_answered(connection, journal_id)
    with reading(database) as connection:
        texts = [message.text for message in queries.transcript(connection, conversation.id)]
    assert texts == ["hello", "Three years."]


def test_an_erased_conversation_does_not_come_back(database: Engine, conversation: Conversation) -> None:
    journal_id = receive(database, conversation.id, "hello")
    with writing(database) as connection:
        erase_conversation(connection, conversation.id)
        assert log.record_turn(connection, a_turn(conversation.id, journal_id)) is Outcome.ERASED
    with reading(database) as connection, pytest.raises(LookupError):
        queries.get_conversation(connection, conversation.id)


def test_a_conversation_that_channels_did_not_open_is_recorded_too(database: Engine) -> None:
    with writing(database) as connection:
        log.record_turn(connection, a_turn("somebody", None))
    with reading(database) as connection:
        question, answer = queries.transcript(connection, "somebody")
        assert queries.get_conversation(connection, "somebody").channel == "website"
    assert (question.sender, question.text, question.journal_id) == ("applicant", "ignored", None)
    assert answer.latency_ms is not None


def test_events_take_their_places_one_after_the_other(database: Engine, conversation: Conversation) -> None:
    with writing(database) as connection:
        for number in range(3):
            log.record_turn(connection, a_turn(conversation.id, None, key=f"t{number}-"))
        places = connection.execute(sa.select(rasa_event.c.position).order_by(rasa_event.c.id)).scalars().all()
    assert places == [0, 1, 2, 3, 4, 5]


def test_staff_write_into_the_same_thread(database: Engine, conversation: Conversation) -> None:
    with writing(database) as connection:
        log.record_staff_message(connection, conversation.id, "Guten Tag", author="li")
    with reading(database) as connection:
        (message,) = queries.transcript(connection, conversation.id)
    assert (message.sender, message.author, message.language) == ("staff", "li", "th")


def test_staff_cannot_write_into_an_erased_thread(database: Engine) -> None:
    with writing(database) as connection, pytest.raises(LookupError, match="erased"):
        log.record_staff_message(connection, "gone", "hello", author="li")


@pytest.mark.parametrize("text", ["a\x00b", "half \ud800 pair"])
def test_texts_that_a_database_refuses_are_made_storable(
    database: Engine, conversation: Conversation, text: str
) -> None:
    with writing(database) as connection:
        log.record_staff_message(connection, conversation.id, text, author="li")
    with reading(database) as connection:
        (message,) = queries.transcript(connection, conversation.id)
    assert message.text in ("ab", "half ? pair")


def test_a_language_wish_is_kept_and_taken_back(database: Engine, conversation: Conversation) -> None:
    with writing(database) as connection:
        log.record_turn(connection, Turn(conversation.id, "website", (), (), requested_language=("ru",)))
        assert queries.get_conversation(connection, conversation.id).speaks == "ru"
        log.record_turn(connection, Turn(conversation.id, "website", (), (), requested_language=(None,)))
        assert queries.get_conversation(connection, conversation.id).speaks == "th"


def test_conversations_are_listed_newest_first_in_pages(database: Engine) -> None:
    with writing(database) as connection:
        for number in range(5):
            said = Utterance("applicant", "hi", key=f"u{number}", at=now() + timedelta(seconds=number))
            log.record_turn(connection, Turn(f"c{number}", "rest", (), (said,)))
    with reading(database) as connection:
        first = queries.find_conversations(connection, limit=2)
        last = first[-1]
        assert last.last_message_at is not None
        rest = queries.find_conversations(connection, before=(last.last_message_at, last.id))
    assert [each.id for each in (*first, *rest)] == ["c4", "c3", "c2", "c1", "c0"]
