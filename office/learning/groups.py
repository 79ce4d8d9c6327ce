"""Groups of messages of like meaning that the bot did not understand well: kept, shown, decided by a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.records import Message, columns_of
from office.conversations.review_tables import review
from office.conversations.reviews import Judgement, entities_of, record_review
from office.conversations.tables import message
from office.database import now
from office.languages import base_code
from office.learning.tables import wording_group, wording_group_message

# What is grouped: the last month's messages that were not understood, or understood with less confidence than this.
LOOK_BACK = timedelta(days=30)
UNSURE = 0.5
# A group says something when several people said it.
FEWEST_MESSAGES = 3
FEWEST_CONVERSATIONS = 2
# The nearest intent is proposed when it has so much of the probability; below, the meaning may be a new one.
LIKELY = 0.35

_MESSAGE = columns_of(Message, message)
_MEMBER = wording_group_message.c


class GroupDecided(ValueError):
    """Somebody else has decided about the group meanwhile."""


@dataclass(frozen=True)
class NewGroup:
    """What a grouping found: (message, cosine to the middle) with the nearest first, (intent, probability) likewise."""

    members: tuple[tuple[Message, float], ...]
    nearest: tuple[tuple[str, float], ...]

    @property
    def is_telling(self) -> bool:
        """Whether enough people said it."""
        people = {said.conversation_id for said, _ in self.members}
        return len(self.members) >= FEWEST_MESSAGES and len(people) >= FEWEST_CONVERSATIONS

    @property
    def proposal(self) -> str:
        """ "intent": the nearest may be meant; "new": none is near."""
        return "intent" if self.nearest and self.nearest[0][1] >= LIKELY else "new"


@dataclass(frozen=True)
class Group:
    """A group on record. `size` and `languages` count the messages that are still there: erased ones are not."""

    id: int
    made_at: datetime
    size: int
    people: int
    languages: tuple[tuple[str, int], ...]  # the most first
    nearest: tuple[tuple[str, float], ...]
    proposal: str
    status: str
    decided_by: str | None
    decided_at: datetime | None
    intent: str | None


def find_unclear(connection: Connection, *, limit: int = 5000) -> list[Message]:
    """Messages to group, the newest first: not understood or unsure, not judged by a person, in no group that was decided."""
    decided = (
        sa.select(_MEMBER.message_id)
        .join(wording_group, wording_group.c.id == _MEMBER.group_id)
        .where(wording_group.c.status != "open")
    )
    query = (
        sa.select(*_MESSAGE)
        .where(message.c.sender == "applicant", message.c.created_at >= now() - LOOK_BACK)
        .where(sa.or_(message.c.fallback.is_(True), message.c.confidence < UNSURE))
        .where(message.c.id.not_in(sa.select(review.c.message_id)), message.c.id.not_in(decided))
        .order_by(message.c.id.desc())
        .limit(limit)
    )
    return [Message(*row) for row in connection.execute(query)]


def replace_open(connection: Connection, found: Sequence[NewGroup]) -> int:
    """Take the place of the groups that nobody has decided about; returns how many telling groups there are now."""
    old = sa.select(wording_group.c.id).where(wording_group.c.status == "open")
    connection.execute(sa.delete(wording_group_message).where(_MEMBER.group_id.in_(old)))
    connection.execute(sa.delete(wording_group).where(wording_group.c.status == "open"))
    telling = [each for each in found if each.is_telling]
    for each in telling:
        languages = Counter(base_code(said.language) if said.language else "" for said, _ in each.members)
        made = connection.execute(
            sa.insert(wording_group).values(
                made_at=now(),
                size=len(each.members),
                languages=dict(languages),
                nearest=[[intent, round(share, 4)] for intent, share in each.nearest],
                proposal=each.proposal,
            )
        ).inserted_primary_key[0]
        connection.execute(
            sa.insert(wording_group_message),
            [
                {
                    "group_id": made,
                    "message_id": said.id,
                    "conversation_id": said.conversation_id,
                    "nearness": round(nearness, 4),
                }
                for said, nearness in each.members
            ],
        )
    return len(telling)


def find_groups(connection: Connection, *, status: str = "open", limit: int = 100) -> list[Group]:
    """Groups that still have messages: open ones by size, others the latest decision first."""
    group = wording_group.c
    order = (group.size.desc(), group.id) if status == "open" else (group.decided_at.desc(), group.id.desc())
    rows = connection.execute(
        sa.select(wording_group).where(group.status == status).order_by(*order).limit(limit)
    ).all()
    return [each for each in _read(connection, rows) if each.size]


def get_group(connection: Connection, group_id: int) -> Group:
    """LookupError: there is no such group, or all of its messages were erased."""
    rows = connection.execute(sa.select(wording_group).where(wording_group.c.id == group_id)).all()
    found = [each for each in _read(connection, rows) if each.size]
    if not found:
        raise LookupError(f"There is no group {group_id}: it was made anew, or its messages were erased.")
    return found[0]


def messages_of(connection: Connection, group_id: int) -> list[Message]:
    """Its messages, the one nearest to the middle first."""
    query = (
        sa.select(*_MESSAGE)
        .join(wording_group_message, _MEMBER.message_id == message.c.id)
        .where(_MEMBER.group_id == group_id)
        .order_by(_MEMBER.nearness.desc(), message.c.id)
    )
    return [Message(*row) for row in connection.execute(query)]


def count_open(connection: Connection) -> int:
    """How many groups wait for a person."""
    there = sa.select(_MEMBER.group_id)
    query = sa.select(sa.func.count()).where(wording_group.c.status == "open", wording_group.c.id.in_(there))
    return connection.execute(query).scalar() or 0


def decide_group(connection: Connection, group_id: int, intent: str, *, by: str, reviewers: int) -> int:
    """All of its messages meant `intent`: each becomes a review of `by`, which makes lessons of them; returns how many.

    What a person has judged already keeps that judgement. `reviewers` as in record_review. LookupError: no such group.
    GroupDecided: it is not open.
    """
    said_by_all = messages_of(connection, get_group(connection, group_id).id)
    _close(connection, group_id, "decided", by=by, intent=intent)
    ids = [said.id for said in said_by_all]
    judged = set(connection.execute(sa.select(review.c.message_id).where(review.c.message_id.in_(ids))).scalars())
    fresh = [said for said in said_by_all if said.id not in judged]
    for said in fresh:
        right = said.intent == intent and not said.fallback
        judgement = Judgement(intent, said.language, entities_of(said), "right" if right else "wrong")
        record_review(connection, said.id, judgement, reviewer=by, reviewers=reviewers)
    return len(fresh)


def set_aside(connection: Connection, group_id: int, *, by: str) -> None:
    """Nothing is to be done; its messages are not grouped again. LookupError: no such group. GroupDecided: not open."""
    get_group(connection, group_id)
    _close(connection, group_id, "set_aside", by=by)


def _close(connection: Connection, group_id: int, status: str, *, by: str, intent: str | None = None) -> None:
    closed = connection.execute(
        sa.update(wording_group)
        .where(wording_group.c.id == group_id, wording_group.c.status == "open")
        .values(status=status, decided_by=by, decided_at=now(), intent=intent)
    )
    if closed.rowcount != 1:
        raise GroupDecided(f"Group {group_id} was decided about meanwhile. Look at it again.")


def _read(connection: Connection, rows: Sequence[sa.engine.Row]) -> list[Group]:
    ids = [row.id for row in rows]
    query = (
        sa.select(_MEMBER.group_id, message.c.language, message.c.conversation_id)
        .join(message, message.c.id == _MEMBER.message_id)
        .where(_MEMBER.group_id.in_(ids))
    )
    languages: dict[int, Counter[str]] = {each: Counter() for each in ids}
    people: dict[int, set[str]] = {each: set() for each in ids}
    for group_id, language, conversation_id in connection.execute(query):
        languages[group_id][base_code(language) if language else ""] += 1
        people[group_id].add(conversation_id)
    return [
        Group(
            id=row.id,
            made_at=row.made_at,
            size=languages[row.id].total(),
            people=len(people[row.id]),
            languages=tuple(languages[row.id].most_common()),
            nearest=tuple((str(intent), float(share)) for intent, share in row.nearest),
            proposal=row.proposal,
            status=row.status,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
            intent=row.intent,
        )
        for row in rows
    ]
