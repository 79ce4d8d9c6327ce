"""The journal: written once, worked on by one, in order, and taken up again after a crash."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy.engine import Engine

from office.conversations import handoffs, inbox, journal, queries
from office.conversations.records import Conversation, JournalEntry
from office.conversations.tables import journal as table
from office.database import now, reading, writing

LEASE = timedelta(seconds=30)
ON = ("website",)


def receive(
    database: Engine, conversation: Conversation, message_id: str, text: str = "hello"
) -> tuple[JournalEntry, bool]:
    with writing(database) as connection:
        return journal.record_received(
            connection,
            conversation.id,
            channel="website",
            platform_message_id=message_id,
            shown=text,
            asked=text,
            language=None,
        )


def claim(database: Engine, conversation: Conversation, worker: str = "w1") -> JournalEntry | None:
    with writing(database) as connection:
        return journal.claim_next(connection, conversation.id, worker=worker, lease=LEASE, channels=ON)


def test_a_redelivered_message_is_the_entry_of_the_first_time(database: Engine, conversation: Conversation) -> None:
    first, is_new = receive(database, conversation, "m1")
    again, is_new_again = receive(database, conversation, "m1", "other words")
    assert (is_new, is_new_again) == (True, False)
    assert again.id == first.id
    with reading(database) as connection:
        assert [message.text for message in queries.transcript(connection, conversation.id)] == ["hello"]


def test_only_the_oldest_entry_can_be_taken_up(database: Engine, conversation: Conversation) -> None:
    first, _ = receive(database, conversation, "m1")
    second, _ = receive(database, conversation, "m2")
    assert claim(database, conversation).id == first.id
    assert claim(database, conversation, "w2") is None
    with writing(database) as connection:
        journal.finish(connection, first.id, "answered")
    assert claim(database, conversation, "w2").id == second.id


def test_two_processes_never_take_up_the_same_entry(database: Engine, conversation: Conversation) -> None:
    taken: list[int] = []
    for number in range(10):
        receive(database, conversation, f"m{number}")
        start = threading.Barrier(4)

        def work(worker: str, start: threading.Barrier = start) -> None:
            start.wait()
            entry = claim(database, conversation, worker)
            if entry:
                taken.append(entry.id)
                with writing(database) as connection:
                    journal.finish(connection, entry.id, "answered")

        threads = [threading.Thread(target=work, args=(f"w{each}",)) for each in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(taken) == len(set(taken)) == 10
    assert taken == sorted(taken)


def test_a_dead_workers_entry_is_due_again_when_its_lease_is_over(database: Engine, conversation: Conversation) -> None:
    entry, _ = receive(database, conversation, "m1")
    with writing(database) as connection:
        journal.claim_next(connection, conversation.id, worker="dead", lease=timedelta(seconds=-1), channels=ON)
        assert journal.find_due(connection, channels=ON) == [conversation.id]
        taken = journal.claim_next(connection, conversation.id, worker="alive", lease=LEASE, channels=ON)
    assert (taken.id, taken.attempts, taken.claimed_by) == (entry.id, 2, "alive")


def test_a_worker_that_starts_again_lets_go_of_what_it_held(database: Engine, conversation: Conversation) -> None:
    receive(database, conversation, "m1")
    claim(database, conversation, "host:8000")
    with writing(database) as connection:
        assert journal.release(connection, "other:8000") == 0
        assert journal.release(connection, "host:8000") == 1
        assert journal.find_due(connection, channels=ON) == [conversation.id]


def test_an_entry_put_back_rests_for_its_pause(database: Engine, conversation: Conversation) -> None:
    entry, _ = receive(database, conversation, "m1")
    claim(database, conversation)
    with writing(database) as connection:
        journal.put_back(connection, entry.id, pause=timedelta(seconds=60), error="rasa away")
        assert journal.find_due(connection, channels=ON) == []
        assert journal.find_waiting(connection, conversation.id)[0].error == "rasa away"


def test_an_answered_entry_forgets_its_text_and_a_failed_one_keeps_it(
    database: Engine, conversation: Conversation
) -> None:
    first, _ = receive(database, conversation, "m1")
    second, _ = receive(database, conversation, "m2")
    with writing(database) as connection:
        journal.finish(connection, first.id, "answered")
        journal.finish(connection, second.id, "failed", error="rasa away")
        assert journal.get_entry(connection, first.id).text is None
        assert journal.get_entry(connection, second.id).text == "hello"
        assert [entry.id for entry in journal.find_unanswered(connection)] == [second.id]


def test_staff_can_have_a_failed_entry_tried_again(database: Engine, conversation: Conversation) -> None:
    entry, _ = receive(database, conversation, "m1")
    with writing(database) as connection:
        assert journal.retry(connection, entry.id) is False
        journal.finish(connection, entry.id, "failed")
        assert journal.retry(connection, entry.id) is True
        assert journal.find_due(connection, channels=ON) == [conversation.id]


def test_what_comes_in_while_staff_speak_is_left_to_them(database: Engine, conversation: Conversation) -> None:
    with writing(database) as connection:
        handoffs.take_over(connection, conversation.id, by="li")
    entry, _ = receive(database, conversation, "m1")
    assert (entry.status, entry.text) == ("staff", None)
    assert claim(database, conversation) is None


def test_writing_into_a_closed_conversation_opens_it(database: Engine, conversation: Conversation) -> None:
    with writing(database) as connection:
        handoffs.close(connection, conversation.id)
    entry, _ = receive(database, conversation, "m1")
    with reading(database) as connection:
        assert queries.get_conversation(connection, conversation.id).state == "bot"
    assert entry.status == "received"


def test_a_message_to_an_erased_conversation_is_refused(database: Engine) -> None:
    with writing(database) as connection, pytest.raises(LookupError, match="erased"):
        journal.record_received(
            connection, "gone", channel="website", platform_message_id="m", shown="x", asked="x", language=None
        )


def test_a_worker_leaves_other_channels_to_those_who_can_answer_there(
    database: Engine, conversation: Conversation
) -> None:
    receive(database, conversation, "m1")
    with writing(database) as connection:
        assert journal.find_due(connection, channels=("line",)) == []
        taken = journal.claim_next(connection, conversation.id, worker="w", lease=LEASE, channels=("line",))
    assert taken is None


def undelivered(database: Engine, conversation: Conversation, message_id: str, attempts: int) -> JournalEntry:
    """An entry whose answer the platform did not take at so many attempts, and that rests."""
    entry, _ = receive(database, conversation, message_id)
    for last in (number == attempts - 1 for number in range(attempts)):
        assert claim(database, conversation).id == entry.id
        with writing(database) as connection:
            pause = timedelta(minutes=5 if last else -60)
            journal.put_back(connection, entry.id, pause=pause, error=f"{journal.UNDELIVERED}: busy")
    return entry


@pytest.mark.parametrize("attempts", [1, journal.OVERTAKEN_AFTER - 1, journal.OVERTAKEN_AFTER])
def test_an_answer_that_a_platform_does_not_take_holds_up_later_questions_only_at_first(
    database: Engine, conversation: Conversation, attempts: int
) -> None:
    undelivered(database, conversation, "m1", attempts)
    later, _ = receive(database, conversation, "m2")
    taken = claim(database, conversation)
    assert (taken.id if taken else None) == (later.id if attempts == journal.OVERTAKEN_AFTER else None)


def test_a_question_that_nobody_has_answered_is_never_overtaken(database: Engine, conversation: Conversation) -> None:
    entry, _ = receive(database, conversation, "m1")
    receive(database, conversation, "m2")
    for _ in range(journal.OVERTAKEN_AFTER + 2):
        assert claim(database, conversation).id == entry.id
        with writing(database) as connection:
            journal.put_back(connection, entry.id, pause=timedelta(hours=-1), error="rasa away: status 503")
    with writing(database) as connection:
        journal.put_back(connection, entry.id, pause=timedelta(minutes=5), error="rasa away: status 503")
    assert claim(database, conversation) is None


def test_an_undelivered_answer_that_is_due_comes_before_later_questions(
    database: Engine, conversation: Conversation
) -> None:
    entry = undelivered(database, conversation, "m1", journal.OVERTAKEN_AFTER)
    receive(database, conversation, "m2")
    with writing(database) as connection:
        connection.execute(table.update().values(available_at=now()))
    assert claim(database, conversation).id == entry.id


def test_an_undelivered_answer_is_shown_to_staff_after_some_minutes(
    database: Engine, conversation: Conversation
) -> None:
    entry = undelivered(database, conversation, "m1", 2)
    with writing(database) as connection:
        assert journal.find_unanswered(connection) == []
        connection.execute(table.update().values(received_at=now() - timedelta(minutes=6)))
        assert [each.id for each in journal.find_unanswered(connection)] == [entry.id]
        assert inbox.pulse(connection).unanswered == 1


def test_what_a_platform_forbade_is_tried_again_when_the_person_writes(
    database: Engine, conversation: Conversation
) -> None:
    errors = {
        "m1": f"{journal.FORBIDDEN}: five messages", "m2": f"{journal.UNDELIVERED}: blocked", "m3": "rasa away",
        "m4": f"{journal.FORBIDDEN}: five messages",
    }  # fmt: skip
    entries = {name: receive(database, conversation, name)[0] for name in errors}
    long_ago = now() - timedelta(hours=50)
    with writing(database) as connection:
        for name, error in errors.items():
            journal.finish(connection, entries[name].id, "failed", error=error)
        connection.execute(table.update().where(table.c.id == entries["m4"].id).values(received_at=long_ago))
        since = now() - timedelta(hours=48)
        assert journal.retry_forbidden(connection, conversation.id, since=since) == 1
        assert [each.id for each in journal.find_waiting(connection, conversation.id)] == [entries["m1"].id]


def test_staff_can_have_an_undelivered_answer_offered_at_once_unless_it_just_is(
    database: Engine, conversation: Conversation
) -> None:
    entry = undelivered(database, conversation, "m1", 2)
    with writing(database) as connection:
        assert journal.find_due(connection, channels=ON) == []
        assert journal.retry(connection, entry.id) is True
        assert journal.find_due(connection, channels=ON) == [conversation.id]
    claim(database, conversation)
    with writing(database) as connection:
        assert journal.retry(connection, entry.id) is False
        assert journal.find_due(connection, channels=ON) == []


def test_whoever_takes_up_a_retried_entry_is_not_the_first(database: Engine, conversation: Conversation) -> None:
    """The first one asks Rasa without a look into the log: the answer would be there twice."""
    entry, _ = receive(database, conversation, "m1")
    claim(database, conversation)
    with writing(database) as connection:
        journal.finish(connection, entry.id, "failed", error=f"{journal.UNDELIVERED}: blocked")
        journal.retry(connection, entry.id)
    assert claim(database, conversation).attempts > 1


def test_an_entry_put_back_before_the_clock_was_set_back_does_not_wait_for_the_old_time(
    database: Engine, conversation: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    true_now = journal.now
    receive(database, conversation, "m1")
    with writing(database) as connection:
        monkeypatch.setattr(journal, "now", lambda: true_now() + timedelta(hours=1))
        entry = journal.claim_next(connection, conversation.id, worker="w", lease=LEASE, channels=ON)
        assert entry is not None
        journal.put_back(connection, entry.id, pause=timedelta(seconds=60))
        assert journal.find_due(connection, channels=ON) == []
        monkeypatch.setattr(journal, "now", true_now)
        assert journal.find_due(connection, channels=ON) == [conversation.id]
        assert journal.claim_next(connection, conversation.id, worker="w", lease=LEASE, channels=ON) is not None
        # Held by the right time, it is held.
        assert journal.claim_next(connection, conversation.id, worker="other", lease=LEASE, channels=ON) is None
