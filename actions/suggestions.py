"""Sensible next questions: what is published, fits what was asked, and has not been asked yet."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from office.answers.document import Question, part
from office.answers.topics import TOPICS, answer, title
from office.knowledge.queries import Knowledge

MOST = 3

# What applicants want to know next, nearest first.
NEXT: dict[str, tuple[str, ...]] = {
    "list_programs": ("ask_duration", "compare_programs", "list_admission_routes", "ask_degree_awarded"),
    "ask_program_details": ("ask_degree_recognition", "list_admission_routes", "ask_career", "compare_programs"),
    "compare_programs": ("list_admission_routes", "ask_outcomes", "ask_degree_recognition"),
    "ask_duration": ("ask_degree_awarded", "ask_pathway", "list_admission_routes"),
    "ask_pathway": ("ask_outcomes", "ask_degree_recognition", "list_admission_routes"),
    "ask_degree_awarded": ("ask_degree_recognition", "ask_duration", "ask_outcomes"),
    "ask_degree_recognition": ("ask_degree_awarded", "ask_outcomes", "ask_partner_institutions"),
    "ask_curriculum": ("ask_teachers", "ask_duration", "ask_career"),
    "ask_teaching_language": ("ask_curriculum", "ask_teachers", "ask_duration"),
    "ask_teachers": ("ask_curriculum", "ask_partner_institutions", "ask_reputation"),
    "ask_partner_institutions": ("list_programs", "list_campuses", "ask_outcomes"),
    "ask_outcomes": ("ask_career", "ask_pathway", "ask_student_numbers"),
    "ask_career": ("ask_outcomes", "list_programs", "ask_partner_institutions"),
    "list_campuses": ("ask_overseas_schools", "list_programs", "ask_about_college"),
    "ask_campus_details": ("list_campuses", "ask_overseas_schools", "list_programs"),
    "ask_overseas_schools": ("list_campuses", "ask_partner_institutions", "ask_reputation"),
    "list_admission_routes": ("list_programs", "ask_duration", "ask_degree_awarded"),
    "ask_admission_route": ("list_admission_routes", "list_programs", "ask_duration"),
    "ask_about_college": ("list_programs", "ask_reputation", "list_campuses"),
    "ask_reputation": ("ask_student_numbers", "ask_partner_institutions", "list_programs"),
    "ask_student_numbers": ("ask_outcomes", "ask_partner_institutions", "list_programs"),
}
START = ("list_programs", "list_campuses", "list_admission_routes", "ask_about_college", "ask_duration")
AFTER_A_GAP = ("list_programs", "list_admission_routes")


def choice(intent: str, entities: dict[str, Any] | None = None) -> dict[str, Any]:
    """A button: its title as a reply, its payload for Rasa."""
    payload = f"/{intent}" + (json.dumps(entities, ensure_ascii=False) if entities else "")
    return {"title": part(title(intent)), "payload": payload}


def next_questions(question: Question, knowledge: Knowledge, *, asked: Iterable[str], gap: bool) -> list[dict[str, Any]]:
    """Two or three buttons; after a gap the first is a person."""
    known = {*asked, question.intent}
    follow = NEXT.get(question.intent, ()) if not gap else AFTER_A_GAP
    wanted = [intent for intent in dict.fromkeys((*follow, *START)) if intent not in known and is_published(intent, knowledge)]
    program = question.first("program")
    buttons = [choice("request_human")] if gap else []
    for intent in wanted[: MOST - len(buttons)]:
        about = {"program": program} if program and intent in {"ask_duration", "ask_pathway", "ask_degree_awarded"} else None
        buttons.append(choice(intent, about))
    return buttons


def is_published(intent: str, knowledge: Knowledge) -> bool:
    """Whether anything is published on a topic."""
    return intent in TOPICS and not answer(Question(intent), knowledge).gap
