"""A program that is named or talked about: whether there is such a one, which it is, and what every reading of a doubtful question would tell.

Each reading returns the topic that a message must be about, or None.
"""

from __future__ import annotations

from actions.context import ABOUT_PROGRAMS
from actions.lexicon import says
from actions.meanings import FALLBACK, OUT_OF_SCOPE, OUTWEIGHED, SURE, WORTH_NAMING, names_nothing
from actions.references import is_one_thought
from actions.turn import Turn
from actions.words import clause_of_name, topic_titled
from office.answers.topics import TOPICS

_COMPARE, _CURRICULUM, _DURATION = "compare_programs", "ask_curriculum", "ask_duration"
_PROGRAMS = frozenset({"list_programs", "ask_program_details", "compare_programs"})
# Read as one of these, and less surely than so, "which programs ..." asks for programs.
_BESIDE_PROGRAMS = {"ask_partner_institutions": 0.99, "ask_student_numbers": 0.97}
# What the details of a program tell, too.
_IN_DETAILS = frozenset(
    {
        "list_programs",
        "ask_program_details",
        "ask_pathway",
        "ask_duration",
        "ask_degree_awarded",
        "ask_partner_institutions",
    }
)
_STAGES = "ask_pathway"
# Between these the stages tell of a degree all there is.
_TO_A_DEGREE = frozenset({_STAGES, "list_programs", "ask_degree_awarded", "ask_partner_institutions"})
# So far must the readings about programs be ahead of every other one.
_MARGIN = 2.0
# ... and so far for "is there one?", when another topic is the likeliest by itself.
_AHEAD = 1.25
# So much must be about programs where nothing is understood but a name; so much be heard of stages, and of a curriculum.
_UNDERSTOOD, _HEARD, _SOMEWHAT = 0.25, 0.05, 0.02


def existing(turn: Turn) -> str | None:
    """ "I repair cars for a living, have you got something with cars?": whether there is such a program.

    It is the likeliest reading where the list of programs and the details of one count as one, or in the clause that names it.
    """
    message = turn.message
    named = message.question.all("program") or message.question.all("field")
    if not named or (message.intent in _PROGRAMS and not message.readings) or message.confidence >= OUTWEIGHED:
        return None
    if not says(message.typed, "exists", message.code):
        return None
    if message.intent == _DURATION and not message.readings and says(message.typed, "how_long", message.code):
        return None  # "you have cars with Germany, they say: how many years is that at home?"
    shares = {intent: share for intent, share in message.ranking if intent in TOPICS}
    programs = sum(shares.pop(intent, 0.0) for intent in ("list_programs", "ask_program_details"))
    clause = clause_of_name(message.typed, message.unnamed, message.code)
    likely = [intent for intent, share in shares.items() if share >= WORTH_NAMING]
    titled = clause and topic_titled(clause, message.code, among=likely)
    asked = clause and not titled and says(clause, "exists", message.code)
    ahead = _AHEAD if message.intent in shares else 1.0
    if message.intent == _CURRICULUM:
        asked = False  # "what subjects are there in it?"
    return "list_programs" if asked or programs >= ahead * max(shares.values(), default=0.0) else None


def all_told(turn: Turn) -> str | None:
    """ "So if I take computing, I'd study in England?", not understood but for the program: what there is to tell of it."""
    message = turn.message
    named = message.question.all("program") or message.question.all("field")
    if message.intent != FALLBACK or message.readings or len(named) != 1:
        return None
    shares = dict(message.ranking)
    likely = sum(share for intent, share in shares.items() if intent in ABOUT_PROGRAMS)
    # "And what have you got in IT?": nothing else that is published is heard.
    nothing = max((share for intent, share in shares.items() if intent in TOPICS), default=0.0) < WORTH_NAMING
    nothing = nothing and shares.get(OUT_OF_SCOPE, 0.0) < _UNDERSTOOD and is_one_thought(message.typed, message.code)
    if not nothing and (likely < _UNDERSTOOD or shares.get(OUT_OF_SCOPE, 0.0) >= likely):
        return None
    return "ask_program_details" if message.question.all("program") else "list_programs"


def told_by_details(turn: Turn) -> str | None:
    """ "She'd like accounting, you have one with partners abroad?", in doubt between what a program's details tell all of: those."""
    message = turn.message
    one = len(message.question.all("program")) == 1
    likely = len(message.readings) > 2 and "list_programs" in message.readings
    return "ask_program_details" if one and likely and _IN_DETAILS.issuperset(message.readings) else None


def leads_abroad(turn: Turn) -> str | None:
    """ "He likes computers, may he go to Britain afterwards?", read as a question for what it takes to be admitted: the stages."""
    message = turn.message
    programs = [
        turn.knowledge.programs[each] for each in message.question.all("program") if each in turn.knowledge.programs
    ]
    there = len(programs) == 1 and programs[0].partner_country in message.question.all("country")
    likely = message.intent == "ask_entry_requirements" and message.confidence < OUTWEIGHED
    return _STAGES if there and likely and dict(message.ranking).get(_STAGES, 0.0) >= _HEARD else None


def introduced(turn: Turn) -> str | None:
    """ "You have one with Germany, could you introduce it?", read as a question for the college: about the program that is named."""
    message = turn.message
    named = message.question.all("program")
    return "ask_program_details" if message.intent == "ask_about_college" and len(named) == 1 else None


def to_a_degree(turn: Turn) -> str | None:
    """ "Can I get a bachelor with tourism, too?": not whether there is tourism, but its degrees. "Can one do a bachelor with you?", in doubt
    between the programs, their stages and degrees: the stages, which tell all of these.
    """
    message = turn.message
    one = len(message.question.all("program") or message.question.all("field")) == 1
    if message.readings and message.question.all("degree_level") and (one or names_nothing(message.question)):
        return _STAGES if _STAGES in message.readings and _TO_A_DEGREE.issuperset(message.readings) else None
    if message.intent != "list_programs" or not one or not message.question.all("degree_level"):
        return None
    likely = dict(message.ranking).get("ask_degree_awarded", 0.0) >= WORTH_NAMING
    return "ask_degree_awarded" if likely and message.confidence < OUTWEIGHED else None


def listed(turn: Turn) -> str | None:
    """ "Which programs with foreign partners are there?", read as a question for the partners or for foreign students."""
    message = turn.message
    certain = max((_BESIDE_PROGRAMS.get(each, 0.0) for each in (message.intent, *message.readings)), default=0.0)
    if message.confidence >= certain or message.question.all("program") or message.question.all("field"):
        return None
    return "list_programs" if says(message.typed, "programs_asked", message.code) else None


def taught(turn: Turn) -> str | None:
    """ "A list of the subjects of computing, please", read as a question for the list of programs."""
    message = turn.message
    likely = message.intent in {"list_programs", "ask_program_details"} or _CURRICULUM in message.readings
    # "What does one learn in it?" of one program; of all, it asks which there are.
    one = len(message.question.all("program") or message.question.all("field")) == 1
    learnt = (
        one
        and dict(message.ranking).get(_CURRICULUM, 0.0) >= _SOMEWHAT
        and says(message.typed, "studied", message.code)
    )
    return _CURRICULUM if likely and (learnt or says(message.typed, "courses", message.code)) else None


def about_the_program(turn: Turn) -> str | None:
    """ "My son is mad about cars, that German one is with you?": whether it is there, what it is, how it compares: told of the one
    named, that answers each of these readings.
    """
    message = turn.message
    if not message.readings and (message.intent not in _PROGRAMS or message.confidence >= OUTWEIGHED):
        return None
    partners = {program.partner_country for program in turn.knowledge.programs.values()}
    named = message.question.all("program") or message.question.all("field")
    if len(named or message.question.all("country")) != 1 or not (
        named or partners.issuperset(message.question.all("country"))
    ):
        return None
    if message.intent == _COMPARE and len(turn.context.talked_about("program")) == 1:
        return None  # "or rather tourism?"
    shares = {intent: share for intent, share in message.ranking if intent in TOPICS}
    programs = sum(shares.pop(intent, 0.0) for intent in _PROGRAMS)
    if programs < SURE or programs < _MARGIN * max(shares.values(), default=0.0):
        return None
    return "ask_program_details" if message.question.all("program") else "list_programs"


def which_program(turn: Turn) -> str | None:
    """ "Which program is that?" after its country: the one talked about."""
    message, context = turn.message, turn.context
    if not _PROGRAMS & {message.intent, *message.readings} or message.confidence >= OUTWEIGHED:
        return None
    one = context.is_fresh and len(context.talked_about("program")) == 1 and names_nothing(message.question)
    if not one or context.intent in _PROGRAMS or not says(message.typed, "which_program", message.code):
        return None
    return "ask_program_details"


def which_of_them(turn: Turn) -> str | None:
    """ "Which program of those is in design?" right after the list, read as a question for what is studied."""
    message, context = turn.message, turn.context
    if context.intent != "list_programs" or not context.is_fresh or message.intent != _CURRICULUM:
        return None
    named = message.question.all("field") or message.question.all("program") or message.question.all("country")
    return "list_programs" if named and says(message.typed, "which_program", message.code) else None
