"""The last answer once more: in another language, or because it was asked for again."""

from __future__ import annotations

from actions.lexicon import says
from actions.meanings import FALLBACK, is_off_topic, names_nothing
from actions.references import is_one_thought
from actions.turn import Turn
from office.answers.document import Question
from office.answers.topics import TOPICS, answer

_NO_QUESTION = frozenset({FALLBACK, "give_feedback", "out_of_scope", "change_language"})


def repeat_last(turn: Turn) -> bool:
    """Say again what the message before asked for. False: it asked for nothing that is published.

    A gap was recorded when it was asked; it is not recorded again.
    """
    context = turn.context
    if context.intent not in TOPICS or context.turn - context.together_turn != 1:
        return False
    entities = {kind: tuple(values) for kind, values in context.entities.items()}
    for intent in context.together:
        question = Question(intent, entities if intent == context.intent else {})
        completed = turn.context.complete(question)
        turn.answer(completed, answer(completed, turn.knowledge))
    return True


def take_repeat(turn: Turn) -> bool:
    """ "Can you repeat that?" without a language to say it in."""
    message = turn.message
    if (
        not message.typed
        or is_off_topic(message)
        or message.intent not in _NO_QUESTION
        or message.question.all("language")
    ):
        return False
    if not names_nothing(message.question) or not is_one_thought(message.typed, message.code):
        return False
    if not says(message.typed, "again", message.code) or says(message.typed, "complaint", message.code):
        return False
    return repeat_last(turn)
