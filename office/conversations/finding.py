"""The staff's list of conversations: filters that combine, full-text search, pages that begin where the last one ended.

However rare the combination, a page takes bounded work: it looks through so many conversations or hits, and says where
it stopped, so that the next page goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.marks import conversation_mark
from office.conversations.records import Conversation, Message, columns_of
from office.conversations.review_tables import review
from office.conversations.tables import conversation, feedback, handoff, message
from office.search import fts5_query, terms

# A filter that fewer conversations than this pass is looked up first; one that more pass is checked on the way.
FEW = 4_000
# Conversations, and hits of a search, that one page looks through at most.
LOOKS_THROUGH = 12_000
HITS_AT_ONCE = (300, 1_200)  # few serve most searches; more only where other filters let few of those pass

_FTS = sa.table("message_fts", sa.column("rowid"))
_CONVERSATION = columns_of(Conversation, conversation)
_MESSAGE = columns_of(Message, message)
C = conversation.c


@dataclass(frozen=True)
class Filters:
    """What staff look for; None: anything. Times are UTC without zone, `since` included, `until` not."""

    text: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    channel: str | None = None
    language: str | None = None
    state: str | None = None
    intent: str | None = None
    program: str | None = None
    country: str | None = None
    confidence_below: int | None = None  # in tenths, 1 to 9: some message was understood with less
    rating: int | None = None  # 1 or -1
    fallback: bool | None = None
    gap: bool | None = None
    handoff: bool | None = None
    reviewed: bool | None = None
    assigned_to: str | None = None  # a name; "" for nobody


@dataclass(frozen=True)
class Found:
    """One conversation of the list; with a search, the newest message in which it was found."""

    conversation: Conversation
    hit: Message | None = None


@dataclass(frozen=True)
class Page:
    """One page. `next` is the next call's `after`; None: nothing more. `looked_back_to`: where it stopped early."""

    found: list[Found]
    next: str | None
    looked_back_to: datetime | None = None


def find_page(connection: Connection, filters: Filters, *, after: str | None = None, limit: int = 50) -> Page:
    """Conversations that pass every filter, the most recently active first (with a search: the newest hit first).

    ValueError: `after` is not what a page gave.
    """
    if filters.text is not None and filters.text.strip():
        return _search(connection, filters, before=_read_hit(after), limit=limit)
    return _list(connection, filters, before=_read_place(after), limit=limit)


# ---- without a search


def _list(connection: Connection, filters: Filters, *, before: tuple[datetime, str] | None, limit: int) -> Page:
    sets = _sets(filters)
    few = _fewest(connection, sets)
    query = sa.select(*_CONVERSATION).where(C.last_message_at.is_not(None), *_plain(filters))
    if before is not None:
        query = query.where(_earlier(before))
    stop: tuple[datetime, str] | None = None
    if few is None:
        stop = _far_back(connection, filters, before)
        if stop is not None:
            query = query.where(sa.not_(_earlier(stop)))
    else:
        query = query.where(C.id.in_(few.ids()))
    for each in sets:
        if each is not few:
            query = query.where(each.holds_for(C.id))
    rows = connection.execute(query.order_by(C.last_message_at.desc(), C.id.desc()).limit(limit + 1)).all()
    found = [Found(Conversation(*row)) for row in rows[:limit]]
    if len(rows) > limit:
        last = found[-1].conversation
        return Page(found, _write_place(last.last_message_at, last.id))
    if stop is not None:
        return Page(found, _write_place(*stop), looked_back_to=stop[0])
    return Page(found, None)


def _far_back(
    connection: Connection, filters: Filters, before: tuple[datetime, str] | None
) -> tuple[datetime, str] | None:
    """Where to stop looking: the place of the conversation LOOKS_THROUGH further down; None: there are fewer."""
    query = sa.select(C.last_message_at, C.id).where(C.last_message_at.is_not(None), *_within(filters))
    if before is not None:
        query = query.where(_earlier(before))
    row = connection.execute(
        query.order_by(C.last_message_at.desc(), C.id.desc()).limit(1).offset(LOOKS_THROUGH)
    ).first()
    return (row.last_message_at, row.id) if row else None


def _earlier(place: tuple[datetime, str]) -> sa.sql.ColumnElement:
    return sa.tuple_(C.last_message_at, C.id) < sa.tuple_(sa.literal(place[0]), sa.literal(place[1]))


def _within(filters: Filters) -> list[sa.sql.ColumnElement]:
    conditions = []
    if filters.since is not None:
        conditions.append(C.last_message_at >= filters.since)
    if filters.until is not None:
        conditions.append(C.last_message_at < filters.until)
    return conditions


def _plain(filters: Filters) -> list[sa.sql.ColumnElement]:
    """Conditions on the conversation's own row."""
    conditions = _within(filters)
    if filters.channel is not None:
        conditions.append(C.channel == filters.channel)
    if filters.language is not None:
        conditions.append(sa.or_(C.language == filters.language, C.language.like(f"{filters.language}-%")))
    if filters.state is not None:
        conditions.append(C.state == filters.state)
    if filters.assigned_to is not None:
        conditions.append(C.assigned_to == filters.assigned_to if filters.assigned_to else C.assigned_to.is_(None))
    return conditions


@dataclass(frozen=True)
class _Set:
    """Conversations that something else tells about: rows of `column.table` that meet `condition`, or no such row."""

    column: sa.sql.ColumnElement
    condition: sa.sql.ColumnElement
    wanted: bool = True

    def ids(self) -> sa.sql.Select:
        return sa.select(self.column).where(self.condition)

    def holds_for(self, conversation_id: sa.sql.ColumnElement) -> sa.sql.ColumnElement:
        there = sa.select(sa.literal(1)).where(self.column == conversation_id, self.condition).correlate(conversation)
        return there.exists() if self.wanted else sa.not_(there.exists())


def _sets(filters: Filters) -> list[_Set]:
    marks = conversation_mark.c

    def marked(kind: str, *values: str, wanted: bool = True) -> _Set:
        value = marks.value == values[0] if len(values) == 1 else marks.value.in_(values)
        return _Set(marks.conversation_id, sa.and_(marks.kind == kind, value), wanted)

    sets = [
        marked(kind, value)
        for kind, value in (("intent", filters.intent), ("program", filters.program), ("country", filters.country))
        if value is not None
    ]
    if filters.confidence_below is not None:
        sets.append(marked("confidence", *(str(tenth) for tenth in range(max(1, min(9, filters.confidence_below))))))
    for flag, wanted in (("fallback", filters.fallback), ("gap", filters.gap)):
        if wanted is not None:
            sets.append(marked("flag", flag, wanted=wanted))
    if filters.rating is not None:
        sets.append(_Set(feedback.c.conversation_id, feedback.c.rating == filters.rating))
    if filters.handoff is not None:
        sets.append(_Set(handoff.c.conversation_id, sa.true(), filters.handoff))
    if filters.reviewed is not None:
        sets.append(_Set(review.c.conversation_id, sa.true(), filters.reviewed))
    return sets


def _fewest(connection: Connection, sets: list[_Set]) -> _Set | None:
    """The set with the fewest rows, if it has few."""
    best: tuple[int, _Set] | None = None
    for each in sets:
        if not each.wanted:
            continue
        sample = sa.select(sa.literal(1)).select_from(each.column.table).where(each.condition).limit(FEW).subquery()
        count = connection.execute(sa.select(sa.func.count()).select_from(sample)).scalar() or 0
        if count < FEW and (best is None or count < best[0]):
            best = (count, each)
    return best[1] if best else None


# ---- with a search


def _search(connection: Connection, filters: Filters, *, before: int | None, limit: int) -> Page:
    """Goes through the hits from the newest back and keeps the first of each conversation that passes."""
    next_hits = _hits(connection, filters)
    if next_hits is None:
        return Page([], None)
    chosen: dict[str, int] = {}  # conversation -> message
    for number in HITS_AT_ONCE:
        hits = next_hits(before, number)
        for message_id, conversation_id in _passing(connection, hits, filters):
            if conversation_id not in chosen:
                if len(chosen) == limit:
                    return Page(_load(connection, chosen), str(before))
                chosen[conversation_id] = message_id
            before = message_id
        if len(hits) < number:
            return Page(_load(connection, chosen), None)
        before = hits[-1]
    last = connection.execute(sa.select(message.c.created_at).where(message.c.id == before)).scalar()
    return Page(_load(connection, chosen), str(before), looked_back_to=last)


def _hits(connection: Connection, filters: Filters) -> Callable[[int | None, int], list[int]] | None:
    """A function that gives the ids of the hits before an id, newest first; None: nothing can be sought."""
    text = filters.text or ""
    if connection.dialect.name == "sqlite":
        asked = fts5_query(text)
        place = _FTS.c.rowid
        query = sa.select(place).where(sa.text("message_fts MATCH :asked").bindparams(asked=asked))
        if not asked:
            return None
    else:
        place = message.c.id
        conditions = _postgresql_conditions(text)
        query = sa.select(place).where(*conditions)
        if not conditions:
            return None

    def next_hits(before: int | None, number: int) -> list[int]:
        page = query if before is None else query.where(place < before)
        return list(connection.execute(page.order_by(place.desc()).limit(number)).scalars())

    return next_hits


def _postgresql_conditions(text: str) -> list[sa.sql.ColumnElement]:
    """What a message's tokens must meet. The index finds those with all tokens; their order is checked in the text.

    A phrase as PostgreSQL has it ("a <-> b") cuts every candidate's tokens anew, a hundred times slower.
    """
    asked, conditions = [], []
    for term in terms(text):
        quoted = [f"'{token}'" for token in term.tokens]
        if not term.phrase:
            asked.append(f"({' | '.join(quoted)})")
            continue
        asked.append(f"{quoted[0]}:*" if term.prefix else " & ".join(quoted))
        if len(quoted) > 1:
            spaced = sa.literal(" ") + message.c.tokens + sa.literal(" ")
            conditions.append(spaced.contains(f" {' '.join(term.tokens)} "))
    if not asked:
        return []
    matches = sa.text("to_tsvector('simple', message.tokens) @@ to_tsquery('simple', :asked)")
    return [matches.bindparams(asked=" & ".join(asked)), *conditions]


def _passing(connection: Connection, hits: list[int], filters: Filters) -> list[tuple[int, str]]:
    """(message, conversation) of the hits whose conversation passes the other filters, newest first.

    One filter after the other over the ids that are left: a planner that is wrong about one of them cannot be slow.
    """
    if not hits:
        return []
    query = sa.select(message.c.id, message.c.conversation_id).where(message.c.id.in_(hits))
    found = [(row[0], row[1]) for row in connection.execute(query.order_by(message.c.id.desc()))]
    left = {conversation_id for _, conversation_id in found}
    plain = _plain(filters)
    if plain:
        left = set(connection.execute(sa.select(C.id).where(C.id.in_(left), *plain)).scalars())
    for each in _sets(filters):
        if not left:
            break
        there = set(connection.execute(each.ids().where(each.column.in_(left))).scalars())
        left = left & there if each.wanted else left - there
    return [pair for pair in found if pair[1] in left]


def _load(connection: Connection, chosen: dict[str, int]) -> list[Found]:
    """The chosen conversations with the message in which each was found, in the order of `chosen`."""
    if not chosen:
        return []
    rows = connection.execute(sa.select(*_CONVERSATION).where(C.id.in_(list(chosen))))
    conversations = {row.id: Conversation(*row) for row in rows}
    rows = connection.execute(sa.select(*_MESSAGE).where(message.c.id.in_(list(chosen.values()))))
    hits = {row.id: Message(*row) for row in rows}
    return [Found(conversations[each], hits[number]) for each, number in chosen.items()]


# ---- places in the list


def _write_place(moment: datetime | None, conversation_id: str) -> str:
    return f"{moment.isoformat() if moment else ''}~{conversation_id}"


def _read_place(after: str | None) -> tuple[datetime, str] | None:
    if after is None:
        return None
    moment, separator, conversation_id = after.partition("~")
    if not separator:
        raise ValueError(f"{after!r} is not the end of a page.")
    return datetime.fromisoformat(moment), conversation_id


def _read_hit(after: str | None) -> int | None:
    if after is None:
        return None
    number: Any = after
    if not (number.isascii() and number.isdecimal() and len(number) < 16):
        raise ValueError(f"{after!r} is not the end of a page.")
    return int(number)
