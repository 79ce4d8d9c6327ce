"""What buttons of the guided dialogues lead to: "which suits me", an answer chosen, a person here, cancelling."""

from __future__ import annotations

from dataclasses import replace

from actions.advice import WISHES, start_advice
from actions.buttons import (
    ANSWER_HERE,
    CANCEL,
    CHOOSE,
    CHOOSE_ABROAD,
    CHOOSE_ANY,
    CHOOSE_CHINA,
    CHOOSE_UNSURE,
    START_ADVICE,
)
from actions.dialogue import DialogueAction, act_on
from actions.people import CONTACT, answer_here, cancel_request
from actions.suggestions import openers
from actions.turn import Turn
from office.answers.document import Question


class ActionStartAdvice(DialogueAction):
    """ "Which suits me" by button."""

    intents = (START_ADVICE,)

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_start_advice"

    def act(self, turn: Turn, question: Question) -> None:
        """Put the first question."""
        start_advice(turn, question)


class ActionTakeChoice(DialogueAction):
    """An answer chosen by button after its question was given up: what it names is taken for a question of its own."""

    intents = (CHOOSE, CHOOSE_ANY, CHOOSE_CHINA, CHOOSE_ABROAD, CHOOSE_UNSURE)

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_take_choice"

    def act(self, turn: Turn, question: Question) -> None:
        """Show what there is for the name; without one, what can be asked."""
        if question.entities:
            act_on(turn, replace(question, intent="list_programs"))
            return
        turn.say("utter_conversation_affirm").offer(*openers(turn.context, turn.knowledge))


class ActionAnswerHere(DialogueAction):
    """A person shall answer in the chat."""

    intents = (ANSWER_HERE,)

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_answer_here"

    def act(self, turn: Turn, question: Question) -> None:
        """Confirm it."""
        answer_here(turn)


class ActionCancel(DialogueAction):
    """Stops what the bot has asked for."""

    intents = (CANCEL,)

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_cancel"

    def act(self, turn: Turn, question: Question) -> None:
        """Take the request for a person back, or let the questions be."""
        if turn.context.expects == CONTACT:
            cancel_request(turn)
            return
        asking = turn.context.expects in WISHES
        turn.context = turn.context.waiting_no_longer()
        turn.say("utter_conversation_path_cancelled" if asking else "utter_conversation_deny")
