"""Answers on programs: which there are, how long, by which stages, to which degree, with whom, and with what success."""

from __future__ import annotations

from babel import Locale

from office.answers.document import Answer, Part, Question, Value, country, lines, name, names, number, part, table
from office.answers.published import facts_for, published_or_gap, say_facts
from office.answers.subjects import HOME, programs_asked
from office.knowledge.queries import Knowledge
from office.knowledge.records import Figure, Listing, Program, Stage
from office.languages import SOURCE_LANGUAGE

# So many programs are told each with its stages.
_EACH_BY_ITSELF = 2


def years(count: int) -> Value:
    """A number of years in words."""
    return {"part": part("utter_programs_years", count=number(count))}


def list_programs(question: Question, knowledge: Knowledge) -> Answer:
    """All programs, or those of a field or country; a degree level adds how it is reached. Of a single one the stages are told."""
    answer = Answer(topic=question.intent)
    every = list(knowledge.programs.values())
    wanted = programs_asked(question, knowledge)
    shown = wanted or every
    listed = lines(map(program_line, shown))
    if question.all("field") and not wanted:
        answer.say("utter_programs_list_none", lines=listed)
    elif wanted and len(wanted) < len(every):
        answer.say("utter_programs_list_matching", count=number(len(wanted)), lines=listed)
    else:
        answer.say("utter_programs_list", count=number(len(every)), lines=listed)
    if len(wanted) == 1:  # most who find the one that they want go on to ask how it goes
        answer.say("utter_programs_list_stages", stages=_stages(wanted[0]), total=_total(wanted[0]))
    elif set(question.all("degree_level")) & {"bachelor", "master"}:
        answer.say("utter_programs_levels", years=years(_years_at_college(knowledge)))
    for program in shown:
        answer.use("program", program)
    answer.subjects = [("program", program.id) for program in shown]
    return say_facts(answer, facts_for(question, knowledge))


def program_details(question: Question, knowledge: Knowledge) -> Answer:
    """Everything published about the programs named; without one, the list."""
    wanted = programs_asked(question, knowledge)
    if not wanted:
        return list_programs(question, knowledge)
    answer = Answer(topic=question.intent, subjects=[("program", program.id) for program in wanted])
    for program in wanted:
        answer.say(
            "utter_programs_details",
            program=name("program", program.id),
            field=name("field", program.field),
            country=country(program.partner_country),
            stages=_stages(program),
            total=_total(program),
        )
        answer.say("utter_programs_routes", routes=names("admission_route", program.routes))
        answer.use("program", program)
    return say_facts(answer, facts_for(question, knowledge))


def duration(question: Question, knowledge: Knowledge) -> Answer:
    """Years of each stage and in all; with a degree level, the years of that stage."""
    wanted = programs_asked(question, knowledge)
    answer = Answer(topic=question.intent)
    levels = question.all("degree_level")
    shown = wanted or list(knowledge.programs.values())
    places = {HOME, *(program.partner_country for program in shown)}
    if places.intersection(question.all("country")) and len(shown) <= _EACH_BY_ITSELF:
        levels = ()  # "how long in China, and how long for the bachelor abroad?": all stages
    if levels:
        for level in levels:
            stages = [(program, stage) for program in shown for stage in program.stages if stage.degree_level == level]
            if stages:
                answer.say("utter_programs_duration_stage", degree=name("degree_level", level))
                answer.parts[-1]["below"] = lines(_degree_length(program, stage) for program, stage in stages)
    elif len(shown) <= _EACH_BY_ITSELF:
        for program in shown:
            answer.say(
                "utter_programs_duration",
                program=name("program", program.id),
                stages=_stages(program),
                total=_total(program),
            )
    else:
        answer.say("utter_programs_duration_all", lines=lines(duration_line(program) for program in shown))
    for program in shown:
        answer.use("program", program)
    answer.subjects = [("program", program.id) for program in wanted]
    answer.listed = [("program", program.id) for program in shown]
    return say_facts(answer, facts_for(question, knowledge))


def pathway(question: Question, knowledge: Knowledge) -> Answer:
    """The stages in order, where each is studied, who may go on; who is eligible has not been published."""
    wanted = programs_asked(question, knowledge)
    answer = Answer(topic=question.intent)
    if wanted and len(wanted) <= _EACH_BY_ITSELF:
        for program in wanted:
            answer.say("utter_programs_pathway", program=name("program", program.id), stages=_stages(program))
        answer.say("utter_programs_pathway_choice")
    else:
        shown = wanted or list(knowledge.programs.values())
        answer.say("utter_programs_pathway_general", lines=lines(duration_line(program) for program in shown))
    for program in wanted or knowledge.programs.values():
        answer.use("program", program)
    answer.subjects = [("program", program.id) for program in wanted]
    answer.listed = [("program", program.id) for program in wanted or knowledge.programs.values()]
    facts = facts_for(question, knowledge)
    if not facts:
        answer.say("utter_programs_eligibility_gap")
    return say_facts(answer, facts)


def degree_awarded(question: Question, knowledge: Knowledge) -> Answer:
    """The degree at the end of each stage."""
    wanted = programs_asked(question, knowledge)
    answer = Answer(topic=question.intent, subjects=[("program", program.id) for program in wanted])
    if wanted and len(wanted) <= _EACH_BY_ITSELF:
        for program in wanted:
            answer.say(
                "utter_programs_degrees",
                program=name("program", program.id),
                stages=lines(map(_degree_line, program.stages)),
            )
            answer.use("program", program)
    else:
        every = list(knowledge.programs.values())
        kinds = {(stage.degree_level, stage.place): stage for program in every for stage in program.stages}
        answer.say("utter_programs_degrees_general", lines=lines(map(_degree_line, kinds.values())))
        for program in every:
            answer.use("program", program)
    recognition = knowledge.facts_on("ask_degree_recognition")
    return say_facts(answer, facts_for(question, knowledge) + recognition)


def degree_recognition(question: Question, knowledge: Knowledge) -> Answer:
    """Who recognises the degrees; recognition elsewhere has not been published."""
    answer = Answer(topic=question.intent)
    facts = facts_for(question, knowledge)
    if not facts:
        return published_or_gap(question, knowledge, family="programs")
    say_facts(answer, facts)
    asked = question.all("country")
    # "Is the British degree recognised in China?": what is asked for is where the student comes home to.
    elsewhere = [] if HOME in asked else asked
    if elsewhere or not asked:
        answer.say("utter_programs_recognition_gap")
        answer.gap = bool(elsewhere)
    return answer


def curriculum(question: Question, knowledge: Knowledge) -> Answer:
    """How the curriculum is made and by which standards; the courses one by one have not been published."""
    answer = say_facts(Answer(topic=question.intent), facts_for(question, knowledge))
    standards = knowledge.listings_of("standard")
    if standards:
        answer.say("utter_programs_standards", names=names("listing", [item.id for item in standards]))
        for item in standards:
            answer.use("listing", item)
    wanted = programs_asked(question, knowledge)
    answer.subjects = [("program", program.id) for program in wanted]
    if not any(knowledge.facts_on(question.intent, "program", program.id) for program in wanted):
        answer.say("utter_programs_curriculum_gap")
        answer.gap = bool(wanted)
    return answer


def teaching_language(question: Question, knowledge: Knowledge) -> Answer:
    """What is published about languages; the language of instruction is not, until staff add it."""
    answer = say_facts(Answer(topic=question.intent), facts_for(question, knowledge))
    if not [fact for fact in answer.facts if fact != "fact/language-courses"]:
        answer.say("utter_programs_teaching_language_gap")
        answer.gap = True
    return answer


def teachers(question: Question, knowledge: Knowledge) -> Answer:
    """Who teaches: statements and numbers."""
    answer = say_facts(Answer(topic=question.intent), facts_for(question, knowledge))
    figures = knowledge.figures_on(question.intent)
    if figures:
        answer.say("utter_programs_teachers", lines=lines(figure_part(figure, "programs") for figure in figures))
        _use_figures(answer, figures)
    return answer


def partner_institutions(question: Question, knowledge: Knowledge) -> Answer:
    """With how many and in which countries; whether with one that was asked about."""
    answer = Answer(topic=question.intent)
    wanted = [knowledge.programs[program] for program in question.all("program") if program in knowledge.programs]
    partners = set(knowledge.partner_countries) | {program.partner_country for program in knowledge.programs.values()}
    for program in wanted:
        answer.say(
            "utter_programs_partner_of", program=name("program", program.id), country=country(program.partner_country)
        )
        answer.use("program", program)
    if any(program.partner_country in question.all("country") for program in wanted):
        answer.say("utter_programs_pathway_choice")  # "with accounting, can I go to a university in Australia?"
    for code in question.all("country"):
        if code == HOME or code in {program.partner_country for program in wanted}:
            continue
        companies = _companies_named_after(code, knowledge)
        if code in partners:
            answer.say("utter_programs_partner_country_yes", country=country(code))
            if code not in {program.partner_country for program in knowledge.programs.values()}:
                answer.say("utter_programs_no_country", country=country(code))
        elif not companies:
            answer.say("utter_programs_partner_country_no", country=country(code))
        else:  # "do you work with a company from Malaysia?": not a partner country, but a company bears its name
            for topic in dict.fromkeys(item.topic for item in companies):
                say_facts(answer, knowledge.facts_on(topic))
            for item in companies:
                answer.use("listing", item)
        for program in knowledge.programs.values():
            if program.partner_country == code:
                answer.say("utter_programs_partner_of", program=name("program", program.id), country=country(code))
                answer.use("program", program)
    for figure in knowledge.figures_on(question.intent):
        answer.parts.append(figure_part(figure, "programs"))
        answer.use("figure", figure)
    if knowledge.partner_countries:
        answer.say("utter_programs_partner_countries", countries={"countries": list(knowledge.partner_countries)})
        for partner in knowledge.partner_countries.values():
            answer.use("partner_country", partner)
    facts = facts_for(question, knowledge)
    say_facts(answer, facts)
    if not facts:
        answer.say("utter_programs_partner_names_gap")
    return answer


def _companies_named_after(code: str, knowledge: Knowledge) -> list[Listing]:
    """The published companies in whose name a country stands: more is not published on where they are."""
    named = Locale.parse(SOURCE_LANGUAGE).territories.get(code)
    return [
        item
        for item in knowledge.listings_of("company")
        if named and named in knowledge.name("listing", item.id, SOURCE_LANGUAGE)
    ]


def outcomes(question: Question, knowledge: Knowledge) -> Answer:
    """Rates and numbers, for all cooperative programs together."""
    answer = Answer(topic=question.intent)
    figures = knowledge.figures_on(question.intent)
    answer.parts += [figure_part(figure, "programs") for figure in figures]
    _use_figures(answer, figures)
    if programs_asked(question, knowledge):
        answer.say("utter_programs_outcomes_program_gap")
    return say_facts(answer, facts_for(question, knowledge))


def career(question: Question, knowledge: Knowledge) -> Answer:
    """Companies the college works with; jobs of graduates have not been published."""
    facts = facts_for(question, knowledge)
    answer = say_facts(Answer(topic=question.intent), facts)
    for item in knowledge.listings_of("company"):
        answer.use("listing", item)
    if len(facts) <= 1:
        answer.say("utter_programs_career_gap")
    return answer


def credit_transfer(question: Question, knowledge: Knowledge) -> Answer:
    """Earlier credits and change of major."""
    return published_or_gap(question, knowledge, family="programs")


def compare_programs(question: Question, knowledge: Knowledge) -> Answer:
    """Programs side by side; all of them when none or only one is named."""
    wanted = programs_asked(question, knowledge)
    if len(wanted) < 2:
        wanted = wanted + [program for program in knowledge.programs.values() if program not in wanted]
    answer = Answer(topic=question.intent, subjects=[("program", program.id) for program in wanted])
    columns: list[Value] = [
        {"part": part(f"utter_programs_compare_{what}")}
        for what in ("program", "country", "field", "home", "abroad", "degrees")
    ]
    rows: list[list[Value]] = [
        [
            name("program", program.id),
            country(program.partner_country),
            name("field", program.field),
            years(program.years("college")),
            years(program.years("partner")),
            {"names": [["degree_level", stage.degree_level] for stage in program.stages]},
        ]
        for program in wanted
    ]
    answer.parts.append(table(columns, rows, caption=part("utter_programs_compare")))
    routes = {program.routes for program in wanted}
    if len(routes) == 1:
        answer.say("utter_programs_compare_same", routes=names("admission_route", wanted[0].routes))
    else:
        for program in wanted:
            answer.say("utter_programs_routes", routes=names("admission_route", program.routes))
    for program in wanted:
        answer.use("program", program)
    return say_facts(answer, facts_for(question, knowledge))


def figure_part(figure: Figure, family: str) -> Part:
    """The sentence of a published number."""
    key = "percent" if figure.unit == "percent" else "count"
    return part(
        f"utter_{family}_figure_{figure.id}", **{key: {"percent" if key == "percent" else "number": int(figure.value)}}
    )


def _use_figures(answer: Answer, figures: list[Figure]) -> None:
    for figure in figures:
        answer.use("figure", figure)


def program_line(program: Program) -> Part:
    """One line of a list of programs."""
    return part(
        "utter_programs_list_line", program=name("program", program.id), country=country(program.partner_country)
    )


def duration_line(program: Program) -> Part:
    """One line of a list of durations."""
    return part(
        "utter_programs_duration_line",
        program=name("program", program.id),
        years=years(program.years()),
        home=years(program.years("college")),
        abroad=years(program.years("partner")),
    )


def _degree_length(program: Program, stage: Stage) -> Part:
    """How long the stage of a degree is, and all there is up to it: whoever asks "how many years to a master's?" means that."""
    values = {"program": name("program", program.id), "years": years(stage.years)}
    before = [each for each in program.stages if each.position < stage.position]
    if not before:
        return part("utter_programs_duration_stage_line", **values)
    total = stage.years + sum(each.years for each in before)
    return part("utter_programs_duration_stage_line_in_all", **values, total=years(total))


def stage_line(program: Program, stage: Stage) -> Part:
    """One stage: how long, where, to which degree."""
    values = {"years": years(stage.years), "degree": name("degree_level", stage.degree_level)}
    if stage.place == "college":
        return part("utter_programs_stage_college", **values)
    reply = "utter_programs_stage_partner_eligible" if stage.conditional else "utter_programs_stage_partner"
    return part(reply, country=country(program.partner_country), **values)


def _degree_line(stage: Stage) -> Part:
    where = "college" if stage.place == "college" else "partner"
    return part(f"utter_programs_degree_{where}", degree=name("degree_level", stage.degree_level))


def _stages(program: Program) -> Value:
    return lines(stage_line(program, stage) for stage in program.stages)


def _total(program: Program) -> Value:
    return {"part": part("utter_programs_total", years=years(program.years()))}


def _years_at_college(knowledge: Knowledge) -> int:
    return next((program.years("college") for program in knowledge.programs.values()), 0)
