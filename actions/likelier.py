"""Which of several readings is the likelier: what the words, the last answer and the probabilities speak for together.

Each reading returns the topic that a message must be about, or None.
"""

from __future__ import annotations

from actions.context import ABOUT_PROGRAMS
from actions.lexicon import says
from actions.meanings import (
    COURTESIES,
    FALLBACK,
    FOLLOW_UP,
    FOLLOWS,
    OUTWEIGHED,
    SURE,
    TELL_YEARS,
    WITH_FIGURES,
    WORTH_ADDING,
    WORTH_NAMING,
    is_open,
    names_nothing,
    pointed,
)
from actions.references import is_short
from actions.turn import Turn
from actions.words import topic_titled, topic_worded
from office.answers.document import Question
from office.answers.topics import TOPICS

# Under this it can give way to another that is nearly as likely, if the words are those of the other.
_AHEAD, _NEAR = 0.65, 0.7
# A reading that is left has to have had so much to begin with.
_LEAST, _AS_LIKELY = 0.2, 0.4
# ... or be so far ahead of every other one.
_UNDERSTOOD, _MARGIN = 0.25, 2.0
# After a question that nothing is published on, more of the same is asked: "and in instalments?" after the fees.
_MORE_OF_THE_SAME = 3.0
_ROUTE = "ask_admission_route"
_HONOURS, _LIVING_COST, _LIFE = "ask_reputation", "ask_living_cost", "ask_campus_life"
_COLLEGE, _CURRICULUM = "ask_about_college", "ask_curriculum"
_CAREER, _WITH_OTHERS = "ask_career", frozenset({_CURRICULUM, "list_programs"})
_COOPERATION = frozenset({"ask_partner_institutions", _CAREER})
_TEACHING, _DURATION = "ask_teaching_language", "ask_duration"
# Whatever costs something of its own: "how much is it?" asks for its price.
_PRICED = frozenset({"ask_accommodation", "ask_visa", "ask_health_insurance", "ask_how_to_apply", "ask_documents"})
_SURELY = 0.95
_PRICES = frozenset({_LIVING_COST, "ask_tuition"})
# "In which country?" is read as a question for the campuses, the stages or the partners: what it means was said before.
_SCHOOLS = "ask_overseas_schools"
_PLACES = frozenset(
    {"list_campuses", "ask_campus_details", "ask_pathway", "ask_partner_institutions", FOLLOW_UP, FALLBACK}
)
# After these it is asked for the countries that they tell.
_TELL_COUNTRIES = {
    "ask_partner_institutions": "ask_partner_institutions",
    "ask_outcomes": "ask_partner_institutions",
    "ask_student_numbers": "ask_student_numbers",
    "ask_teachers": "ask_teachers",
    "ask_overseas_schools": "ask_overseas_schools",
}
_TO_A_DEGREE = TELL_YEARS | {"ask_degree_awarded"}
_VERBS = {"request_human": "speak", "ask_outcomes": "graduates"}
_OF_THE_TALK = frozenset({"ask_capabilities", "bot_challenge", "give_feedback", "change_language"})
# It is published what these are for.
_WITH_AIMS = frozenset({_SCHOOLS, "ask_about_college"})


def taught_in(turn: Turn) -> str | None:
    """ "In which language?": without one that is asked for, it is that of teaching."""
    message = turn.message
    if message.intent != "change_language" or message.question.all("language") or not turn.context.is_fresh:
        return None
    likely = dict(message.ranking).get(_TEACHING, 0.0) >= _UNDERSTOOD and message.confidence < OUTWEIGHED
    return _TEACHING if likely else None


def said_in(turn: Turn) -> str | None:
    """ "The same in English": after an answer, what is asked for is its words and not the language of teaching."""
    message = turn.message
    if message.intent != _TEACHING or not message.question.all("language") or not turn.context.is_fresh:
        return None
    likely = dict(message.ranking).get("change_language", 0.0) >= FOLLOWS
    return "change_language" if likely and says(message.typed, "again", message.code) else None


def why(turn: Turn) -> str | None:
    """ "What do you have them for?", read as a question for the bot's own purpose: the aims of what was told before."""
    message, context = turn.message, turn.context
    if not context.is_fresh or context.intent not in _WITH_AIMS or not names_nothing(message.question):
        return None
    doubtful = message.readings or message.intent == FOLLOW_UP or message.confidence < OUTWEIGHED
    return context.intent if doubtful and says(message.typed, "why", message.code) else None


def where(turn: Turn) -> str | None:
    """ "Which country is that?": that of the program named or talked about, or those that the last answer was about."""
    message, context = turn.message, turn.context
    counted = message.intent == "ask_student_numbers" and not says(message.typed, "students", message.code)
    stage = message.intent == _CURRICULUM and message.confidence < _SURELY and names_nothing(message.question)
    if stage and says(message.typed, "years", message.code) and says(message.typed, "where", message.code):
        return "ask_pathway"  # "where does one study in the first three years?"
    if not _PLACES & {message.intent, *message.readings} and not is_open(message) and not counted:
        return None
    if message.intent == "list_campuses" and context.is_fresh and context.intent == _SCHOOLS:
        where = names_nothing(message.question) and not says(message.typed, "site", message.code)
        return _SCHOOLS if where else None
    goes = message.intent == "list_campuses" and says(message.typed, "goes_abroad", message.code)
    if goes and context.is_fresh and context.talked_about("program") and names_nothing(message.question):
        return "ask_pathway"  # "and where does one go on abroad?"
    there = message.intent == FOLLOW_UP and says(message.typed, "where", message.code)
    if there and set(message.question.entities) == {"country"} and context.talked_about("program") and context.is_fresh:
        return "ask_pathway"  # "and the fourth year, where is that? In Singapore?"
    degrees = "ask_degree_awarded" in message.readings
    doubtful = message.question.all("program") and message.readings and not degrees
    if doubtful and says(message.typed, "where", message.code):
        return "ask_pathway"  # "and where do they go, with cars?"
    if not says(message.typed, "which_country", message.code):
        return None
    if message.question.all("program") and (message.readings or message.intent == FALLBACK):
        return "ask_pathway"
    if not context.is_fresh or not names_nothing(message.question) or says(message.typed, "site", message.code):
        return None
    if (found := pointed(turn)) is not None:
        return "ask_pathway" if found.all("program") else None
    if context.intent in _TELL_COUNTRIES and not context.talked_about("program"):
        return _TELL_COUNTRIES[context.intent]
    if context.intent in ABOUT_PROGRAMS and context.talked_about("program"):
        return "ask_pathway" if message.intent != "ask_partner_institutions" or message.readings else None
    return "list_programs" if context.intent == "list_programs" and message.intent == "list_campuses" else None


def priced(turn: Turn) -> str | None:
    """ "And how much a month?" after the dormitory: its price, not that of living."""
    message, context = turn.message, turn.context
    prices = message.intent in _PRICES or (message.confidence < _AHEAD and says(message.typed, "costs", message.code))
    if not prices or not (context.is_fresh and context.gapped and context.intent in _PRICED):
        return None
    bare = names_nothing(message.question) and is_short(message.typed, message.code)
    if message.intent == "ask_tuition" and message.confidence >= _SURELY:
        return None  # "ok, and fees?"
    return context.intent if bare and not topic_titled(message.typed, message.code, among=_PRICES) else None


def worded(turn: Turn) -> str | None:
    """A reading that is hardly ahead of another in whose words the message is put: those of its title, of rankings, of transport."""
    message = turn.message
    same = message.intent == FOLLOW_UP and turn.context.is_fresh and turn.context.intent in _COOPERATION
    if message.intent == _TEACHING and message.question.all("language"):
        return None  # "is it taught in German?"
    received = message.intent == "ask_application_status" and dict(message.ranking).get(_HONOURS, 0.0) >= WORTH_NAMING
    if received and says(message.typed, "ranking", message.code):
        return _HONOURS  # "have you received any distinction yet?"
    partners = message.intent == "ask_partner_institutions" and not message.question.entities
    by_name = any(says(message.typed, section, message.code) for section in ("which_country", "names"))
    if partners and not by_name and says(message.typed, "programs_asked", message.code):
        return "list_programs"  # "which joint programs with foreign partners do you offer?"
    route = message.question.all("admission_route") and message.confidence < _AHEAD
    if route and dict(message.ranking).get(_ROUTE, 0.0) >= WORTH_ADDING:
        return _ROUTE  # "with the summer gaokao, can one enrol in a cooperative program?"
    if _CAREER in message.readings and says(message.typed, "jobs", message.code):
        return _CAREER  # "which of them makes it easiest to find a job?"
    if (message.intent in _COOPERATION or same) and says(message.typed, "companies", message.code):
        return _CAREER
    work = message.intent == _CAREER and message.confidence < _SURELY  # "by which standards do you work?"
    if (message.intent == "ask_teachers" or work) and says(message.typed, "standards", message.code):
        return _CURRICULUM  # "do you follow a standard, or does each teacher do as he likes?"
    college = message.intent == _COLLEGE and says(message.typed, "standards", message.code)
    if college and topic_titled(message.typed, message.code, among=(_COLLEGE, _CURRICULUM)) == _CURRICULUM:
        return _CURRICULUM  # "which international standards does the curriculum follow?"
    stages = message.intent == "ask_pathway" and message.confidence < _SURELY
    if stages and says(message.typed, "language_classes", message.code):
        return _TEACHING  # "are there language classes before one goes abroad?"
    if message.intent not in TOPICS or message.confidence >= OUTWEIGHED:
        return None
    if message.intent != _CAREER and says(message.typed, "full_time", message.code):
        return _CURRICULUM  # "is that full time?", read as a question for working beside it
    honours = dict(message.ranking).get(_HONOURS, 0.0)
    if message.intent == _COLLEGE and honours >= _AS_LIKELY:
        return _HONOURS
    if message.intent == _COLLEGE and honours >= WORTH_ADDING and says(message.typed, "ranking", message.code):
        return _HONOURS  # "is the college well known?"
    career = dict(message.ranking).get(_CAREER, 0.0)
    if career >= WORTH_ADDING and message.intent in _WITH_OTHERS and says(message.typed, "companies", message.code):
        return _CAREER
    shares = {intent: share for intent, share in message.ranking if intent in TOPICS and share >= WORTH_NAMING}
    if (message.readings or _CURRICULUM in shares) and says(message.typed, "standards", message.code):
        return _CURRICULUM
    if message.intent == _DURATION and _CURRICULUM in shares and not says(message.typed, "how_long", message.code):
        return _CURRICULUM  # "what is studied in the three years?"
    if message.confidence >= _AHEAD:
        return None
    if _DURATION in shares and turn.context.talked_about("program") and says(message.typed, "length", message.code):
        return _DURATION
    if _HONOURS in shares and says(message.typed, "ranking", message.code):
        return _HONOURS
    if _LIFE in shares and says(message.typed, "transport", message.code):
        return _LIFE
    near = {intent: share for intent, share in shares.items() if share >= _NEAR * message.confidence}
    if message.intent == _LIVING_COST and _LIFE in near and not says(message.typed, "costs", message.code):
        return _LIFE
    return topic_worded(message.typed, near, turn.knowledge, message.code) if len(near) > 1 else None


def either_tells(turn: Turn) -> str | None:
    """How long a program takes or which stages it has: the answers to both tell the same, so there is nothing to choose."""
    message = turn.message
    readings, degree = message.readings, message.question.all("degree_level")
    if degree and "ask_pathway" in readings[:2] and _TO_A_DEGREE.issuperset(readings[:2]):
        # "Can one go on to a master's with cars?", "and the master's, can one get it there?"
        return _DURATION if says(message.typed, "how_long", message.code) else "ask_pathway"
    return readings[0] if len(readings) > 1 and TELL_YEARS.issuperset(readings) else None


def by_its_verb(turn: Turn) -> str | None:
    """ "What if she cannot graduate there?", "I'd like to talk to somebody": of several readings, the one in whose word it is put."""
    message, context = turn.message, turn.context
    again = context.is_fresh and context.intent == "ask_outcomes" and FOLLOW_UP in message.readings
    if again and says(message.typed, "graduates", message.code):
        return context.intent  # "and do they finish there, too?"
    long = _DURATION in message.readings and message.question.all("degree_level")
    if long and says(message.typed, "how_long", message.code):
        return _DURATION  # "and if one goes, how long is it to the bachelor's?"
    for topic, section in _VERBS.items():
        if topic in message.readings and says(message.typed, section, message.code):
            return topic
    return None


def on_topic(turn: Turn) -> str | None:
    """The one topic among readings that are else about the talk itself; of the college and its name, the likelier ("is it a good one?")."""
    message = turn.message
    context = turn.context
    if message.readings[:1] == (context.intent,) and context.is_fresh and names_nothing(message.question):
        return context.intent  # "any other titles?" after the titles
    topics = [intent for intent in message.readings if intent in TOPICS]
    if not topics or message.readings[0] != topics[0] or FOLLOW_UP in message.readings:
        return None
    of_the_talk = len(message.readings) > 1 and _OF_THE_TALK.issuperset(message.readings[1:])
    return topics[0] if of_the_talk or set(message.readings[:2]) == {_HONOURS, _COLLEGE} else None


def left(turn: Turn) -> str | None:
    """The reading that is left when those that cannot be here are ruled out."""
    message, context = turn.message, turn.context
    doubtful = message.readings or message.intent in {FALLBACK, "out_of_scope", *COURTESIES}
    sure = message.confidence >= (_AHEAD if message.intent == "out_of_scope" else SURE) and message.intent != FALLBACK
    if not doubtful or not context.is_fresh or sure:
        return None
    shares = {intent: share for intent, share in message.ranking if intent not in {FALLBACK, *COURTESIES}}
    follows = shares.pop(FOLLOW_UP, 0.0)
    if (found := pointed(turn)) is not None:
        return _of_pointed(found, shares, follows)
    if message.question.entities or not names_nothing(message.question):
        return None
    if context.gapped and context.intent in shares:
        shares[context.intent] *= _MORE_OF_THE_SAME
    off = shares.get("out_of_scope", 0.0)
    if off and max((share for intent, share in shares.items() if intent in TOPICS), default=0.0) >= off:
        del shares["out_of_scope"]  # amid questions for the college, a topic that is as likely is the one
    none = [(0.0, "")] * 2
    best, second = [*sorted(((share, intent) for intent, share in shares.items()), reverse=True), *none][:2]
    if context.intent in WITH_FIGURES and message.readings:
        # Of figures there is more to ask.
        same = shares.get(context.intent, 0.0) + follows / 2
        others = (share for intent, share in shares.items() if intent in TOPICS and intent != context.intent)
        if same >= max(_LEAST, *others, 0.0):
            return context.intent
    likely = best[0] >= max(_LEAST, SURE * sum(shares.values())) or best[0] >= max(_UNDERSTOOD, _MARGIN * second[0])
    if best[1] in TOPICS and likely:
        return best[1]
    return FOLLOW_UP if follows >= FOLLOWS and context.gapped else None


def _of_pointed(found: Question, shares: dict[str, float], follows: float) -> str | None:
    """ "The summer one, what is that?": what is pointed at is known, and the readings are of "what is it" and "the same again"."""
    if not found.entities:
        return None
    details = sum(
        shares.get(intent, 0.0) for intent in ("ask_admission_route", "ask_campus_details", "ask_program_details")
    )
    rest = sum(share for intent, share in shares.items() if intent in TOPICS)
    return FOLLOW_UP if follows + details >= max(_LEAST, SURE * (follows + rest)) else None
