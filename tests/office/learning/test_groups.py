"""Groups of wordings: what is grouped, what replaces what, what a person's decision makes of them; entries to copy."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from ruamel.yaml import YAML
from sqlalchemy.engine import Connection, Engine

from office.conversations import retention, review_queue
from office.conversations.records import Message
from office.conversations.reviews import Judgement, find_reviews, get_item, record_review
from office.database import writing
from office.learning import groups
from office.learning.entries import is_name, proposed_entry
from office.learning.groups import GroupDecided, NewGroup
from office.learning.lessons import side_of
from tests.talk import ask


@pytest.fixture
def connection(office_database: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Connection]:
    monkeypatch.setattr(review_queue, "SAMPLE", 0)
    with writing(office_database) as opened:
        yield opened


def said(connection: Connection, text: str, *, language: str = "th", side: str = "train", **values) -> Message:
    given = {"intent": "nlu_fallback", "confidence": 0.1, "fallback": True, **values}
    while True:
        name, question, _ = ask(connection, text, language=language, **given)
        if side_of(name) == side:
            return get_item(connection, question).message
        retention.erase_conversation(connection, name)


def grouped(connection: Connection, *members: Message, nearest=(("ask_visa", 0.5),)) -> int:
    groups.replace_open(connection, [NewGroup(tuple((each, 0.9) for each in members), nearest)])
    return groups.find_groups(connection)[0].id


def test_what_was_not_understood_or_unsurely_is_grouped(connection: Connection):
    wanted = [
        said(connection, "รถรับส่ง").id,
        said(connection, "มีรถไหม", fallback=False, intent="ask_visa", confidence=0.4).id,
    ]
    said(connection, "ค่าเทอม", fallback=False, intent="ask_tuition", confidence=0.9)
    said(connection, "นานมาแล้ว", ago=timedelta(days=31))
    judged = said(connection, "คนดูแล้ว")
    record_review(connection, judged.id, Judgement("greet", "th", (), "wrong"), reviewer="li", reviewers=1)
    assert {each.id for each in groups.find_unclear(connection)} == set(wanted)


def test_a_group_needs_three_messages_of_two_people(connection: Connection):
    one, two, three = (said(connection, text) for text in ("ก ข ค", "ง จ ฉ", "ช ซ ฌ"))
    few = NewGroup(((one, 0.9), (two, 0.8)), ())
    alone = NewGroup(((one, 0.9), (one, 0.8), (one, 0.7)), ())
    enough = NewGroup(((one, 0.9), (two, 0.8), (three, 0.7)), (("ask_visa", 0.34),))
    assert [each.is_telling for each in (few, alone, enough)] == [False, False, True]
    assert enough.proposal == "new"
    assert NewGroup(enough.members, (("ask_visa", 0.35),)).proposal == "intent"
    assert groups.replace_open(connection, [few, enough]) == 1


def test_open_groups_are_replaced_and_decided_ones_stay_with_their_messages(connection: Connection):
    members = [said(connection, text) for text in ("ก ข ค", "ง จ ฉ", "ช ซ ฌ")]
    first = grouped(connection, *members)
    groups.set_aside(connection, first, by="zhao")
    assert groups.find_unclear(connection) == []
    more = [said(connection, text) for text in ("one two", "three four", "five six")]
    second = grouped(connection, *more)
    third = grouped(connection, *more)
    assert second != third
    assert [each.id for each in groups.find_groups(connection)] == [third]
    assert [each.id for each in groups.find_groups(connection, status="set_aside")] == [first]
    assert groups.count_open(connection) == 1


def test_a_decision_reviews_all_but_what_a_person_has_judged(connection: Connection):
    members = [said(connection, text) for text in ("ก ข ค", "ง จ ฉ", "ช ซ ฌ")]
    right = said(connection, "วีซ่า", fallback=False, intent="ask_visa", confidence=0.4)
    number = grouped(connection, *members, right)
    record_review(connection, members[0].id, Judgement("greet", "th", (), "wrong"), reviewer="li", reviewers=1)
    assert groups.decide_group(connection, number, "ask_visa", by="zhao", reviewers=1) == 3
    by = {each.id: find_reviews(connection, each.id) for each in (*members, right)}
    assert [each.reviewer for each in by[members[0].id]] == ["li"]
    assert [(each.judgement.intent, each.judgement.answer) for each in by[members[1].id]] == [("ask_visa", "wrong")]
    assert [each.judgement.answer for each in by[right.id]] == ["right"]
    with pytest.raises(GroupDecided):
        groups.decide_group(connection, number, "ask_tuition", by="qian", reviewers=1)


def test_who_is_erased_is_gone_from_the_group_and_an_empty_one_with_them(connection: Connection):
    members = [said(connection, text) for text in ("ก ข ค", "ง จ ฉ", "ช ซ ฌ")]
    number = grouped(connection, *members)
    retention.erase_conversation(connection, members[0].conversation_id)
    assert (groups.get_group(connection, number).size, len(groups.messages_of(connection, number))) == (2, 2)
    for each in members[1:]:
        retention.erase_conversation(connection, each.conversation_id)
    with pytest.raises(LookupError):
        groups.get_group(connection, number)
    assert groups.count_open(connection) == 0


def test_an_entry_is_valid_for_every_file_it_names(connection: Connection):
    members = [
        said(connection, "มีรถรับส่งไหม [ฟรี](ไหม)"),
        said(connection, "มี รถรับส่งไหม ฟรี ไหม?"),
        said(connection, "shuttle bus? mail me: lee@example.com", language="en"),
        said(connection, "有校车吗", language="zh", side="test"),
        said(connection, "?!", language="ko"),
    ]
    text = proposed_entry("ask_shuttle_bus", members)
    parts = {part.partition("\n")[0]: part.partition("\n")[2] for part in text.split("\n\n")}
    assert YAML(typ="safe").load(parts["# domain.yml, under intents:"]) == ["ask_shuttle_bus"]
    [thai] = YAML(typ="safe").load(parts["# data/nlu/th/<family>.yml, under nlu:"])
    assert thai["metadata"] == {"language": "th"}
    assert thai["examples"].splitlines() == ["- มีรถรับส่งไหม (ฟรี)(ไหม)"]
    question = json.loads(parts["# tests/model/questions/zh.jsonl:"])
    assert question == {"text": "有校车吗", "lang": "zh", "intent": "ask_shuttle_bus"}
    assert "lee@example" not in text
    assert text.endswith("# No sentences to learn from yet: zh, ko, de, ru, fr, ar, es, ja, vi, id\n")


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("ask_shuttle_bus", True),
        ("ask", False),
        ("Ask_Bus", False),
        ("ask_bus\n- x", False),
        ("ask_" + "a" * 61, False),
    ],
)
def test_names_of_intents_are_checked(name: str, fits: bool):
    assert is_name(name) is fits
