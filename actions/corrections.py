""" "Not accounting, I meant design", "sorry, the British one, not the Korean": what was talked about is taken back."""

from __future__ import annotations

from dataclasses import replace

from actions.lexicon import says
from actions.meanings import FOLLOW_UP, is_open, read_as
from actions.turn import Turn
from office.answers.document import Question

_KINDS = ("program", "campus", "admission_route")
_MIXED = (*_KINDS, "country", "field")
# "Not the Korean, I meant the English" is read as two languages; said of programs, they stand for the partners' countries.
_COUNTRY_OF = {"de": "DE", "en": "GB", "ko": "KR"}

Named = tuple[str, str]


def correct(turn: Turn) -> bool:
    """Of several things that are named, the one that was talked about is taken back; the last question is asked of the rest."""
    message = turn.message
    if not turn.context.is_fresh or says(message.typed, "side_by_side", message.code):
        return False
    if not says(message.typed, "correction", message.code):
        return False
    return _of_one_kind(turn) or _of_any_kind(turn)


def _of_one_kind(turn: Turn) -> bool:
    """Two programs, campuses or routes: the new one is meant, however the message is read."""
    message, context = turn.message, turn.context
    for kind in _KINDS:
        named = message.question.all(kind)
        left = tuple(subject for subject in named if subject not in context.talked_about(kind))
        if len(left) == 2 and says(message.typed, "meant", message.code):
            left = left[1:]
        if len(named) == 2 and len(left) == 1:
            _ask_of(turn, {**message.question.entities, kind: left})
            return True
    return False


def _of_any_kind(turn: Turn) -> bool:
    """A country may stand for its program: "not Korea, the British one". A question of its own is left alone."""
    message = turn.message
    languages = tuple(_COUNTRY_OF[code] for code in message.question.all("language") if code in _COUNTRY_OF)
    entities = message.question.entities
    if len(languages) == 2 and turn.context.talked_about("program"):
        entities = {kind: ids for kind, ids in entities.items() if kind != "language"} | {"country": languages}
    elif not is_open(message) and not says(message.typed, "meant", message.code):
        return False
    named = [(kind, subject) for kind in _MIXED for subject in entities.get(kind, ())]
    before = _before(turn)
    left = [each for each in named if each not in before]
    if not left or len(left) == len(named):
        return False
    kept = {kind: ids for kind, ids in entities.items() if kind not in _MIXED}
    for kind, subject in left:
        kept[kind] = (*kept.get(kind, ()), subject)
    _ask_of(turn, kept)
    return True


def _before(turn: Turn) -> set[Named]:
    """What the last question was about, by each name that it can have: a program, its subject, its partner's country."""
    context, knowledge = turn.context, turn.knowledge
    found: set[Named] = {(kind, subject) for kind in _MIXED for subject in context.entities.get(kind, ())}
    for kind in _KINDS:
        found |= {(kind, subject) for subject in context.talked_about(kind)}
    for program in (
        knowledge.programs[each] for kind, each in set(found) if kind == "program" and each in knowledge.programs
    ):
        found |= {("country", program.partner_country), ("field", program.field)}
    for campus in (
        knowledge.campuses[each] for kind, each in set(found) if kind == "campus" and each in knowledge.campuses
    ):
        found.add(("country", campus.country))
    return found


def _ask_of(turn: Turn, entities: dict[str, tuple[str, ...]]) -> None:
    question: Question = replace(turn.message.question, entities=entities)
    turn.message = replace(turn.message, questions=(question,))
    read_as(turn, FOLLOW_UP)
