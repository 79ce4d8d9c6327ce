"""Rasa's events, as dictionaries, read into the records of the log. Needs no Rasa."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

from office.conversations.records import StoredEvent, Turn, Utterance

Event = Mapping[str, Any]

FALLBACK_INTENT = "nlu_fallback"
LANGUAGE_SLOT = "requested_language"
SENDER_ID_LIMIT = 255

# What the pipeline says about a message beside intent, entities and questions, kept for reviewers.
_FINDINGS = ("language", "opening", "doubt", "ambiguous", "unknown_names")
# Of a reply's metadata: what has a column of its own, or says nothing about the reply.
_NOT_REPLY = {"utter_action", "language", "gap", "fallback", "model_id", "assistant_id"}


def turn_of(conversation_id: str, events: Sequence[Event], *, channel: str | None = None) -> Turn:
    """What is to be recorded of new events: each under a key of its own, and the messages among them."""
    keys = _new_keys(len(events))
    stored = tuple(
        StoredEvent(key, float(event.get("timestamp") or time.time()), str(event["event"]), to_json(event))
        for key, event in zip(keys, events, strict=True)
    )
    plain = [json.loads(event.data) for event in stored]
    heard_on = next((event.get("input_channel") for event in plain if event["event"] == "user"), None)
    return Turn(
        conversation_id=conversation_id,
        channel=str(heard_on or channel or "rest")[:32],
        events=stored,
        utterances=_utterances(plain, keys),
        requested_language=_requested_language(plain),
    )


def to_json(event: Event) -> str:
    """The event as JSON that every database takes: numpy's numbers as numbers, "not a number" as null."""
    try:
        return json.dumps(event, default=_plain, allow_nan=False, separators=(",", ":"))
    except ValueError:
        loose = json.dumps(event, default=_plain)
        return json.dumps(json.loads(loose, parse_constant=lambda _: None), separators=(",", ":"))


def _plain(value: Any) -> Any:
    if hasattr(value, "item"):
        return value.item()
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    return str(value)


def _new_keys(number: int) -> list[str]:
    """Keys that no other event has, ever. They begin with the time, so that an index over them grows at its end."""
    stem = f"{time.time_ns() // 1000:014x}{secrets.token_hex(8)}"
    return [f"{stem}{offset:04x}" for offset in range(number)]


def _requested_language(events: Sequence[Event]) -> tuple[str | None] | None:
    wishes = [event.get("value") for event in events if event["event"] == "slot" and event.get("name") == LANGUAGE_SLOT]
    if not wishes:
        return None
    return (str(wishes[-1])[:16] if wishes[-1] else None,)


def _utterances(events: Sequence[Event], keys: Sequence[str]) -> tuple[Utterance, ...]:
    found: list[Utterance] = []
    for position, (event, key) in enumerate(zip(events, keys, strict=True)):
        if event["event"] == "user" and not (event.get("metadata") or {}).get("is_external"):
            found.append(_question(event, key, _replies_after(events, position)))
        elif event["event"] == "bot":
            found.append(_reply(event, key, found))
    return tuple(found)


def _replies_after(events: Sequence[Event], position: int) -> list[Event]:
    replies = []
    for event in events[position + 1 :]:
        if event["event"] == "user":
            break
        if event["event"] == "bot":
            replies.append(event.get("metadata") or {})
    return replies


def _question(event: Event, key: str, replies: Sequence[Event]) -> Utterance:
    parsed = event.get("parse_data") or {}
    intent = parsed.get("intent") or {}
    language = parsed.get("language") or {}
    metadata = event.get("metadata") or {}
    findings = {name: parsed[name] for name in _FINDINGS if parsed.get(name)}
    journal_id = metadata.get("journal_id")
    return Utterance(
        sender="applicant",
        text=str(event.get("text") or ""),
        key=key,
        at=_moment(event),
        language=_language(language.get("locale") or language.get("code") or metadata.get("language")),
        journal_id=journal_id if type(journal_id) is int else None,
        intent=intent.get("name"),
        confidence=intent.get("confidence"),
        ranking=[_ranked(each) for each in parsed.get("intent_ranking") or []] or None,
        entities=parsed.get("entities") or None,
        questions=parsed.get("questions") or None,
        findings=findings or None,
        fallback=intent.get("name") == FALLBACK_INTENT or any(reply.get("fallback") for reply in replies),
        gap=any(reply.get("gap") for reply in replies),
    )


def _ranked(guess: Event) -> dict[str, Any]:
    return {"name": guess.get("name"), "confidence": guess.get("confidence")}


def _reply(event: Event, key: str, before: Sequence[Utterance]) -> Utterance:
    metadata = event.get("metadata") or {}
    question = next((each for each in reversed(before) if each.sender == "applicant"), None)
    shown = {name: value for name, value in (event.get("data") or {}).items() if value}
    reply = {"name": metadata.get("utter_action"), **shown}
    reply |= {name: value for name, value in metadata.items() if name not in _NOT_REPLY}
    return Utterance(
        sender="bot",
        text=str(event.get("text") or ""),
        key=key,
        at=_moment(event),
        language=_language(metadata.get("language")) or (question.language if question else None),
        journal_id=question.journal_id if question else None,
        fallback=bool(metadata.get("fallback")),
        gap=bool(metadata.get("gap")),
        reply=reply,
    )


def _language(code: Any) -> str | None:
    return code[:16] if isinstance(code, str) and code else None


def _moment(event: Event) -> datetime:
    return datetime.fromtimestamp(float(event.get("timestamp") or time.time()), tz=timezone.utc).replace(tzinfo=None)
