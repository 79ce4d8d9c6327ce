"""What does not exist, denied before anything else is said: programs, campuses and partners taken for granted."""

from __future__ import annotations

from dataclasses import replace

from office.answers.campuses import campus_line
from office.answers.document import Answer, Question, country, lines
from office.answers.programs import program_line
from office.answers.subjects import HOME, campuses_asked, programs_asked
from office.knowledge.queries import Knowledge

# Topics in which a subject of study that the college has not means a program.
ABOUT_PROGRAMS = frozenset(
    {
        "list_programs",
        "ask_program_details",
        "compare_programs",
        "ask_duration",
        "ask_pathway",
        "ask_degree_awarded",
        "ask_degree_recognition",
        "ask_curriculum",
        "ask_teaching_language",
        "ask_teachers",
        "ask_outcomes",
        "ask_career",
        "list_admission_routes",
        "ask_entry_requirements",
        "ask_how_to_apply",
        "ask_deadline",
        "ask_documents",
        "ask_tuition",
        "ask_scholarship",
    }
)
ABOUT_CAMPUSES = frozenset(
    {"list_campuses", "ask_campus_details", "ask_accommodation", "ask_campus_life", "ask_living_cost"}
)
# Topics in which a country means that of a program's partner.
ABOUT_PARTNERS = frozenset(
    {
        "list_programs",
        "ask_program_details",
        "compare_programs",
        "ask_duration",
        "ask_pathway",
        "ask_degree_awarded",
        "ask_curriculum",
    }
)
# Whatever there is to say on these holds, or has not been published, for all programs and campuses.
_OF_ALL = frozenset(
    {
        "ask_degree_recognition",
        "ask_outcomes",
        "ask_entry_requirements",
        "ask_how_to_apply",
        "ask_deadline",
        "ask_documents",
        "ask_tuition",
        "ask_scholarship",
        "ask_accommodation",
        "ask_campus_life",
        "ask_living_cost",
    }
)


def denial(question: Question, knowledge: Knowledge) -> Answer | None:
    """What has to be denied before the question can be answered; None when all that it names exists."""
    if question.unknown_programs and question.intent in ABOUT_PROGRAMS:
        return _no_such_program(question, knowledge)
    if question.unknown_campuses and question.intent in ABOUT_CAMPUSES:
        return _no_such_campus(question, knowledge)
    if question.intent in ABOUT_PARTNERS and not (question.all("program") or question.all("field")):
        partners = {program.partner_country for program in knowledge.programs.values()}
        elsewhere = [code for code in question.all("country") if code not in partners and code != HOME]
        if elsewhere:
            answer = Answer(topic=question.intent)
            for code in elsewhere:
                answer.say("utter_programs_no_country", country=country(code))
            return answer
    return None


def closes(question: Question, knowledge: Knowledge) -> bool:
    """Whether nothing is left to answer after the denial. Fees, dates, papers, figures and recognition are not those of one program only."""
    if question.unknown_programs and question.intent in ABOUT_PROGRAMS - _OF_ALL:
        return not programs_asked(question, knowledge)
    if question.unknown_campuses and question.intent in ABOUT_CAMPUSES - _OF_ALL:
        return not campuses_asked(question, knowledge)
    return False


def rest_of(question: Question) -> Question:
    """The question about what does exist. Compared with nothing, one program is described."""
    alone = question.intent == "compare_programs" and len(question.all("program")) == 1
    intent = "ask_program_details" if alone else question.intent
    return replace(question, intent=intent, unknown_programs=(), unknown_campuses=())


def _no_such_program(question: Question, knowledge: Knowledge) -> Answer:
    answer = Answer(topic=question.intent)
    names = ", ".join(question.unknown_programs)
    if programs_asked(question, knowledge):
        return answer.say("utter_programs_unknown_short", name=names)
    answer.say("utter_programs_unknown", name=names, lines=lines(map(program_line, knowledge.programs.values())))
    for program in knowledge.programs.values():
        answer.use("program", program)
    answer.subjects = [("program", program) for program in knowledge.programs]
    return answer


def _no_such_campus(question: Question, knowledge: Knowledge) -> Answer:
    answer = Answer(topic=question.intent)
    names = ", ".join(question.unknown_campuses)
    if campuses_asked(question, knowledge):
        return answer.say("utter_campuses_unknown_short", name=names)
    answer.say("utter_campuses_unknown", name=names, lines=lines(map(campus_line, knowledge.campuses.values())))
    for campus in knowledge.campuses.values():
        answer.use("campus", campus)
    answer.subjects = [("campus", campus) for campus in knowledge.campuses]
    return answer
