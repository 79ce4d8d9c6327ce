"""The applicant's last message as the pipeline understood it: the one reader of Rasa's tracker format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

from office.answers.document import Question
from office.languages import conversation_language

RECENT_MESSAGES = 20


@dataclass(frozen=True)
class Message:
    """One message: its questions in order, how it opened, what is doubtful, and which language to answer in."""

    text: str
    intent: str
    questions: tuple[Question, ...]
    greets: bool
    readings: tuple[str, ...]
    language: str
    key: str

    @property
    def question(self) -> Question:
        """The first question."""
        return self.questions[0]


def read_message(tracker: Tracker) -> Message:
    """The last message of the conversation."""
    latest: Mapping[str, Any] = tracker.latest_message or {}
    intent = (latest.get("intent") or {}).get("name") or ""
    text = latest.get("text") or ""
    whole = _question(intent, latest.get("entities") or (), text, latest.get("unknown_names") or ())
    found = latest.get("questions") or ()
    several = tuple(
        _question(item["intent"], item.get("entities") or (), item.get("text") or "", item.get("unknown_names") or ())
        for item in found
    )
    return Message(
        text=text,
        intent=intent,
        questions=several if len(several) > 1 else (whole,),
        greets=bool((latest.get("opening") or {}).get("greeting")),
        readings=tuple((latest.get("doubt") or {}).get("readings") or ()),
        language=conversation_language(_identified(tracker), requested=tracker.get_slot("requested_language")),
        key=_key(tracker),
    )


def _question(intent: str, entities: Iterable[Mapping[str, Any]], text: str, unknown: Iterable[Mapping[str, Any]]) -> Question:
    values: dict[str, list[str]] = {}
    for entity in entities:
        found = entity.get("value")
        for value in found if isinstance(found, list) else [found]:
            if isinstance(value, str) and value not in values.setdefault(entity["entity"], []):
                values[entity["entity"]].append(value)
    names: dict[str, list[str]] = {}
    for name in unknown:
        names.setdefault(name.get("kind") or "", []).append(name.get("text") or "")
    return Question(
        intent,
        {kind: tuple(listed) for kind, listed in values.items()},
        text,
        unknown_programs=tuple(names.get("program", ())),
        unknown_campuses=tuple(names.get("campus", ())),
    )


def _user_events(tracker: Tracker) -> Iterable[dict[str, Any]]:
    return (event for event in reversed(tracker.events) if event.get("event") == "user")


def _identified(tracker: Tracker) -> Iterable[tuple[str | None, bool]]:
    for seen, event in enumerate(_user_events(tracker)):
        if seen == RECENT_MESSAGES:
            return
        language = (event.get("parse_data") or {}).get("language") or {}
        yield language.get("locale") or language.get("code"), bool(language.get("certain"))


def _key(tracker: Tracker) -> str:
    """Names this message in this conversation, the same when a turn is tried again."""
    event = next(iter(_user_events(tracker)), {})
    own = (event.get("metadata") or {}).get("journal_id") or event.get("message_id") or len(tracker.events)
    return f"{tracker.sender_id}:{own}"[:120]
