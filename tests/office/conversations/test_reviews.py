"""Reviews: the riskiest first, a second opinion, a dispute settled, corrections found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.engine import Connection, Engine

from office.conversations import marks, queries, review_queue, reviews
from office.conversations.reviews import Judgement, ReviewError, as_understood, record_review
from office.database import now, writing
from tests.talk import ask, begin, say

AGO = timedelta(minutes=5)
RIGHT = Judgement("ask_visa", "th", (), "right")
OTHER = Judgement("ask_tuition", "th", (("program", "computing-gb"),), "wrong")


@pytest.fixture(autouse=True)
def no_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review_queue, "SAMPLE", 0)


def a_question(connection: Connection, confidence: float = 0.4, **values: object) -> int:
    _, question, _ = ask(connection, "?", intent="ask_visa", confidence=confidence, ago=AGO, **values)  # type: ignore[arg-type]
    return question


def test_the_riskiest_comes_first_and_skipping_goes_on(whole_database: Engine):
    with writing(whole_database) as connection:
        some = a_question(connection, 0.6)
        more = a_question(connection, 0.2)
        review_queue.refresh(connection)
        first = reviews.next_item(connection, "risk", reviewer="li")
        assert first is not None
        assert (first.message.id, first.reasons) == (more, ("low_confidence",))
        second = reviews.next_item(connection, "risk", reviewer="li", after=(first.risk, first.message.id))
        assert second is not None
        assert second.message.id == some
        assert reviews.next_item(connection, "risk", reviewer="li", after=(second.risk, second.message.id)) is None


def test_what_was_judged_leaves_the_queue_and_is_counted(whole_database: Engine):
    with writing(whole_database) as connection:
        question = a_question(connection)
        review_queue.refresh(connection)
        assert reviews.counts(connection, reviewer="li")["risk"] == 1
        assert record_review(connection, question, RIGHT, reviewer="li", reviewers=3) == "done"
        counts = reviews.counts(connection, reviewer="li")
        assert (counts["risk"], counts["done"]) == (0, 1)
        assert reviews.reviewed_by(connection, "li", since=now() - AGO) == 1
        assert reviews.reviewed_by(connection, "wang", since=now() - AGO) == 0


def test_unsure_goes_to_a_colleague_and_not_back_to_oneself(whole_database: Engine):
    with writing(whole_database) as connection:
        question = a_question(connection)
        unsure = Judgement("ask_visa", "th", (), "right", unsure=True)
        assert record_review(connection, question, unsure, reviewer="li", reviewers=2) == "second"
        assert reviews.next_item(connection, "second", reviewer="li") is None
        item = reviews.next_item(connection, "second", reviewer="wang")
        assert item is not None
        assert item.message.id == question
        assert record_review(connection, question, RIGHT, reviewer="wang", reviewers=2) == "done"


def test_an_office_of_one_asks_nobody(whole_database: Engine):
    with writing(whole_database) as connection:
        question = a_question(connection)
        unsure = Judgement("ask_visa", "th", (), "right", unsure=True)
        assert record_review(connection, question, unsure, reviewer="li", reviewers=1) == "done"


def test_two_who_disagree_are_settled_by_a_third(whole_database: Engine):
    with writing(whole_database) as connection:
        question = a_question(connection)
        record_review(connection, question, RIGHT, reviewer="li", reviewers=3)
        assert record_review(connection, question, OTHER, reviewer="wang", reviewers=3) == "dispute"
        assert reviews.counts(connection, reviewer="li")["dispute"] == 1
        item = reviews.next_item(connection, "dispute", reviewer="li")
        assert item is not None
        assert record_review(connection, question, OTHER, reviewer="chen", reviewers=3, settles=True) == "done"
        final = reviews.final_review(reviews.find_reviews(connection, question))
        assert final is not None
        assert (final.reviewer, final.judgement.intent) == ("chen", "ask_tuition")


def test_without_a_dispute_there_is_nothing_to_settle(whole_database: Engine):
    with writing(whole_database) as connection:
        question = a_question(connection)
        with pytest.raises(ReviewError) as refused:
            record_review(connection, question, RIGHT, reviewer="li", reviewers=3, settles=True)
    assert refused.value.code == "no_dispute"


def test_a_later_judgement_of_the_same_person_replaces_the_earlier(whole_database: Engine):
    with writing(whole_database) as connection:
        question = a_question(connection)
        record_review(connection, question, RIGHT, reviewer="li", reviewers=3)
        assert record_review(connection, question, OTHER, reviewer="li", reviewers=3) == "done"
        assert [each.judgement.intent for each in reviews.find_reviews(connection, question)] == ["ask_tuition"]


def test_a_correction_is_found_and_the_conversation_marked_with_what_was_meant(whole_database: Engine):
    with writing(whole_database) as connection:
        wrong, right = a_question(connection), a_question(connection)
        record_review(connection, wrong, OTHER, reviewer="li", reviewers=3)
        record_review(connection, right, RIGHT, reviewer="li", reviewers=3)
        ((said, final),) = reviews.find_corrections(connection)
        assert (said.id, final.judgement.intent) == (wrong, "ask_tuition")
        assert "ask_tuition" in marks.marks_of(connection, [said.conversation_id])[said.conversation_id]["intent"]


@pytest.mark.parametrize(
    ("judgement", "understood"),
    [
        (RIGHT, True),
        (Judgement("ask_visa", "th", (), "wrong"), True),
        (Judgement("ask_visa", "en", (), "right"), False),
        (Judgement("ask_visa", "th", (("country", "KR"),), "right"), False),
        (Judgement("ask_tuition", "th", (), "right"), False),
    ],
)
def test_understood_means_intent_language_and_names(whole_database: Engine, judgement: Judgement, understood: bool):
    with writing(whole_database) as connection:
        question = a_question(connection)
        record_review(connection, question, judgement, reviewer="li", reviewers=1)
        (kept,) = reviews.find_reviews(connection, question)
    assert kept.understood is understood


@pytest.mark.parametrize(
    ("judgement", "code"),
    [
        (Judgement("", "th", (), "right"), "intent_missing"),
        (Judgement("ask_visa", "th", (), "perhaps"), "answer_unknown"),
        (Judgement("ask_visa", "th", (), "right", note="x" * 2001), "note_too_long"),
    ],
)
def test_what_is_no_judgement_is_refused(whole_database: Engine, judgement: Judgement, code: str):
    with writing(whole_database) as connection:
        question = a_question(connection)
        with pytest.raises(ReviewError) as refused:
            record_review(connection, question, judgement, reviewer="li", reviewers=1)
    assert refused.value.code == code


def test_only_an_applicants_message_can_be_judged(whole_database: Engine):
    with writing(whole_database) as connection:
        name = begin(connection)
        answer = say(connection, name, "!", sender="bot")
        with pytest.raises(LookupError):
            record_review(connection, answer, RIGHT, reviewer="li", reviewers=1)
        with pytest.raises(LookupError):
            reviews.get_item(connection, 10**9)


def test_the_bots_own_reading_is_where_a_judgement_begins(whole_database: Engine):
    entities = [
        {"entity": "program", "value": ["computing-gb", "tourism-sg"]},
        {"entity": "program", "value": "computing-gb"},
    ]
    with writing(whole_database) as connection:
        name = begin(connection)
        number = say(connection, name, "?", intent="ask_visa", entities=entities)
        said = queries.find_message(connection, name, number)
    assert said is not None
    assert as_understood(said) == Judgement(
        "ask_visa", "th", (("program", "computing-gb"), ("program", "tourism-sg")), "right"
    )


def test_a_part_of_the_sample_is_judged_twice(whole_database: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(review_queue, "SAMPLE", 100)
    monkeypatch.setattr(reviews, "TWICE", 100)
    with writing(whole_database) as connection:
        question = a_question(connection)
        assert record_review(connection, question, RIGHT, reviewer="li", reviewers=2) == "second"
        assert record_review(connection, question, RIGHT, reviewer="wang", reviewers=2) == "done"
