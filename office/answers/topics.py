"""Which function answers which intent, and to which family an intent belongs."""

from __future__ import annotations

from collections.abc import Callable

from office.answers import admission, campuses, college, money, programs
from office.answers.denials import closes, denial, rest_of
from office.answers.document import Answer, Question
from office.knowledge.queries import Knowledge

AnswerFunction = Callable[[Question, Knowledge], Answer]

FAMILIES: dict[str, dict[str, AnswerFunction]] = {
    "programs": {
        "list_programs": programs.list_programs,
        "ask_program_details": programs.program_details,
        "compare_programs": programs.compare_programs,
        "ask_duration": programs.duration,
        "ask_pathway": programs.pathway,
        "ask_degree_awarded": programs.degree_awarded,
        "ask_degree_recognition": programs.degree_recognition,
        "ask_curriculum": programs.curriculum,
        "ask_teaching_language": programs.teaching_language,
        "ask_teachers": programs.teachers,
        "ask_partner_institutions": programs.partner_institutions,
        "ask_outcomes": programs.outcomes,
        "ask_career": programs.career,
        "ask_credit_transfer": programs.credit_transfer,
    },
    "campuses": {
        "list_campuses": campuses.list_campuses,
        "ask_campus_details": campuses.campus_details,
        "ask_overseas_schools": campuses.overseas_schools,
        "ask_accommodation": campuses.gap,
        "ask_campus_life": campuses.gap,
    },
    "admission": {
        "list_admission_routes": admission.list_admission_routes,
        "ask_admission_route": admission.admission_route,
        "ask_entry_requirements": admission.gap,
        "ask_how_to_apply": admission.gap,
        "ask_deadline": admission.gap,
        "ask_documents": admission.gap,
        "ask_application_status": admission.gap,
        "ask_visa": admission.gap,
        "ask_health_insurance": admission.gap,
        "ask_part_time_work": admission.gap,
    },
    "money": {"ask_tuition": money.gap, "ask_scholarship": money.gap, "ask_living_cost": money.gap},
    "college": {
        "ask_about_college": college.about_college,
        "ask_reputation": college.reputation,
        "ask_student_numbers": college.student_numbers,
        "ask_contact": college.contact,
    },
}

TOPICS: dict[str, AnswerFunction] = {
    intent: function for family in FAMILIES.values() for intent, function in family.items()
}


def family_of(intent: str) -> str:
    """ "programs", "campuses", "admission", "money", "college"; "conversation" for everything else."""
    return next((family for family, topics in FAMILIES.items() if intent in topics), "conversation")


def title(intent: str) -> str:
    """The name of the reply that says what a topic is called on a button."""
    return f"utter_{family_of(intent)}_title_{intent}"


def answer(question: Question, knowledge: Knowledge) -> Answer:
    """What is published on one question; what it takes for granted and does not exist is denied first.

    Raises KeyError for an intent that the knowledge base does not answer.
    """
    denied = denial(question, knowledge)
    if denied is None:
        return TOPICS[question.intent](question, knowledge)
    if closes(question, knowledge):
        return denied
    rest = rest_of(question)
    return denied.then(TOPICS[rest.intent](rest, knowledge))
