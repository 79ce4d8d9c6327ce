"""One turn of the conversation: the message, what is known, and the reply as it comes together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import structlog
from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions.buttons import Choice
from actions.context import ABOUT_A_ROUTE, ABOUT_PROGRAMS, Context
from actions.lexicon import says
from actions.message import Message, Said, earlier, read_message
from office.answers.document import Answer, Part, Question, Value, part
from office.answers.subjects import programs_asked
from office.knowledge.queries import Knowledge, knowledge

log = structlog.get_logger()


@dataclass
class Turn:
    """What an action reads and what it says. `context` is replaced as the turn goes on; `events` go to Rasa."""

    message: Message
    context: Context
    tracker: Tracker
    parts: list[Part] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    events: list[EventType] = field(default_factory=list)
    marks: dict[str, Any] = field(default_factory=dict)  # what else the log keeps of this reply
    reply_language: str = ""
    final: bool = False  # nothing is to be suggested after this

    @classmethod
    def of(cls, tracker: Tracker) -> Turn:
        """The turn that the last message begins."""
        message = read_message(tracker)
        return cls(message, Context.of(tracker, message), tracker)

    @property
    def knowledge(self) -> Knowledge:
        """Everything published today."""
        return knowledge()

    @property
    def in_form(self) -> bool:
        """Whether a form will put its own question after this reply."""
        return bool((self.tracker.active_loop or {}).get("name"))

    def earlier(self) -> Iterator[Said]:
        """The applicant's messages before this one, newest first."""
        return earlier(self.tracker)

    def say(self, reply: str, **values: Value) -> Turn:
        """Add a reply."""
        self.parts.append(part(reply, **values))
        return self

    def answer(self, question: Question, found: Answer) -> Turn:
        """Add an answer from the knowledge base, and remember what it was about."""
        self.parts += [part for part in found.parts if part not in self.parts and not self._is_told(part)]
        self.sources += [source for source in found.sources if source not in self.sources]
        self.facts += [fact for fact in found.facts if fact not in self.facts]
        self.topics.append(question.intent)
        if found.gap:
            self.gaps.append(question.intent)
        self.context = self.context.after(question, found, self._singled_out(question))
        return self

    def _singled_out(self, question: Question) -> str | None:
        """The one program that the country or field named in a question stands for ("the bachelor from the UK partner").

        A country by itself can also be that where a degree is recognised, or where applicants are from.
        """
        if question.intent not in ABOUT_PROGRAMS or says(self.message.typed, "origin", self.message.code):
            return None
        alone = len(question.all("country")) == 1 and not question.all("field")
        if alone and question.intent in {"ask_degree_recognition", *ABOUT_A_ROUTE}:
            return None
        programs = programs_asked(question, self.knowledge)
        return programs[0].id if len(programs) == 1 else None

    def _is_told(self, new: Part) -> bool:
        """Whether the stages of a program stand in the reply already: "how long, and where?" is not told twice."""
        told = [part["values"] for part in self.parts if "stages" in (part.get("values") or {})]
        values = new.get("values") or {}
        if "stages" not in values or set(values) - {"program", "stages"}:
            return False
        # A list of one program tells its stages without its name again.
        program = values["program"]
        return any(each.get("program", program) == program and each["stages"] == values["stages"] for each in told)

    def offer(self, *choices: Choice) -> Turn:
        """Add buttons; the same one is not shown twice."""
        self.choices += [choice for choice in choices if choice not in self.choices]
        return self

    def change(self, **changes: Any) -> Turn:
        """Change the context."""
        self.context = replace(self.context, **changes)
        return self

    def utter(self, dispatcher: CollectingDispatcher) -> list[EventType]:
        """Say it all at once. Returns Rasa's events, with the context to keep."""
        if self.parts:
            extra: dict[str, Any] = {"reply_language": self.reply_language} if self.reply_language else {}
            dispatcher.utter_message(
                response="utter_answer",
                parts=self.parts,
                sources=self.sources,
                facts=self.facts,
                topics=self.topics,
                gaps=self.gaps,
                gap=bool(self.gaps),
                choices=self.choices,
                **self.marks,
                **extra,
            )
        log.info("turn.answered", intent=self.message.intent, topics=self.topics, gaps=self.gaps, **self.marks)
        return [*self.events, self.context.event()]
