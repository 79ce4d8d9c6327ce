"""An applicant's path: open routes, programs and stages, what is published on each step, and what is not."""

from __future__ import annotations

from office.answers.document import Answer, Question, Value, fact_part, name, part, path
from office.answers.programs import duration_line, stage_line, years
from office.answers.published import facts_for
from office.answers.wishes import ABROAD, CHINA, Wishes, fitting, years_until
from office.knowledge.queries import Knowledge
from office.knowledge.records import Program

# What has to be known on the way, in the order in which it comes up.
TOPICS_ON_THE_WAY = (
    "ask_entry_requirements",
    "ask_how_to_apply",
    "ask_documents",
    "ask_deadline",
    "ask_tuition",
    "ask_scholarship",
)
TOPICS_FROM_ABROAD = ("ask_visa", "ask_health_insurance")
# More than two programs are listed; of one or two each stage is told.
_TOLD = 2


def find_path(wishes: Wishes, knowledge: Knowledge, *, contact_url: str = "", titles: dict[str, str]) -> Answer:
    """The path for these wishes. `titles`: by topic, the reply that names it."""
    answer = Answer(topic="ask_pathway")
    found = fitting(wishes, knowledge)
    programs = found or list(knowledge.programs.values())
    question = Question("", {"program": tuple(program.id for program in found)})
    steps = [_admission(wishes, programs, knowledge, answer)]
    steps += _programs(wishes, programs, fits=bool(found), answer=answer, knowledge=knowledge)
    steps += _published(question, wishes, knowledge, answer, titles)
    steps.append(_office(knowledge, answer, contact_url))
    answer.parts.append(path(part("utter_conversation_path_title"), steps))
    answer.subjects = [("program", program.id) for program in found]
    return answer


Step = tuple[Value, list[Value]]


def _admission(wishes: Wishes, programs: list[Program], knowledge: Knowledge, answer: Answer) -> Step:
    if wishes.origin == ABROAD:
        return part("utter_conversation_path_routes_abroad"), []
    routes = [route for route in knowledge.routes if any(route in program.routes for program in programs)]
    for route in routes:
        answer.use("admission_route", knowledge.routes[route])
    shown: list[Value] = [name("admission_route", route) for route in routes]
    if wishes.origin == CHINA:
        return part("utter_conversation_path_routes"), shown
    return part("utter_programs_compare_routes"), [*shown, part("utter_admission_routes_scope")]


def _programs(
    wishes: Wishes, programs: list[Program], *, fits: bool, answer: Answer, knowledge: Knowledge
) -> list[Step]:
    for program in programs:
        answer.use("program", program)
    if not fits:
        return [(part("utter_conversation_path_programs_none"), [duration_line(program) for program in programs])]
    if len(programs) > _TOLD:
        return [(part("utter_conversation_path_programs"), [duration_line(program) for program in programs])]
    return [_stages(program, wishes, knowledge, answer) for program in programs]


def _stages(program: Program, wishes: Wishes, knowledge: Knowledge, answer: Answer) -> Step:
    told = []
    for stage in program.stages:
        told.append(stage)
        if stage.degree_level == wishes.degree:
            break
    below: list[Value] = [stage_line(program, stage) for stage in told]
    if len(told) > 1:
        below.append(part("utter_programs_total", years=years(years_until(program, wishes.degree))))
    if any(stage.place == "partner" for stage in told):
        for fact in knowledge.facts_on("ask_degree_recognition"):
            below.append(fact_part(fact.id))
            answer.use("fact", fact)
    if any(stage.conditional for stage in told):
        below.append(part("utter_programs_eligibility_gap"))
    return name("program", program.id), below


def _published(
    question: Question, wishes: Wishes, knowledge: Knowledge, answer: Answer, titles: dict[str, str]
) -> list[Step]:
    steps: list[Step] = []
    missing = []
    for topic in (*TOPICS_ON_THE_WAY, *(TOPICS_FROM_ABROAD if wishes.origin == ABROAD else ())):
        facts = facts_for(Question(topic, question.entities), knowledge)
        if facts:
            steps.append((part(titles[topic]), [fact_part(fact.id) for fact in facts]))
            for fact in facts:
                answer.use("fact", fact)
        else:
            missing.append(part(titles[topic]))
    if missing:
        steps.append((part("utter_conversation_path_missing"), list(missing)))
    return steps


def _office(knowledge: Knowledge, answer: Answer, contact_url: str) -> Step:
    below: list[Value] = []
    for fact in knowledge.facts_on("ask_contact"):
        below.append(fact_part(fact.id))
        answer.use("fact", fact)
    if contact_url:
        below.append(part("utter_conversation_gap_contact", url=contact_url))
    return part("utter_college_contact_chat"), below
