"""What the conversation is about: the last question, what was named, listed, offered and asked. One slot keeps it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet

from actions.message import Message
from office.answers.document import Answer, Part, Question
from office.answers.subjects import HOME

SLOT = "context"

# After so many messages about something else, "it" no longer means the program of long ago.
FADES_AFTER = 6
# A list can be counted off for longer: people read on and come back to it.
LIST_FADES_AFTER = 12
# A question of the bot's that went unanswered this long is dropped.
WAITS_FOR = 3
# Seconds without a message after which a conversation begins anew (domain.yml, session_expiration_time).
SESSION = 3600.0
_REMEMBERED = 60
_RECENT = 6

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
ABOUT_A_ROUTE = frozenset(
    {"ask_admission_route", "ask_entry_requirements", "ask_deadline", "ask_documents", "ask_how_to_apply"}
)
SUBJECTS = {"program": ABOUT_A_PROGRAM, "campus": ABOUT_A_CAMPUS, "admission_route": ABOUT_A_ROUTE}

ABOUT_PROGRAMS = ABOUT_A_PROGRAM | {"list_programs", "compare_programs", "ask_degree_recognition"}
_TAKES = {kind: ABOUT_PROGRAMS for kind in ("program", "field", "degree_level")}
_TAKES |= {"campus": ABOUT_A_CAMPUS | {"list_campuses"}, "admission_route": ABOUT_A_ROUTE | {"list_admission_routes"}}

# What students do is told in these: with a degree level, that they study for it.
_OF_STUDENTS = frozenset({"ask_outcomes", "ask_student_numbers"})

# A name of one of these kinds takes the place of the others: "and the German one?" after accounting.
_PROGRAMS = ("program", "country", "field")
_REPLACED = {kind: _PROGRAMS for kind in _PROGRAMS}
# ... and of these that it is left unsaid no more: a country names the campus in it.
_NAMED_BY = _REPLACED | {"campus": ("campus", "country")}
# The question about one thing of a list, after the question for the list.
OF_ONE = {"program": ("list_programs", "ask_program_details"), "campus": ("list_campuses", "ask_campus_details")}
OF_ONE |= {"admission_route": ("list_admission_routes", "ask_admission_route")}
# "Tell me about it" in one reading or another.
_DETAILS = frozenset({of_one for _, of_one in OF_ONE.values()} | {"ask_about_college"})

Subject = tuple[str, str]


def digest(part: Part) -> str:
    """Stands for a part of an answer, to know it again."""
    return sha256(json.dumps(part, sort_keys=True).encode()).hexdigest()[:12]


def singles_out(question: Question, kinds: Iterable[str]) -> bool:
    """Whether a question names something of these kinds that is not merely where the college is."""
    return any(question.all(kind) and (kind != "country" or set(question.all(kind)) != {HOME}) for kind in kinds)


def can_be_about(intent: str, entities: Iterable[str]) -> bool:
    """Whether a topic can be asked about names of one of these kinds: where the campuses are has nothing to do with a degree."""
    return any(intent in _TAKES.get(kind, (intent,)) for kind in entities) or not entities


def about_pointed(question: Question) -> Question:
    """A question whose names were pointed at ("tell me about the first"), as a question about that kind of thing.

    "Tell me about the first" reads like a question about a program, whatever was listed.
    """
    for kind, (of_list, of_one) in OF_ONE.items():
        if question.all(kind) and (question.intent in _DETAILS or question.intent == of_list):
            return replace(question, intent=of_one)
    return question


@dataclass(frozen=True)
class Context:
    """The state of one conversation. Plain values only: it is a slot, and leaves with the conversation.

    Never in it: contacts, names, or texts of an applicant.
    """

    intent: str = ""
    together: list[str] = field(default_factory=list)  # all that was asked with the last question, in one message
    together_turn: int = 0
    entities: dict[str, list[str]] = field(default_factory=dict)
    subjects: dict[str, list[str]] = field(default_factory=dict)  # kind -> ids talked about
    subject_turns: dict[str, int] = field(default_factory=dict)  # kind -> when
    listed: list[list[str]] = field(default_factory=list)  # [kind, id] in the order shown, for "the second one"
    listed_turn: int = 0
    recent: list[list[str]] = field(default_factory=list)  # [kind, id] that were singled out, newest last, for "both"
    asked: list[str] = field(default_factory=list)
    gapped: bool = False  # nothing was published on the last question
    failures: int = 0
    doubt: list[str] = field(default_factory=list)  # the readings that were offered with the last reply
    told: list[str] = field(default_factory=list)  # digests of what the last answer said
    offer: str = ""  # intent that "yes" accepts
    offer_turn: int = 0
    expects: str = ""  # what the bot has asked for: "contact", or a wish ("field", "country", "degree")
    expects_turn: int = 0
    wishes: dict[str, str] = field(default_factory=dict)
    explained: bool = False  # how a contact is used was said: typing one is consent
    turn: int = 0
    key: str = ""
    at: float = 0.0

    @classmethod
    def of(cls, tracker: Tracker, message: Message) -> Context:
        """The conversation's context at this message. A new session keeps no more than what was asked already."""
        stored: dict[str, Any] = tracker.get_slot(SLOT) or {}
        context = cls(**{name: value for name, value in stored.items() if name in cls.__dataclass_fields__})
        if context.at and message.at - context.at > SESSION:
            context = cls(asked=context.asked, turn=context.turn)
        if message.key == context.key:  # a second action for the same message
            return context
        context = replace(context, turn=context.turn + 1, key=message.key, at=message.at or context.at)
        return context.waiting_no_longer() if context.turn - context.expects_turn > WAITS_FOR else context

    def event(self) -> EventType:
        """Keeps this context in the conversation."""
        return SlotSet(SLOT, asdict(self))

    @property
    def is_fresh(self) -> bool:
        """Whether the last question was asked just before: with this message or one of the two before it."""
        return bool(self.intent) and self.turn - self.together_turn <= 2

    @property
    def list_shown(self) -> list[Subject]:
        """What was listed last, in its order, unless that is long ago."""
        fresh = self.turn - self.listed_turn <= LIST_FADES_AFTER
        return [(kind, subject) for kind, subject in self.listed] if fresh else []

    def talked_about(self, kind: str) -> list[str]:
        """Ids of one kind that "it" can mean now."""
        return list(self.subjects.get(kind, ())) if self.turn - self.subject_turns.get(kind, 0) <= FADES_AFTER else []

    def offers(self, intent: str) -> bool:
        """Whether the last reply offered this, so that "yes" means it."""
        return self.offer == intent and self.turn - self.offer_turn <= 1

    # ---- questions that leave something unsaid

    def complete(self, question: Question) -> Question:
        """The question with what it leaves unsaid: the program, campus or route that is being talked about."""
        entities = dict(question.entities)
        for kind, topics in SUBJECTS.items():
            named = singles_out(question, _NAMED_BY.get(kind, (kind,)))
            unknown = {"program": question.unknown_programs, "campus": question.unknown_campuses}.get(kind, ())
            if question.intent in topics and not named and not unknown and (known := self.talked_about(kind)):
                entities[kind] = tuple(known)
        # How many went on to a master's: "and how long is that?" asks for that stage.
        levels = self.entities.get("degree_level") if self.is_fresh and self.intent in _OF_STUDENTS else None
        if question.intent == "ask_duration" and levels and not question.entities:
            entities["degree_level"] = tuple(levels)
        return replace(question, entities=entities)

    def repeat(self, follow_up: Question) -> Question | None:
        """The last question about the new thing; None when nothing was asked before or nothing new is named."""
        if not self.intent or not (follow_up.entities or follow_up.unknown_programs or follow_up.unknown_campuses):
            return None
        entities = {kind: tuple(values) for kind, values in self.entities.items()}
        new = [*follow_up.entities]
        new += ["program"] if follow_up.unknown_programs else []
        new += ["campus"] if follow_up.unknown_campuses else []
        for kind in new:
            for other in _REPLACED.get(kind, (kind,)):
                entities.pop(other, None)
        if self.intent in ABOUT_A_CAMPUS and follow_up.all("country"):
            entities.pop("campus", None)  # "no, the Australian one"
        entities.update(follow_up.entities)
        intent = self.intent
        for kind, (of_list, of_one) in OF_ONE.items():
            if intent == of_list and (follow_up.all(kind) or (kind == "campus" and follow_up.all("country"))):
                intent = of_one
        if intent == "ask_program_details" and set(follow_up.entities) == {"degree_level"}:
            intent = "ask_duration"  # all was told already but for the one stage
        return replace(follow_up, intent=intent, entities=entities)

    # ---- what changes

    def after(self, question: Question, answer: Answer, singled_out: str | None = None) -> Context:
        """The context once this question is answered. `singled_out`: the one program that its names stand for."""
        kinds: dict[str, list[str]] = {}
        for kind, subject in answer.subjects:
            kinds.setdefault(kind, []).append(subject)
        # Also where the answer says the same of all ("and jobs after tourism?") or shows all ("is there a campus in
        # Thailand?"), what was named is talked about.
        for kind in SUBJECTS:
            if question.all(kind) and (kind not in kinds or set(question.all(kind)) < set(kinds[kind])):
                kinds[kind] = list(question.all(kind))
        # "The partner in Germany": the program with it was told, too.
        used = [fact.removeprefix("program/") for fact in answer.facts if fact.startswith("program/")]
        if "program" not in kinds and question.all("country") and len(used) == 1:
            kinds["program"] = used
        if "program" not in kinds and singled_out:
            kinds["program"] = [singled_out]
        singled = {kind: ids for kind, ids in kinds.items() if len(ids) <= 2}
        named = [(kind, subject) for kind in SUBJECTS for subject in question.all(kind)]
        shown = answer.listed or answer.subjects or named
        asked = [intent for intent in self.asked if intent != question.intent][-_REMEMBERED:]
        context = replace(
            self,
            intent=question.intent,
            together=[*(self.together if self.together_turn == self.turn else ()), question.intent],
            together_turn=self.turn,
            entities={kind: list(values) for kind, values in question.entities.items()},
            subjects={kind: ids for kind, ids in self.subjects.items() if kind not in kinds} | singled,
            subject_turns=self.subject_turns | {kind: self.turn for kind in singled},
            asked=[*asked, question.intent],
            gapped=answer.gap,
            told=[digest(part) for part in answer.parts],
            failures=0,
            doubt=[],
            offer="",
        )
        if len(shown) > 1:
            context = replace(context, listed=[list(each) for each in shown], listed_turn=self.turn)
        return context.remembering((kind, subject) for kind, ids in singled.items() for subject in ids)

    def remembering(self, subjects: Iterable[Subject]) -> Context:
        """With what was singled out just now."""
        recent = self.recent
        for kind, subject in subjects:
            recent = [each for each in recent if each != [kind, subject]] + [[kind, subject]]
        return replace(self, recent=recent[-_RECENT:])

    def offering(self, intent: str) -> Context:
        """After a reply that offered something."""
        return replace(self, offer=intent, offer_turn=self.turn)

    def expecting(self, what: str) -> Context:
        """After a reply that asked for something."""
        return replace(self, expects=what, expects_turn=self.turn)

    def waiting_no_longer(self) -> Context:
        """What the bot asked for has come, or will not come."""
        return replace(self, expects="", wishes={}) if self.expects != "contact" else replace(self, expects="")
