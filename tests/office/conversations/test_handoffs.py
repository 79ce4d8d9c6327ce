"""Hand-offs: one open request a conversation, contacts only with consent, and who speaks."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine

from office.conversations import handoffs, queries
from office.conversations.handoffs import ContactError, checked_contact
from office.conversations.records import Conversation
from office.database import reading, writing


def test_a_request_waits_for_staff_and_a_second_one_adds_to_it(database: Engine, conversation: Conversation) -> None:
    with writing(database) as connection:
        first = handoffs.request_handoff(connection, conversation.id, reason="fees")
        second = handoffs.request_handoff(
            connection, conversation.id, contact_kind="email", contact=" a.b@example.org ", consent=True
        )
        assert queries.get_conversation(connection, conversation.id).state == "waiting"
        assert handoffs.find_handoffs(connection) == [second]
    assert second.id == first.id
    assert (second.reason, second.contact, second.language) == ("fees", "a.b@example.org", "th")
    assert second.consent_at is not None


def test_a_contact_without_consent_is_not_kept(database: Engine, conversation: Conversation) -> None:
    with writing(database) as connection:
        with pytest.raises(ContactError) as refused:
            handoffs.request_handoff(connection, conversation.id, contact_kind="email", contact="a@example.org")
        assert handoffs.find_handoffs(connection) == []
    assert refused.value.code == "consent_needed"


def test_staff_take_over_give_back_and_close(database: Engine, conversation: Conversation) -> None:
    with writing(database) as connection:
        handoffs.request_handoff(connection, conversation.id)
        taken = handoffs.take_over(connection, conversation.id, by="li")
        assert (taken.state, taken.assigned_to) == ("staff", "li")
        assert handoffs.find_open_handoff(connection, conversation.id).status == "taken"
        assert handoffs.give_back(connection, conversation.id).state == "bot"
        assert handoffs.find_open_handoff(connection, conversation.id) is None
        assert handoffs.close(connection, conversation.id).state == "closed"
    with reading(database) as connection:
        assert queries.get_conversation(connection, conversation.id).assigned_to is None


@pytest.mark.parametrize(
    ("kind", "contact", "kept"),
    [
        ("email", "li.na@mail.example.cn", "li.na@mail.example.cn"),
        ("phone", "+86 (139) 0000-1111", "+8613900001111"),
        ("phone", "0066 81 234 5678", "+66812345678"),
        ("phone", "٠٠٩٦٦٥٠٠٠٠٠٠٠٠", "+966500000000"),
        ("wechat", "li_na-2008", "li_na-2008"),
    ],
)
def test_contacts_are_brought_into_one_form(kind: str, contact: str, kept: str) -> None:
    assert checked_contact(kind, contact) == kept


@pytest.mark.parametrize(
    ("kind", "contact", "code"),
    [
        ("email", "no at sign", "not_valid"),
        ("email", "a@b", "not_valid"),
        ("email", "a@b.c\nBcc: x@y.z", "not_valid"),
        ("email", f"{'x' * 400}@example.org", "not_valid"),
        ("phone", "12", "not_valid"),
        ("phone", "call me", "not_valid"),
        ("wechat", "李娜", "not_valid"),
        ("fax", "123456", "unknown_kind"),
    ],
)
def test_what_cannot_be_a_contact_is_refused(kind: str, contact: str, code: str) -> None:
    with pytest.raises(ContactError) as refused:
        checked_contact(kind, contact)
    assert refused.value.code == code
