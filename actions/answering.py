"""Questions of the knowledge base: completed from the conversation, looked up, gaps owned up to and recorded."""

from __future__ import annotations

from dataclasses import replace

from actions.advice import asks_for_advice, start_advice
from actions.beyond import with_what_is_not_published
from actions.context import ABOUT_A_PROGRAM, ABOUT_PROGRAMS, about_pointed, can_be_about
from actions.doubt import ask_which_one
from actions.lexicon import says
from actions.meanings import WITH_FIGURES
from actions.references import Resolved, campus_overseas, is_short, is_there, points_only, resolve
from actions.suggestions import is_published
from actions.told import without_the_told
from actions.turn import Turn
from actions.words import topic_of_words, topic_titled
from office.answers.document import Answer, Question
from office.answers.subjects import programs_asked
from office.answers.topics import TOPICS, answer, title
from office.knowledge.gaps import record_gap
from office.settings import settings
from office.wording.catalogues import translate

# "The same again" names something new; without that it was likely another question, if so much is left for others.
_NOT_A_QUESTION = frozenset({"follow_up", "nlu_fallback"})
_WORTH_READING, _LIKELY = 0.05, 0.5
_POINTED = 0.25
# With these intents a name is not what a message is about.
_MEAN_MORE = frozenset({"follow_up", "change_language", "request_human"})
# Topics in which a country singles out a program.
_SINGLED_BY_COUNTRY = ABOUT_A_PROGRAM | {"list_programs"}
_TAUGHT = frozenset({"list_programs", "ask_curriculum"})
_NO_JOBS = "utter_programs_career_gap"
_COMPARE, _RECOGNITION, _SCHOOLS = "compare_programs", "ask_degree_recognition", "ask_overseas_schools"
_PARTNERS, _TEACHERS, _STUDENTS = "ask_partner_institutions", "ask_teachers", "ask_student_numbers"
_LISTS = frozenset({"list_programs", "list_campuses", "list_admission_routes"})
_SUBJECTS = ("program", "campus", "admission_route", "country")


def answer_question(turn: Turn, question: Question) -> None:
    """Say what is published on one question, or ask which of several things it is about."""
    question = _without_origin(turn, question)
    # "What other ways are there beside that one?": all of them.
    beside = question.intent in _LISTS and says(question.text, "besides", turn.message.code)
    resolved = Resolved(question) if beside else resolve(question, turn.context, turn.knowledge, turn.message.code)
    if resolved.choice:
        ask_which_one(turn, question, resolved.choice)
        return
    if is_there(question, turn.context, turn.knowledge, turn.message.code):
        _answer(turn, turn.context.complete(replace(question, intent="ask_campus_details")))
        return
    asked = resolved.question if resolved.question is question else about_pointed(resolved.question)
    asked = _of_its_kind(turn, asked)
    if asked.intent == "list_campuses" and asked.all("program") and not asked.all("campus"):
        # "The fourth one, in which country is that?": where a program leads to, not where the college is.
        asked = replace(asked, intent="ask_pathway")
    asked = _between_two(turn, asked)
    if asks_for_advice(turn, asked):
        start_advice(turn, asked)
        return
    _answer(turn, turn.context.complete(asked))


def _of_its_kind(turn: Turn, question: Question) -> Question:
    """The question that its names allow: no courses of a route or of a campus overseas are published, but what is known of these
    is; the address of a campus is not that of the office; where the one campus is that was just listed, its details tell.
    """
    campuses = [turn.knowledge.campuses[each] for each in question.all("campus") if each in turn.knowledge.campuses]
    text, code = question.text, turn.message.code
    if question.intent == "ask_curriculum" and question.all("admission_route"):
        return replace(question, intent="ask_admission_route")
    if question.intent in _TAUGHT and campuses and all(campus.kind == "overseas" for campus in campuses):
        return replace(question, intent="ask_campus_details")
    listed = turn.context.is_fresh and turn.context.intent == "list_campuses" == question.intent
    if listed and len(campuses) == 1 and campuses[0].kind == "overseas":
        return replace(question, intent="ask_campus_details")
    there = campus_overseas(turn.context, turn.knowledge) if turn.context.is_fresh else None
    after_it = turn.context.intent == "ask_campus_details" and question.intent in _TAUGHT and not question.entities
    if there and after_it and is_short(text, code) and not says(text, "site", code):
        return replace(question, intent="ask_campus_details", entities={"campus": (there,)})
    if question.intent == "ask_contact" and campuses and says(text, "where", code):
        return replace(question, intent="ask_campus_details")
    return question


def _between_two(turn: Turn, question: Question) -> Question:
    """ "Which of them is better for me?", "to which country would we go with each?" after two programs: those two."""
    two = turn.context.talked_about("program")
    countries = question.intent == _PARTNERS and says(question.text, "which_country", turn.message.code)
    countries = countries and turn.context.is_fresh and turn.context.intent in ABOUT_PROGRAMS
    if (
        not (question.intent == _COMPARE or countries)
        or len(two) != 2
        or any(question.all(kind) for kind in (*_SUBJECTS, "field"))
    ):
        return question
    return replace(question, entities={**question.entities, "program": tuple(two)})


def _without_origin(turn: Turn, question: Question) -> Question:
    """ "I am from Kazakhstan. Which programs are there?" asks for no program with Kazakhstan."""
    named = question.all("country")
    if question.intent not in _SINGLED_BY_COUNTRY or not named or not turn.message.typed:
        return question
    if not says(turn.message.typed, "origin", turn.message.code):
        return question
    partners = {program.partner_country for program in turn.knowledge.programs.values()}
    meant = tuple(code for code in named if code in partners) if len(named) > 1 else ()
    entities = {kind: ids for kind, ids in question.entities.items() if kind != "country"}
    return replace(question, entities=entities | ({"country": meant} if meant else {}))


def answer_follow_up(turn: Turn, question: Question) -> bool:
    """The last question again, about something else. False when there is nothing to go by."""
    resolved = resolve(question, turn.context, turn.knowledge, turn.message.code)
    if resolved.choice:
        ask_which_one(turn, replace(question, intent=turn.context.intent or "ask_program_details"), resolved.choice)
        return True
    # "The second one", after a question that nothing is published on, asks what the second one is.
    anew = turn.context.gapped and resolved.question is not question
    repeated = (None if anew else turn.context.repeat(resolved.question)) or _about_names(resolved.question)
    if repeated is not None and repeated.intent in TOPICS:
        # "How long is it, and what does it cost?" ... "And the German one?": both again.
        asked = [repeated.intent] if repeated.intent != turn.context.intent else turn.context.together
        fitting = [each for each in asked if each in TOPICS and can_be_about(each, resolved.question.entities)]
        if _RECOGNITION in fitting and set(resolved.question.entities) == {"country"}:
            fitting = [_RECOGNITION]  # "and in Russia?", after the degrees and their recognition
        for intent in fitting or [repeated.intent]:
            _answer(turn, turn.context.complete(_beside_the_others(turn, replace(repeated, intent=intent))))
        return True
    if meant := _told_by_words(turn):
        _answer(turn, turn.context.complete(replace(resolved.question, intent=meant)))
        return True
    if turn.context.intent in TOPICS:
        again = replace(question, intent=turn.context.intent)
        # "And how much is it?" after "is there a dormitory?": nothing is published on that either.
        told = again.intent in WITH_FIGURES and says(turn.message.typed, "others", turn.message.code)
        if told:  # "is that all? and the others?": all that there is
            _answer(turn, turn.context.complete(again))
        elif is_published(again.intent, turn.knowledge):
            _answer_elsewhere(turn, again)
        else:
            _answer(turn, turn.context.complete(again))
        return True
    return False


def _beside_the_others(turn: Turn, question: Question) -> Question:
    """ "And the British one?" after a comparison of two: beside those."""
    before = tuple(turn.context.entities.get("program") or ())
    if question.intent != _COMPARE or turn.context.intent != _COMPARE or len(before) < 2:
        return question
    new = [program.id for program in programs_asked(question, turn.knowledge) if program.id not in before]
    return replace(question, entities={"program": (*before, *new)}) if len(new) == 1 else question


def _told_by_words(turn: Turn) -> str | None:
    """What "the same again" with nothing new in it means: another figure of the last answer ("and trained altogether?"), the
    question that is left when that reading is ruled out, a figure on something else, or a topic by its name ("and awards?").
    """
    text, code, last = turn.message.typed, turn.message.code, turn.context.intent
    return (
        topic_of_words(text, (last,), turn.knowledge, code)
        or _meant_instead(turn)
        or topic_of_words(text, WITH_FIGURES, turn.knowledge, code)
        or topic_titled(text, code)
    )


def take_pointing(turn: Turn) -> bool:
    """A message that only points at something, or only names it: the last question about that, whatever its intent.

    Such messages have hardly any words to go by: "第二个" is read as yes, "these two" as out of scope.
    """
    message = turn.message
    sure = message.intent in TOPICS and not message.readings
    meant = message.intent in _MEAN_MORE and not message.readings
    if not message.typed or len(message.questions) > 1 or sure or meant:
        return False
    if _names_only(turn):
        return answer_follow_up(turn, replace(message.question, intent="follow_up"))
    if not points_only(message.typed, turn.context, message.code):
        return False
    if says(message.typed, "tell", message.code):
        answer_question(turn, replace(message.question, intent="ask_program_details"))
        return True
    if message.intent in TOPICS:
        return False
    likely = next((intent for intent, share in message.ranking if intent in TOPICS and share >= _POINTED), None)
    if likely:
        answer_question(turn, replace(message.question, intent=likely))
        return True
    return answer_follow_up(turn, replace(message.question, intent="follow_up"))


def _names_only(turn: Turn) -> bool:
    """Whether a message is a name and nothing else."""
    named = any(turn.message.question.all(kind) for kind in ("program", "campus", "admission_route", "field"))
    return named and not any(character.isalnum() for character in turn.message.unnamed)


def close_gaps(turn: Turn) -> None:
    """After gaps: the question has been written down, and a person can be had."""
    if not turn.gaps:
        return
    turn.say("utter_conversation_gap_recorded")
    if url := settings()["OFFICE_CONTACT_URL"]:
        turn.say("utter_conversation_gap_contact", url=url)
    turn.context = turn.context.offering("request_human")


def _answer(turn: Turn, question: Question) -> None:
    published = answer(question, turn.knowledge)
    found = _with_jobs(turn, question, without_the_told(turn, question, published))
    found = with_what_is_not_published(turn, question, published, found)
    turn.answer(question, found)
    if question.intent == _COMPARE and len(found.subjects) == len(turn.knowledge.programs):
        turn.marks["compared"] = "all"
    if found.gap:
        _record(turn, question)


def _with_jobs(turn: Turn, question: Question, found: Answer) -> Answer:
    """ "How many find a job?": how many get their degree and how many go abroad is no answer to that."""
    text = question.text or turn.message.typed
    if question.intent != "ask_outcomes" or not says(text, "jobs", turn.message.code):
        return found
    missing = [part for part in answer(Question("ask_career"), turn.knowledge).parts if part.get("reply") == _NO_JOBS]
    return replace(found, parts=[*missing, *found.parts], gap=found.gap or bool(missing))


def _meant_instead(turn: Turn) -> str | None:
    """A new question about the last thing ("그럼 얼마나 걸려요?"): what a message must mean that names nothing new.

    "The same again" is ruled out by that, so the probabilities of the rest are looked at by themselves.
    """
    rest = [(intent, probability) for intent, probability in turn.message.ranking if intent not in _NOT_A_QUESTION]
    total = sum(probability for _, probability in rest)
    if not rest or total < _WORTH_READING or len(turn.message.questions) > 1:
        return None
    intent, probability = rest[0]
    return intent if intent in TOPICS and probability >= _LIKELY * total else None


def _answer_elsewhere(turn: Turn, question: Question) -> None:
    """ "And for girls?": the same about something that nothing is published on."""
    found = Answer(topic=question.intent, gap=True).say("utter_conversation_gap_elsewhere")
    turn.answer(question, found)
    _record(turn, question)


def _about_names(follow_up: Question) -> Question | None:
    if follow_up.all("program") or follow_up.all("field") or follow_up.all("country") or follow_up.unknown_programs:
        return replace(follow_up, intent="ask_program_details")
    if follow_up.all("campus") or follow_up.unknown_campuses:
        return replace(follow_up, intent="ask_campus_details")
    return replace(follow_up, intent="ask_admission_route") if follow_up.all("admission_route") else None


def _record(turn: Turn, question: Question) -> None:
    kind, subject = next(
        ((kind, value) for kind in _SUBJECTS for value in question.all(kind)),
        (None, None),
    )
    message = turn.message
    # A pressed button has no words of the applicant's: its title is what they asked.
    words = translate(message.language, title(question.intent)) if message.is_button else question.text or message.text
    record_gap(
        question.intent,
        words,
        language=message.language[:2],
        subject_kind=kind,
        subject_id=subject,
        conversation_id=message.conversation,
        question_key=f"{message.key[:80]}:{question.intent}",
    )
