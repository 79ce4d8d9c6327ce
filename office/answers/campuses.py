"""Answers on campuses at home and overseas, Luban Workshops and Confucius Six Arts Schools, housing and life."""

from __future__ import annotations

from office.answers.document import Answer, Part, Question, country, lines, name, number, part
from office.answers.programs import figure_part, years
from office.answers.published import facts_for, published_or_gap, say_facts
from office.answers.subjects import campuses_asked
from office.knowledge.queries import Knowledge
from office.knowledge.records import Campus

_HOME = "jining"  # where the college is, as utter_campuses_home says it


def list_campuses(question: Question, knowledge: Knowledge) -> Answer:
    """Where the college is, at home and overseas."""
    answer = Answer(topic=question.intent)
    countries = {campus.country for campus in knowledge.campuses.values()}
    for code in question.all("country"):
        if code not in countries:
            answer.say("utter_campuses_unknown_short", name=country(code))
    overseas = [campus for campus in knowledge.campuses.values() if campus.kind == "overseas"]
    count = next((int(figure.value) for figure in knowledge.figures_on("list_campuses")), len(overseas))
    home = next((campus.id for campus in knowledge.campuses.values() if campus.kind == "home"), _HOME)
    answer.say(
        "utter_campuses_list",
        home={"part": part("utter_campuses_home", campus=name("campus", home))},
        count=number(count),
        lines=lines(map(campus_line, overseas)),
    )
    for campus in knowledge.campuses.values():
        answer.use("campus", campus)
    there = [campus for campus in overseas if campus.country in question.all("country")]
    # "Have you got a campus in Thailand, too?": that campus is talked about.
    answer.subjects = [("campus", campus.id) for campus in there or knowledge.campuses.values()]
    answer.listed = [("campus", campus.id) for campus in overseas]
    return say_facts(answer, facts_for(question, knowledge))


def campus_details(question: Question, knowledge: Knowledge) -> Answer:
    """What is published about the campuses named; without one, the list."""
    wanted = campuses_asked(question, knowledge)
    if not wanted:
        return list_campuses(question, knowledge)
    answer = Answer(topic=question.intent, subjects=[("campus", campus.id) for campus in wanted])
    stages = [
        stage.years for program in knowledge.programs.values() for stage in program.stages if stage.place == "college"
    ]
    for campus in wanted:
        if campus.kind == "home":
            answer.say(
                "utter_campuses_details_home", campus=name("campus", campus.id), years=years(stages[0] if stages else 0)
            )
        else:
            answer.say(
                "utter_campuses_details_overseas", campus=name("campus", campus.id), country=country(campus.country)
            )
        answer.use("campus", campus)
    facts = facts_for(question, knowledge)
    say_facts(answer, facts)
    if not facts:
        answer.say("utter_campuses_details_gap")
        answer.gap = True
    return answer


def overseas_schools(question: Question, knowledge: Knowledge) -> Answer:
    """Luban Workshops and Confucius Six Arts Schools: how many together, what for; where has not been published."""
    answer = Answer(topic=question.intent)
    for figure in knowledge.figures_on(question.intent):
        answer.parts.append(figure_part(figure, "campuses"))
        answer.use("figure", figure)
    facts = facts_for(question, knowledge)
    say_facts(answer, facts)
    if len(facts) <= 1:
        answer.say("utter_campuses_overseas_schools_gap")
    return answer


def gap(question: Question, knowledge: Knowledge) -> Answer:
    """Housing and campus life: what staff have published, else the gap."""
    return published_or_gap(question, knowledge, family="campuses")


def campus_line(campus: Campus) -> Part:
    """One line of a list of campuses."""
    return part("utter_campuses_line", campus=name("campus", campus.id), country=country(campus.country))
