"""What every topic shares: statements that staff have published on it, and owning up when there are none."""

from __future__ import annotations

from office.answers.document import Answer, Question, fact_part
from office.answers.subjects import subjects_of
from office.knowledge.queries import Knowledge
from office.knowledge.records import Fact


def facts_for(question: Question, knowledge: Knowledge) -> list[Fact]:
    """Statements on the question's topic: first about what it names, then about everything."""
    found: list[Fact] = []
    for kind, subject in subjects_of(question, knowledge):
        found += knowledge.facts_on(question.intent, kind, subject)
    return found + knowledge.facts_on(question.intent)


def say_facts(answer: Answer, facts: list[Fact]) -> Answer:
    """Add the statements in their own words."""
    for fact in facts:
        answer.parts.append(fact_part(fact.id))
        answer.use("fact", fact)
    return answer


def published_or_gap(question: Question, knowledge: Knowledge, *, family: str) -> Answer:
    """The statements on the topic; with none, the plain word that nothing has been published (utter_<family>_gap_<topic>)."""
    answer = Answer(topic=question.intent)
    facts = facts_for(question, knowledge)
    if facts:
        return say_facts(answer, facts)
    answer.gap = True
    return answer.say(f"utter_{family}_gap_{question.intent}")
