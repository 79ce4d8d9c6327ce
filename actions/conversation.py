"""The conversation itself: greetings, thanks, yes and no, languages, feedback, a person, follow-ups, fallback."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import SlotSet

from actions.answering import answer_follow_up
from actions.buttons import elsewhere_button, person_button
from actions.dialogue import DialogueAction
from actions.doubt import FAILURES_BEFORE_A_PERSON, PERSON, forget_doubt, not_understood
from actions.feedback import take_feedback
from actions.people import CONTACT, answer_here, hand_over
from actions.repeating import repeat_last
from actions.suggestions import guide_button, openers
from actions.turn import Turn
from office.answers.document import Question, name
from office.languages import CODES, TRADITIONAL_CHINESE, base_code, supported

# Vague words are often read as a faint yes: that is not enough to call somebody.
SURE_YES = 0.7


def _open(turn: Turn) -> None:
    turn.offer(*openers(turn.context, turn.knowledge))


class ActionGreetApplicant(DialogueAction):
    """Hello, and what can be asked."""

    intents = ("greet",)

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_greet_applicant"

    def act(self, turn: Turn, question: Question) -> None:
        """Greet."""
        turn.say("utter_conversation_greet", college=name("college", "college"))
        _open(turn)


class ActionSayGoodbye(DialogueAction):
    """Goodbye."""

    intents = ("goodbye",)

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_say_goodbye"

    def act(self, turn: Turn, question: Question) -> None:
        """Take leave."""
        turn.say("utter_conversation_goodbye")


class ActionAcceptThanks(DialogueAction):
    """Thanks are accepted."""

    intents = ("thank",)

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_accept_thanks"

    def act(self, turn: Turn, question: Question) -> None:
        """Accept them."""
        turn.say("utter_conversation_thank")
        _open(turn)


class ActionTakeYes(DialogueAction):
    """Yes: to what was offered, else an invitation to ask."""

    intents = ("affirm",)

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_take_yes"

    def act(self, turn: Turn, question: Question) -> None:
        """Do what was offered."""
        if turn.context.expects == CONTACT:
            answer_here(turn)
        elif turn.context.offers(PERSON) and turn.message.confidence >= SURE_YES:
            hand_over(turn)
        else:
            turn.say("utter_conversation_affirm")
            _open(turn)


class ActionTakeNo(DialogueAction):
    """No: nothing is done; after "did you mean" it is none of the readings."""

    intents = ("deny",)

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_take_no"

    def act(self, turn: Turn, question: Question) -> None:
        """Leave it."""
        if turn.context.expects == CONTACT:
            answer_here(turn)
            return
        turn.context = turn.context.waiting_no_longer()
        if turn.context.doubt:
            # That was asked is one failure already: a second one offers a person.
            forget_doubt(turn)
            not_understood(turn)
            return
        turn.say("utter_conversation_deny")
        turn.change(offer="")


class ActionExplainBot(DialogueAction):
    """Says that it is a machine."""

    intents = ("bot_challenge",)

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_explain_bot"

    def act(self, turn: Turn, question: Question) -> None:
        """Tell the truth."""
        turn.say("utter_conversation_bot_challenge").offer(person_button())
        turn.context = turn.context.offering(PERSON)


class ActionExplainCapabilities(DialogueAction):
    """Says what can be asked, and in which languages."""

    intents = ("ask_capabilities",)

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_explain_capabilities"

    def act(self, turn: Turn, question: Question) -> None:
        """Explain."""
        turn.say("utter_conversation_capabilities", languages={"languages": list(CODES)})
        turn.say("utter_conversation_resume_hint")
        turn.offer(guide_button(turn), *openers(turn.context, turn.knowledge)[:2], elsewhere_button())


class ActionChangeLanguage(DialogueAction):
    """Answers in the language asked for, until another is asked for."""

    intents = ("change_language",)

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_change_language"

    def act(self, turn: Turn, question: Question) -> None:
        """Change it, or say which languages there are."""
        asked = question.first("language")
        language = supported(asked)
        if language is None:
            reply = "utter_conversation_language_unknown" if asked else "utter_conversation_language_which"
            turn.say(reply, languages={"languages": list(CODES)})
            return
        if base_code(language) == "zh" and supported(turn.message.locale) == TRADITIONAL_CHINESE:
            language = TRADITIONAL_CHINESE  # asked for in Traditional script
        turn.reply_language = language
        turn.message = replace(turn.message, language=language)
        turn.events.append(SlotSet("requested_language", language))
        turn.say("utter_conversation_language_changed", language={"language": language})
        # Whoever asks for another language after an answer wants to read that answer.
        if len(turn.message.questions) > 1:
            return  # "in English, please: which are the partner countries?"
        if not repeat_last(turn):
            _open(turn)


class ActionTakeFeedback(DialogueAction):
    """Praise or complaint in words."""

    intents = ("give_feedback",)

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_take_feedback"

    def act(self, turn: Turn, question: Question) -> None:
        """Take it."""
        take_feedback(turn)


class ActionRequestHuman(DialogueAction):
    """The way to a person."""

    intents = ("request_human",)

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_request_human"

    def act(self, turn: Turn, question: Question) -> None:
        """Pass the request on."""
        hand_over(turn)


class ActionFollowUp(DialogueAction):
    """The last question again, about something else."""

    intents = ("follow_up",)

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_follow_up"

    def act(self, turn: Turn, question: Question) -> None:
        """Answer it; without a question before, ask what is wanted."""
        if not answer_follow_up(turn, question):
            turn.say("utter_conversation_follow_up_unclear")
            _open(turn)


class ActionDeclineTopic(DialogueAction):
    """Kindly declines what is not about studying here, and says what can be asked."""

    intents = ("out_of_scope",)

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_decline_topic"

    def act(self, turn: Turn, question: Question) -> None:
        """Decline; whoever is declined again and again may want a person."""
        failures = turn.context.failures + 1
        turn.change(failures=failures)
        turn.say("utter_conversation_out_of_scope")
        _open(turn)
        if failures >= FAILURES_BEFORE_A_PERSON:
            turn.offer(person_button())


class ActionAskAgain(DialogueAction):
    """Nothing was understood: asks for other words, and after two failures offers a person."""

    intents = ("nlu_fallback",)

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_ask_again"

    def act(self, turn: Turn, question: Question) -> None:
        """Ask again."""
        not_understood(turn)
