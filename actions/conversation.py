"""The conversation itself: greetings, thanks, languages, feedback, follow-ups, what was not understood."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.answering import ask_which, say_answers
from actions.context import Context
from actions.message import Message, read_message
from actions.suggestions import START, choice
from office.answers.document import name, part
from office.languages import CODES, supported

PERSON = "request_human"
FAILURES_BEFORE_A_PERSON = 2


def _say(dispatcher: CollectingDispatcher, reply: str, choices: list[dict[str, Any]] | None = None, **values: Any) -> None:
    language = values.pop("reply_language", None)
    extra = {"reply_language": language} if language else {}
    dispatcher.utter_message(response="utter_answer", parts=[part(reply, **values)], choices=choices or [], topics=[], **extra)


def _start() -> list[dict[str, Any]]:
    return [choice(intent) for intent in START[:3]]


class ActionGreetApplicant(Action):
    """Hello, and what can be asked."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_greet_applicant"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Greet."""
        _say(dispatcher, "utter_conversation_greet", _start(), college=name("college", "college"))
        return [Context.of(tracker).event()]


class ActionSayGoodbye(Action):
    """Goodbye."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_say_goodbye"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Take leave."""
        _say(dispatcher, "utter_conversation_goodbye")
        return [Context.of(tracker).event()]


class ActionAcceptThanks(Action):
    """Thanks are accepted."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_accept_thanks"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Accept them."""
        _say(dispatcher, "utter_conversation_thank")
        return [Context.of(tracker).event()]


class ActionTakeYes(Action):
    """Yes: to what was offered, else an invitation to ask."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_take_yes"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Do what was offered."""
        context = Context.of(tracker)
        if context.offer == PERSON:
            return offer_person(dispatcher, replace(context, offer=""))
        _say(dispatcher, "utter_conversation_affirm", _start())
        return [context.event()]


class ActionTakeNo(Action):
    """No: nothing is done."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_take_no"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Leave it."""
        _say(dispatcher, "utter_conversation_deny")
        return [replace(Context.of(tracker), offer="").event()]


class ActionExplainBot(Action):
    """Says that it is a machine."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_explain_bot"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Tell the truth."""
        _say(dispatcher, "utter_conversation_bot_challenge", [choice(PERSON)])
        return [Context.of(tracker).event()]


class ActionExplainCapabilities(Action):
    """Says what can be asked, and in which languages."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_explain_capabilities"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Explain."""
        _say(dispatcher, "utter_conversation_capabilities", _start(), languages={"languages": list(CODES)})
        return [Context.of(tracker).event()]


class ActionChangeLanguage(Action):
    """Answers in the language asked for, until another is asked for."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_change_language"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Change it, or say which languages there are."""
        message, context = read_message(tracker), Context.of(tracker)
        asked = message.question.first("language")
        language = supported(asked)
        if language:
            _say(dispatcher, "utter_conversation_language_changed", _start(), reply_language=language, language={"language": language})
            return [SlotSet("requested_language", language), context.event()]
        reply = "utter_conversation_language_unknown" if asked else "utter_conversation_language_which"
        _say(dispatcher, reply, languages={"languages": list(CODES)})
        return [context.event()]


class ActionTakeFeedback(Action):
    """Praise or complaint in words."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_take_feedback"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Take it; the way to a person is offered, since most who write about an answer were not helped."""
        _say(dispatcher, "utter_conversation_feedback_bad", [choice(PERSON)])
        return [replace(Context.of(tracker), offer=PERSON).event()]


class ActionRequestHuman(Action):
    """The way to a person."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_request_human"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Pass the request on."""
        return offer_person(dispatcher, Context.of(tracker))


class ActionFollowUp(Action):
    """The last question again, about something else."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_follow_up"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Answer it; without a question before, ask what is wanted."""
        message, context = read_message(tracker), Context.of(tracker)
        question = context.repeat(message.question)
        if question:
            return say_answers(dispatcher, [question], message, context)
        if message.question.all("program") or message.question.all("field") or message.question.all("country"):
            about = replace(message.question, intent="ask_program_details")
            return say_answers(dispatcher, [about], message, context)
        if message.question.all("campus"):
            return say_answers(dispatcher, [replace(message.question, intent="ask_campus_details")], message, context)
        return not_understood(dispatcher, message, context)


class ActionDeclineTopic(Action):
    """Kindly declines what is not about studying here, and says what can be asked."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_decline_topic"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Decline."""
        _say(dispatcher, "utter_conversation_out_of_scope", _start())
        return [Context.of(tracker).event()]


class ActionAskAgain(Action):
    """Nothing was understood: asks for other words, and after two failures offers a person."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_ask_again"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        """Ask again."""
        return not_understood(dispatcher, read_message(tracker), Context.of(tracker))


def not_understood(dispatcher: CollectingDispatcher, message: Message, context: Context) -> list[EventType]:
    """Readings as buttons where there are any; else other words; after the second failure in a row a person."""
    if message.readings:
        return ask_which(dispatcher, message.readings, message.question, context)
    context = replace(context, failures=context.failures + 1)
    if context.failures >= FAILURES_BEFORE_A_PERSON:
        _say(dispatcher, "utter_conversation_offer_person", [choice(PERSON)])
        return [replace(context, offer=PERSON).event()]
    _say(dispatcher, "utter_conversation_fallback", _start())
    return [context.event()]
