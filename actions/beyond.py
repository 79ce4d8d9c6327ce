"""What an answer leaves unsaid: details asked for right after it, years gone by, where students are from, programs of a campus.

That these are not published is said with the answer, and noted for the office.
"""

from __future__ import annotations

from dataclasses import replace

from actions.context import digest
from actions.lexicon import says
from actions.meanings import WITH_FIGURES
from actions.references import is_short
from actions.turn import Turn
from office.answers.document import Answer, Question
from office.answers.subjects import HOME

BEYOND = "utter_conversation_gap_beyond"
# A question in these words is answered by what was told, or told not to be published.
IN_THE_ANSWER = ("names", "which_country", "where")
_OF_CAMPUSES = frozenset({"list_campuses", "ask_campus_details"})
_GOING_ABROAD = frozenset({"ask_pathway", "ask_duration", "ask_outcomes", "ask_degree_awarded"})
_PARTNERS = "ask_partner_institutions"
_WITH_AIMS = frozenset({"ask_overseas_schools", "ask_about_college"})


def with_what_is_not_published(turn: Turn, question: Question, published: Answer, found: Answer) -> Answer:
    """`found`, what is told of everything `published` on a question, with the word that the detail asked for is not published."""
    text, code = question.text or turn.message.typed, turn.message.code
    found = _with_origins(turn, question, found)
    if question.intent == _PARTNERS and _asks_names(text, code):
        found = replace(found, gap=True)  # that they are not published is said; the office may tell
    if question.intent in WITH_FIGURES and says(text, "last_year", code):
        return replace(published, gap=True).say(BEYOND)  # figures are of today
    if question.intent == _PARTNERS and set(question.all("country")) - {HOME} and says(text, "how_many", code):
        return replace(found, gap=True).say(BEYOND)  # how many of them are there is not published
    if question.intent == "ask_entry_requirements" and turn.context.is_fresh and turn.context.intent in _GOING_ABROAD:
        return found.say("utter_programs_eligibility_gap")  # "and what marks do they want for that?"
    if found.parts == published.parts and _was_told(turn, question, found):
        return replace(found, gap=True).say(BEYOND)
    if _perhaps_there(turn, question):
        return found.say("utter_campuses_details_gap")
    return found.say(BEYOND) if _ranks_all(turn, question, found) else found


def _with_origins(turn: Turn, question: Question, found: Answer) -> Answer:
    """ "From which countries are they?": how many these are is no answer to that."""
    text, code = question.text or turn.message.typed, turn.message.code
    asked = says(text, "which_country", code) and not says(text, "how_many", code)
    if question.intent != "ask_student_numbers" or found.gap or not asked:
        return found
    told = any(part.get("text", [""])[0] == "fact" for part in found.parts)  # staff have published something on it
    return found if told else replace(found, parts=[*found.parts], gap=True).say("utter_college_origin_gap")


def _asks_names(text: str, code: str) -> bool:
    return any(says(text, section, code) for section in ("names", "which_university"))


def _was_told(turn: Turn, question: Question, found: Answer) -> bool:
    """Whether all of an answer was said just before: what is asked for now ("which place exactly?") goes beyond it."""
    context, message = turn.context, turn.message
    if len(message.questions) > 1:
        return False
    if not message.typed or found.gap or question.intent != context.intent or not context.is_fresh:
        return False
    if context.together_turn == context.turn or not all(digest(part) in context.told for part in found.parts):
        return False
    text = question.text or message.typed
    if question.intent == "ask_reputation" and says(text, "rank", message.code):
        return True  # "which place exactly?"
    if says(text, "really", message.code) and is_short(text, message.code):
        return False
    told = (*IN_THE_ANSWER, "why") if question.intent in _WITH_AIMS else IN_THE_ANSWER
    return not any(says(text, section, message.code) for section in told)


def _perhaps_there(turn: Turn, question: Question) -> bool:
    """Whether the programs are asked for right after one campus overseas: they may be those there, which are not published."""
    context = turn.context
    if question.intent != "list_programs" or not context.is_fresh:
        return False
    countries = question.all("country")
    if context.intent in _OF_CAMPUSES and countries:  # "and which programs are there at the one in Australia?"
        return any(each.kind == "overseas" and each.country in countries for each in turn.knowledge.campuses.values())
    told = [turn.knowledge.campuses[each] for each in context.talked_about("campus") if each in turn.knowledge.campuses]
    one = len(told) == 1 and told[0].kind == "overseas"
    return one and context.intent == "ask_campus_details" and not question.entities


def _ranks_all(turn: Turn, question: Question, found: Answer) -> bool:
    """Whether one of all programs is asked for ("which is the easiest?"): they differ in nothing but what is told."""
    if (
        question.intent != "compare_programs"
        or not turn.message.typed
        or len(found.subjects) < len(turn.knowledge.programs)
    ):
        return False
    return not any(says(question.text, section, turn.message.code) for section in ("side_by_side", "advice", "suits"))
