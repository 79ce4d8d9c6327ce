"""The audit trail: kept, found, and forgetful of what was erased."""

from __future__ import annotations

from sqlalchemy.engine import Engine

from office.database import writing
from office.staff import audit


def test_entries_are_found_by_who_what_and_on_what(whole_database: Engine):
    with writing(whole_database) as connection:
        audit.record(connection, "wang", "read_conversation", subject=("conversation", "abc"), address="10.0.0.1")
        audit.record(connection, "wang", "exported", details={"as": "csv"})
        audit.record(connection, "li", "read_conversation", subject=("conversation", "xyz"))
        assert [each.action for each in audit.find_entries(connection, account="wang")] == [
            "exported",
            "read_conversation",
        ]
        assert [each.account for each in audit.find_entries(connection, action="read_conversation")] == ["li", "wang"]
        (found,) = audit.find_entries(connection, subject=("conversation", "abc"))
        assert (found.account, found.address) == ("wang", "10.0.0.1")
        assert audit.find_actions(connection) == ["exported", "read_conversation"]


def test_pages_begin_where_the_last_one_ended(whole_database: Engine):
    with writing(whole_database) as connection:
        for number in range(5):
            audit.record(connection, "wang", f"step_{number}")
        first = audit.find_entries(connection, limit=2)
        second = audit.find_entries(connection, limit=2, before=first[-1].id)
    assert [each.action for each in first + second] == ["step_4", "step_3", "step_2", "step_1"]


def test_what_was_erased_is_named_by_its_receipt(whole_database: Engine):
    with writing(whole_database) as connection:
        audit.record(connection, "wang", "read_conversation", subject=("conversation", "abc"))
        audit.record(connection, "wang", "read_conversation", subject=("conversation", "other"))
        audit.forget_subjects(connection, "conversation", ["abc"], instead="E1")
        assert [each.subject_id for each in audit.find_entries(connection)] == ["other", "E1"]
