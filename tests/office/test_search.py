"""Search is right in twelve languages, and the same on SQLite and PostgreSQL."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine

from office.conversations import log, queries
from office.conversations.records import Turn, Utterance
from office.database import now, reading, writing
from office.search import fold, fts5_query, tokens, tsquery
from tests.databases import database, postgres_engine, sqlite_database

__all__ = ["database", "postgres_engine", "sqlite_database"]

TEXTS = (
    "学费是多少？",
    "學費一年要多少錢？",
    "请问有没有奖学金和签证",
    "ค่าเทอมเท่าไหร่ มีหอพักไหม",
    "등록금이 얼마예요? 비자도 필요해요?",
    "What are the tuition fees, and is there a scholarship?",
    "Wie hoch sind die Studiengebühren?",
    "Сколько стоит обучение и общежитие?",
    "Quelles sont les études proposées à l'école ?",
    "ما هي الرسوم الدراسية وهل توجد المنحة؟",
    "¿Cuánto cuesta la matrícula?",
    "学費と寮費はいくらですか。ビザは？",
    "Học phí là bao nhiêu? Đại học có ký túc xá không?",
    "Berapa biaya kuliahnya? IELTS 6.5",
    "我学，费用呢",
)

FOUND = (
    ("学费", {0, 1, 11}),  # Simplified finds Traditional, and the same word in Japanese
    ("學費", {0, 1, 11}),
    ("奖学金", {2}),
    ("签证", {2}),
    ("หอพัก", {3}),
    ("ค่าเทอม", {3}),
    ("등록금", {4}),
    ("비자", {4}),
    ("scholar", {5}),  # the beginning of a word
    ("FEES", {5}),
    ("studiengebuhren", {6}),
    ("обще", {7}),
    ("etudes", {8}),
    ("الرسوم", {9}),
    ("رسوم", {9}),  # without the article
    ("منحه", {9}),
    ("matricula", {10}),
    ("寮", {11}),
    ("ﾋﾞｻﾞ", {11}),  # half width
    ("hoc phi", {12}),
    ("dai hoc", {12}),
    ("ĐẠI HỌC", {12}),
    ("6.5", {13}),
    ("biaya kuliah", {13}),
    ("tuition 学费", set()),
    ("nursing", set()),
    ("?!", set()),
)


def _record(connection, text: str, number: int) -> None:
    said = Utterance("applicant", text, key=f"key-{number}", at=now())
    log.record_turn(connection, Turn("conversation", "rest", (), (said,)))


@pytest.fixture
def searched(database: Engine) -> Engine:
    with writing(database) as connection:
        for number, text in enumerate(TEXTS):
            _record(connection, text, number)
    return database


@pytest.mark.parametrize(("query", "expected"), FOUND)
def test_a_query_finds_the_messages_it_should_in_every_script(searched: Engine, query: str, expected: set[int]) -> None:
    with reading(searched) as connection:
        found = {TEXTS.index(message.text) for message in queries.find_messages(connection, query)}
    assert found == expected


def test_a_phrase_does_not_reach_across_punctuation(searched: Engine) -> None:
    with reading(searched) as connection:
        found = [message.text for message in queries.find_messages(connection, "学费用")]
    assert found == []


def test_pages_go_on_after_the_last_message_and_filters_combine(searched: Engine) -> None:
    with reading(searched) as connection:
        first = queries.find_messages(connection, "学费", limit=2)
        rest = queries.find_messages(connection, "学费", before=first[-1].id, sender="applicant")
        other = queries.find_messages(connection, "学费", sender="bot")
    assert [TEXTS.index(message.text) for message in (*first, *rest)] == [11, 1, 0]
    assert other == []


@pytest.mark.parametrize("hostile", ['"', "' OR 1=1 --", "a:*", "NEAR(", "AND OR NOT", "*", "\\", "zq5b66", "&|!()<->"])
def test_what_looks_like_query_syntax_is_only_text(searched: Engine, hostile: str) -> None:
    with reading(searched) as connection:
        assert queries.find_messages(connection, hostile) is not None


def test_an_erased_message_is_not_found_any_more(searched: Engine) -> None:
    from office.conversations.retention import erase_conversation

    with writing(searched) as connection:
        erase_conversation(connection, "conversation")
    with reading(searched) as connection:
        assert queries.find_messages(connection, "学费") == []


def test_folding_makes_spellings_equal() -> None:
    assert fold("ÉCOLE") == fold("ecole")
    assert fold("ＡＢＣ") == "abc"
    assert fold("Đại học") == "dai hoc"
    assert fold("أحمد") == fold("احمد")
    assert fold("がく") != fold("かく")  # the voicing mark is a letter's part in kana


def test_numbers_become_tokens_that_no_parser_splits() -> None:
    assert tokens("6e5 007 3.14") == "zd6e5 zd007 zd3 zd14"


def test_a_query_of_punctuation_asks_for_nothing() -> None:
    assert fts5_query(" ?! ") is None
    assert tsquery("…") is None
