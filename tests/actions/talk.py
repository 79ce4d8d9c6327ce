"""A conversation for tests: messages as the pipeline hands them on, real actions, a real database, replies in words."""

from __future__ import annotations

import asyncio
import copy
import importlib
import pkgutil
import re
from collections.abc import Coroutine, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher
from ruamel.yaml import YAML

import actions
from office.conversations.log import record_turn
from office.conversations.records import Turn, Utterance
from office.conversations.sessions import open_conversation
from office.database import now, writing
from office.knowledge.queries import knowledge
from office.settings import ROOT
from office.wording.rendering import Renderer
from tests.journeys.reading import published_words

PAYLOAD = re.compile(r"/([a-z_]+)(\{.*\})?", re.DOTALL)


@lru_cache(maxsize=1)
def all_actions() -> dict[str, Action]:
    """Every action of the action server, by its name in domain.yml."""
    for module in pkgutil.iter_modules(actions.__path__):
        importlib.import_module(f"actions.{module.name}")
    found: dict[str, Action] = {}
    kinds: list[type] = [Action]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        if kind.__module__.startswith("actions.") and not getattr(kind, "__abstractmethods__", None):
            found[kind().name()] = kind()
    return found


@lru_cache(maxsize=1)
def rules() -> dict[str, str]:
    """The action of each intent, from data/rules."""
    acting: dict[str, str] = {}
    for path in (ROOT / "data" / "rules").glob("*.yml"):
        for rule in YAML(typ="safe").load(path.read_text("utf-8"))["rules"]:
            steps = rule["steps"]
            first = steps[0]
            intents = [each["intent"] for each in first.get("or", [first]) if "intent" in each]
            acting |= {intent: steps[1]["action"] for intent in intents}
    return acting


def _finished(running: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine returns, run in a thread of its own: a test before may have left a loop running in this one."""
    with ThreadPoolExecutor(max_workers=1) as apart:
        return apart.submit(asyncio.run, running).result()


@dataclass
class Reply:
    """What the bot said: its words, its buttons' titles, and all that goes into the log."""

    text: str
    buttons: list[str]
    payloads: list[str]
    data: Mapping[str, Any]
    blocks: list[dict[str, Any]]

    def __contains__(self, words: str) -> bool:
        return words in self.text


class Talk:
    """One applicant's conversation in one language."""

    def __init__(self, language: str = "en", *, time_zone: str | None = None, announced: bool = True) -> None:
        self.language = language
        self.clock = 1_800_000_000.0
        self.events: list[dict[str, Any]] = []
        self.slots: dict[str, Any] = {}
        self.replies: list[Reply] = []
        self.loop: str | None = None
        self.id = "rest-user"
        self.announced = announced
        self._latest: dict[str, Any] = {}
        if announced:
            with writing() as connection:
                opened = open_conversation(connection, channel="website", language=language, time_zone=time_zone)
                self.id = opened.id

    def say(
        self,
        text: str,
        intent: str = "nlu_fallback",
        *,
        questions: Iterable[Mapping[str, Any]] = (),
        language: str | None = None,
        certain: bool = True,
        later: float = 5.0,
        **found: Any,
    ) -> Reply:
        """Type a message. Entities as `program="x"` or `program=["x", "y"]`; doubt=[...], unknown={...}, and so on."""
        special = {
            name: found.pop(name)
            for name in ("continues", "doubt", "greets", "unknown", "ambiguous", "spans", "ranking")
            if name in found
        }
        entities = []
        for kind, values in found.items():
            for value in [values] if isinstance(values, str) else values:
                start, end = (special.get("spans") or {}).get(value, (0, 0))
                entities.append({"entity": kind, "value": value, "start": start, "end": end})
        locale = language or self.language
        parsed = {
            "text": text,
            "intent": {"name": intent, "confidence": 0.9},
            "entities": entities,
            "language": {"code": locale[:2], "locale": locale, "certain": certain},
            "questions": list(questions),
            "unknown_names": [{"kind": kind, "text": name} for kind, name in (special.get("unknown") or {}).items()],
            "ambiguous": special.get("ambiguous") or [],
            "intent_ranking": [{"name": name, "confidence": share} for name, share in special.get("ranking") or ()],
        }
        if special.get("continues"):
            parsed["continues"] = special["continues"]
        if special.get("doubt"):
            parsed["doubt"] = {"readings": special["doubt"]}
        if special.get("greets"):
            parsed["opening"] = {"greeting": True}
        return self._turn(text, parsed, later)

    def type(self, text: str, parsed: dict[str, Any], later: float = 5.0) -> Reply:
        """Type a message that the trained pipeline has made `parsed` of; what follows an action is part of its reply."""
        reply = self._turn(text, parsed, later)
        return self.run(self.followup) if self.followup and not reply.text else reply

    def press(self, title: str) -> Reply:
        """Press a button of the last reply by its words."""
        last = next(reply for reply in reversed(self.replies) if reply.buttons)
        assert title in last.buttons, last.buttons
        payload = last.payloads[last.buttons.index(title)]
        found = PAYLOAD.fullmatch(payload)
        assert found, payload
        values = YAML(typ="safe").load(found.group(2) or "{}")
        entities = [{"entity": kind, "value": value, "start": 0, "end": 0} for kind, value in values.items()]
        parsed = {
            "text": payload,
            "intent": {"name": found.group(1), "confidence": 1.0},
            "entities": entities,
            "language": {"code": self.language[:2], "locale": self.language, "certain": False},
        }
        return self._turn(payload, parsed, 5.0)

    def _turn(self, text: str, parsed: dict[str, Any], later: float) -> Reply:
        self.clock += later
        event = {
            "event": "user",
            "text": text,
            "timestamp": self.clock,
            "parse_data": parsed,
            "message_id": str(self.clock),
        }
        event["metadata"] = {"journal_id": len(self.events)} if self.announced else {}
        self.events.append(event)
        self._latest = parsed
        return self.run(rules().get(parsed["intent"]["name"], "action_ask_again"))

    def run(self, action: str) -> Reply:
        """Run one action on the conversation as it stands."""
        tracker = Tracker(
            self.id,
            dict(self.slots),
            copy.deepcopy(self._latest),
            copy.deepcopy(self.events),
            False,
            None,
            {"name": self.loop} if self.loop else {},
            "action_listen",
        )
        dispatcher = CollectingDispatcher()
        if not action.startswith(("validate_", "action_ask_")):  # parts of a form: Rasa records the form itself
            self.events.append({"event": "action", "name": action})
        found = _finished(all_actions()[action].run(dispatcher, tracker, {}))
        self.followup = next((event["name"] for event in found if event["event"] == "followup"), None)
        for event in found:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        self.changes = {event["name"]: event["value"] for event in found if event["event"] == "slot"}
        for message in dispatcher.messages:
            reply = self._reply(message)
            self.replies.append(reply)
            buttons = [
                {"title": title, "payload": payload}
                for title, payload in zip(reply.buttons, reply.payloads, strict=True)
            ]
            self.events.append({"event": "bot", "text": reply.text, "data": {"buttons": buttons}})
        return self.replies[-1] if dispatcher.messages else Reply("", [], [], {}, [])

    def _reply(self, message: Mapping[str, Any]) -> Reply:
        renderer = Renderer(message.get("reply_language") or self.spoken, knowledge())
        rendered = renderer.render(message["parts"], message.get("sources") or ())
        choices = message.get("choices") or []
        reply = Reply(
            rendered.text,
            [renderer.label(choice["title"]) for choice in choices],
            [choice["payload"] for choice in choices],
            message,
            rendered.blocks,
        )
        if self.announced:
            said = Utterance("bot", rendered.text, key=f"{self.id}-{len(self.replies)}", at=now(), reply={"name": "x"})
            with writing() as connection:
                record_turn(connection, Turn(self.id, "website", (), (said,)))
        return reply

    @property
    def spoken(self) -> str:
        """The language that the bot answers in."""
        from actions.message import read_message

        tracker = Tracker(self.id, dict(self.slots), self._latest, self.events, False, None, {}, "action_listen")
        return read_message(tracker).language

    @property
    def context(self) -> dict[str, Any]:
        """What the conversation is about, as kept in its slot."""
        return dict(self.slots.get("context") or {})


def beyond(language: str) -> str:
    """What is said after the applicant's own question when nothing beyond the answer is published."""
    return published_words("reply/utter_conversation_gap_beyond_quoted", language)
