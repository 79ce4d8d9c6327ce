"""Rasa's events become the log's records."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from bot.turn_records import to_json, turn_of

USER: dict[str, Any] = {
    "event": "user",
    "timestamp": 1_700_000_000.25,
    "text": "เรียนกี่ปี",
    "input_channel": "website",
    "metadata": {"journal_id": 7, "language": "en"},
    "parse_data": {
        "intent": {"name": "ask_duration", "confidence": 0.91},
        "intent_ranking": [{"name": "ask_duration", "confidence": 0.91, "id": 5}],
        "entities": [{"entity": "program", "value": "accounting-au"}],
        "questions": [{"text": "เรียนกี่ปี", "intent": "ask_duration"}],
        "language": {"code": "th", "locale": "th", "confidence": 0.99, "certain": True},
        "doubt": {"readings": ["ask_duration", "ask_pathway"]},
    },
}
BOT: dict[str, Any] = {
    "event": "bot",
    "timestamp": 1_700_000_000.5,
    "text": "สามปี",
    "data": {"buttons": [{"title": "ค่าเทอม", "payload": "/ask_tuition"}], "image": None},
    "metadata": {
        "utter_action": "utter_answer", "language": "th", "gap": True, "facts": ["f1"], "model_id": "m",
        "sources": [{"title": "Profile", "date": "2025-03-01"}], "blocks": [{"kind": "table"}],
    },
}  # fmt: skip


def test_a_turn_gives_question_and_reply_with_all_that_was_understood() -> None:
    turn = turn_of("c1", [{"event": "action", "name": "action_listen", "timestamp": 1.0}, USER, BOT])
    question, reply = turn.utterances
    assert (turn.channel, len(turn.events), turn.requested_language) == ("website", 3, None)
    assert (question.sender, question.journal_id, question.language) == ("applicant", 7, "th")
    assert (question.intent, question.confidence, question.gap, question.fallback) == (
        "ask_duration",
        0.91,
        True,
        False,
    )
    assert question.ranking == [{"name": "ask_duration", "confidence": 0.91}]
    assert question.findings["doubt"] == {"readings": ["ask_duration", "ask_pathway"]}
    assert question.at.isoformat() == "2023-11-14T22:13:20.250000"
    assert (reply.sender, reply.journal_id, reply.language, reply.gap) == ("bot", 7, "th", True)
    assert reply.reply == {
        "name": "utter_answer", "buttons": [{"title": "ค่าเทอม", "payload": "/ask_tuition"}], "facts": ["f1"],
        "sources": [{"title": "Profile", "date": "2025-03-01"}], "blocks": [{"kind": "table"}],
    }  # fmt: skip
    assert question.key == turn.events[1].key


def test_a_pressed_buttons_command_takes_the_conversations_language() -> None:
    pressed = {**USER, "parse_data": {"intent": {"name": "ask_tuition", "confidence": 1.0}, "entities": []}}
    question, reply = turn_of("c1", [pressed, {**BOT, "metadata": {}}]).utterances
    assert question.language == reply.language == "en"


def test_a_fallback_and_a_language_wish_are_noticed() -> None:
    lost = {**USER, "parse_data": {"intent": {"name": "nlu_fallback", "confidence": 0.2}}}
    turn = turn_of("c1", [lost, {"event": "slot", "name": "requested_language", "value": "ru"}])
    assert turn.utterances[0].fallback is True
    assert turn.requested_language == ("ru",)
    assert turn_of("c1", [{"event": "slot", "name": "requested_language", "value": None}]).requested_language == (None,)


def test_reminders_and_other_triggers_are_no_messages() -> None:
    assert turn_of("c1", [{"event": "user", "text": "EXTERNAL: x", "metadata": {"is_external": True}}]).utterances == ()


def test_bare_events_of_a_plain_rest_caller_are_recorded_too() -> None:
    turn = turn_of("c1", [{"event": "user", "text": None}, {"event": "bot", "text": None, "data": None}])
    assert turn.channel == "rest"
    assert [each.text for each in turn.utterances] == ["", ""]


@pytest.mark.parametrize("forged", ["7", True, 7.5, {"id": 7}])
def test_a_journal_id_that_channels_did_not_write_is_ignored(forged: object) -> None:
    (question,) = turn_of("c1", [{**USER, "metadata": {"journal_id": forged}}]).utterances
    assert question.journal_id is None


def test_keys_are_unique_and_sort_by_time() -> None:
    first = [event.key for event in turn_of("c1", [USER] * 40).events]
    time.sleep(0.001)
    later = [event.key for event in turn_of("c1", [USER] * 40).events]
    assert len({*first, *later}) == 80
    assert first + later == sorted(first + later)
    assert len(first[0]) <= 64


def test_numbers_of_numpy_and_not_a_number_become_plain_json() -> None:
    import numpy

    event = {"event": "user", "confidence": numpy.float32(0.5), "nan": float("nan"), "ids": {"a"}}
    assert json.loads(to_json(event)) == {"event": "user", "confidence": 0.5, "nan": None, "ids": ["a"]}
