"""Several questions in one message, read beside each other: what a number counts was said in the one before.

Here questions change; none is answered.
"""

from __future__ import annotations

from dataclasses import replace

from actions.context import OF_ONE
from actions.last_count import counts_the_trained, counts_what_was_named
from actions.lexicon import says
from actions.references import campus_overseas, has_question_mark
from actions.turn import Turn
from office.answers.document import Question
from office.answers.subjects import programs_asked

_COLLEGE = "ask_about_college"
_OF_CAMPUSES = frozenset({"list_campuses", "ask_campus_details"})


def count_the_trained(turn: Turn) -> None:
    """Of several questions, one for the students may count those who were trained."""
    message = turn.message
    questions = tuple(
        replace(question, intent="ask_outcomes")
        if question.intent == "ask_student_numbers" and counts_the_trained(question.text, message.code)
        else question
        for question in message.questions
    )
    turn.message = replace(message, questions=questions)


def tell_once(turn: Turn) -> None:
    """ "I have learnt to repair cars. Have you got something with cars?": the program is told of once."""
    questions = turn.message.questions
    told = {program for each in questions if each.intent == "ask_program_details" for program in each.all("program")}
    kept = tuple(each for each in questions if not _lists_only(turn, each, told))
    turn.message = replace(turn.message, questions=kept or questions)


def without_the_mention(turn: Turn) -> None:
    """ "I'm looking at your college for my daughter. Which programs have you got?": who names the college does not ask about it."""
    message = turn.message
    asked = [each for each in message.questions if not (each.intent == _COLLEGE and _merely_says(each, message.code))]
    if not any(has_question_mark(each.text) for each in asked) or len(asked) == len(message.questions):
        return
    # Of a question that is left alone, the whole message's ranking says nothing.
    turn.message = replace(message, questions=tuple(asked))
    if len(asked) == 1:
        turn.message = replace(turn.message, intent=asked[0].intent, ranking=())


def _merely_says(question: Question, language: str) -> bool:
    return not has_question_mark(question.text) and not any(
        says(question.text, section, language) for section in ("asks", "tell")
    )


def of_that_degree(turn: Turn) -> None:
    """ "If I go on for a bachelor's, how long is that?", taken for two questions: the degree is that of both."""
    questions = turn.message.questions
    degrees = {degree for each in questions for degree in each.all("degree_level")}
    if len(degrees) != 1:
        return
    both = tuple(
        replace(each, entities={**each.entities, "degree_level": tuple(degrees)})
        if each.intent == "ask_duration" and not each.entities
        else each
        for each in questions
    )
    turn.message = replace(turn.message, questions=both)


def beside_the_named(turn: Turn) -> None:
    """ "Besides the summer gaokao, is there another way in?", taken for two questions: all of the kind that is named."""
    message = turn.message
    first, rest = message.questions[0], message.questions[1:]
    named = [kind for kind in OF_ONE if first.all(kind)]
    if len(named) != 1 or not says(first.text, "besides", message.code) or len(rest) != 1:
        return
    of_list, of_one = OF_ONE[named[0]]
    if first.intent in {of_list, of_one} and not any(rest[0].all(kind) for kind in OF_ONE):
        turn.message = replace(message, questions=(replace(first, intent=of_list, text=message.typed, entities={}),))


def of_one_campus(turn: Turn) -> None:
    """ "In which province, and what is taught there?" after the campus in Thailand: both of that campus, of which nothing more is told."""
    message, context = turn.message, turn.context
    campus = campus_overseas(context, turn.knowledge)
    here = context.is_fresh and context.intent in _OF_CAMPUSES
    bare = not any(question.entities for question in message.questions)
    if campus and here and bare and message.questions[0].intent in _OF_CAMPUSES:
        about = [each for each in message.questions[1:] if each.intent not in _OF_CAMPUSES | {"list_programs"}]
        one = replace(
            message.questions[0], intent="ask_campus_details", text=message.typed, entities={"campus": (campus,)}
        )
        turn.message = replace(message, questions=(one, *about))


def _lists_only(turn: Turn, question: Question, told: set[str]) -> bool:
    if question.intent != "list_programs" or not told:
        return False
    listed = programs_asked(question, turn.knowledge)
    return bool(listed) and {program.id for program in listed} <= told


def count_the_same(turn: Turn) -> None:
    """ "I read that you have overseas schools. How many are there?": not students, but what was named before."""
    message = turn.message
    first, second = message.questions[:2]
    # "How many are workshops, and how many Confucius schools?": the first counts what the second names.
    both = first.intent == "ask_student_numbers" and counts_what_was_named(first, second, message.code)
    kept: tuple[Question, ...] = (second if both else first,)
    for question in message.questions[2 if both else 1 :]:
        if not (question.intent == "ask_student_numbers" and counts_what_was_named(question, kept[-1], message.code)):
            kept += (question,)
    turn.message = replace(message, questions=kept)
