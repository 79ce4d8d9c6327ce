"""Rasa's memory is cut at turns, and no slot is lost."""

from __future__ import annotations

from typing import Any

from bot.conversation_window import KEPT, LONGEST, Window, moved

LISTEN = {"event": "action", "name": "action_listen"}


def turns(number: int, *, first: int = 0) -> list[dict[str, Any]]:
    """Turns of five events; each sets the slot `last`, the first one also `name`."""
    events: list[dict[str, Any]] = []
    for each in range(first, first + number):
        events += [
            {"event": "user", "text": str(each)},
            {"event": "slot", "name": "name", "value": "Mei"} if each == 0 else {"event": "user_featurization"},
            {"event": "bot", "text": "..."},
            {"event": "slot", "name": "last", "value": each},
            LISTEN,
        ]
    return events


def test_a_short_conversation_stays_whole() -> None:
    events = [LISTEN, *turns(10)]
    assert moved(Window(), events) == (Window(), 0)


def test_a_long_one_is_cut_where_a_turn_begins_and_keeps_its_slots() -> None:
    events = [LISTEN, *turns(40)]
    window, dropped = moved(Window(), events)
    assert events[dropped] == LISTEN
    assert events[dropped + 1]["event"] == "user"
    assert KEPT - 5 <= len(events) - dropped <= KEPT + 5
    before = int(events[dropped + 1]["text"]) - 1
    assert (window.start, window.slots) == (dropped, {"name": "Mei", "last": before})


def test_a_second_cut_goes_on_from_the_first() -> None:
    events = [LISTEN, *turns(40)]
    first, dropped = moved(Window(), events)
    later = [*events[dropped:], *turns(30, first=40)]
    second, dropped_again = moved(first, later)
    assert second.start == first.start + dropped_again
    assert second.slots["name"] == "Mei"
    assert Window.read(second.start, second.held()) == second


def test_a_new_session_or_a_restart_begins_anew() -> None:
    for fresh in ("session_started", "restart"):
        events = [*turns(3), {"event": fresh}, {"event": "slot", "name": "name", "value": "Mei"}, LISTEN, *turns(1)]
        window, dropped = moved(Window(7, {"old": 1}), events)
        assert (window, dropped) == (Window(7 + 15), 15)
        assert events[dropped]["event"] == fresh


def test_an_active_form_and_a_reset_are_carried_over() -> None:
    events = [
        LISTEN,
        {"event": "slot", "name": "old", "value": 1},
        {"event": "reset_slots"},
        {"event": "active_loop", "name": "my_path_form"},
        *turns(40),
    ]
    window, _ = moved(Window(), events)
    assert window.active_form == "my_path_form"
    assert "old" not in window.slots
    kinds = [event["event"] for event in window.head(12.5)]
    assert kinds == ["slot", "slot", "active_loop"]


def test_events_without_any_turn_are_not_cut() -> None:
    events = [{"event": "slot", "name": "x", "value": n} for n in range(LONGEST + 20)]
    assert moved(Window(), events) == (Window(), 0)
