"""The list and the transcript as staff see them."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from office.conversations.feedback import record_rating
from office.conversations.handoffs import request_handoff
from office.conversations.reviews import Judgement, record_review
from office.conversations.tables import message
from office.database import reading, writing
from office.staff import audit
from tests.console.conftest import Person
from tests.talk import ask, begin, say

REPLY = {
    "name": "utter_answer",
    "facts": ["program/computing-gb", "figure/student_countries", "fact/college-goal", "country/GB", "gone/away"],
    "sources": ["profile-3-2", "no-such"],
    "parts": [{"reply": "utter_conversation_thank", "values": {}}],
    "buttons": [{"title": "ค่าเทอม", "payload": "/ask_tuition"}],
    "blocks": [],
}


@pytest.fixture
def talk(database: Engine) -> tuple[str, int, int]:
    """One conversation with everything that a transcript can show."""
    with writing(database) as connection:
        name, question, answer = ask(
            connection, "โทร 081-234-5678 ค่าเทอม?", answer="คำตอบ", intent="ask_tuition", confidence=0.83, gap=True, reply=REPLY,
            ranking=[{"name": "ask_tuition", "confidence": 0.83}, {"name": "ask_scholarship", "confidence": 0.11}],
            entities=[{"entity": "program", "value": "computing-gb"}],
            findings={"unknown_names": [{"kind": "program", "text": "nursing"}]},
        )  # fmt: skip
        connection.execute(sa.update(message).where(message.c.id == answer).values(latency_ms=1200))
        record_rating(connection, name, answer, -1, comment="not what I asked")
        request_handoff(
            connection, name, reason="call 081-234-5678", contact_kind="phone", contact="+66812345678", consent=True
        )
        record_review(
            connection,
            question,
            Judgement("ask_scholarship", "th", (), "wrong", note="a note"),
            reviewer="li",
            reviewers=1,
        )
    return name, question, answer


def test_the_list_shows_what_each_conversation_is_about(reader: Person, talk: tuple[str, int, int]):
    text = reader.get("/conversations").text
    for shown in ("Tuition and fees", "no published answer", "Thai", "Website", "waiting for a person", "2 messages"):
        assert shown in text
    assert f'href="/conversations/{talk[0]}"' in text


def test_what_was_not_understood_is_said_once(reader: Person, database: Engine):
    with writing(database) as connection:
        ask(connection, "asdf", intent="nlu_fallback", confidence=0.2, fallback=True)
    rows = reader.get("/conversations").text.partition("<tbody")[2]
    assert rows.count(">not understood<") == 1


def test_numbers_and_addresses_are_masked_in_the_list_for_everybody(admin: Person, talk: tuple[str, int, int]):
    assert "081-234-5678" not in admin.get("/conversations").text
    assert "081-234-5678" not in admin.get("/conversations?q=ค่าเทอม").text


def test_readers_see_contacts_masked_and_reviewers_in_full(
    reader: Person, reviewer: Person, talk: tuple[str, int, int]
):
    path = f"/conversations/{talk[0]}"
    assert "081-234-5678" not in reader.get(path).text
    assert "+66812345678" not in reader.get(path).text
    assert "081-234-5678" in reviewer.get(path).text
    assert "+66812345678" in reviewer.get(path).text


def test_the_transcript_says_why_this_answer(reviewer: Person, talk: tuple[str, int, int]):
    text = reviewer.get(f"/conversations/{talk[0]}").text
    for shown in (
        "83%",
        "Answered in 1.2 s",
        "Scholarships 11%",
        "Computer Application Technology",
        "nursing",
        'href="/knowledge/things/program/computing-gb"',
        'href="/knowledge/facts/college-goal"',
        'href="/knowledge/things/figure/student_countries"',
        "from 38 countries",
        "launched five cooperative education projects",
        "not what I asked",
        "ค่าเทอม",
        "a note",
        "reviewed: corrected",
    ):
        assert shown in text, shown


def test_answers_can_be_read_in_ones_own_language(reviewer: Person, talk: tuple[str, int, int]):
    path = f"/conversations/{talk[0]}"
    assert 'class="translation' not in reviewer.get(path).text
    assert 'class="translation' in reviewer.get(f"{path}?answers=mine").text


def test_a_message_of_a_bot_of_long_ago_is_shown_without_its_reasons(reader: Person, database: Engine):
    with writing(database) as connection:
        name, _, _ = ask(
            connection,
            "?",
            reply={"sources": [{"title": "Profile", "date": "2026-01-01"}], "facts": "broken", "parts": [7]},
        )
    text = reader.get(f"/conversations/{name}?answers=mine").text
    assert "Profile (2026-01-01)" in text


def test_filters_come_from_the_address_and_can_be_taken_off(
    reader: Person, talk: tuple[str, int, int], database: Engine
):
    with writing(database) as connection:
        ask(connection, "another one", language="en", intent="ask_visa")
    text = reader.get("/conversations?language=th&gap=yes&rating=down&program=computing-gb").text
    assert talk[0] in text
    assert "another one" not in text
    assert "Language: Thai" in text
    assert "language=th&amp;gap=yes&amp;program=computing-gb" in text  # the address without the rating
    assert talk[0] not in reader.get("/conversations?language=en").text


@pytest.mark.parametrize(
    "query",
    [
        "since=2026-13-45",
        "confidence=x",
        "gap=maybe",
        "state=asleep",
        "language=%27%20OR%201=1",
        "assigned=-",
        "q=%22%27%28%29*",
        "q=" + "x" * 5000,
        "until=9999-12-31",
        "intent=" + "x" * 500,
    ],
)
def test_nonsense_in_an_address_is_no_error(reader: Person, talk: tuple[str, int, int], query: str):
    assert reader.get(f"/conversations?{query}").status_code == 200


def test_a_page_that_never_was_is_not_found(reader: Person):
    assert reader.get("/conversations?after=nonsense").status_code == 404


def test_days_are_those_of_the_office(reader: Person, database: Engine):
    from datetime import datetime

    with writing(database) as connection:
        name = begin(connection)
        say(connection, name, "midnight", at=datetime(2026, 11, 1, 16, 30))  # 00:30 on the second in Shanghai
    assert "midnight" in reader.get("/conversations?since=2026-11-02&until=2026-11-02").text
    assert "midnight" not in reader.get("/conversations?since=2026-11-01&until=2026-11-01").text


def test_more_is_fetched_as_rows(reader: Person, database: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("console.pages.conversations.PAGE", 2)
    with writing(database) as connection:
        for number in range(5):
            ask(connection, f"number {number}", ago=timedelta(minutes=number))
    first = reader.get("/conversations").text
    more = first.split('hx-get="')[-1].split('"')[0].replace("&amp;", "&")
    rows = reader.get(more, **{"HX-Request": "true"}).text
    assert "<html" not in rows
    assert "number 2" in rows
    assert "number 0" not in rows
    assert "<html" in reader.get(more).text


def test_a_search_is_on_the_audit_trail_without_its_words(reader: Person, database: Engine):
    reader.get("/conversations?q=secretword&gap=yes")
    with reading(database) as connection:
        (entry,) = audit.find_entries(connection, action="searched")
    assert entry.details == {"filters": ["gap", "q"]}


def test_views_are_saved_offered_and_removed(reader: Person):
    reader.post("/conversations/views", {"name": "Thai gaps", "query": "language=th&gap=yes"})
    text = reader.get("/conversations").text
    assert "Thai gaps" in text
    number = text.split('action="/conversations/views/')[1].split("/")[0]
    assert reader.post(f"/conversations/views/{number}/remove").headers["location"] == "/conversations"
    assert "Thai gaps" not in reader.get("/conversations").text
    assert reader.post(f"/conversations/views/{number}/remove").status_code == 404


def test_somebody_elses_view_cannot_be_removed(reader: Person, reviewer: Person):
    reader.post("/conversations/views", {"name": "Shared", "query": "gap=yes", "shared": "1"})
    text = reviewer.get("/conversations").text
    assert "Shared" in text
    assert "/conversations/views/1/remove" not in text
    assert reviewer.post("/conversations/views/1/remove").status_code == 404


def test_csv_holds_every_message_masked_and_runs_nowhere(
    reviewer: Person, talk: tuple[str, int, int], database: Engine
):
    with writing(database) as connection:
        ask(connection, "=HYPERLINK(1)", gap=True)
        ask(connection, "not in it", gap=False)
    response = reviewer.get("/conversations/export?as=csv&gap=yes")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in response.headers["content-disposition"]
    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    assert len(rows) == 4
    assert "081-234-5678" not in response.text
    assert "'=HYPERLINK(1)" in [row["text"] for row in rows]


def test_json_holds_the_same(reviewer: Person, talk: tuple[str, int, int]):
    rows = json.loads(reviewer.get("/conversations/export?as=json").text)
    assert [row["sender"] for row in rows] == ["applicant", "bot"]
    assert rows[0]["intent"] == "ask_tuition"


def test_only_administrators_export_contacts_and_it_is_on_record(
    reviewer: Person, admin: Person, talk: tuple[str, int, int], database: Engine
):
    path = "/conversations/export?as=csv&contacts=full"
    assert "081-234-5678" not in reviewer.get(path).text
    assert "081-234-5678" in admin.get(path).text
    with reading(database) as connection:
        assert [
            (each.account, each.details["masked"])
            for each in audit.find_entries(connection, action="exported")
            if each.details
        ] == [
            ("admin", False),
            ("reviewer", True),
        ]
