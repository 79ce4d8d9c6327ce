"""Review: two clicks for a message, a second pair of eyes, disputes only for those who may settle them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.engine import Engine

from office.conversations import review_queue, reviews
from office.database import reading, writing
from tests.console.conftest import Person
from tests.talk import ask

AGO = timedelta(minutes=5)
ENTITIES = [{"entity": "program", "value": "computing-gb"}]
RANKING = [
    {"name": "ask_visa", "confidence": 0.4},
    {"name": "ask_tuition", "confidence": 0.3},
    {"name": "no_such_intent", "confidence": 0.2},
]


@pytest.fixture(autouse=True)
def no_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_queue, "SAMPLE", 0)


@pytest.fixture
def question(database: Engine) -> int:
    with writing(database) as connection:
        return ask(
            connection, "ค่าวีซ่าเท่าไหร่", intent="ask_visa", confidence=0.4, ranking=RANKING, entities=ENTITIES, ago=AGO
        )[1]


def judged(database: Engine, question: int) -> list[reviews.Review]:
    with reading(database) as connection:
        return reviews.find_reviews(connection, question)


def test_the_page_offers_the_likely_meanings_with_keys(reviewer: Person, question: int):
    text = reviewer.get("/review").text
    assert 'name="intent" value="ask_visa" checked data-press="1"' in text
    assert 'name="intent" value="ask_tuition"  data-press="2"' in text
    assert "no_such_intent" not in text
    assert 'value="program:computing-gb" checked' in text
    assert "unsure" in text


def test_right_is_one_click(reviewer: Person, question: int, database: Engine):
    data = {
        "intent": "ask_visa",
        "entity": "program:computing-gb",
        "language": "th",
        "answer": "right",
        "queue": "risk",
    }
    assert reviewer.post(f"/review/{question}", data).headers["location"] == "/review?queue=risk"
    (review,) = judged(database, question)
    assert review.understood
    assert "Nothing looks wrong." in reviewer.get("/review").text


def test_wrong_is_another_intent_other_names_another_language(reviewer: Person, question: int, database: Engine):
    data = {
        "intent": "other",
        "other_intent": "ask_scholarship",
        "entity": ["program:tourism-sg"],
        "new_entity": "country:SG",
        "language": "en",
        "answer": "wrong",
        "note": "a note",
    }
    reviewer.post(f"/review/{question}", data)
    (review,) = judged(database, question)
    assert not review.understood
    assert review.judgement == reviews.Judgement(
        "ask_scholarship", "en", (("program", "tourism-sg"), ("country", "SG")), "wrong", note="a note"
    )


@pytest.mark.parametrize(
    "data", [{"intent": "other", "other_intent": ""}, {"intent": "made_up"}, {"intent": "ask_visa", "answer": "x"}]
)
def test_a_form_that_says_nothing_changes_nothing(reviewer: Person, question: int, database: Engine, data: dict):
    response = reviewer.post(f"/review/{question}", {"answer": "right", **data})
    assert response.headers["location"].startswith(f"/review/{question}")
    assert judged(database, question) == []


def test_skipping_shows_the_next(reviewer: Person, question: int, database: Engine):
    with writing(database) as connection:
        other = ask(connection, "ค่าหอ", intent="ask_visa", confidence=0.1, ago=AGO)[1]
    text = reviewer.get("/review").text
    assert f'action="/review/{other}"' in text
    skip = text.split('href="/review?queue=risk&amp;risk=')[1].split('"')[0].replace("&amp;", "&")
    assert f'action="/review/{question}"' in reviewer.get(f"/review?queue=risk&risk={skip}").text


def test_a_second_opinion_is_given_without_seeing_the_first(reviewer: Person, editor: Person, question: int):
    reviewer.post(
        f"/review/{question}", {"intent": "ask_tuition", "answer": "wrong", "unsure": "1", "note": "my doubts"}
    )
    assert "Nobody has asked for a second opinion." in reviewer.get("/review?queue=second").text
    text = editor.get("/review?queue=second").text
    assert f'action="/review/{question}"' in text
    assert "my doubts" not in text


def test_a_dispute_is_settled_by_an_editor_who_sees_both(
    reviewer: Person, editor: Person, admin: Person, question: int, database: Engine
):
    common = {"entity": "program:computing-gb", "language": "th", "answer": "right"}
    reviewer.post(f"/review/{question}", {**common, "intent": "ask_visa", "note": "first words"})
    admin.post(f"/review/{question}", {**common, "intent": "ask_tuition", "note": "other words"})
    text = editor.get("/review?queue=dispute").text
    assert "first words" in text
    assert "other words" in text
    editor.post(f"/review/{question}", {**common, "intent": "ask_tuition", "settles": "1", "queue": "dispute"})
    with reading(database) as connection:
        assert reviews.get_item(connection, question).status == "done"


def test_a_reviewer_cannot_settle(reviewer: Person, admin: Person, question: int, database: Engine):
    common = {"language": "th", "answer": "right"}
    admin.post(f"/review/{question}", {**common, "intent": "ask_visa"})
    reviewer.post(f"/review/{question}", {**common, "intent": "ask_tuition", "settles": "1"})
    with reading(database) as connection:
        assert reviews.get_item(connection, question).status == "dispute"


def test_from_a_transcript_one_comes_back_to_it(reviewer: Person, question: int, database: Engine):
    with reading(database) as connection:
        name = reviews.get_item(connection, question).message.conversation_id
    assert f'name="back" value="{name}"' in reviewer.get(f"/review/{question}").text
    response = reviewer.post(f"/review/{question}", {"intent": "ask_visa", "answer": "right", "back": name})
    assert response.headers["location"] == f"/conversations/{name}#m{question}"


def test_what_one_did_today_is_counted(reviewer: Person, editor: Person, question: int):
    reviewer.post(f"/review/{question}", {"intent": "ask_visa", "answer": "right", "language": "th"})
    assert "1 reviewed by you today · 1 in all" in reviewer.get("/review").text
    assert "0 reviewed by you today · 1 in all" in editor.get("/review").text
