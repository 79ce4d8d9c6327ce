"""The steps of "my path" that do not ask: begin, stop, show what was found. actions/path.py has the form."""

from __future__ import annotations

from rasa_sdk import Tracker
from rasa_sdk.events import FollowupAction

from actions.buttons import CANCEL, path_button, person_button
from actions.context import SLOT
from actions.lexicon import says
from actions.message import Message
from actions.path_state import (
    ASIDE,
    ASKING,
    FORM,
    FOUND,
    SLOTS,
    STOPPED,
    PathState,
    cleared_slots,
    path_state,
    path_wishes,
)
from actions.people import CONTACT
from actions.suggestions import NEXT, next_questions
from actions.turn import Turn
from office.answers.document import Question
from office.answers.path import TOPICS_FROM_ABROAD, TOPICS_ON_THE_WAY, find_path
from office.answers.topics import title
from office.settings import settings

# With one of these in the middle of the form the applicant wants no more of it.
_STOPPING = frozenset({CANCEL, "deny", "goodbye"})
# A vague message may be read as a faint no: that is not enough to throw away what was said.
_SURE_STOP = 0.7


def begin_path(turn: Turn) -> None:
    """Make the slots ready: empty, or as they were when the path was put aside."""
    kept = path_state(turn.tracker).stage == ASIDE
    turn.events += [*([] if kept else cleared_slots()), PathState(ASKING).event()]
    turn.context = turn.context.waiting_no_longer()


def enter_path(turn: Turn) -> None:
    """Begin from within another action: Rasa runs the form next."""
    begin_path(turn)
    turn.events.append(FollowupAction(FORM))


def take_path(turn: Turn) -> bool:
    """ "Find my path", "show me my path again" in an applicant's words, however they were read."""
    message = turn.message
    if not message.typed or turn.in_form or not says(message.typed, "my_path", message.code):
        return False
    if path_state(turn.tracker).stage == FOUND:
        show_path(turn)
        turn.offer(path_button())
    else:
        enter_path(turn)
    return True


def show_path(turn: Turn) -> None:
    """Say what is known of the path: found, put aside or stopped."""
    stage, wishes = path_state(turn.tracker).stage, path_wishes(turn.tracker)
    if stage not in (STOPPED, ASIDE) and all(getattr(wishes, wish) for wish in SLOTS.values()):
        titles = {topic: title(topic) for topic in (*TOPICS_ON_THE_WAY, *TOPICS_FROM_ABROAD)}
        url = settings()["OFFICE_CONTACT_URL"]
        turn.answer(Question("ask_pathway"), find_path(wishes, turn.knowledge, contact_url=url, titles=titles))
        turn.offer(person_button(), *next_questions(turn, NEXT["ask_pathway"], 2))
        turn.events.append(PathState(FOUND).event())
    elif stage == ASIDE:
        turn.say("utter_conversation_path_aside").offer(path_button())
    else:
        turn.say("utter_conversation_path_cancelled").offer(path_button())
    turn.final = True


def calls_person(tracker: Tracker) -> bool:
    """Whether the bot has just asked how a person can reach the applicant."""
    return bool((tracker.get_slot(SLOT) or {}).get("expects") == CONTACT)


def stops(message: Message) -> bool:
    """Whether a message ends what it is in the middle of."""
    if message.intent in _STOPPING and message.confidence >= _SURE_STOP:
        return True
    return bool(message.typed and says(message.text, "cancel", message.code))
