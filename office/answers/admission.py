"""Answers on routes of admission, and on what has to be known to apply."""

from __future__ import annotations

from office.answers.document import Answer, Question, lines, name, number
from office.answers.programs import years
from office.answers.published import facts_for, published_or_gap, say_facts
from office.answers.subjects import programs_asked, routes_asked
from office.knowledge.queries import Knowledge

_OF_A_ROUTE = frozenset({"ask_entry_requirements", "ask_deadline"})


def list_admission_routes(question: Question, knowledge: Knowledge) -> Answer:
    """All routes (of the programs named), and what they are published for."""
    wanted = programs_asked(question, knowledge)
    open_routes = [
        route for route in knowledge.routes if not wanted or any(route in program.routes for program in wanted)
    ]
    answer = Answer(topic=question.intent, subjects=[("admission_route", route) for route in open_routes])
    names_of = lines({"name": ["admission_route", route]} for route in open_routes)
    answer.say("utter_admission_routes", count=number(len(open_routes)), lines=names_of)
    answer.say("utter_admission_routes_after", years=years(_first_stage(knowledge)))
    facts = facts_for(question, knowledge)
    if not facts:
        answer.say("utter_admission_routes_scope")
    for route in open_routes:
        answer.use("admission_route", knowledge.routes[route])
    return say_facts(answer, facts)


def admission_route(question: Question, knowledge: Knowledge) -> Answer:
    """What is published about the routes named; without one, all of them."""
    wanted = routes_asked(question, knowledge)
    if not wanted:
        return list_admission_routes(question, knowledge)
    answer = Answer(topic=question.intent, subjects=[("admission_route", route.id) for route in wanted])
    for route in wanted:
        answer.say(
            "utter_admission_route", route=name("admission_route", route.id), years=years(_first_stage(knowledge))
        )
        programs = [program for program in knowledge.programs.values() if route.id in program.routes]
        answer.say(
            "utter_admission_route_programs", lines=lines({"name": ["program", program.id]} for program in programs)
        )
        answer.use("admission_route", route)
    facts = facts_for(question, knowledge)
    if not facts:
        answer.say("utter_admission_route_gap")
        answer.gap = True
    return say_facts(answer, facts)


def gap(question: Question, knowledge: Knowledge) -> Answer:
    """Requirements, steps, dates, papers, status, visa, insurance, work: what staff have published, else the gap."""
    answer = published_or_gap(question, knowledge, family="admission")
    # "When is the spring gaokao?": of the route, too, it is said that no dates, subjects and requirements are published.
    if answer.gap and question.intent in _OF_A_ROUTE and routes_asked(question, knowledge):
        answer.say("utter_admission_route_gap")
    return answer


def _first_stage(knowledge: Knowledge) -> int:
    return next((program.years("college") for program in knowledge.programs.values()), 0)
