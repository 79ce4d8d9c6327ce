"""Several questions in one message, read beside each other: what a number counts was said in the one before.

Here questions change; none is answered.
"""

from __future__ import annotations

from dataclasses import replace

from actions.last_count import counts_the_trained, counts_what_was_named
from actions.turn import Turn


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


def count_the_same(turn: Turn) -> None:
    """ "I read that you have overseas schools. How many are there?": not students, but what was named before."""
    message = turn.message
    kept = message.questions[:1]
    for question in message.questions[1:]:
        if not (question.intent == "ask_student_numbers" and counts_what_was_named(question, kept[-1], message.code)):
            kept += (question,)
    turn.message = replace(message, questions=kept)
