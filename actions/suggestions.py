"""Sensible next questions: what is published, fits what was asked, and has not been asked yet."""

from __future__ import annotations

from collections.abc import Iterator

from actions.buttons import SHOW_PATH, START_ADVICE, Choice, button, path_button, person_button, topic_button
from actions.context import Context
from actions.path_state import FOUND, path_state
from actions.turn import Turn
from office.answers.document import Question, part
from office.answers.topics import TOPICS, answer
from office.knowledge.queries import Knowledge

MOST = 3

# What applicants want to know next, nearest first.
NEXT: dict[str, tuple[str, ...]] = {
    "list_programs": ("ask_duration", "compare_programs", "list_admission_routes", "ask_degree_awarded"),
    "ask_program_details": ("ask_degree_recognition", "list_admission_routes", "ask_career", "compare_programs"),
    "compare_programs": ("list_admission_routes", "ask_outcomes", "ask_degree_recognition"),
    "ask_duration": ("ask_degree_awarded", "ask_pathway", "list_admission_routes"),
    "ask_pathway": ("ask_outcomes", "ask_degree_recognition", "list_admission_routes"),
    "ask_degree_awarded": ("ask_degree_recognition", "ask_duration", "ask_outcomes"),
    "ask_degree_recognition": ("ask_degree_awarded", "ask_outcomes", "ask_partner_institutions"),
    "ask_curriculum": ("ask_teachers", "ask_duration", "ask_career"),
    "ask_teaching_language": ("ask_curriculum", "ask_teachers", "ask_duration"),
    "ask_teachers": ("ask_curriculum", "ask_partner_institutions", "ask_reputation"),
    "ask_partner_institutions": ("list_programs", "list_campuses", "ask_outcomes"),
    "ask_outcomes": ("ask_career", "ask_pathway", "ask_student_numbers"),
    "ask_career": ("ask_outcomes", "list_programs", "ask_partner_institutions"),
    "list_campuses": ("ask_overseas_schools", "list_programs", "ask_about_college"),
    "ask_campus_details": ("list_campuses", "ask_overseas_schools", "list_programs"),
    "ask_overseas_schools": ("list_campuses", "ask_partner_institutions", "ask_reputation"),
    "list_admission_routes": ("list_programs", "ask_duration", "ask_degree_awarded"),
    "ask_admission_route": ("list_admission_routes", "list_programs", "ask_duration"),
    "ask_about_college": ("list_programs", "ask_reputation", "list_campuses"),
    "ask_reputation": ("ask_student_numbers", "ask_partner_institutions", "list_programs"),
    "ask_student_numbers": ("ask_outcomes", "ask_partner_institutions", "list_programs"),
}
START = ("list_programs", "list_campuses", "list_admission_routes", "ask_about_college", "ask_duration")
AFTER_A_GAP = ("list_programs", "list_admission_routes")
# Questions about one thing: without its name they ask for nothing.
_ABOUT_ONE = frozenset({"ask_program_details", "ask_campus_details", "ask_admission_route"})
# Next questions that are put about the program just talked of.
_KEEPS_PROGRAM = frozenset({"ask_duration", "ask_pathway", "ask_degree_awarded"})
# Whoever asks these is on the way in: the guided dialogue helps.
_ON_THE_WAY = frozenset({"ask_pathway", "list_admission_routes", "compare_programs"})


def suggest(turn: Turn) -> None:
    """Two or three buttons after an answer; after a gap the first is a person."""
    last = turn.context.intent
    choices: list[Choice] = []
    if turn.gaps:
        choices.append(person_button())
    if last in _ON_THE_WAY and not turn.gaps:
        choices.append(guide_button(turn))
    if turn.marks.get("compared") == "all":
        choices.append(advice_button())
    follow = AFTER_A_GAP if turn.gaps else NEXT.get(last, ())
    turn.offer(*choices, *next_questions(turn, follow, MOST - len(choices)))


def next_questions(turn: Turn, follow: tuple[str, ...], most: int) -> list[Choice]:
    """At most so many questions that are published and were not asked yet: those of `follow` first."""
    programs = turn.context.talked_about("program")
    choices: list[Choice] = []
    for intent in _unasked(follow, turn.context, turn.knowledge):
        if len(choices) >= most:
            break
        about = {"program": programs[0]} if intent in _KEEPS_PROGRAM and len(programs) == 1 else None
        choices.append(topic_button(intent, about))
    return choices


def openers(context: Context, knowledge: Knowledge) -> list[Choice]:
    """Three questions to begin with, those that were not asked yet first."""
    fresh = [intent for intent in START if intent not in context.asked and is_published(intent, knowledge)]
    known = [intent for intent in START if intent not in fresh and is_published(intent, knowledge)]
    return [topic_button(intent) for intent in (*fresh, *known)[:MOST]]


def guide_button(turn: Turn) -> Choice:
    """ "My path": the one that was found, or the way to find one."""
    if path_state(turn.tracker).stage == FOUND:
        return button(part("utter_conversation_path_title"), SHOW_PATH)
    return path_button()


def advice_button() -> Choice:
    """Begins "which suits me"."""
    return button(part("utter_programs_suits_button"), START_ADVICE)


def _unasked(follow: tuple[str, ...], context: Context, knowledge: Knowledge) -> Iterator[str]:
    for intent in dict.fromkeys((*follow, *START, *TOPICS)):
        if intent not in context.asked and intent not in _ABOUT_ONE and is_published(intent, knowledge):
            yield intent


def is_published(intent: str, knowledge: Knowledge) -> bool:
    """Whether anything is published on a topic."""
    return intent in TOPICS and not answer(Question(intent), knowledge).gap
