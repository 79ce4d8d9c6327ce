"""The applicant's last message as the pipeline understood it: the one reader of Rasa's tracker format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rasa_sdk import Tracker

from actions.presses import is_payload, press_by_title
from office.answers.document import Question
from office.languages import base_code, conversation_language

RECENT_MESSAGES = 20

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Mention:
    """Words that name one of several things: each candidate as (entity, id)."""

    text: str
    candidates: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Message:
    """One message: its questions in order, how it opened, what is doubtful, and which language to answer in.

    `unnamed` is the text without the names in it, for judging whether it says anything beside them.
    """

    text: str
    intent: str
    questions: tuple[Question, ...]
    language: str
    key: str
    conversation: str
    at: float = 0.0
    ranking: tuple[tuple[str, float], ...] = ()  # (intent, probability), the most probable first
    greets: bool = False
    readings: tuple[str, ...] = ()
    ambiguous: tuple[Mention, ...] = ()
    unnamed: str = ""
    is_button: bool = False
    locale: str = ""
    continues: Mapping[str, float] = field(default_factory=dict)  # topic: probability that the message stays with it
    from_channels: bool = False  # the journal of channels has it, so its conversation is on record

    @property
    def question(self) -> Question:
        """The first question."""
        return self.questions[0]

    @property
    def confidence(self) -> float:
        """The probability of the first reading; 1 for a button."""
        return 1.0 if self.is_button or not self.ranking else self.ranking[0][1]

    @property
    def typed(self) -> str:
        """The text, if a person typed it; empty for a pressed button."""
        return "" if self.is_button else self.text

    @property
    def code(self) -> str:
        """The language whose words the message is in, as far as is known."""
        return base_code(self.locale or self.language)


@dataclass(frozen=True)
class Said:
    """An earlier message of the applicant: its words and how they were understood."""

    text: str
    intent: str
    is_button: bool = field(default=False)


def read_message(tracker: Tracker) -> Message:
    """The last message of the conversation."""
    latest: Mapping[str, Any] = tracker.latest_message or {}
    text = latest.get("text") or ""
    entities = list(latest.get("entities") or ())
    language = latest.get("language") or {}
    event: Event = next(_user_events(tracker), {})
    press = press_by_title(tracker, text)
    message = Message(
        text=text,
        intent=_intent(latest),
        questions=_questions(latest, text, entities),
        language=conversation_language(_identified(tracker), requested=tracker.get_slot("requested_language")),
        key=_key(tracker, event),
        conversation=tracker.sender_id,
        at=float(event.get("timestamp") or 0.0),
        ranking=tuple(_ranking(latest)),
        greets=bool((latest.get("opening") or {}).get("greeting")),
        readings=tuple((latest.get("doubt") or {}).get("readings") or ()),
        ambiguous=tuple(_mentions(latest.get("ambiguous") or ())),
        unnamed=_without(text, entities),
        is_button=is_payload(text),
        locale=language.get("locale") or language.get("code") or "",
        continues=dict(latest.get("continues") or {}),
        from_channels=(event.get("metadata") or {}).get("journal_id") is not None,
    )
    if press is None:
        return message
    asked = Question(press.intent, dict(press.entities), text)
    return replace(message, intent=press.intent, questions=(asked,), readings=(), ambiguous=(), unnamed="")


def earlier(tracker: Tracker) -> Iterator[Said]:
    """The applicant's messages, newest first, beginning with the one before the last."""
    events = _user_events(tracker)
    next(events, None)
    for event in events:
        text = event.get("text") or ""
        yield Said(text, _intent(event.get("parse_data") or {}), is_payload(text))


def _ranking(latest: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for guess in latest.get("intent_ranking") or ():
        yield guess.get("name") or "", float(guess.get("confidence") or 0.0)


def _intent(parsed: Mapping[str, Any]) -> str:
    return (parsed.get("intent") or {}).get("name") or ""


def _questions(latest: Mapping[str, Any], text: str, entities: Sequence[Event]) -> tuple[Question, ...]:
    unknown = list(latest.get("unknown_names") or ())
    found = list(latest.get("questions") or ())
    if len(found) < 2:
        return (_question(_intent(latest), entities, text, unknown),)
    questions = []
    left = unknown
    for place, item in enumerate(found):
        words = item.get("text") or ""
        # What is named before the first question, or after the last, belongs to the nearest one.
        nearest = place == len(found) - 1
        own = [name for name in left if nearest or (name.get("text") or "") in words]
        left = [name for name in left if name not in own]
        questions.append(_question(item.get("intent") or "", item.get("entities") or (), words, own))
    return tuple(questions)


def _question(intent: str, entities: Iterable[Event], text: str, unknown: Iterable[Event]) -> Question:
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
        {kind: tuple(listed) for kind, listed in values.items() if listed},
        text,
        unknown_programs=tuple(dict.fromkeys(names.get("program", ()))),
        unknown_campuses=tuple(dict.fromkeys(names.get("campus", ()))),
    )


def _mentions(ambiguous: Iterable[Event]) -> Iterator[Mention]:
    for found in ambiguous:
        candidates = tuple((each["entity"], each["value"]) for each in found.get("candidates") or ())
        if len(candidates) > 1:
            yield Mention(found.get("text") or "", candidates)


def _without(text: str, entities: Iterable[Event]) -> str:
    kept = list(text)
    for entity in entities:
        for place in range(entity.get("start") or 0, min(entity.get("end") or 0, len(kept))):
            kept[place] = " "
    return " ".join("".join(kept).split())


def _user_events(tracker: Tracker) -> Iterator[Event]:
    return (event for event in reversed(tracker.events) if event.get("event") == "user")


def _identified(tracker: Tracker) -> Iterator[tuple[str | None, bool]]:
    for seen, event in enumerate(_user_events(tracker)):
        if seen == RECENT_MESSAGES:
            return
        language = (event.get("parse_data") or {}).get("language") or {}
        yield language.get("locale") or language.get("code"), bool(language.get("certain"))


def _key(tracker: Tracker, event: Event) -> str:
    """Names this message in this conversation, the same when a turn is tried again."""
    own = (event.get("metadata") or {}).get("journal_id") or event.get("message_id") or len(tracker.events)
    return f"{tracker.sender_id}:{own}"[:120]
