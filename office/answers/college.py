"""Answers on the college itself: what it is, its honours, its students, how to reach it."""

from __future__ import annotations

from office.answers.document import Answer, Question, lines
from office.answers.programs import figure_part
from office.answers.published import facts_for, published_or_gap, say_facts
from office.answers.subjects import HOME
from office.knowledge.queries import Knowledge

_FAMILY = {"ask_partner_institutions": "programs", "ask_student_numbers": "college"}


def about_college(question: Question, knowledge: Knowledge) -> Answer:
    """Names, mission and profile in the published words, and how many partners and students there are."""
    answer = say_facts(Answer(topic=question.intent), facts_for(question, knowledge))
    for topic in ("ask_partner_institutions", "ask_student_numbers"):
        for figure in knowledge.figures_on(topic):
            answer.parts.append(figure_part(figure, _FAMILY[topic]))
            answer.use("figure", figure)
    return answer


def reputation(question: Question, knowledge: Knowledge) -> Answer:
    """Titles, rankings and memberships."""
    answer = Answer(topic=question.intent)
    titles = knowledge.listings_of("title") + knowledge.listings_of("ranking")
    memberships = knowledge.listings_of("membership")
    answer.say(
        "utter_college_reputation",
        titles=lines({"name": ["listing", item.id]} for item in titles),
        memberships=lines({"name": ["listing", item.id]} for item in memberships),
    )
    for item in titles + memberships:
        answer.use("listing", item)
    return say_facts(answer, facts_for(question, knowledge))


def student_numbers(question: Question, knowledge: Knowledge) -> Answer:
    """How many students, and from how many countries."""
    answer = Answer(topic=question.intent)
    for figure in knowledge.figures_on(question.intent):
        answer.parts.append(figure_part(figure, "college"))
        answer.use("figure", figure)
    facts = facts_for(question, knowledge)
    say_facts(answer, facts)
    if not facts and set(question.all("country")) - {HOME}:  # "are there students from Nigeria?"
        answer.say("utter_college_origin_gap")
        answer.gap = True
    return answer


def contact(question: Question, knowledge: Knowledge) -> Answer:
    """How to reach the office: what staff have published, else that the chat passes questions on."""
    answer = published_or_gap(question, knowledge, family="college")
    return answer.say("utter_college_contact_chat") if answer.gap else answer
