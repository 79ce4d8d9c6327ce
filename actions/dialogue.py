"""What all actions share: what the bot waits for comes before the intent; then each question in its order."""

from __future__ import annotations

import abc
from collections.abc import Callable

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.advice import take_wish
from actions.answering import answer_question, close_gaps, take_pointing
from actions.buttons import SHOW_PATH, START_PATH
from actions.doubt import ask_if_doubtful, not_understood, note_choice
from actions.guided_path import enter_path, show_path, take_path
from actions.people import take_cancel, take_contact
from actions.readings import read_in_context
from actions.repeating import take_repeat
from actions.suggestions import suggest
from actions.turn import Turn
from actions.turn_log import LoggedAction
from office.answers.document import Question, part
from office.answers.topics import TOPICS

# In this order, and before the intent counts: an e-mail address has no intent, and "design" is an answer when the bot
# has just asked for the field. Each says whether it has dealt with the message.
BEFORE_THE_INTENT: tuple[Callable[[Turn], bool], ...] = (
    take_contact,
    take_wish,
    take_cancel,
    take_path,
    take_pointing,
    take_repeat,
    read_in_context,
    ask_if_doubtful,
)

_ACTORS: dict[str, type[DialogueAction]] = {}


class DialogueAction(LoggedAction, abc.ABC):
    """One action of domain.yml. The message's first question decides which one runs; each can deal with all of them."""

    intents: tuple[str, ...] = ()

    def __init_subclass__(cls) -> None:
        """Know who acts on which intent of the conversation."""
        for intent in cls.intents:
            _ACTORS[intent] = cls

    @abc.abstractmethod
    def name(self) -> str:
        """The action's name in domain.yml."""

    @abc.abstractmethod
    def act(self, turn: Turn, question: Question) -> None:
        """Say what there is to say to one question with one of `intents`."""

    async def take(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Put the reply together and say it."""
        turn = Turn.of(tracker)
        note_choice(turn)
        if turn.message.greets and turn.message.intent != "greet":
            turn.parts.append(part("utter_conversation_hello"))
        if not any(step(turn) for step in BEFORE_THE_INTENT):
            for question in turn.message.questions:
                act_on(turn, question)
        close_gaps(turn)
        # In a form nothing is suggested: it puts its own question next, with its own buttons.
        if turn.topics and not turn.final and not turn.in_form:
            suggest(turn)
        return turn.utter(dispatcher)


def act_on(turn: Turn, question: Question) -> None:
    """Deal with one question, whichever action runs: a message can have several, or be a button typed in its words."""
    if question.intent in TOPICS:
        answer_question(turn, question)
    elif question.intent == START_PATH:
        enter_path(turn)
    elif question.intent == SHOW_PATH:
        show_path(turn)
    elif actor := _ACTORS.get(question.intent):
        actor().act(turn, question)
    elif not turn.parts:
        not_understood(turn)


class AnswerAction(DialogueAction, abc.ABC):
    """Answers questions of one family from the knowledge base."""

    def act(self, turn: Turn, question: Question) -> None:
        """Look it up."""
        answer_question(turn, question)
