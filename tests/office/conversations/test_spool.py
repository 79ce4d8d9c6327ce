"""The spool: on disk before it returns, in order, and no bad line stops the good ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from office.conversations.records import StoredEvent, Turn, Utterance
from office.conversations.spool import Spool
from office.database import now


class Away(Exception):
    """The database does not answer."""


def a_turn(conversation_id: str, number: int) -> Turn:
    said = Utterance(
        "applicant", f"第{number}句", key=f"{conversation_id}{number}", at=now(), ranking=[{"name": "greet"}]
    )
    return Turn(conversation_id, "website", (StoredEvent(said.key, 1.5, "user", '{"a": 1}'),), (said,), ("th",))


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool.jsonl")


def test_turns_come_back_as_they_were_and_in_order(spool: Spool) -> None:
    turns = [a_turn("a", 1), a_turn("b", 1), a_turn("a", 2)]
    for turn in turns:
        spool.append(turn)
    seen: list[Turn] = []
    assert spool.turns("a") == [turns[0], turns[2]]
    assert spool.replay(seen.append, transient=(Away,)) == 3
    assert seen == turns
    assert spool.is_empty()


def test_what_the_database_does_not_take_stays_for_the_next_time(spool: Spool) -> None:
    for number in range(3):
        spool.append(a_turn("a", number))
    seen: list[Turn] = []

    def record(turn: Turn) -> None:
        if len(seen) == 1:
            raise Away
        seen.append(turn)

    assert spool.replay(record, transient=(Away,)) == 1
    assert [turn.events[0].key for turn in spool.turns("a")] == ["a1", "a2"]


def test_a_turn_that_can_never_be_written_does_not_stop_the_others(spool: Spool) -> None:
    for number in range(3):
        spool.append(a_turn("a", number))
    seen: list[str] = []

    def record(turn: Turn) -> None:
        if turn.events[0].key == "a1":
            raise ValueError("never")
        seen.append(turn.events[0].key)

    spool.replay(record, transient=(Away,))
    assert seen == ["a0", "a2"]
    assert spool.is_empty()
    assert "a1" in spool.rejected.read_text("utf-8")


def test_a_line_cut_off_by_a_power_cut_is_passed_over(spool: Spool) -> None:
    spool.append(a_turn("a", 1))
    with spool.path.open("a", encoding="utf-8") as file:
        file.write('{"conversation_id": "a", "eve')
    spool.append(a_turn("a", 2))
    assert [turn.events[0].key for turn in spool.turns("a")] == ["a1", "a2"]


def test_a_conversation_is_forgotten_here_too(spool: Spool) -> None:
    for conversation_id in ("a", "b", "a"):
        spool.append(a_turn(conversation_id, 1))
    assert spool.forget(["a"]) == 2
    assert "a1" not in spool.path.read_text("utf-8")
    assert len(spool.turns("b")) == 1


def test_nobody_else_on_the_machine_can_read_it(spool: Spool) -> None:
    spool.append(a_turn("a", 1))
    assert spool.path.stat().st_mode & 0o077 == 0
