""" "My path": a form that asks for origin, field, country and degree, and shows what is open."""

from __future__ import annotations

import abc

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.advice import wish_buttons
from actions.buttons import (
    CHOOSE_ABROAD,
    CHOOSE_CHINA,
    CHOOSE_UNSURE,
    Choice,
    button,
    cancel_button,
)
from actions.guided_path import begin_path, calls_person, show_path, stops
from actions.message import Message, read_message
from actions.path_state import (
    ASIDE,
    ASIDES_AT_MOST,
    ASKING,
    FORM,
    REQUESTED,
    SLOTS,
    STOPPED,
    PathState,
    is_back_from_aside,
    path_state,
    path_wishes,
    slots_for,
)
from actions.turn import Turn
from actions.turn_log import LoggedAction
from actions.wishes import origin_said, wish_said, wishes_said
from office.answers.document import part
from office.answers.wishes import ABROAD, ANY, CHINA, UNSURE, Wishes, next_wish
from office.knowledge.queries import knowledge

_ORIGINS = ((CHINA, CHOOSE_CHINA, "chinese"), (ABROAD, CHOOSE_ABROAD, "abroad"), (UNSURE, CHOOSE_UNSURE, "unsure"))


class ActionStartPath(LoggedAction):
    """Begins the path anew, or takes it up where it was put aside. The form then puts the first question."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_start_path"

    async def take(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Make the slots ready."""
        turn = Turn.of(tracker)
        begin_path(turn)
        return [*turn.events, turn.context.event()]


class ValidatePathForm(LoggedAction):
    """Reads answers to the form's questions. What is none is left to the rules, and the form asks again afterwards."""

    def name(self) -> str:
        """The name in domain.yml."""
        return f"validate_{FORM}"

    async def take(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Slots that the message fills; none of them: it is not an answer. An empty requested slot ends the form."""
        asked = SLOTS.get(tracker.get_slot(REQUESTED) or "")
        if asked is None:
            return []
        if is_back_from_aside(tracker):
            return self._put_off(tracker)
        message = read_message(tracker)
        said = self._said(message, asked)
        if said:
            return [*slots_for(self._settled(said, path_wishes(tracker))), PathState(ASKING).event()]
        if stops(message):
            return [PathState(STOPPED).event(), SlotSet(REQUESTED, None)]
        return []

    @staticmethod
    def _said(message: Message, asked: str) -> dict[str, str] | None:
        if asked == "origin":
            origin = origin_said(message)
            # "Tourism", said before it was asked for, is kept; the form asks for the origin again.
            return {"origin": origin} if origin else wishes_said(message, knowledge())
        return wish_said(message, asked, knowledge())

    @staticmethod
    def _settled(said: dict[str, str], before: Wishes) -> dict[str, str]:
        """With no preference for a country that the field has decided already."""
        wishes = Wishes(
            field=said.get("field", before.field),
            country=said.get("country", before.country),
            degree=said.get("degree", before.degree),
        )
        if wishes.field and not wishes.country and next_wish(wishes, knowledge()) != "country":
            return {**said, "country": ANY}
        return said

    @staticmethod
    def _put_off(tracker: Tracker) -> list[EventType]:
        """Ask again; but not for ever, and not while a person is being called: two questions at once confuse."""
        asides = path_state(tracker).asides + 1
        if asides < ASIDES_AT_MOST and not calls_person(tracker):
            return [PathState(ASKING, asides).event()]
        return [PathState(ASIDE).event(), SlotSet(REQUESTED, None)]


class AskForPath(LoggedAction, abc.ABC):
    """Puts one question of the form, with its published answers as buttons."""

    @property
    @abc.abstractmethod
    def slot(self) -> str:
        """The slot that the answer goes into."""

    @property
    @abc.abstractmethod
    def reply(self) -> str:
        """The reply that asks for it."""

    def name(self) -> str:
        """The name in domain.yml: what Rasa looks for when the form needs the slot."""
        return f"action_ask_{self.slot}"

    async def take(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Ask; after something else was answered, lead back first."""
        turn = Turn.of(tracker)
        if is_back_from_aside(tracker):
            turn.say("utter_conversation_path_resume")
        turn.say(self.reply).offer(*self.choices(turn), cancel_button())
        turn.utter(dispatcher)
        return []

    def choices(self, turn: Turn) -> list[Choice]:
        """The buttons."""
        return wish_buttons(SLOTS[self.slot], path_wishes(turn.tracker), turn)


class ActionAskPathOrigin(AskForPath):
    """Where one comes from."""

    slot = "path_origin"
    reply = "utter_conversation_path_ask_origin"

    def choices(self, turn: Turn) -> list[Choice]:
        """The buttons."""
        return [button(part(f"utter_conversation_path_origin_{words}"), intent) for _, intent, words in _ORIGINS]


class ActionAskPathField(AskForPath):
    """Which field."""

    slot = "path_field"
    reply = "utter_conversation_path_ask_field"


class ActionAskPathCountry(AskForPath):
    """Which partner country."""

    slot = "path_country"
    reply = "utter_programs_suits_country"


class ActionAskPathDegree(AskForPath):
    """How far."""

    slot = "path_degree"
    reply = "utter_conversation_path_ask_degree"


class ActionShowPath(LoggedAction):
    """Shows the path that was found, also later; says that it was stopped or put aside."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_show_path"

    async def take(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Show it."""
        turn = Turn.of(tracker)
        if path_state(tracker).stage == ASIDE and calls_person(tracker):
            return []
        show_path(turn)
        return turn.utter(dispatcher)
