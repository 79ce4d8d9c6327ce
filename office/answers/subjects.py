"""Which programs, campuses and routes a question is about."""

from __future__ import annotations

from office.answers.document import Question
from office.knowledge.queries import Knowledge
from office.knowledge.records import AdmissionRoute, Campus, Program

# The country of the college: "how long in China?" names no program's partner, and singles out nothing.
HOME = "CN"


def programs_asked(question: Question, knowledge: Knowledge) -> list[Program]:
    """The programs named; else those of the fields and partner countries named. Empty: no program is singled out."""
    named = [knowledge.programs[program] for program in question.all("program") if program in knowledge.programs]
    fields, countries = question.all("field"), question.all("country")
    by_field = [program for program in knowledge.programs.values() if program.field in fields]
    if named:  # "she wants design, I want accounting with Australia": both
        others = [program for program in by_field if program.field not in {each.field for each in named}]
        return list(dict.fromkeys([*named, *others]))
    by_country = [program for program in knowledge.programs.values() if program.partner_country in countries]
    both = [program for program in by_field if program in by_country]
    return both or by_field or by_country


def campuses_asked(question: Question, knowledge: Knowledge) -> list[Campus]:
    """The campuses named, or those in the countries named."""
    named = [knowledge.campuses[campus] for campus in question.all("campus") if campus in knowledge.campuses]
    return named or [campus for campus in knowledge.campuses.values() if campus.country in question.all("country")]


def routes_asked(question: Question, knowledge: Knowledge) -> list[AdmissionRoute]:
    """The routes of admission named."""
    return [knowledge.routes[route] for route in question.all("admission_route") if route in knowledge.routes]


def subjects_of(question: Question, knowledge: Knowledge) -> list[tuple[str, str]]:
    """(kind, id) of everything named that facts can be about: programs, campuses, routes."""
    return (
        [("program", program.id) for program in programs_asked(question, knowledge)]
        + [("campus", campus) for campus in question.all("campus") if campus in knowledge.campuses]
        + [("admission_route", route.id) for route in routes_asked(question, knowledge)]
    )
