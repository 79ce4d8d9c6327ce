"""The inbox: folders, replies, hands."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from office.conversations import inbox, journal, queries
from office.conversations.handoffs import give_back, request_handoff, take_over
from office.conversations.tables import handoff
from office.conversations.tables import journal as journal_table
from office.database import now, reading, writing
from tests.talk import ask, begin


def folder(connection: Connection, name: str, account: str = "li") -> list[str]:
    return [each.conversation.id for each in inbox.find_entries(connection, name, account=account)]


def failed_entry(connection: Connection, name: str) -> int:
    entry, _ = journal.record_received(
        connection, name, channel="website", platform_message_id=name, shown="hello?", asked="hello?", language="th"
    )
    journal.finish(connection, entry.id, "failed", error="rasa away")
    return entry.id


def test_who_asked_for_a_person_waits_and_the_longest_comes_first(whole_database: Engine):
    with writing(whole_database) as connection:
        first, _, _ = ask(connection, "a")
        second, _, _ = ask(connection, "b")
        request_handoff(connection, second)
        request_handoff(connection, first)
        earlier = now() - timedelta(hours=1)
        connection.execute(sa.update(handoff).where(handoff.c.conversation_id == second).values(created_at=earlier))
        assert folder(connection, "waiting") == [second, first]
        (entry, _) = inbox.find_entries(connection, "waiting", account="li")
        assert (entry.waiting_since, entry.asked.text if entry.asked else "") == (earlier, "b")


def test_a_conversation_taken_over_is_mine_and_with_the_office(whole_database: Engine):
    with writing(whole_database) as connection:
        name, _, _ = ask(connection, "a")
        take_over(connection, name, by="li")
        assert folder(connection, "mine") == [name]
        assert folder(connection, "mine", "wang") == []
        assert folder(connection, "taken") == [name]
        give_back(connection, name)
        assert folder(connection, "mine") == folder(connection, "taken") == []


def test_live_is_what_goes_on_with_the_bot_now(whole_database: Engine):
    with writing(whole_database) as connection:
        live, _, _ = ask(connection, "a")
        ask(connection, "b", ago=timedelta(hours=1))
        assert folder(connection, "live") == [live]


def test_what_the_bot_could_not_answer_is_shown_until_a_person_did(whole_database: Engine):
    with writing(whole_database) as connection:
        name = begin(connection)
        entry = failed_entry(connection, name)
        assert folder(connection, "unanswered") == [name]
        inbox.reply(connection, name, "Hello!", by="li")
        assert folder(connection, "unanswered") == []
        row = connection.execute(sa.select(journal_table).where(journal_table.c.id == entry)).one()
    assert (row.status, row.text) == ("staff", None)


def test_a_reply_takes_over_and_is_the_applicants_next_message(whole_database: Engine):
    with writing(whole_database) as connection:
        name, _, _ = ask(connection, "a")
        request_handoff(connection, name)
        number = inbox.reply(connection, name, "  Hello!  ", by="li", author="Ms Li")
        conversation = queries.get_conversation(connection, name)
        said = queries.find_message(connection, name, number)
    assert (conversation.state, conversation.assigned_to) == ("staff", "li")
    assert said is not None
    assert (said.sender, said.author, said.text, said.language) == ("staff", "Ms Li", "Hello!", "th")


def test_a_reply_in_a_colleagues_conversation_leaves_it_in_his_hands(whole_database: Engine):
    with writing(whole_database) as connection:
        name, _, _ = ask(connection, "a")
        take_over(connection, name, by="wang")
        inbox.reply(connection, name, "Hello!", by="li")
        assert queries.get_conversation(connection, name).assigned_to == "wang"


def test_nothing_is_said_into_nothing(whole_database: Engine):
    with writing(whole_database) as connection:
        name, _, _ = ask(connection, "a")
        with pytest.raises(ValueError, match="no text"):
            inbox.reply(connection, name, "  ", by="li")
        for do in (
            lambda: inbox.reply(connection, "gone", "Hello!", by="li"),
            lambda: inbox.assign(connection, "gone", "li"),
        ):
            with pytest.raises(LookupError):
                do()


def test_a_conversation_changes_hands(whole_database: Engine):
    with writing(whole_database) as connection:
        name, _, _ = ask(connection, "a")
        request_handoff(connection, name)
        inbox.assign(connection, name, "wang")
        assert folder(connection, "mine", "wang") == [name]
        inbox.assign(connection, name, None)
        assert folder(connection, "mine", "wang") == []


def test_the_pulse_changes_with_everything_that_concerns_staff(whole_database: Engine):
    with writing(whole_database) as connection:
        name, _, _ = ask(connection, "a")
        pulses = [inbox.pulse(connection)]
        request_handoff(connection, name)
        pulses.append(inbox.pulse(connection))
        take_over(connection, name, by="li")
        pulses.append(inbox.pulse(connection))
        failed_entry(connection, begin(connection))
        pulses.append(inbox.pulse(connection))
    assert len(set(pulses)) == 4
    assert (pulses[1].waiting, pulses[2].taken, pulses[3].unanswered) == (1, 1, 1)


def test_counts_are_what_the_folders_hold(whole_database: Engine):
    with writing(whole_database) as connection:
        name, _, _ = ask(connection, "a")
        ask(connection, "b")
        take_over(connection, name, by="li")
        failed_entry(connection, begin(connection, language="en"))
    with reading(whole_database) as connection:
        counts = inbox.counts(connection, account="li")
        assert counts == {each: len(folder(connection, each)) for each in inbox.FOLDERS}
