"""What an answer leaves unsaid: details asked for right after it, years gone by, where students are from, programs of a campus.

That these are not published is said with the answer, and noted for the office.
"""

from __future__ import annotations

from dataclasses import replace

from actions.context import digest
from actions.lexicon import says
from actions.meanings import WITH_FIGURES
from actions.references import campus_overseas, is_one_thought
from actions.set_against import of_going
from actions.turn import Turn
from office.answers.document import Answer, Question
from office.answers.programs import figure_part
from office.answers.subjects import HOME
from office.answers.topics import family_of

_BEYOND, _BEYOND_QUOTED = "utter_conversation_gap_beyond", "utter_conversation_gap_beyond_quoted"
# Characters: what is quoted back is a short question. Longer ones are stories with a question in them.
_LONGEST_QUOTED = 80
_CHOICE = "utter_programs_pathway_choice"
# A question in these words is answered by what was told, or told not to be published.
IN_THE_ANSWER = ("names", "which_country", "where", "region")
_OF_CAMPUSES = frozenset({"list_campuses", "ask_campus_details"})
_GOING_ABROAD = frozenset({"ask_pathway", "ask_duration", "ask_outcomes", "ask_degree_awarded"})
# What answers say themselves to be unpublished, by the words that ask for it.
_OWNED_UP_TO = {
    "ask_overseas_schools": ("where", "which_country", "names", "courses", "region"),
    "ask_partner_institutions": ("names", "which_university"),
    "ask_pathway": ("eligible",),
    "ask_career": ("jobs", "pay"),
}
_PARTNERS, _REQUIREMENTS = "ask_partner_institutions", "ask_entry_requirements"
_WITH_AIMS = frozenset({"ask_overseas_schools", "ask_about_college"})


def with_what_is_not_published(turn: Turn, question: Question, published: Answer, found: Answer) -> Answer:
    """`found`, what is told of everything `published` on a question, with the word that the detail asked for is not published."""
    text, code = question.text or turn.message.typed, turn.message.code
    found = _with_how_many_go(turn, question, _with_origins(turn, question, found))
    if question.intent in WITH_FIGURES and says(text, "last_year", code):
        return say_beyond(turn, question, replace(published, gap=True))  # figures are of today
    after_stages = turn.context.is_fresh and turn.context.intent in _GOING_ABROAD and not says(text, "before", code)
    if question.intent == _REQUIREMENTS and after_stages:
        return found.say("utter_programs_eligibility_gap")  # "and what marks do they want for that?"
    if _asks_what_nobody_tells(turn, question):
        return say_beyond(turn, question, replace(found, gap=True))
    if _owns_up(turn, question, found):
        found = replace(found, gap=True)
    if question.intent == "ask_pathway" and of_going(text, code):
        return replace(_with_the_choice_first(found), gap=found.gap or _owns_up(turn, question, found))
    if found.parts == published.parts and _was_told(turn, question, found):
        # "And without going abroad, do I get it, too?" after the degrees: going is a choice.
        degrees = question.intent == "ask_degree_awarded"
        return found.say(_CHOICE) if degrees else say_beyond(turn, question, replace(found, gap=True))
    if _perhaps_there(turn, question):
        return replace(found, gap=True).say("utter_campuses_details_gap")
    return say_beyond(turn, question, found) if _ranks_all(turn, question, found) else found


def say_beyond(turn: Turn, question: Question, found: Answer) -> Answer:
    """Add that nothing beyond this is published on what is asked, in the applicant's own words: whoever reads it sees what is meant."""
    asked = " ".join((question.text or turn.message.typed).split())
    if not asked or len(asked) > _LONGEST_QUOTED:
        return found.say(_BEYOND)
    return found.say(_BEYOND_QUOTED, question=asked)


def _with_the_choice_first(found: Answer) -> Answer:
    """ "And if I do not go?", "must one go?": that going is a choice, then the rest."""
    rest = [part for part in found.parts if part.get("reply") != _CHOICE]
    choice = replace(found, parts=[]).say(_CHOICE)
    return replace(choice, parts=[*choice.parts, *rest])


def _asks_what_nobody_tells(turn: Turn, question: Question) -> bool:
    """Whether a detail is asked for that no answer on the topic has: how many partners a country has, whether the teachers are from
    one, who runs the college.
    """
    text, code = question.text or turn.message.typed, turn.message.code
    there = bool(set(question.all("country")) - {HOME})
    if question.intent == _PARTNERS:
        return there and says(text, "how_many", code)
    if question.intent == "ask_teachers":
        return there and not question.all("program") and not says(text, "certified", code)
    return question.intent == "ask_about_college" and says(text, "public_private", code)


def _owns_up(turn: Turn, question: Question, found: Answer) -> bool:
    """Whether an answer says itself that what is asked for is not published: then the office may tell."""
    text, code = question.text or turn.message.typed, turn.message.code
    if any(says(text, section, code) for section in _OWNED_UP_TO.get(question.intent, ())):
        return True
    if question.intent == "ask_pathway" and turn.context.is_fresh and turn.context.intent == "ask_outcomes":
        return True  # "and what becomes of the other quarter?"
    return any(part.get("reply") == "utter_programs_partner_country_no" for part in found.parts)


def _with_origins(turn: Turn, question: Question, found: Answer) -> Answer:
    """ "From which countries are they?": how many these are is no answer to that."""
    text, code = question.text or turn.message.typed, turn.message.code
    asked = says(text, "which_country", code) and not says(text, "how_many", code)
    if question.intent != "ask_student_numbers" or found.gap or not asked:
        return found
    told = any(part.get("text", [""])[0] == "fact" for part in found.parts)  # staff have published something on it
    return found if told else replace(found, parts=[*found.parts], gap=True).say("utter_college_origin_gap")


def _with_how_many_go(turn: Turn, question: Question, found: Answer) -> Answer:
    """ "Does everyone go?": how many do is published, if it has not been told just now."""
    asked = question.intent == "ask_pathway" and says(
        question.text or turn.message.typed, "eligible", turn.message.code
    )
    if not asked or (turn.context.is_fresh and turn.context.intent == "ask_outcomes"):
        return found
    for figure in [each for each in turn.knowledge.figures_on("ask_outcomes") if each.unit == "percent"][:1]:
        found.parts.append(figure_part(figure, family_of("ask_outcomes")))
        found.use("figure", figure)
    return found


def _was_told(turn: Turn, question: Question, found: Answer) -> bool:
    """Whether all of an answer was said just before: what is asked for now ("which place exactly?") goes beyond it."""
    context, message = turn.context, turn.message
    if len(message.questions) > 1:
        return False
    if (
        not message.typed
        or (found.gap and not found.facts)
        or question.intent != context.intent
        or not context.is_fresh
    ):
        return False
    if context.together_turn == context.turn or not all(digest(part) in context.told for part in found.parts):
        return False
    text = question.text or message.typed
    if question.intent == "ask_reputation" and says(text, "rank", message.code):
        return True  # "which place exactly?"
    if says(text, "really", message.code) and not says(text, "the_rest", message.code):
        return not is_one_thought(text, message.code)  # "100 %? Are you sure?"
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
    one = campus_overseas(context, turn.knowledge) is not None and context.intent == "ask_campus_details"
    of_the_college = says(question.text or turn.message.typed, "site", turn.message.code)
    return one and not question.entities and not of_the_college


def _ranks_all(turn: Turn, question: Question, found: Answer) -> bool:
    """Whether one of all programs is asked for ("which is the easiest?"): they differ in nothing but what is told."""
    if (
        question.intent != "compare_programs"
        or not turn.message.typed
        or len(found.subjects) < len(turn.knowledge.programs)
    ):
        return False
    return not any(says(question.text, section, turn.message.code) for section in ("side_by_side", "advice", "suits"))
