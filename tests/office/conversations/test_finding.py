"""The staff's list: filters that combine, search in every script, pages that lose and repeat nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from office.conversations import finding
from office.conversations.feedback import record_rating
from office.conversations.finding import Filters, find_page
from office.conversations.handoffs import request_handoff
from office.conversations.reviews import Judgement, record_review
from office.conversations.tables import conversation
from office.database import reading, writing
from tests.talk import ask, begin, say

PROGRAM = [{"entity": "program", "value": "computing-gb"}, {"entity": "country", "value": "GB"}]


def names(connection: Connection, **filters: object) -> set[str]:
    return {each.conversation.id for each in find_page(connection, Filters(**filters)).found}  # type: ignore[arg-type]


@pytest.fixture
def two(whole_database: Engine) -> tuple[str, str]:
    """Two conversations that differ in everything that can be filtered: the first is the one to be found."""
    with writing(whole_database) as connection:
        first, question, answer = ask(
            connection, "学费多少", channel="wechat", language="zh-Hant", intent="ask_tuition", confidence=0.31, gap=True,
            entities=PROGRAM, ago=timedelta(days=3),
        )  # fmt: skip
        second, _, _ = ask(connection, "วีซ่า", intent="ask_visa", confidence=0.95, fallback=True)
        record_rating(connection, first, answer, -1)
        request_handoff(connection, first)
        record_review(connection, question, Judgement("ask_tuition", "zh", (), "right"), reviewer="li", reviewers=2)
        connection.execute(sa.update(conversation).where(conversation.c.id == first).values(assigned_to="li"))
    return first, second


@pytest.mark.parametrize(
    "filters",
    [
        {"channel": "wechat"},
        {"language": "zh"},
        {"state": "waiting"},
        {"intent": "ask_tuition"},
        {"program": "computing-gb"},
        {"country": "GB"},
        {"confidence_below": 4},
        {"rating": -1},
        {"fallback": False},
        {"gap": True},
        {"handoff": True},
        {"reviewed": True},
        {"assigned_to": "li"},
        {"until": datetime.utcnow() - timedelta(days=1)},
        {"text": "学费"},
        {"intent": "ask_tuition", "gap": True, "rating": -1, "channel": "wechat", "language": "zh", "reviewed": True},
        {"text": "學費", "intent": "ask_tuition", "handoff": True, "fallback": False, "assigned_to": "li"},
    ],
)
def test_each_filter_finds_what_it_says(whole_database: Engine, two: tuple[str, str], filters: dict):
    with reading(whole_database) as connection:
        assert names(connection, **filters) == {two[0]}


@pytest.mark.parametrize(
    "filters",
    [
        {"rating": 1},
        {"gap": True, "fallback": True},
        {"intent": "ask_tuition", "channel": "website"},
        {"text": "学费", "gap": False},
        {"text": "..."},
        {"intent": "no_such_intent"},
    ],
)
def test_what_does_not_hold_together_finds_nothing(whole_database: Engine, two: tuple[str, str], filters: dict):
    with reading(whole_database) as connection:
        assert names(connection, **filters) == set()


@pytest.mark.parametrize(
    "filters", [{"fallback": True}, {"handoff": False}, {"reviewed": False}, {"gap": False}, {"assigned_to": ""}]
)
def test_the_other_side_of_a_filter_finds_the_others(whole_database: Engine, two: tuple[str, str], filters: dict):
    with reading(whole_database) as connection:
        assert names(connection, **filters) == {two[1]}


def test_a_conversation_in_which_nothing_was_said_is_not_listed(whole_database: Engine):
    with writing(whole_database) as connection:
        begin(connection)
        assert names(connection) == set()


@pytest.mark.parametrize("filters", [{}, {"intent": "ask_visa"}, {"text": "visa"}])
def test_pages_follow_one_another_without_gap_or_repetition(whole_database: Engine, filters: dict):
    moment = datetime(2026, 11, 1)
    with writing(whole_database) as connection:
        for number in range(25):
            name = begin(connection)
            # Several at the same moment: the id decides.
            say(
                connection,
                name,
                f"visa question {number}",
                at=moment + timedelta(minutes=number // 4),
                intent="ask_visa",
            )
    seen: list[str] = []
    after = None
    with reading(whole_database) as connection:
        for _ in range(10):
            page = find_page(connection, Filters(**filters), after=after, limit=4)
            seen += [each.conversation.id for each in page.found]
            after = page.next
            if after is None:
                break
    assert len(seen) == 25
    assert len(set(seen)) == 25


def test_the_newest_come_first(whole_database: Engine):
    with writing(whole_database) as connection:
        old, _, _ = ask(connection, "a", ago=timedelta(hours=2))
        new, _, _ = ask(connection, "b")
        middle, _, _ = ask(connection, "c", ago=timedelta(hours=1))
        found = [each.conversation.id for each in find_page(connection, Filters()).found]
    assert found == [new, middle, old]


@pytest.mark.parametrize(
    ("said", "sought"),
    [
        ("请问学费多少？", "学费"),
        ("請問學費多少", "学费"),
        ("请问学费多少", "學費"),
        ("ค่าเทอมเท่าไหร่คะ", "ค่าเทอม"),
        ("등록금이 얼마예요?", "등록금"),
        ("Wie hoch sind die Gebühren?", "gebuhren"),
        ("Сколько стоит общежитие", "общежитие"),
        ("Quels frais de scolarité ?", "scolarite"),
        ("كم الرسوم الدراسية", "رسوم"),
        ("¿Cuánto cuesta la matrícula?", "matricula"),
        ("寮はありますか", "寮"),
        ("học phí bao nhiêu", "hoc phi"),
        ("berapa biaya kuliah", "biaya"),
        ("what are the fees", "FEE"),
    ],
)
def test_search_is_right_in_every_script(whole_database: Engine, said: str, sought: str):
    with writing(whole_database) as connection:
        wanted, _, _ = ask(connection, said)
        ask(connection, "something else entirely 别的 อื่น")
        (found,) = find_page(connection, Filters(text=sought)).found
    assert found.conversation.id == wanted
    assert found.hit is not None
    assert found.hit.text == said


@pytest.mark.parametrize("sought", ["费学", "学 生费", "เทอมค่า"])
def test_characters_in_another_order_are_another_word(whole_database: Engine, sought: str):
    with writing(whole_database) as connection:
        ask(connection, "学费")
        ask(connection, "ค่าเทอม")
        assert names(connection, text=sought) == set()


def test_a_conversation_is_listed_once_with_its_newest_hit(whole_database: Engine):
    with writing(whole_database) as connection:
        name = begin(connection)
        say(connection, name, "visa one")
        last = say(connection, name, "visa two")
        (found,) = find_page(connection, Filters(text="visa")).found
    assert found.hit is not None
    assert found.hit.id == last


def test_a_rare_combination_says_how_far_it_looked_and_goes_on_from_there(
    whole_database: Engine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(finding, "LOOKS_THROUGH", 5)
    monkeypatch.setattr(finding, "FEW", 3)
    with writing(whole_database) as connection:
        wanted, _, _ = ask(connection, "?", intent="ask_visa", channel="line", ago=timedelta(days=1))
        for _ in range(8):
            ask(connection, "?", intent="ask_visa")
        page = find_page(connection, Filters(intent="ask_visa", channel="line"))
        assert page.found == []
        assert page.looked_back_to is not None
        further = find_page(connection, Filters(intent="ask_visa", channel="line"), after=page.next)
    assert [each.conversation.id for each in further.found] == [wanted]


def test_a_search_with_filters_that_let_few_pass_says_how_far_it_looked(
    whole_database: Engine, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(finding, "HITS_AT_ONCE", (2, 3))
    with writing(whole_database) as connection:
        wanted, _, _ = ask(connection, "visa", channel="line")
        for _ in range(6):
            ask(connection, "visa")
        page = find_page(connection, Filters(text="visa", channel="line"))
        assert (page.found, page.looked_back_to is not None) == ([], True)
        further = find_page(connection, Filters(text="visa", channel="line"), after=page.next)
    assert [each.conversation.id for each in further.found] == [wanted]


@pytest.mark.parametrize(
    ("after", "filters"), [("nonsense", {}), ("x~y", {}), ("-1", {"text": "a"}), ("9" * 30, {"text": "a"})]
)
def test_a_page_that_never_was_is_refused(whole_database: Engine, after: str, filters: dict):
    with reading(whole_database) as connection, pytest.raises(ValueError):  # noqa: PT011 (isoformat's own words)
        find_page(connection, Filters(**filters), after=after)
