"""Praise and complaint in words: told apart, kept as a rating of the answer before, and answered accordingly."""

from __future__ import annotations

import structlog

from actions.buttons import person_button
from actions.lexicon import says
from actions.turn import Turn
from office.conversations.feedback import COMMENT_LIMIT, record_rating
from office.conversations.queries import last_message
from office.database import writing

log = structlog.get_logger()

_REPLIES = {
    1: "utter_conversation_feedback_good",
    -1: "utter_conversation_feedback_bad",
    0: "utter_conversation_feedback_noted",
}


def rating_in(text: str, language: str) -> int:
    """1 for praise, -1 for a complaint (also one with a kind word in it), 0 where the words do not tell."""
    if says(text, "complaint", language):
        return -1
    return 1 if says(text, "praise", language) else 0


def take_feedback(turn: Turn) -> None:
    """Keep the remark with the answer that it is about; after a complaint the way to a person is offered."""
    rating = rating_in(turn.message.typed, turn.message.code)
    if rating:
        _keep(turn, rating)
    turn.say(_REPLIES[rating])
    if rating <= 0:
        turn.offer(person_button())
        turn.context = turn.context.offering("request_human")


def _keep(turn: Turn, rating: int) -> None:
    with writing() as connection:
        answer = last_message(connection, turn.message.conversation, sender="bot")
        if answer is None:
            return
        words = turn.message.typed[:COMMENT_LIMIT]
        record_rating(connection, turn.message.conversation, answer.id, rating, comment=words)
    log.info("feedback.recorded", rating=rating)
