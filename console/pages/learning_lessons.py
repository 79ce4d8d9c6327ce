"""Lessons: corrected messages that wait to be learnt from or tested with, beside what speaks against each of them."""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy.engine import Connection
from starlette.responses import Response

from console.visit import NotFound, Visit
from office.languages import CODES
from office.learning import lessons
from office.learning.examples import Example, Likeness, read_examples
from office.learning.lesson_files import keep_apart, write_lessons
from office.learning.lessons import Lesson, Neighbourhood
from office.learning.tables import LESSON_STATUSES

logger = logging.getLogger(__name__)

AT_ONCE = 50


def show(visit: Visit) -> Response:
    """GET /learning/lessons?status=...&language=...&after=..."""
    status, language = visit.query("status", "waiting"), visit.query("language")
    after = visit.query("after", "0")
    if status not in LESSON_STATUSES or (language and language not in CODES) or not _is_number(after):
        raise NotFound
    visit.house.lessons.look()
    with visit.reading() as connection:
        found = lessons.find_lessons(
            connection, status=status, language=language or None, after=int(after), limit=AT_ONCE + 1
        )
        counts = lessons.count_lessons(connection)
        is_undecided = status in ("waiting", "refused")
        beside = _neighbourhoods(visit, connection, found[:AT_ONCE]) if found and is_undecided else {}
        written = _written(visit, connection) if found and status == "approved" else None
    more = visit.address_with(after=str(found[AT_ONCE - 1].message_id)) if len(found) > AT_ONCE else ""
    return visit.page(
        "learning/lessons.html",
        found=found[:AT_ONCE],
        beside=beside,
        written=written,
        shown=status,
        statuses=LESSON_STATUSES,
        chosen=language,
        counts=counts,
        more=more,
    )


def decide(visit: Visit) -> Response:
    """POST /learning/lessons: approve the ticked lessons, leave them out, or have them wait again; or confirm one whose meaning is
    contradicted, whatever is ticked.
    """
    confirmed = visit.form.get("confirm")
    status = "approved" if confirmed else visit.form.get("status")
    ids = [int(each) for each in ([confirmed] if confirmed else visit.form.all("lesson")) if _is_number(each)]
    if confirmed and not ids:
        raise NotFound
    if status not in LESSON_STATUSES:
        raise NotFound
    back = (
        f"/learning/lessons?status={visit.form.get('from') if visit.form.get('from') in LESSON_STATUSES else 'waiting'}"
    )
    with visit.writing() as connection:
        changed = lessons.decide(connection, ids, status, by=visit.account.name, confirmed=bool(confirmed))
        if changed:
            details: dict[str, Any] = {"status": status, "lessons": [each.message_id for each in changed]}
            if confirmed:
                details["confirmed"] = True
            visit.note(connection, "decided_lessons", details=details)
    if not changed:
        return visit.go(back, notice="notice_lessons_none_ticked")
    try:
        with visit.reading() as connection:
            write_lessons(connection, visit.house.settings.learning_root)
    except OSError as error:  # the table has it; training writes the files again before it begins
        logger.error("console.lessons.not_written error=%s", error)
        return visit.go(back, notice="notice_lessons_not_written")
    return visit.go(back, notice="notice_lesson_confirmed" if confirmed else "notice_lessons_decided")


def _written(visit: Visit, connection: Connection) -> set[int]:
    """Which approved lessons the files have; the others would be both learnt and tested."""
    approved = list(lessons.all_lessons(connection, status="approved"))
    return {each.message_id for each in keep_apart(approved, visit.house.settings.learning_root)}


def _neighbourhoods(visit: Visit, connection: Connection, found: list[Lesson]) -> dict[int, Neighbourhood]:
    """By message id: what each is like among the examples, the approved lessons and those that wait before it."""
    examples = read_examples(visit.house.settings.learning_root)
    first: dict[Example, int] = {}
    for each in lessons.all_lessons(connection, status="approved", side="train"):
        first[_example(each)] = 0
    for each in lessons.all_lessons(connection, status="waiting"):
        first.setdefault(_example(each), each.message_id)
    others: dict[str, list[Example]] = {}
    for example in first:
        others.setdefault(example.language, []).append(example)
    beside = {}
    for each in found:
        there = lessons.neighbourhood(each, examples.get(each.language, []))
        here = lessons.neighbourhood(each, others.get(each.language, []))

        def earlier(likenesses: tuple[Likeness, ...], number: int = each.message_id) -> tuple[Likeness, ...]:
            return tuple(one for one in likenesses if first[one.example] < number)

        beside[each.message_id] = Neighbourhood(
            duplicates=there.duplicates + earlier(here.duplicates),
            contradictions=there.contradictions + earlier(here.contradictions),
            across=there.across + earlier(here.across),
        )
    return beside


def _example(lesson: Lesson) -> Example:
    return Example(lesson.text, lesson.language, lesson.intent, lesson.side)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 16
