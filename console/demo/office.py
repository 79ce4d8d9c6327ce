"""The office of the demonstration: its people, what they have reviewed, answered and changed during the month."""

from __future__ import annotations

import random
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from console.demo.month import SEED, Month
from console.demo.stock import Stock
from console.demo.words import CANNED
from office.conversations import handoffs, inbox, review_queue, reviews
from office.conversations.review_tables import review
from office.conversations.reviews import Judgement, as_understood
from office.conversations.tables import conversation, message
from office.database import now, reading, writing
from office.knowledge.edits import change
from office.knowledge.queries import read_knowledge
from office.knowledge.states import read_state
from office.staff import accounts
from office.staff.canned_replies import save_canned_reply
from office.staff.holidays import set_holiday

CONVERSATIONS = 420
PEOPLE = (
    ("admin", "admin", "陈主任", "zh"),
    ("li", "editor", "李老师", "zh"),
    ("wang", "reviewer", "王老师", "zh"),
    ("guest", "reader", "Guest", "en"),
)
PASSWORD = "four words are enough"  # noqa: S105

# Of the random sample, so many stay for whoever tries the console.
_LEFT_BY = {"li": 9, "wang": 5}


def fill(database: Engine, *, number: int = CONVERSATIONS) -> None:
    """Accounts, conversations, reviews, changes. ValueError: there are conversations already."""
    with reading(database) as connection:
        if connection.execute(sa.select(conversation.c.id).limit(1)).first():
            raise ValueError("This database has conversations: a demonstration is written into an empty one only.")
    with writing(database) as connection:
        for name, role, shown, language in PEOPLE:
            accounts.create_account(connection, name, role=role, password=PASSWORD, shown_name=shown, language=language)
        Month(connection, read_knowledge(connection), Stock(connection)).write(number)
        for title, texts in CANNED.items():
            save_canned_reply(connection, title, texts)
        set_holiday(connection, date(now().year + 1, 1, 1), "元旦")
        _change_knowledge(connection)
        _take_one_over(connection)
    while True:
        with writing(database) as connection:
            if review_queue.refresh(connection) < review_queue.BATCH:
                break
    _review(database)


def _change_knowledge(connection: Connection) -> None:
    """Something in the history, and a fact that soon ends: the warnings show it."""
    names = read_state(connection, "names", "program/computing-gb")
    if names is not None:
        aliases = {**names["aliases"], "en": [*names["aliases"].get("en", ()), "coding course"]}
        change(connection, "names", "program/computing-gb", {**names, "aliases": aliases}, by="li")
    goal = read_state(connection, "fact", "college-goal")
    if goal is not None:
        ends = (now() + timedelta(days=12)).date().isoformat()
        change(connection, "fact", "college-goal", {**goal, "valid_until": ends}, by="li")


def _take_one_over(connection: Connection) -> None:
    """One of those who wait is in a colleague's hands already."""
    waiting = inbox.find_entries(connection, "waiting", account="li")
    if len(waiting) > 1:
        handoffs.take_over(connection, waiting[0].conversation.id, by="li")


def _review(database: Engine) -> None:
    """Most of the random sample, judged by two colleagues."""
    rng = random.Random(SEED)  # noqa: S311
    for reviewer, left in _LEFT_BY.items():
        with writing(database) as connection:
            while True:
                item = reviews.next_item(connection, "sample", reviewer=reviewer)
                if item is None or reviews.counts(connection, reviewer=reviewer)["sample"] < left:
                    break
                read = as_understood(item.message)
                right = not item.message.fallback and rng.random() < 0.93
                intent = read.intent if right else rng.choice(("ask_tuition", "ask_visa", "list_programs"))
                judged = Judgement(
                    intent, read.language, read.entities, "right" if right else "wrong", unsure=rng.random() < 0.08
                )
                reviews.record_review(connection, item.message.id, judged, reviewer=reviewer, reviewers=3)
    with writing(database) as connection:
        _disagree(connection)
        _put_back(connection)


def _disagree(connection: Connection) -> None:
    """Two of the riskiest messages wait for a second opinion, and on one the colleagues disagree."""
    place: tuple[float, int] | None = None
    for number in range(3):
        item = reviews.next_item(connection, "risk", reviewer="li", after=place)
        if item is None:
            return
        place = (item.risk, item.message.id)
        read = as_understood(item.message)
        unsure = Judgement("ask_tuition", read.language, read.entities, "wrong", unsure=True, note="像是问学费")
        reviews.record_review(connection, item.message.id, unsure, reviewer="li", reviewers=3)
        if number == 0:
            other = Judgement("ask_scholarship", read.language, read.entities, "wrong", unsure=True)
            reviews.record_review(connection, item.message.id, other, reviewer="wang", reviewers=3)


def _put_back(connection: Connection) -> None:
    """Each review was made some hours after its message, not all of them a moment ago."""
    said = dict(connection.execute(sa.select(message.c.id, message.c.created_at)).all())
    for number, of in connection.execute(sa.select(review.c.id, review.c.message_id)).all():
        made_at = min(said[of] + timedelta(hours=3 + number % 20), now() - timedelta(hours=1))
        connection.execute(sa.update(review).where(review.c.id == number).values(made_at=made_at))
