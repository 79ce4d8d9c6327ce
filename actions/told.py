"""What was said just now is not said again: of figures only what is new, or the one that is asked for."""

from __future__ import annotations

from dataclasses import replace

from actions.beyond import IN_THE_ANSWER, say_beyond
from actions.context import digest
from actions.last_count import takes_up_a_number
from actions.lexicon import says
from actions.meanings import WITH_FIGURES
from actions.turn import Turn
from actions.words import figure_named
from office.answers.document import Answer, Part, Question
from office.answers.topics import family_of

_PARTNERS, _SCHOOLS = "ask_partner_institutions", "ask_overseas_schools"
_STUDENTS, _TEACHERS = "ask_student_numbers", "ask_teachers"


def without_the_told(turn: Turn, question: Question, found: Answer) -> Answer:
    """What was said just now is not said again: of partners and figures only what is new, or the figure that is asked for."""
    context = turn.context
    if question.intent not in WITH_FIGURES or question.intent != context.intent or not context.is_fresh:
        return found
    new = [part for part in found.parts if digest(part) not in context.told]
    if new and takes_up_a_number(turn):
        return found  # "are all 70 in Germany?"
    if new:  # what is not published holds for the new thing as well
        return replace(
            found, parts=[part for part in found.parts if part in new or str(part.get("reply")).endswith("_gap")]
        )
    if _asks_for_all(turn, question):
        return found
    text, code = turn.message.typed, turn.message.code
    if question.intent == _PARTNERS and not says(text, "how_many", code):
        return found  # "and which university?": not their number
    figure = figure_named(text, question.intent, turn.knowledge, code)
    all_figures = turn.knowledge.figures_on(question.intent)
    of_both = figure is not None
    if figure is None and question.intent in {_PARTNERS, _SCHOOLS} and len(all_figures) == 1 and not question.entities:
        # "And how many partners have you got?", "and how many are there?"
        figure = all_figures[0].id if says(text, "how_many", code) else None
    if figure is None:
        return found
    reply = f"utter_{family_of(question.intent)}_figure_{figure}"
    parts = [kept for part in found.parts if (kept := _only(part, reply))]
    if not parts:
        return found
    one = replace(found, parts=parts, facts=[f"figure/{figure}"])
    # "And how many of them are Arabs?"
    of_some = question.intent == _STUDENTS and says(text, "of_them", code) and not says(text, "foreign", code)
    if (question.intent == _SCHOOLS and of_both) or of_some:  # "and how many are workshops?" after the number of both
        return say_beyond(turn, question, replace(one, gap=True))
    return one


def _asks_for_all(turn: Turn, question: Question) -> bool:
    """Whether no single figure is asked for: "in which countries?", "is that per year?", "do the 1,500 include those from abroad?"."""
    text, code = turn.message.typed, turn.message.code
    if any(says(text, section, code) for section in (*IN_THE_ANSWER, "the_rest")) or takes_up_a_number(turn):
        return True
    counted = any(says(text, section, code) for section in ("how_many", "trained"))
    if says(text, "period", code) and not counted:
        return True
    # "Are there Germans among them?", but not "how many are certified for the Australian curriculum?".
    return (
        question.intent == _TEACHERS
        and bool(question.all("country"))
        and not any(says(text, section, code) for section in ("certified", "returned", "dual_system"))
    )


def _only(part: Part, reply: str) -> Part | None:
    """A part with nothing but this reply in it: itself, or with this one line of its list."""
    if part.get("reply") == reply:
        return part
    listed = (part.get("values") or {}).get("lines") or {}
    kept = [line for line in listed.get("lines") or () if line.get("reply") == reply]
    return {**part, "values": {**part["values"], "lines": {"lines": kept}}} if kept else None
