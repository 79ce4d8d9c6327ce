"""The inbox: taken over, answered, given back; what staff do is what applicants see."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine

from office.conversations import journal, queries
from office.conversations.handoffs import request_handoff
from office.database import reading, writing
from office.settings import settings
from office.staff import audit
from office.staff.canned_replies import save_canned_reply
from tests.console.conftest import Person
from tests.talk import ask


@pytest.fixture
def waiting(database: Engine) -> str:
    """Somebody who has asked for a person."""
    with writing(database) as connection:
        name, _, _ = ask(connection, "เอกสารต้องใช้อะไรบ้าง", intent="ask_documents", confidence=0.9)
        request_handoff(
            connection, name, reason="about my papers", contact_kind="email", contact="som@example.org", consent=True
        )
    return name


def test_who_waits_is_in_the_inbox_and_on_the_badge(reviewer: Person, waiting: str):
    text = reviewer.get("/inbox").text
    assert f'href="/inbox/{waiting}?folder=waiting"' in text
    assert ">1<" in reviewer.get("/inbox/waiting").text


def test_nobody_waiting_is_no_badge(reviewer: Person):
    assert reviewer.get("/inbox/waiting").text.strip() == ""
    assert "Nobody is waiting." in reviewer.get("/inbox").text


def test_hours_that_nobody_has_set_are_not_told(reviewer: Person, monkeypatch: pytest.MonkeyPatch):
    assert "The office is" not in reviewer.get("/inbox").text
    monkeypatch.setenv("OFFICE_HOURS", "Mon-Sun 00:00-23:59")
    settings.cache_clear()
    assert "The office is open" in reviewer.get("/inbox").text


def test_a_conversation_shows_the_wish_the_way_to_reach_and_the_messages(reviewer: Person, waiting: str):
    text = reviewer.get(f"/inbox/{waiting}").text
    for shown in ("about my papers", "som@example.org", "เอกสารต้องใช้อะไรบ้าง", "the applicant writes in: Thai"):
        assert shown in text


def test_taking_over_silences_the_bot_and_giving_back_ends_it(reviewer: Person, waiting: str, database: Engine):
    reviewer.post(f"/inbox/{waiting}/take")
    with reading(database) as connection:
        conversation = queries.get_conversation(connection, waiting)
    assert (conversation.state, conversation.assigned_to) == ("staff", "reviewer")
    reviewer.post(f"/inbox/{waiting}/give-back")
    with reading(database) as connection:
        conversation = queries.get_conversation(connection, waiting)
    assert (conversation.state, conversation.assigned_to) == ("bot", None)


def test_a_reply_is_in_the_applicants_thread(reviewer: Person, waiting: str, database: Engine):
    response = reviewer.post(f"/inbox/{waiting}/reply", {"text": "สวัสดีค่ะ"})
    assert response.headers["location"] == f"/inbox/{waiting}?folder=mine"
    with reading(database) as connection:
        said = queries.last_message(connection, waiting)
        assert queries.get_conversation(connection, waiting).state == "staff"
    assert said is not None
    assert (said.sender, said.author, said.text) == ("staff", "reviewer", "สวัสดีค่ะ")


def test_with_htmx_a_reply_gives_the_thread_back(reviewer: Person, waiting: str):
    response = reviewer.post(f"/inbox/{waiting}/reply", {"text": "สวัสดีค่ะ"}, **{"HX-Request": "true"})
    assert response.status_code == 200
    assert "<html" not in response.text
    assert "สวัสดีค่ะ" in response.text


@pytest.mark.parametrize("text", ["", "   ", "x" * 2001])
def test_an_empty_or_endless_reply_is_not_sent(reviewer: Person, waiting: str, database: Engine, text: str):
    reviewer.post(f"/inbox/{waiting}/reply", {"text": text})
    with reading(database) as connection:
        assert queries.last_message(connection, waiting, sender="staff") is None


def test_a_colleague_gets_it_and_only_one_who_may(reviewer: Person, waiting: str, database: Engine):
    reviewer.post(f"/inbox/{waiting}/assign", {"account": "editor"})
    with reading(database) as connection:
        assert queries.get_conversation(connection, waiting).assigned_to == "editor"
    assert reviewer.post(f"/inbox/{waiting}/assign", {"account": "reader"}).status_code == 404
    assert reviewer.post(f"/inbox/{waiting}/assign", {"account": "stranger"}).status_code == 404
    reviewer.post(f"/inbox/{waiting}/assign", {"account": ""})
    with reading(database) as connection:
        assert queries.get_conversation(connection, waiting).assigned_to is None


def test_a_closed_conversation_leaves_the_inbox(reviewer: Person, waiting: str, database: Engine):
    reviewer.post(f"/inbox/{waiting}/take")
    reviewer.post(f"/inbox/{waiting}/close")
    with reading(database) as connection:
        assert queries.get_conversation(connection, waiting).state == "closed"
    assert waiting not in reviewer.get("/inbox?folder=mine").text


def test_what_the_bot_could_not_answer_can_be_tried_again(reviewer: Person, waiting: str, database: Engine):
    with writing(database) as connection:
        entry, _ = journal.record_received(
            connection,
            waiting,
            channel="website",
            platform_message_id="p1",
            shown="hello?",
            asked="hello?",
            language="th",
        )
        journal.finish(connection, entry.id, "failed", error="rasa away")
    text = reviewer.get(f"/inbox/{waiting}?folder=unanswered").text
    assert "The bot could not answer this message." in text
    reviewer.post(f"/inbox/{waiting}/retry")
    with reading(database) as connection:
        assert journal.get_entry(connection, entry.id).status == "received"


def test_canned_replies_are_offered_in_the_applicants_language(reviewer: Person, waiting: str, database: Engine):
    with writing(database) as connection:
        save_canned_reply(connection, "Wait", {"en": "One moment.", "th": "รอสักครู่ค่ะ"})
        save_canned_reply(connection, "Bye", {"en": "Goodbye."})
    text = reviewer.get(f"/inbox/{waiting}").text
    assert '<option value="รอสักครู่ค่ะ">Wait</option>' in text
    assert '<option value="Goodbye.">Bye (other language)</option>' in text


def test_everything_done_is_on_the_audit_trail(reviewer: Person, waiting: str, database: Engine):
    for what in ("take", "give-back", "close"):
        reviewer.post(f"/inbox/{waiting}/{what}")
    reviewer.post(f"/inbox/{waiting}/reply", {"text": "hello"})
    with reading(database) as connection:
        deeds = [each.action for each in audit.find_entries(connection, subject=("conversation", waiting))]
    assert deeds == ["replied", "closed", "gave_back", "took_over"]


@pytest.mark.parametrize("what", ["take", "give-back", "close", "reply", "assign"])
def test_an_erased_conversation_is_a_page_that_is_not_there(reviewer: Person, what: str):
    assert reviewer.post(f"/inbox/gone/{what}", {"text": "hello"}).status_code == 404


def test_an_unknown_folder_is_the_first(reviewer: Person, waiting: str):
    assert f'href="/inbox/{waiting}' in reviewer.get("/inbox?folder=nonsense").text


def test_the_list_brings_the_folders_counts_along(reviewer: Person, waiting: str):
    text = reviewer.get("/inbox/list?folder=waiting", **{"HX-Request": "true"}).text
    assert '<hx-partial hx-target="#inbox-tabs"' in text
    assert waiting in text
