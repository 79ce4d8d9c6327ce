"""The way to a person: noted at once, contact with consent, cancelled, never a trap."""

from __future__ import annotations

import logging
from datetime import datetime, timezone

import pytest

from actions import people
from office.conversations.handoffs import find_open_handoff, take_over
from office.conversations.queries import get_conversation
from office.database import reading, writing
from office.settings import settings
from tests.actions.talk import Talk

OPEN = datetime(2026, 11, 24, 2, 0, tzinfo=timezone.utc)  # Tuesday, 10:00 in Shanghai
CLOSED = datetime(2026, 11, 28, 2, 0, tzinfo=timezone.utc)  # Saturday


@pytest.fixture(autouse=True)
def _tuesday(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(people, "_now", lambda: OPEN)


@pytest.fixture
def _hours(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OFFICE_HOURS", "Mon-Fri 08:30-17:30")
    settings.cache_clear()


def handoff(talk: Talk):
    with reading() as connection:
        return find_open_handoff(connection, talk.id)


def test_a_request_is_on_record_before_any_contact_is_left(talk):
    with_person = talk("en")
    reply = with_person.say("I want to talk to someone", "request_human")
    found = handoff(with_person)
    assert (found.reason, found.language, found.contact) == ("I want to talk to someone", "en", None)
    assert "passed your request on" in reply
    assert "By writing it you agree" in reply
    assert reply.buttons == ["Answer me here in the chat", "Cancel"]
    with reading() as connection:
        assert get_conversation(connection, with_person.id).state == "waiting"


def test_the_reason_is_the_question_that_could_not_be_answered(talk):
    person = talk("en")
    reply = person.say("how much is the tuition?", "ask_tuition")
    assert reply.buttons[0] == "Talk to a person"
    person.press("Talk to a person")
    assert handoff(person).reason == "how much is the tuition?"


def test_yes_after_a_gap_calls_a_person_and_later_does_not(talk):
    person = talk("en")
    person.say("how much is the tuition?", "ask_tuition")
    person.say("yes please", "affirm")
    assert handoff(person).reason == "how much is the tuition?"
    other = talk("en")
    other.say("how much is the tuition?", "ask_tuition")
    other.say("thanks", "thank")
    other.say("yes", "affirm")
    assert handoff(other) is None


@pytest.mark.parametrize(
    ("language", "text", "kind", "contact"),
    [
        ("en", "anna@example.org", "email", "anna@example.org"),
        ("de", "schreiben Sie mir an anna@example.org.", "email", "anna@example.org"),
        ("zh", "我的微信号是 wang_2008", "wechat", "wang_2008"),
        ("ru", "+7 (912) 345-67-89", "phone", "+79123456789"),
        ("ar", "٠٠٩٦٦٥٠١٢٣٤٥٦٧", "phone", "+966501234567"),
        ("th", "โทร 081-234-5678 ค่ะ", "phone", "0812345678"),
        ("id", "annasmith", "wechat", "annasmith"),
    ],
)
def test_a_contact_is_recognised_whatever_the_intent(talk, language, text, kind, contact):
    person = talk(language)
    person.say("?", "request_human")
    intent = "out_of_scope" if contact == "annasmith" else "list_campuses"
    reply = person.say(text, intent)
    found = handoff(person)
    assert (found.contact_kind, found.contact) == (kind, contact)
    assert found.consent_at is not None
    assert contact not in reply.text  # shown with its ends only


def test_a_contact_is_kept_in_no_slot_and_no_log_line(talk, caplog: pytest.LogCaptureFixture, capsys):
    caplog.set_level(logging.DEBUG)
    person = talk("en")
    person.say("a person please", "request_human")
    reply = person.say("anna@example.org", "greet")
    assert "anna@example.org" not in str(person.slots)
    assert "anna@example.org" not in str(reply.data)
    assert "anna@example.org" not in caplog.text + capsys.readouterr().out


def test_a_faint_yes_calls_nobody(talk):
    person = talk("en")
    person.say("how much is the tuition?", "ask_tuition")
    person.say("because of the thing there", "affirm", ranking=[("affirm", 0.6)])
    assert handoff(person) is None


def test_a_contact_typed_out_of_the_blue_is_not_kept(talk):
    person = talk("en")
    person.say("my mail is anna@example.org", "out_of_scope")
    assert handoff(person) is None
    person.say("a person please", "request_human")
    assert handoff(person).contact is None


def test_a_wrong_contact_is_asked_for_again(talk):
    person = talk("en")
    person.say("a person please", "request_human")
    for wrong in ("anna@example", "12345"):
        reply = person.say(wrong, "out_of_scope")
        assert "cannot read that" in reply
        assert reply.buttons == ["Answer me here in the chat", "Cancel"]
    assert "will contact you" in person.say("anna@example.org", "out_of_scope")


def test_another_question_interrupts_and_the_contact_is_still_taken(talk):
    person = talk("en")
    person.say("a person please", "request_human")
    assert "Which programs" not in person.say("accommodation", "ask_accommodation").text
    assert handoff(person).contact is None  # "accommodation" could be a WeChat id by its form
    assert "5 cooperative programs" in person.say("which programs are there", "list_programs")
    assert "will contact you" in person.say("+86 138 0013 8000", "ask_student_numbers")
    assert handoff(person).contact == "+8613800138000"


def test_a_corrected_contact_replaces_the_first(talk):
    person = talk("en")
    person.say("a person please", "request_human")
    person.say("ana@example.org", "greet")
    person.say("sorry, anna@example.org", "deny")
    assert handoff(person).contact == "anna@example.org"


@pytest.mark.parametrize(
    ("language", "word"), [("en", "cancel"), ("zh", "算了"), ("zh-Hant", "取消"), ("es", "cancelar")]
)
def test_the_request_can_be_taken_back_by_word(talk, language, word):
    person = talk(language)
    person.say("?", "request_human")
    person.say(word, "nlu_fallback")
    assert handoff(person) is None
    with reading() as connection:
        assert get_conversation(connection, person.id).state == "bot"


def test_the_request_can_be_taken_back_by_button(talk):
    person = talk("en")
    person.say("a person please", "request_human")
    assert "withdrawn" in person.press("Cancel")
    assert handoff(person) is None


def test_a_request_that_staff_have_taken_up_is_not_cancelled(talk):
    person = talk("en")
    person.say("a person please", "request_human")
    with writing() as connection:
        take_over(connection, person.id, by="wang")
    person.press("Cancel")
    assert handoff(person).status == "taken"


@pytest.mark.parametrize("intent", ["affirm", "deny"])
def test_yes_and_no_leave_it_at_the_chat(talk, intent):
    person = talk("en")
    person.say("a person please", "request_human")
    assert "answer you here in this chat" in person.say("no thanks", intent)
    assert handoff(person).contact is None


def test_a_second_request_adds_to_the_first(talk):
    person = talk("en")
    person.say("a person please", "request_human")
    person.press("Answer me here in the chat")
    reply = person.say("I really need someone about my visa", "request_human")
    assert "already with the admissions office" in reply
    assert handoff(person).reason == "a person please\nI really need someone about my visa"


@pytest.mark.usefixtures("_hours")
def test_office_hours_are_told_in_the_applicants_time_zone(talk, monkeypatch: pytest.MonkeyPatch):
    assert "07:30–16:30, Indochina Time" in talk("en", time_zone="Asia/Bangkok").say("a person", "request_human")
    assert "08:30–17:30, China Standard Time" in talk("en").say("a person", "request_human")
    monkeypatch.setattr(people, "_now", lambda: CLOSED)
    reply = talk("en", time_zone="Europe/Berlin").say("a person", "request_human")
    assert "opens again: Monday 01:30 (Central European Standard Time)" in reply
    assert "星期一 08:30" in talk("zh").say("转人工", "request_human")


def test_nothing_is_said_of_hours_that_nobody_has_set(talk):
    reply = talk("en").say("a person", "request_human")
    assert "open" not in reply.text.split("\n\n")[1]
    assert "China Standard Time" not in reply


@pytest.mark.usefixtures("_hours")
def test_an_unknown_time_zone_falls_back_to_the_offices(talk):
    assert "China Standard Time" in talk("en", time_zone="Mars/Olympus").say("a person", "request_human")


def test_unreadable_hours_do_not_lose_the_request(talk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OFFICE_HOURS", "whenever")
    settings.cache_clear()
    person = talk("en")
    reply = person.say("a person", "request_human")
    assert handoff(person) is not None
    assert "open" not in reply.text.split("\n\n")[1]


def test_rasas_own_rest_channel_opens_the_conversation(talk):
    person = talk("en", announced=False)
    assert "passed your request on" in person.say("a person please", "request_human")
    assert handoff(person).reason == "a person please"


def test_a_request_in_an_erased_conversation_is_refused(talk):
    person = talk("en")
    person.id = "erased"
    with pytest.raises(LookupError):
        person.say("a person please", "request_human")
