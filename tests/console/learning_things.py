"""What the pages of learning show: lessons, runs, promotions, groups, made as the bot's commands make them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.engine import Connection

from office.conversations import retention
from office.conversations.reviews import Judgement, get_item, record_review
from office.learning import groups, lessons, promotions, runs
from office.learning.contradictions import judge_lessons
from office.learning.examples import Example
from office.learning.gate import Answer, Reason
from tests.talk import ask


def corrected(
    connection: Connection, text: str, intent: str = "ask_tuition", *, side: str = "train", language: str = "th"
) -> int:
    """A misread message that one reviewer has corrected, in a conversation of that side; returns its id."""
    while True:
        name, question, _ = ask(connection, text, language=language, intent="greet", confidence=0.4)
        if lessons.side_of(name) == side:
            break
        retention.erase_conversation(connection, name)
    record_review(connection, question, Judgement(intent, language, (), "wrong"), reviewer="reviewer", reviewers=1)
    return question


def figures(accuracy: float, tuition: float) -> dict[str, Any]:
    """Of one model, as bot.nlu.scores gives them."""
    overall = {
        "questions": 3120,
        "accuracy": accuracy,
        "macro_f1": accuracy - 0.01,
        "out_of_scope_recall": 0.94,
        "in_scope_rejected": 0.018,
        "ece": 0.014,
        "entity_f1": 0.982,
        "language_accuracy": 0.978,
    }
    return {
        "overall": overall,
        "languages": {code: {"questions": 260, "accuracy": accuracy} for code in ("en", "th", "ar")},
        "intents": {
            "ask_tuition": {"questions": 65, "precision": tuition, "recall": tuition, "f1": tuition},
            "ask_visa": {"questions": 60, "precision": 0.9, "recall": 0.9, "f1": 0.9},
        },
    }


def refused_run(connection: Connection) -> int:
    """A run whose candidate loses in one intent."""
    number = runs.record_wish(connection, "admin")
    runs.claim(connection, number)
    row = (
        Answer("ค่าเทอมเท่าไหร่", "th", "ask_tuition", "ask_tuition"),
        Answer("ค่าเทอมเท่าไหร่", "th", "ask_tuition", "ask_living_cost"),
    )
    reason = Reason("intent", "ask_tuition", 0.93, 0.61, 0.04, (row,))
    runs.record_end(
        connection,
        number,
        "refused",
        candidate="c" * 64,
        live="a" * 64,
        figures={"live": figures(0.914, 0.93), "candidate": figures(0.902, 0.61)},
        reasons=[reason.as_json()],
    )
    return number


def contradicting_run(connection: Connection) -> int:
    """A run that was refused before training, and its four lessons with it."""
    known = {"th": [Example(f"ค่าเทอมเท่าไหร่คะ {number}", "th", "ask_tuition", "train") for number in range(4)]}
    wrong = [corrected(connection, f"{each.text}นะ", "ask_career") for each in known["th"]]
    lessons.record_lessons(connection)
    lessons.decide(connection, wrong, "approved", by="editor")
    number = runs.record_wish(connection, "admin")
    runs.claim(connection, number)
    found = judge_lessons(list(lessons.all_lessons(connection, status="approved")), known)
    assert found is not None
    lessons.record_refused(connection, wrong, number)
    runs.record_end(connection, number, "refused", live="a" * 64, reasons=[found.as_json()])
    return number


def promoted(connection: Connection, model: str, *, kind: str = "promoted") -> None:
    """A model that serves from now on."""
    card = {
        "trained_at": "2026-11-27T03:10:00+00:00",
        "commit": "0123456789abcdef",
        "data": "d" * 64,
        "sentences": {"en": 3429, "th": 2843},
        "encoders": [{"name": "use", "version": "1.0"}],
        "figures": figures(0.914, 0.93),
    }
    promotions.record_promotion(connection, model=model * 64, file="assistant.tar.gz", kind=kind, by="admin", card=card)


def group(connection: Connection, *, nearest: tuple[tuple[str, float], ...] = (("ask_visa", 0.2),)) -> int:
    """An open group of four messages in three languages; returns its id."""
    members = []
    for language, text in (
        ("th", "มีรถรับส่งไหมคะ"),
        ("en", "is there a shuttle bus to the campus"),
        ("zh", "有校车吗？"),
        ("en", "shuttle bus? mail me: lee@example.com"),
    ):
        _, question, _ = ask(
            connection, text, language=language, intent="nlu_fallback", confidence=0.2, fallback=True, ago=timedelta(1)
        )
        members.append((get_item(connection, question).message, 0.9 - len(members) / 100))
    groups.replace_open(connection, [groups.NewGroup(tuple(members), nearest)])
    return groups.find_groups(connection)[0].id
