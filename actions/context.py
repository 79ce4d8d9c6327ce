"""What the conversation is about: the last question, what was named and listed, and what was offered. Kept in one slot."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from office.answers.document import Question

SLOT = "context"

# After so many messages about something else, "it" no longer means the program of long ago.
FADES_AFTER = 6

# Topics that can be about one program, so that a question without a name is about the program talked about.
ABOUT_A_PROGRAM = frozenset(
    {
        "ask_program_details",
        "ask_duration",
        "ask_pathway",
        "ask_degree_awarded",
        "ask_curriculum",
        "ask_teaching_language",
        "ask_career",
        "ask_tuition",
        "ask_scholarship",
        "ask_entry_requirements",
        "ask_deadline",
        "ask_documents",
        "ask_how_to_apply",
        "ask_credit_transfer",
    }
)
ABOUT_A_CAMPUS = frozenset({"ask_campus_details", "ask_accommodation", "ask_campus_life", "ask_living_cost"})
ABOUT_A_ROUTE = frozenset({"ask_admission_route", "ask_entry_requirements", "ask_deadline", "ask_documents", "ask_how_to_apply"})

_SUBJECTS = {"program": ABOUT_A_PROGRAM, "campus": ABOUT_A_CAMPUS, "admission_route": ABOUT_A_ROUTE}

# A name of one of these kinds takes the place of the others: "and the German one?" after accounting.
_REPLACED = {"program": ("program", "country", "field"), "country": ("program", "country", "field"), "field": ("program", "country", "field")}


@dataclass(frozen=True)
class Context:
    """The state of one conversation. Plain values only: it is a slot, and leaves with the conversation."""

    intent: str = ""
    entities: dict[str, list[str]] = field(default_factory=dict)
    subjects: dict[str, list[str]] = field(default_factory=dict)  # kind -> ids talked about
    subject_turn: int = 0
    listed: list[list[str]] = field(default_factory=list)  # [kind, id] in the order shown, for "the second one"
    asked: list[str] = field(default_factory=list)
    failures: int = 0
    turn: int = 0
    offer: str = ""  # intent that "yes" accepts

    @classmethod
    def of(cls, tracker: Tracker) -> Context:
        """The conversation's context, one turn further."""
        stored: dict[str, Any] = tracker.get_slot(SLOT) or {}
        known = {key: value for key, value in stored.items() if key in cls.__dataclass_fields__}
        context = cls(**known)
        return replace(context, turn=context.turn + 1)

    def event(self) -> EventType:
        """Keeps this context in the conversation."""
        return SlotSet(SLOT, asdict(self))

    @property
    def is_fresh(self) -> bool:
        """Whether what was talked about is recent enough to be meant without a name."""
        return bool(self.subjects) and self.turn - self.subject_turn <= FADES_AFTER

    def complete(self, question: Question) -> Question:
        """The question with what it leaves unsaid: the program, campus or route that is being talked about."""
        if not self.is_fresh:
            return question
        entities = dict(question.entities)
        for kind, topics in _SUBJECTS.items():
            named = any(question.all(other) for other in _REPLACED.get(kind, (kind,)))
            unknown = question.unknown_programs if kind == "program" else question.unknown_campuses if kind == "campus" else ()
            if question.intent in topics and not named and not unknown and self.subjects.get(kind):
                entities[kind] = tuple(self.subjects[kind])
        return replace(question, entities=entities)

    def repeat(self, follow_up: Question) -> Question | None:
        """The last question about the new thing; None when nothing was asked before or nothing new is named."""
        if not self.intent or not (follow_up.entities or follow_up.unknown_programs or follow_up.unknown_campuses):
            return None
        entities = {kind: tuple(values) for kind, values in self.entities.items()}
        for kind in follow_up.entities:
            for other in _REPLACED.get(kind, (kind,)):
                entities.pop(other, None)
        entities.update(follow_up.entities)
        return replace(follow_up, intent=self.intent, entities=entities)

    def after(self, question: Question, subjects: list[tuple[str, str]]) -> Context:
        """The context once this question is answered; `subjects` is what the answer was about, in the order shown."""
        kinds: dict[str, list[str]] = {}
        for kind, subject in subjects:
            kinds.setdefault(kind, []).append(subject)
        one = {kind: ids for kind, ids in kinds.items() if len(ids) <= 2}
        asked = [intent for intent in self.asked if intent != question.intent][-30:] + [question.intent]
        return replace(
            self,
            intent=question.intent,
            entities={kind: list(values) for kind, values in question.entities.items()},
            subjects=one or ({} if kinds else self.subjects),
            subject_turn=self.turn if one else self.subject_turn,
            listed=[[kind, subject] for kind, subject in subjects] or self.listed,
            asked=asked,
            failures=0,
            offer="",
        )
