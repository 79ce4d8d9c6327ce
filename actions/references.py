""" "The second one", "that program", "both", "the others", "there": what was listed or talked about."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from actions.context import SUBJECTS, Context, Subject, singles_out
from actions.lexicon import ordinal_in, says
from actions.words import named_in_part
from office.answers.document import Question
from office.knowledge.queries import Knowledge

_SHORT_WORDS, _SHORT_CHARACTERS, _SHORT_THAI = 4, 12, 20
# Counting off a list is plain enough to stand in a longer sentence ("could you tell me more about the second one").
_COUNTING_WORDS, _COUNTING_CHARACTERS = 10, 40
_UNSPACED = frozenset({"zh", "ja", "th"})
_KINDS = ("program", "campus", "admission_route")
_SECTIONS = {"program": "program", "campus": "campus", "route": "admission_route"}
# Topics in which "there" is a place that was talked about.
_ABOUT_PLACES = frozenset(
    {
        "ask_campus_details",
        "ask_accommodation",
        "ask_campus_life",
        "ask_living_cost",
        "ask_visa",
        "ask_health_insurance",
        "ask_part_time_work",
        "ask_career",
    }
)
_NAMES = (*_KINDS, "country", "field")
_TAUGHT, _STAGES = frozenset({"list_programs", "ask_curriculum"}), frozenset({"ask_pathway", "ask_duration"})
_COUNTED = frozenset({"ask_student_numbers", "ask_teachers"})
_OF_CAMPUSES = frozenset({"list_campuses", "ask_campus_details"})


@dataclass(frozen=True)
class Resolved:
    """The question with what was pointed at; or `choice`, what can be meant where that is open."""

    question: Question
    choice: list[Subject] = field(default_factory=list)


def resolve(question: Question, context: Context, knowledge: Knowledge, language: str) -> Resolved:
    """Put a name in the place of what points at something. A question that names something itself stays as it is."""
    text = question.text
    if singles_out(question, _NAMES) or question.unknown_programs or question.unknown_campuses:
        return Resolved(question)
    shown = context.list_shown
    place = ordinal_in(text, language)
    if place is not None and shown:
        if place >= len(shown):
            return Resolved(question, shown)
        return Resolved(_about(question, [shown[place]]))
    for section, find in (("both", _both), ("others", _others)):
        if says(text, section, language) and (found := find(context, knowledge)):
            return Resolved(_about(question, found))
    for section, kind in _SECTIONS.items():
        if says(text, section, language) and (found := _that(kind, context)):
            return Resolved(_about(question, found))
    if question.intent in _ABOUT_PLACES and says(text, "there", language):
        return Resolved(_there(question, context, knowledge))
    part_of = named_in_part(text, context, knowledge, language)
    if part_of is not None and question.intent in {"follow_up", *SUBJECTS[part_of[0]]}:
        return Resolved(_about(question, [part_of]))
    return Resolved(question)


def is_there(question: Question, context: Context, knowledge: Knowledge, language: str) -> bool:
    """Whether programs, courses, stages or numbers are asked for "there", at a campus overseas that was talked about."""
    after_campuses = context.is_fresh and context.intent in _OF_CAMPUSES  # "can one do all three years there?"
    asked = question.intent in _TAUGHT or (question.intent in _STAGES | _COUNTED and after_campuses)
    if not asked or any(question.all(kind) for kind in _NAMES):
        return False
    at_campus = question.intent in _COUNTED and says(question.text, "campus", language)
    overseas = campus_overseas(context, knowledge) is not None
    return overseas and (at_campus or says(question.text, "there", language))


def campus_overseas(context: Context, knowledge: Knowledge) -> str | None:
    """The id of the one campus overseas that is talked about."""
    known = [knowledge.campuses[campus] for campus in context.talked_about("campus") if campus in knowledge.campuses]
    return known[0].id if len(known) == 1 and known[0].kind == "overseas" else None


def points_only(text: str, context: Context, language: str) -> bool:
    """Whether a message does no more than point: "the second one", "tell me more about the second", "these two", "the others"."""
    if ordinal_in(text, language) is not None:
        return bool(context.list_shown) and _is_within(text, language, _COUNTING_WORDS, _COUNTING_CHARACTERS)
    if not _is_within(text, language, _SHORT_WORDS, _SHORT_CHARACTERS):
        return False
    talked = any(context.talked_about(kind) for kind in _KINDS) or len(context.recent) > 1
    return talked and any(says(text, section, language) for section in ("both", "others"))


def has_question_mark(text: str) -> bool:
    """Whether a message has a question mark of any script."""
    return any(mark in text for mark in "?？؟")


def is_short(text: str, language: str) -> bool:
    """Whether a message has only a few words."""
    return _is_within(text, language, _SHORT_WORDS, _SHORT_THAI if language == "th" else _SHORT_CHARACTERS)


def is_one_thought(text: str, language: str) -> bool:
    """Whether a message can be a single short question: some ten words."""
    return _is_within(text, language, _COUNTING_WORDS, _COUNTING_CHARACTERS)


def _is_within(text: str, language: str, words: int, characters: int) -> bool:
    if language == "vi":  # a blank stands between syllables
        words = words * 8 // 5
    return len(text) <= characters if language in _UNSPACED else len(text.split()) <= words


def _about(question: Question, subjects: list[Subject]) -> Question:
    entities = dict(question.entities)
    for kind, subject in subjects:
        entities[kind] = (*entities.get(kind, ()), subject)
    return replace(question, entities=entities)


def _both(context: Context, knowledge: Knowledge) -> list[Subject]:
    """The two that were listed or talked about, or the last two that were singled out."""
    for kind in _KINDS:
        known = context.talked_about(kind)
        if len(known) == 2:
            return [(kind, subject) for subject in known]
    shown = context.list_shown
    if len(shown) == 2:
        return shown
    for kind in _KINDS:
        recent = [(found, subject) for found, subject in context.recent if found == kind]
        if len(recent) >= 2:
            return recent[-2:]
    return []


def _others(context: Context, knowledge: Knowledge) -> list[Subject]:
    """What was listed beside the one talked about; without a list, all others of its kind."""
    existing = {"program": knowledge.programs, "campus": knowledge.campuses, "admission_route": knowledge.routes}
    for kind in _KINDS:
        known = context.talked_about(kind)
        if not known:
            continue
        listed = [subject for found, subject in context.list_shown if found == kind]
        for among in (listed if set(known) <= set(listed) else [], list(existing[kind])):
            if left := [(kind, subject) for subject in among if subject not in known]:
                return left
    return []


def _that(kind: str, context: Context) -> list[Subject]:
    known = context.talked_about(kind)
    if known:
        return [(kind, subject) for subject in known]
    recent = [subject for found, subject in context.recent if found == kind]
    return [(kind, recent[-1])] if recent else []


def _there(question: Question, context: Context, knowledge: Knowledge) -> Question:
    """The campus talked about; else the partner country of the program talked about."""
    campuses, programs = context.talked_about("campus"), context.talked_about("program")
    if campuses:
        return _about(question, [("campus", campus) for campus in campuses])
    if len(programs) == 1 and programs[0] in knowledge.programs:
        return _about(question, [("country", knowledge.programs[programs[0]].partner_country)])
    return question
