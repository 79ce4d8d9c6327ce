"""Telling those who asked in vain: a published fact goes into their chats and to the addresses they left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.answers.document import Question
from office.answers.topics import answer, title
from office.conversations.log import lock_conversation, record_staff_message
from office.conversations.mail import Letter, write_letter
from office.conversations.tables import conversation, handoff
from office.database import now
from office.knowledge import tables
from office.knowledge.gap_board import is_answered_by
from office.knowledge.queries import Knowledge
from office.languages import SOURCE_LANGUAGE
from office.wording.catalogues import translate
from office.wording.rendering import Renderer

# Whoever asked longer ago has decided meanwhile, and does not expect a message.
ASKED_WITHIN = timedelta(days=90)
_ENTITIES = ("program", "campus", "admission_route", "country")


@dataclass(frozen=True)
class Asker:
    """One conversation in which the question was asked, and the ways to reach its applicant."""

    conversation_id: str
    channel: str
    language: str
    subjects: tuple[tuple[str, str], ...]
    contact_kind: str | None = None
    contact: str | None = None


@dataclass
class Told:
    """What became of it: answers in chats, letters by e-mail, and people whom somebody has to call or write to."""

    questions: int = 0
    chats: int = 0
    letters: int = 0
    by_hand: list[Asker] = field(default_factory=list)


def find_askers(connection: Connection, topic: str, subject: tuple[str, str] | None) -> list[Asker]:
    """Everybody whose open question a fact on this topic (about this thing) answers."""
    gap = tables.gap.c
    query = (
        sa.select(
            conversation.c.id,
            conversation.c.channel,
            sa.func.coalesce(conversation.c.requested_language, conversation.c.language, gap.language).label(
                "language"
            ),
            gap.subject_kind,
            gap.subject_id,
        )
        .join(conversation, conversation.c.id == gap.conversation_id)
        .where(is_answered_by(topic, subject), gap.asked_at >= now() - ASKED_WITHIN)
        .order_by(gap.id)
    )
    found: dict[str, Asker] = {}
    for row in connection.execute(query).all():
        about = ((row.subject_kind, row.subject_id),) if row.subject_kind in _ENTITIES else ()
        known = found.get(row.id)
        subjects = tuple(dict.fromkeys((*known.subjects, *about))) if known else about
        found[row.id] = Asker(row.id, row.channel, row.language or SOURCE_LANGUAGE, subjects)
    return [_with_contact(connection, asker) for asker in found.values()]


def tell_askers(
    connection: Connection, topic: str, subject: tuple[str, str] | None, knowledge: Knowledge, *, by: str
) -> Told:
    """Answer everybody in their own language, and take their questions off the board. `by`: who published the fact."""
    told = Told()
    if answer(Question(topic, _entities((subject,) if subject else ())), knowledge).gap:
        return told  # a draft, or not valid yet: there is nothing to tell
    unanswered: list[str] = []
    for asker in find_askers(connection, topic, subject):
        text = answer_for(asker, topic, subject, knowledge)
        if text is None:  # still nothing about the thing that they asked about
            unanswered.append(asker.conversation_id)
            continue
        current = lock_conversation(connection, asker.conversation_id)
        if current is None:
            continue
        record_staff_message(connection, asker.conversation_id, text, author=by, language=asker.language)
        told.chats += 1
        if asker.contact_kind == "email" and asker.contact:
            college = Renderer(asker.language, knowledge).name("college", "college")
            letter = Letter(
                key=f"gap:{topic}:{subject[1] if subject else ''}:{asker.conversation_id}"[:128],
                recipient=asker.contact,
                subject=f"{college}: {translate(asker.language, title(topic))}",
                body=text,
                conversation_id=asker.conversation_id,
            )
            told.letters += write_letter(connection, letter)
        elif asker.contact:
            told.by_hand.append(asker)
    gap = tables.gap.c
    others = sa.or_(gap.conversation_id.is_(None), gap.conversation_id.not_in(unanswered))
    closed = sa.update(tables.gap).where(is_answered_by(topic, subject), others).values(answered_at=now())
    told.questions = connection.execute(closed).rowcount
    return told


def answer_for(asker: Asker, topic: str, subject: tuple[str, str] | None, knowledge: Knowledge) -> str | None:
    """The answer as the bot would give it now, under the name of its topic; None: it would still be a gap."""
    given = answer(Question(topic, _entities(asker.subjects or ((subject,) if subject else ()))), knowledge)
    if given.gap:
        return None
    renderer = Renderer(asker.language, knowledge)
    rendered = renderer.render(given.parts, given.sources)
    sources = "\n".join(source["text"] for source in rendered.sources)
    heading = translate(asker.language, title(topic))
    return "\n\n".join(piece for piece in (heading, rendered.text, sources) if piece)


def _entities(subjects: Sequence[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    entities: dict[str, tuple[str, ...]] = {}
    for kind, value in subjects:
        entities[kind] = (*entities.get(kind, ()), value)
    return entities


def _with_contact(connection: Connection, asker: Asker) -> Asker:
    query = (
        sa.select(handoff.c.contact_kind, handoff.c.contact)
        .where(handoff.c.conversation_id == asker.conversation_id, handoff.c.contact.is_not(None))
        .order_by(handoff.c.id.desc())
    )
    row = connection.execute(query).first()
    if row is None:
        return asker
    return Asker(asker.conversation_id, asker.channel, asker.language, asker.subjects, row.contact_kind, row.contact)
