"""Answers to "which field", "which country", "how far" and "where from": read from a button, a name or a few words."""

from __future__ import annotations

from babel.languages import get_official_languages

from actions.buttons import CHOOSE, CHOOSE_ABROAD, CHOOSE_ANY, CHOOSE_CHINA, CHOOSE_UNSURE
from actions.lexicon import says
from actions.message import Message
from actions.references import has_question_mark
from office.answers.document import Question
from office.answers.subjects import HOME
from office.answers.wishes import ABROAD, ANY, CHINA, UNSURE
from office.knowledge.queries import Knowledge
from office.languages import base_code

_ORIGINS = {CHOOSE_CHINA: CHINA, CHOOSE_ABROAD: ABROAD, CHOOSE_UNSURE: UNSURE}
# Intents of a message that only names something: "design", "the one with Korea", "tourism I think". With another intent
# it is a question of its own ("how long does design take"), which is answered first.
_NAMING = frozenset(
    {
        "list_programs",
        "ask_program_details",
        "compare_programs",
        "follow_up",
        "affirm",
        "deny",
        "out_of_scope",
        "nlu_fallback",
        "ask_partner_institutions",
        "ask_degree_awarded",
        "ask_pathway",
        "list_admission_routes",
        "ask_admission_route",
        "ask_career",
        "greet",
        "give_feedback",
        "change_language",
        "ask_capabilities",
        "bot_challenge",
        "thank",
        "goodbye",
        "",
    }
)
# With these too, unless the message has the words of a question: "applying from Thailand".
_NAMING_UNLESS_ASKED = frozenset(
    {"ask_how_to_apply", "ask_entry_requirements", "list_campuses", "ask_campus_details", "ask_curriculum"}
)
# So much may stand beside the name in an answer: words, or characters where words are not spaced.
_WORDS = 5
_SYLLABLES = {"vi": 8}  # Vietnamese puts a blank between syllables
_CHARACTERS = {"zh": 10, "ja": 14, "th": 22}


def wish_said(message: Message, asked: str, knowledge: Knowledge) -> dict[str, str] | None:
    """The wishes that a message states in answer to the question for one of them; None when it is no answer.

    Another wish than the one asked for is an answer too: to "which field", "Korea" says more than nothing.
    """
    if message.intent == CHOOSE_ANY:
        return {asked: ANY}
    if message.intent == CHOOSE:
        return wishes_named(message.question, knowledge) or None
    if message.is_button:
        return None
    if says(message.text, "any", message.code) or says(message.text, "unsure", message.code):
        return {asked: ANY}
    if not _only_names(message) or says(message.text, "side_by_side", message.code):
        return None
    named = {**_country_spoken(message.question, knowledge), **wishes_named(message.question, knowledge)}
    return named or None


def wishes_said(message: Message, knowledge: Knowledge) -> dict[str, str] | None:
    """The wishes that a message names and says no more than; None: it does not."""
    return (wishes_named(message.question, knowledge) or None) if _only_names(message) else None


def origin_said(message: Message) -> str | None:
    """Where an applicant says they come from, in answer to that question; None when it is no answer."""
    if message.intent in _ORIGINS:
        return _ORIGINS[message.intent]
    if message.is_button:
        return None
    if says(message.text, "unsure", message.code) or says(message.text, "any", message.code):
        return UNSURE
    if not _only_names(message):
        return None
    countries = message.question.all("country")
    if any(code != HOME for code in countries) or says(message.text, "abroad", message.code):
        return ABROAD
    if countries or message.question.all("admission_route") or says(message.text, "china", message.code):
        return CHINA
    return None


def wishes_named(question: Question, knowledge: Knowledge) -> dict[str, str]:
    """The wishes that a question's names stand for: a program stands for its field."""
    wishes: dict[str, str] = {}
    programs = [knowledge.programs[program] for program in question.all("program") if program in knowledge.programs]
    fields = [*question.all("field"), *(program.field for program in programs)]
    partners = {program.partner_country for program in knowledge.programs.values()}
    countries = [code for code in question.all("country") if code in partners]
    for what, values in (("field", fields), ("country", countries), ("degree", question.all("degree_level"))):
        if len(set(values)) == 1:
            wishes[what] = values[0]
    return wishes


def _country_spoken(question: Question, knowledge: Knowledge) -> dict[str, str]:
    """The one partner country where a language is official: by itself, "Korea" may be read as a language."""
    asked = {base_code(language) for language in question.all("language")}
    partners = dict.fromkeys(program.partner_country for program in knowledge.programs.values())
    found = [code for code in partners if asked & set(get_official_languages(code, regional=False, de_facto=True))]
    return {"country": found[0]} if len(found) == 1 else {}


def _only_names(message: Message) -> bool:
    rest = message.unnamed
    naming = message.intent in _NAMING or (
        message.intent in _NAMING_UNLESS_ASKED and not says(message.text, "asks", message.code)
    )
    if len(message.questions) > 1 or not naming or has_question_mark(rest):
        return False
    if message.code in _CHARACTERS and not rest.isascii():
        return len(rest) <= _CHARACTERS[message.code]
    return len(rest.split()) <= _SYLLABLES.get(message.code, _WORDS)
