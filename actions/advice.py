""" "Which one suits me": at most three questions (field, country, how far), then proposals with reasons."""

from __future__ import annotations

from actions.buttons import CHOOSE, CHOOSE_ANY, Choice, button, path_button, topic_button
from actions.lexicon import says
from actions.references import has_question_mark
from actions.turn import Turn
from actions.wishes import wish_said, wishes_named
from office.answers.document import Question, part
from office.answers.subjects import programs_asked
from office.answers.wishes import Wishes, fitting, next_wish, options, suggestion, wish_value

WISHES = ("field", "country", "degree")
# Where to look for the words that ask for advice: section of the lexicon by intent.
_ASKED_BY = {"compare_programs": "advice", "list_programs": "suits"}
_QUESTIONS = {
    "field": "utter_programs_suits_interest",
    "country": "utter_programs_suits_country",
    "degree": "utter_programs_suits_degree",
}


def asks_for_advice(turn: Turn, question: Question) -> bool:
    """Whether a comparison without two things to compare, or a question for a list, asks what to choose."""
    section = _ASKED_BY.get(question.intent)
    if section is None or not turn.message.typed or question.unknown_programs:
        return False
    if any(len(question.all(kind)) > 1 for kind in ("program", "field", "country")):
        return False
    if section == "suits" and len(programs_asked(question, turn.knowledge)) == 1:
        return False  # "is there a fitting program in tourism?": there is one
    return says(question.text, section, turn.message.code)


def start_advice(turn: Turn, question: Question) -> None:
    """Begin with what the question itself says of the wishes; where that leaves one program, nothing is asked."""
    turn.change(wishes=wishes_named(question, turn.knowledge))
    wishes = Wishes(**turn.context.wishes)
    if wishes.made and len(fitting(wishes, turn.knowledge)) == 1:
        _propose(turn, wishes)
    else:
        ask_or_propose(turn)


def take_wish(turn: Turn) -> bool:
    """An answer to the question that the bot has put last: taken, whatever its intent. False: it is none."""
    asked = turn.context.expects
    if asked not in WISHES:
        return False
    if says(turn.message.typed, "cancel", turn.message.code):
        turn.say("utter_conversation_path_cancelled")
        turn.context = turn.context.waiting_no_longer()
        return True
    said = wish_said(turn.message, asked, turn.knowledge)
    if said is None:
        if not _says_nothing_else(turn):
            return False
        ask_or_propose(turn)
        return True
    turn.change(wishes={**turn.context.wishes, **said})
    ask_or_propose(turn)
    return True


def _says_nothing_else(turn: Turn) -> bool:
    """Whether a message without a question in it was only taken for a comparison or a list of programs ("I love machines")."""
    message = turn.message
    overview = message.intent in _ASKED_BY and not message.question.entities and not message.is_button
    if not overview or len(message.questions) > 1 or has_question_mark(message.text):
        return False
    return not any(says(message.text, section, message.code) for section in ("asks", "side_by_side", "tell"))


def ask_or_propose(turn: Turn) -> None:
    """Put the next question with its published answers as buttons; when enough is known, say what fits."""
    wishes = Wishes(**turn.context.wishes)
    asked = next_wish(wishes, turn.knowledge)
    turn.final = True
    if asked is not None:
        turn.say(_QUESTIONS[asked]).offer(*wish_buttons(asked, wishes, turn))
        turn.context = turn.context.expecting(asked)
        return
    _propose(turn, wishes)


def _propose(turn: Turn, wishes: Wishes) -> None:
    found = suggestion(wishes, turn.knowledge)
    turn.final = True
    turn.context = turn.context.waiting_no_longer()
    turn.answer(Question("compare_programs"), found)
    programs = [subject for _, subject in found.subjects]
    if len(programs) == 1:
        turn.offer(topic_button("ask_program_details", {"program": programs[0]}))
    elif wishes.made:
        turn.offer(topic_button("compare_programs", {"program": programs}))
    turn.offer(path_button(), topic_button("list_admission_routes"))


def wish_buttons(what: str, wishes: Wishes, turn: Turn) -> list[Choice]:
    """A button for each published value of a wish, and one for no preference."""
    entity = "degree_level" if what == "degree" else what
    choices = [
        button(wish_value(what, value), CHOOSE, {entity: value}) for value in options(what, wishes, turn.knowledge)
    ]
    return [*choices, button(part("utter_conversation_path_any"), CHOOSE_ANY)]
