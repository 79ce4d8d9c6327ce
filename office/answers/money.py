"""Answers on tuition, scholarships and the cost of living."""

from __future__ import annotations

from office.answers.document import Answer, Question
from office.answers.published import published_or_gap
from office.knowledge.queries import Knowledge


def gap(question: Question, knowledge: Knowledge) -> Answer:
    """What staff have published, else the gap."""
    return published_or_gap(question, knowledge, family="money")
