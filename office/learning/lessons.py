"""Lessons: messages that were misread and corrected, as examples to learn from or questions to be tested with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from office.conversations.masking import mask
from office.conversations.records import Message, columns_of
from office.conversations.review_tables import review
from office.conversations.reviews import Review, find_corrections, find_reviews
from office.database import now, reading, writing
from office.languages import base_code
from office.learning.examples import Example, Likeness, find_alike
from office.learning.tables import lesson

# One conversation in five is for testing: what a model was taught by one person's wording it must not be tested with.
TEST_SHARE = 5
# More than a question has: a pasted letter teaches nothing about questions.
LONGEST = 300
_BATCH = 500


@dataclass(frozen=True)
class Lesson:
    """One corrected message. `text` is without personal data; who wrote it stands in `conversation_id` only."""

    message_id: int
    conversation_id: str
    text: str
    language: str
    intent: str
    entities: list[dict[str, Any]]
    side: str  # "train" or "test"
    status: str  # "waiting", "approved", "refused", "left_out"
    reviewers: list[str]
    made_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    confirmed: bool  # approved by itself, with what contradicts it in view
    run_id: int | None  # the training run that has learnt it for good, or was refused with it

    @property
    def is_new(self) -> bool:
        """Whether no promoted model has learnt it (or was tested with it) yet, though it is approved."""
        return self.status == "approved" and self.run_id is None


@dataclass(frozen=True)
class Neighbourhood:
    """What a lesson is like among the examples that there are."""

    duplicates: tuple[Likeness, ...]  # the same wording with the same meaning, on the same side: nothing new
    contradictions: tuple[Likeness, ...]  # the same wording with another meaning
    across: tuple[Likeness, ...]  # the same wording on the other side: it would be learnt and tested

    @property
    def is_clear(self) -> bool:
        """Whether nothing speaks against it."""
        return not (self.duplicates or self.contradictions or self.across)


_LESSON = columns_of(Lesson, lesson)


def side_of(conversation_id: str) -> str:
    """All messages of a conversation are on one side, the same at any time."""
    digest = hashlib.sha256(f"side:{conversation_id}".encode()).digest()
    return "test" if int.from_bytes(digest[:4], "big") % TEST_SHARE == 0 else "train"


def record_lessons(connection: Connection) -> int:
    """Make lessons of the corrections that there are; returns how many are new or changed. What was decided stays decided."""
    changed, after = 0, 0
    while found := find_corrections(connection, after=after, limit=_BATCH):
        changed += sum(_record(connection, said, final) for said, final in found)
        after = found[-1][0].id
    return changed


class LessonRecorder:
    """Makes lessons whenever there are reviews that it has not seen; a look in between costs one query. For one process."""

    def __init__(self, database: Engine) -> None:
        self._database = database
        self._seen: datetime | None = None

    def look(self) -> int:
        """Returns how many lessons are new or changed."""
        with reading(self._database) as connection:
            newest = connection.execute(sa.select(sa.func.max(review.c.made_at))).scalar()
        if newest == self._seen:
            return 0
        with writing(self._database) as connection:
            changed = record_lessons(connection)
        self._seen = newest
        return changed


def find_lessons(
    connection: Connection,
    *,
    status: str | None = None,
    side: str | None = None,
    language: str | None = None,
    after: int = 0,
    limit: int = 100,
) -> list[Lesson]:
    """In the order of the messages."""
    query = sa.select(*_LESSON).where(lesson.c.message_id > after).order_by(lesson.c.message_id).limit(limit)
    for column, wanted in ((lesson.c.status, status), (lesson.c.side, side), (lesson.c.language, language)):
        if wanted is not None:
            query = query.where(column == wanted)
    return [Lesson(**row) for row in connection.execute(query).mappings()]


def all_lessons(connection: Connection, *, status: str, side: str | None = None) -> Iterator[Lesson]:
    """Every lesson of a status (and side), in the order of the messages, read in batches."""
    after = 0
    while found := find_lessons(connection, status=status, side=side, after=after, limit=_BATCH):
        yield from found
        after = found[-1].message_id


def count_lessons(connection: Connection) -> dict[str, int]:
    """How many there are, by status."""
    query = sa.select(lesson.c.status, sa.func.count()).group_by(lesson.c.status)
    return {str(status): int(number) for status, number in connection.execute(query)}


def decide(
    connection: Connection, message_ids: Iterable[int], status: str, *, by: str, confirmed: bool = False
) -> list[Lesson]:
    """Approve lessons or leave them out (or have them wait again); returns those that changed. What a refused run held against
    them is forgotten. `confirmed`: a person has seen what contradicts it and approves it nonetheless. ValueError: more than one
    is confirmed.
    """
    ids = list(message_ids)
    if confirmed and (len(ids) != 1 or status != "approved"):
        raise ValueError(f"{len(ids)} lessons to be {status}: what contradicts is confirmed one by one, and approved.")
    query = sa.select(*_LESSON).where(lesson.c.message_id.in_(ids))
    query = query.where(
        sa.or_(lesson.c.status != status, lesson.c.confirmed.is_(False)) if confirmed else lesson.c.status != status
    )
    changed = [Lesson(**row) for row in connection.execute(query).mappings()]
    decided = (
        {"decided_by": None, "decided_at": None} if status == "waiting" else {"decided_by": by, "decided_at": now()}
    )
    connection.execute(
        sa.update(lesson)
        .where(lesson.c.message_id.in_([each.message_id for each in changed]))
        .values(status=status, confirmed=confirmed, run_id=None, **decided)
    )
    return changed


def record_learnt(connection: Connection, message_ids: Iterable[int], run_id: int) -> int:
    """The model of that run serves and has learnt these (or was tested with them); returns how many were new."""
    return _settle(connection, message_ids, run_id, "approved")


def record_refused(connection: Connection, message_ids: Iterable[int], run_id: int) -> int:
    """That run was refused with these: they are taken back out until a person decides anew; returns how many. What an earlier
    promoted model has learnt stays.
    """
    return _settle(connection, message_ids, run_id, "refused")


def _settle(connection: Connection, message_ids: Iterable[int], run_id: int, status: str) -> int:
    ids, settled = list(message_ids), 0
    for start in range(0, len(ids), _BATCH):
        found = connection.execute(
            sa.update(lesson)
            .where(lesson.c.message_id.in_(ids[start : start + _BATCH]))
            .where(lesson.c.status == "approved", lesson.c.run_id.is_(None))
            .values(status=status, run_id=run_id)
        )
        settled += found.rowcount
    return settled


def neighbourhood(found: Lesson, examples: Sequence[Example]) -> Neighbourhood:
    """What speaks against a lesson; `examples` are those of its language."""
    alike = find_alike(found.text, examples)
    others = [each for each in alike if each.example.intent != found.intent]
    same = [each for each in alike if each.example.intent == found.intent]
    return Neighbourhood(
        duplicates=tuple(each for each in same if each.example.side == found.side),
        contradictions=tuple(others),
        across=tuple(each for each in same if each.example.side != found.side),
    )


def _record(connection: Connection, said: Message, final: Review) -> bool:
    text = " ".join(mask(said.text or "").split())
    language = base_code(final.judgement.language or said.language or "")
    if not is_teachable(text) or not language or not final.judgement.intent:
        return False
    values = {
        "text": text,
        "language": language,
        "intent": final.judgement.intent,
        "entities": [{"entity": entity, "value": value} for entity, value in final.judgement.entities],
        "reviewers": sorted({each.reviewer for each in find_reviews(connection, said.id)}),
    }
    known = connection.execute(sa.select(lesson).where(lesson.c.message_id == said.id)).mappings().first()
    if known is None:
        connection.execute(
            sa.insert(lesson).values(
                message_id=said.id,
                conversation_id=said.conversation_id,
                side=side_of(said.conversation_id),
                status="waiting",
                made_at=now(),
                **values,
            )
        )
        return True
    if all(known[name] == value for name, value in values.items()):
        return False
    # Judged anew: what was approved was another lesson.
    connection.execute(
        sa.update(lesson)
        .where(lesson.c.message_id == said.id)
        .values(status="waiting", decided_by=None, decided_at=None, confirmed=False, run_id=None, **values)
    )
    return True


def is_teachable(text: str) -> bool:
    """Whether a text can be an example: it has letters, and is not as long as a letter."""
    return sum(character.isalpha() for character in text) >= 2 and len(text) <= LONGEST
