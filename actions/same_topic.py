"""Questions that stay with the topic of the last answer though their words are those of another: the same elsewhere, of one, of some.

Each reading returns the topic that a message must be about, or None.
"""

from __future__ import annotations

from dataclasses import replace

from actions.context import OF_ONE
from actions.last_place import lived
from actions.lexicon import says
from actions.meanings import (
    FOLLOW_UP,
    OUTWEIGHED,
    WITH_FIGURES,
    is_off_topic,
    is_open,
    is_unsure,
    names_nothing,
    pointed,
)
from actions.published_names import named_thing
from actions.references import has_question_mark, is_one_thought, is_short
from actions.turn import Turn
from office.answers.subjects import HOME

_CAMPUS, _CAMPUSES, _HONOURS = "ask_campus_details", "list_campuses", "ask_reputation"
_CAREER, _WORTH_HEARING = "ask_career", 0.15
_OUTCOMES, _PARTNERS, _TEACHERS = "ask_outcomes", "ask_partner_institutions", "ask_teachers"
_RECOGNITION, _ROUTE, _ROUTES, _SCHOOLS = (
    "ask_degree_recognition",
    "ask_admission_route",
    "list_admission_routes",
    "ask_overseas_schools",
)
# "Is there one in Mali?", "does Korea recognise it?", "and for us in Lebanon?" are read as these, by the country in them.
_ABOUT_PLACES = frozenset({_CAMPUS, _CAMPUSES, _PARTNERS, "ask_pathway", "ask_student_numbers", "ask_campus_life"})
# Read less surely than so, it needs no word for "is there one?".
_HARDLY = 0.6
# Degrees of the programs are asked for more surely than this.
_SURELY = 0.9
_ABOUT_PEOPLE = frozenset({"ask_student_numbers", "ask_how_to_apply", "ask_entry_requirements", "change_language"})
_OF_A_CAMPUS = frozenset({_CAMPUS, _CAMPUSES, "list_programs", "ask_curriculum", "ask_program_details", "ask_contact"})
_STAGES = frozenset({"ask_pathway", "ask_duration"})
_NUMBERS = frozenset({"ask_student_numbers", _OUTCOMES})
_CERTIFICATES = frozenset({_RECOGNITION, "ask_degree_awarded", "ask_documents", "ask_curriculum"})
_ALL_OF = ("campus", "program", "admission_route")
_LISTS_PROGRAMS = frozenset({"list_programs", "ask_program_details", "compare_programs", "ask_curriculum"})


def one_of_the_schools(turn: Turn) -> str | None:
    """ "Is one of them in Thailand?" after the overseas schools: not the campus there."""
    message, context = turn.message, turn.context
    if context.intent != _SCHOOLS or not context.is_fresh or message.intent not in {_CAMPUS, _CAMPUSES, FOLLOW_UP}:
        return None
    if not message.question.all("campus") or not says(message.typed, "of_them", message.code):
        return None
    _ask_without_names(turn)
    return _SCHOOLS


def elsewhere(turn: Turn) -> str | None:
    """A country after overseas schools, recognition or routes of admission: the same there, or for those from there."""
    message, context = turn.message, turn.context
    countries = message.question.all("country")
    after_routes = context.intent in {_ROUTE, _ROUTES} and context.is_fresh
    if after_routes and message.intent in {FOLLOW_UP, _CAMPUSES} and set(countries) <= {HOME}:
        return _ROUTES if says(message.typed, "foreign", message.code) else None  # "and foreigners?"
    if not context.is_fresh or not countries or (message.intent == FOLLOW_UP and not message.readings):
        return None
    doubtful = is_open(message) or message.confidence < OUTWEIGHED
    if context.intent == _SCHOOLS and not message.question.all("campus"):
        if (doubtful or message.intent in _ABOUT_PLACES) and says(message.typed, "exists", message.code):
            _ask_without_names(turn)
            return _SCHOOLS
    elif context.intent == _PARTNERS:
        there = (doubtful or message.intent in _ABOUT_PLACES) and says(message.typed, "exists", message.code)
        there = there or (message.intent in _ABOUT_PLACES and message.confidence < _HARDLY)
        return _PARTNERS if there and not says(message.typed, "students", message.code) else None
    elif context.intent == _RECOGNITION and doubtful and not message.question.all("program"):
        return _RECOGNITION
    elif context.intent in {_ROUTE, _ROUTES} and is_one_thought(message.typed, message.code):
        return _ROUTES if is_open(message) or message.intent in _ABOUT_PEOPLE else None
    return None


def of_that_campus(turn: Turn) -> str | None:
    """ "What can one study at the Thai one?" after the campuses, by its country: the campus there."""
    message, context, knowledge = turn.message, turn.context, turn.knowledge
    if context.intent not in {_CAMPUS, _CAMPUSES} or not context.is_fresh or is_off_topic(message):
        return None
    countries = message.question.all("country")
    partners = {program.partner_country for program in knowledge.programs.values()}
    stages = message.intent in _STAGES and not partners.intersection(countries)  # "all three years at the Thai one?"
    numbers = message.intent in _NUMBERS and not partners.intersection(countries)  # "how many study at the Thai one?"
    if not (is_open(message) or stages or numbers or message.intent in _OF_A_CAMPUS) or message.question.all("program"):
        return None
    if message.question.all("campus") and is_open(message):
        return lived(turn) or _CAMPUS  # "and at the one in Australia, what is studied there?"
    found = pointed(turn)
    more = says(message.typed, "more", message.code)  # "and elsewhere abroad?"
    if (
        found is not None
        and found.all("campus")
        and message.intent in _OF_A_CAMPUS
        and not is_open(message)
        and not more
    ):
        turn.message = replace(message, questions=(replace(found, intent=_CAMPUS),))
        return lived(turn) or _CAMPUS
    if found is not None and found.all("campus") and message.readings and not more:
        turn.message = replace(message, questions=(replace(found, intent=_CAMPUS),))
        return _CAMPUS  # "and what can one learn at the latter?"
    here = [each.id for each in knowledge.campuses.values() if each.kind == "overseas" and each.country in countries]
    if len(countries) != 1 or len(here) != 1:
        return None
    if message.intent == "list_programs" and countries[0] in partners and message.confidence >= OUTWEIGHED:
        return None  # "which program is with Australia?"
    entities = {kind: ids for kind, ids in message.question.entities.items() if kind != "country"}
    question = replace(message.question, entities={**entities, "campus": tuple(here)})
    turn.message = replace(message, questions=(question,))
    return lived(turn) or _CAMPUS  # "has the Thai one a dormitory?"


def of_one_or_all(turn: Turn) -> str | None:
    """ "Is that figure only for accounting?", "and how many in design alone?" after what students achieve: of one program nothing is published."""
    message, context = turn.message, turn.context
    named = message.question.all("program") or message.question.all("field")
    if context.intent != _OUTCOMES or not context.is_fresh or not named:
        return None
    if not (is_open(message) or message.intent in _LISTS_PROGRAMS):
        return None
    asked = any(says(message.typed, section, message.code) for section in ("figure", "how_many"))
    return _OUTCOMES if asked else None


def besides(turn: Turn) -> str | None:
    """ "Other than Jining, are there more?": all of the kind of what is named."""
    message, context = turn.message, turn.context
    if not says(message.typed, "besides", message.code):
        return None
    named = [kind for kind in _ALL_OF if message.question.all(kind)]
    if not named and message.question.all("country") and context.is_fresh:  # "and apart from China?" after the campuses
        named = [kind for kind in _ALL_OF if context.intent in OF_ONE[kind]]
    if len(named) != 1:
        return None
    of_list, of_one = OF_ONE[named[0]]
    if not (is_open(message) or message.intent in {of_list, of_one}):
        return None
    _ask_without_names(turn)
    return of_list


def only_one(turn: Turn) -> str | None:
    """ "Is Australia the only campus abroad?": all of the kind of what is named."""
    message = turn.message
    named = [kind for kind in _ALL_OF if message.question.all(kind)]
    if len(named) != 1 or len(message.question.all(named[0])) != 1 or not says(message.typed, "only_one", message.code):
        return None
    of_list, of_one = OF_ONE[named[0]]
    asks = has_question_mark(message.typed) or says(message.typed, "asks", message.code)
    if message.intent not in {of_list, of_one} or not asks or not is_one_thought(message.typed, message.code):
        return None  # "only about the Thai campus, please"
    _ask_without_names(turn)
    return of_list


def of_membership(turn: Turn) -> str | None:
    """ "And the alliance with Germany?" after the honours, "a base with PwC?": the memberships stand among the honours."""
    message, context = turn.message, turn.context
    if message.intent == _HONOURS and not message.readings:
        return None
    if not says(message.typed, "membership", message.code):
        return None
    if _HONOURS in message.readings:
        return _HONOURS
    if context.intent == _HONOURS and context.is_fresh and not is_off_topic(message):
        brief = is_one_thought(message.typed, message.code) or message.intent == _SCHOOLS
        return _HONOURS if brief else None
    if message.question.all("overseas_school"):
        return _HONOURS  # "the alliance of those Luban workshops"
    thing = named_thing(message.typed, turn.knowledge, message.code)
    doubtful = is_open(message) or message.confidence < OUTWEIGHED
    return _HONOURS if doubtful and thing is not None and thing.kind == "company" else None


def their_degrees(turn: Turn) -> str | None:
    """ "And which degrees have they got?" after the teachers, read as a question for those of the programs."""
    message, context = turn.message, turn.context
    if context.intent != _TEACHERS or not context.is_fresh or message.intent != "ask_degree_awarded":
        return None
    doubtful = bool(message.readings) or message.confidence < _SURELY
    return _TEACHERS if doubtful and is_short(message.typed, message.code) and not message.question.entities else None


def certified(turn: Turn) -> str | None:
    """ "And those with the Australian certificate?" after the teachers: some of them."""
    message, context = turn.message, turn.context
    if context.intent != _TEACHERS or not context.is_fresh:
        return None
    if not (is_open(message) or message.intent in _CERTIFICATES) or not is_one_thought(message.typed, message.code):
        return None
    if says(message.typed, "students", message.code) or not says(message.typed, "certified", message.code):
        return None
    _ask_without_names(turn)
    return _TEACHERS


def employed(turn: Turn) -> str | None:
    """ "Is a job sure then?" after the employers, read as a question for the name that the college has."""
    message, context = turn.message, turn.context
    if context.intent not in {_CAREER, _OUTCOMES} or not context.is_fresh or message.intent in {_CAREER, _OUTCOMES}:
        return None
    doubtful = is_open(message) or message.confidence < OUTWEIGHED
    career = dict(message.ranking).get(_CAREER, 0.0) > _WORTH_HEARING
    return _CAREER if doubtful and career and says(message.typed, "jobs", message.code) else None


def partners_program(turn: Turn) -> str | None:
    """ "And Korea, which program is that?": the programs with a partner there."""
    message, context = turn.message, turn.context
    partners = {program.partner_country for program in turn.knowledge.programs.values()}
    countries = message.question.all("country")
    before = tuple(context.entities.get("country", ())) if context.intent == _PARTNERS and context.is_fresh else ()
    if is_unsure(message) and names_nothing(message.question) and before and partners.issuperset(before):
        if not any(says(message.typed, section, message.code) for section in ("which_program", "programs_asked")):
            return None
        question = replace(message.question, entities={"country": before})
        turn.message = replace(message, questions=(question,))
        return "list_programs"  # "oh, and what is studied there?" after the partners in Korea
    if not message.readings or message.question.all("program") or not countries or not partners.issuperset(countries):
        return None
    likely = {"list_programs", FOLLOW_UP} & {message.intent, *message.readings}
    return "list_programs" if likely and says(message.typed, "which_program", message.code) else None


def partners_counted(turn: Turn) -> str | None:
    """ "How many partners in all?" where it is read as another number."""
    message = turn.message
    if message.intent not in WITH_FIGURES or not (message.readings or message.confidence < OUTWEIGHED):
        return None
    likely = dict(message.ranking).get(_PARTNERS, 0.0) > 0 or turn.context.intent == _PARTNERS
    asked = all(says(message.typed, section, message.code) for section in ("how_many", "partners"))
    return _PARTNERS if likely and asked else None


def _ask_without_names(turn: Turn) -> None:
    question = replace(turn.message.question, entities={}, unknown_programs=(), unknown_campuses=())
    turn.message = replace(turn.message, questions=(question,))
