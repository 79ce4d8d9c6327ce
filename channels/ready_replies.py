"""Replies that need no understanding: a picture came, a text was too long, a code to go on on another channel."""

from __future__ import annotations

import json
import re
import secrets

from sqlalchemy.engine import Connection

from office.conversations import log, resuming
from office.conversations.records import Conversation, JournalEntry, Turn, Utterance
from office.database import now
from office.languages import SOURCE_LANGUAGE
from office.wording.catalogues import translate

# How the journal notes that the reply is ready. Nobody can type it: what persons write never begins with a slash there
# (channels.typed_text), and the bot makes no buttons with it.
_MARK = "/say "
_RESUME = re.compile(r"[/／]\s*resume(?:\s+(\S{1,64}))?", re.IGNORECASE)
CODE_NAME = "utter_conversation_resume_code"


def ready(name: str, **values: object) -> str:
    """What the journal holds instead of a question: the name of the text that is the reply, and its values."""
    return _MARK + json.dumps({"name": name, "values": values}, ensure_ascii=False)


def is_ready(asked: str | None) -> bool:
    """Whether the entry's reply is ready."""
    return (asked or "").startswith(_MARK)


def asked_code(text: str) -> str | None:
    """The code in "/resume CODE"; empty for "/resume" alone; None for any other text."""
    found = _RESUME.fullmatch(text.strip())
    return None if found is None else (found.group(1) or "")


def say(connection: Connection, conversation: Conversation, entry: JournalEntry) -> None:
    """Write the ready reply into the log, as Rasa's turn would be. Saying it again changes nothing."""
    if log.is_answered(connection, entry.id):
        return
    wanted = json.loads((entry.text or "")[len(_MARK) :])
    language = conversation.speaks or entry.language or SOURCE_LANGUAGE
    values = wanted["values"]
    if wanted["name"] == CODE_NAME:
        minutes = int(resuming.CODE_LIFE.total_seconds() // 60)
        values = {
            "code": resuming.issue_code(connection, conversation.id),
            "minutes": translate(language, "utter_conversation_minutes", count=minutes),
        }
    text = translate(language, wanted["name"], **values)
    moment = now()
    key = secrets.token_hex(16)
    asked = Utterance("applicant", "", key=f"{key}-q", at=moment, language=language, journal_id=entry.id)
    reply = {"name": wanted["name"]}
    said = Utterance("bot", text, key=f"{key}-a", at=moment, language=language, journal_id=entry.id, reply=reply)
    log.record_turn(connection, Turn(conversation.id, conversation.channel, (), (asked, said)))
