"""`python -m console.demo`: a separate database with a believable month of conversations, for newcomers.

Questions are training sentences of all twelve languages, answers what the knowledge base really says to them. Names and
addresses are invented. Refuses to write into a database that has conversations.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from ruamel.yaml import YAML
from sqlalchemy.engine import Connection, Engine

from console.demo_words import CANNED, CONTACTS, HANDOFF_REASONS, STAFF_REPLIES
from office.answers.document import Question, part
from office.answers.topics import TOPICS, answer, title
from office.conversations import review_queue, reviews
from office.conversations.reviews import Judgement, as_understood
from office.conversations.sessions import open_conversation
from office.conversations.tables import conversation, feedback, handoff, message
from office.database import connect, now, reading, writing
from office.knowledge import tables as knowledge_tables
from office.knowledge.queries import Knowledge, read_knowledge
from office.knowledge.seeding import seed_database
from office.languages import CODES
from office.prepare import migrate
from office.search import fold, tokens
from office.settings import ROOT
from office.staff import accounts
from office.staff.canned_replies import save_canned_reply
from office.staff.holidays import set_holiday
from office.wording.rendering import Renderer

DAYS = 30
CONVERSATIONS = 420
SEED = 20261124
PEOPLE = (
    ("admin", "admin", "陈主任", "zh"),
    ("li", "editor", "李老师", "zh"),
    ("wang", "reviewer", "王老师", "zh"),
    ("guest", "reader", "Guest", "en"),
)
PASSWORD = "four words are enough"  # noqa: S105

# How often each language and channel comes in.
_LANGUAGES = {
    "zh": 30,
    "th": 14,
    "en": 12,
    "id": 9,
    "vi": 8,
    "ko": 7,
    "ru": 6,
    "ja": 4,
    "ar": 3,
    "fr": 3,
    "es": 2,
    "de": 2,
}
_CHANNELS = {"website": 62, "wechat": 24, "line": 8, "whatsapp": 6}
_OPENING = ("greet",)
_CLOSING = ("thank", "goodbye")


@dataclass(frozen=True)
class Sentence:
    """A training sentence with the things of the knowledge base that it names."""

    text: str
    intent: str
    entities: tuple[tuple[str, str], ...]


def sentences(known: Knowledge, aliases: list[tuple[str, str, str]]) -> dict[str, list[Sentence]]:
    """By language: training sentences. `aliases` are (folded text, kind, id), the longest first."""
    found: dict[str, list[Sentence]] = {code: [] for code in CODES}
    for path in sorted((ROOT / "data" / "nlu").glob("*/*.yml")):
        if path.parent.name not in found:
            continue
        for block in YAML(typ="safe").load(path.read_text("utf-8"))["nlu"]:
            for line in str(block.get("examples", "")).splitlines():
                text = line.strip().removeprefix("- ").strip()
                if text:
                    found[path.parent.name].append(Sentence(text, block["intent"], tuple(_named(text, aliases))))
    return found


def _named(text: str, aliases: list[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    left = fold(text)
    for alias, kind, subject in aliases:
        if len(alias) > 1 and alias in left:
            left = left.replace(alias, " ")
            yield kind, subject


def find_aliases(connection: Connection) -> list[tuple[str, str, str]]:
    """(folded text, kind, id) of programs, campuses and routes, the longest first."""
    columns = knowledge_tables.label.c
    query = sa.select(columns.text, columns.kind, columns.subject_id).where(
        columns.kind.in_(("program", "campus", "admission_route")), columns.role.in_(("name", "alias"))
    )
    return sorted(((fold(row[0]), row[1], row[2]) for row in connection.execute(query)), key=lambda each: -len(each[0]))


class Month:
    """Writes one month; everything random comes from one seed, so that each demonstration is the same."""

    def __init__(self, connection: Connection, known: Knowledge, stock: dict[str, list[Sentence]]) -> None:
        self._connection = connection
        self._known = known
        self._stock = stock
        self._random = random.Random(SEED)  # noqa: S311
        self._end = now()

    def write(self, number: int) -> None:
        """`number` conversations, the oldest first."""
        moments = sorted(self._moment() for _ in range(number))
        for moment in moments:
            self._conversation(moment)
        # Somebody is always there: the last few minutes.
        for minutes in (7, 4, 2, 1):
            self._conversation(self._end - timedelta(minutes=minutes), asks_for_person=minutes == 4)

    def _moment(self) -> datetime:
        """A moment of the last month: more in the last weeks, in the evening and less on weekends."""
        while True:
            day = min(self._random.uniform(0, DAYS), self._random.uniform(0, DAYS * 1.4))
            moment = self._end - timedelta(days=day)
            hour = self._random.choices(
                range(24), [1, 1, 1, 1, 1, 1, 2, 3, 5, 7, 8, 7, 6, 8, 9, 8, 7, 6, 7, 9, 10, 9, 6, 3]
            )[0]
            moment = moment.replace(minute=self._random.randrange(60)) - timedelta(hours=(moment.hour - hour + 8) % 24)
            if moment < self._end - timedelta(minutes=15) and (moment.weekday() < 5 or self._random.random() < 0.6):
                return moment

    def _pick(self, weighted: dict[str, int]) -> str:
        return self._random.choices(list(weighted), list(weighted.values()))[0]

    def _conversation(self, moment: datetime, *, asks_for_person: bool = False) -> None:
        rng, language, channel = self._random, self._pick(_LANGUAGES), self._pick(_CHANNELS)
        made = open_conversation(self._connection, channel=channel, language=language)
        questions = rng.choices((1, 2, 3, 4, 6), (30, 30, 20, 14, 6))[0]
        said: list[Sentence] = []
        if rng.random() < 0.3:
            said.append(self._sentence(language, _OPENING))
        topics = rng.choices(list(TOPICS), [self._interest(topic) for topic in TOPICS], k=questions)
        said += [self._sentence(language, (topic,)) for topic in topics]
        if rng.random() < 0.25:
            said.append(self._sentence(language, _CLOSING))
        wants_person = asks_for_person or rng.random() < 0.07
        if wants_person:
            said.append(self._sentence(language, ("request_human",)))
        at, count = moment, 0
        for sentence in said:
            count += self._turn(made.id, language, channel, sentence, at)
            at += timedelta(seconds=rng.randrange(20, 100))
        at -= timedelta(seconds=60)
        if wants_person:
            count += self._person(
                made.id, language, channel, at, open_still=asks_for_person or at > self._end - timedelta(hours=9)
            )
        values: dict[str, Any] = {"created_at": moment, "last_message_at": min(at, self._end), "message_count": count}
        self._connection.execute(sa.update(conversation).where(conversation.c.id == made.id).values(**values))

    def _interest(self, topic: str) -> int:
        return {
            "ask_tuition": 14, "ask_scholarship": 9, "list_programs": 9, "ask_program_details": 8, "ask_visa": 6,
            "ask_entry_requirements": 8, "ask_accommodation": 6, "ask_how_to_apply": 7, "ask_deadline": 5,
            "ask_duration": 5, "ask_pathway": 4,
        }.get(topic, 2)  # fmt: skip

    def _sentence(self, language: str, intents: tuple[str, ...]) -> Sentence:
        fitting = [each for each in self._stock[language] if each.intent in intents]
        short = [each for each in fitting if len(each.text) < 120] or fitting
        return self._random.choice(short)

    def _turn(self, conversation_id: str, language: str, channel: str, asked: Sentence, at: datetime) -> int:
        rng = self._random
        confidence = round(min(0.99, max(0.21, rng.betavariate(9, 1.3))), 3)
        missed = rng.random() < 0.04
        mistaken = not missed and rng.random() < 0.05
        intent = "nlu_fallback" if missed else (rng.choice(list(TOPICS)) if mistaken else asked.intent)
        confidence = round(rng.uniform(0.22, 0.45), 3) if missed or mistaken else confidence
        others = [each for each in rng.sample(list(TOPICS), 4) if each != intent]
        ranking = [{"name": intent, "confidence": confidence}] + [
            {"name": name, "confidence": round((1 - confidence) * share, 3)}
            for name, share in zip(others, (0.5, 0.25, 0.12), strict=False)
        ]
        entities = [] if missed else [{"entity": kind, "value": value} for kind, value in asked.entities]
        given = self._answer(intent, asked, language)
        common = {"conversation_id": conversation_id, "channel": channel, "language": language}
        question_id = self._say(
            common, "applicant", asked.text, at, intent=intent, confidence=confidence, ranking=ranking,
            entities=entities or None, fallback=missed, gap=given["gap"],
        )  # fmt: skip
        latency = round(rng.lognormvariate(5.6, 0.4))
        answer_id = self._say(
            common, "bot", given["text"], at + timedelta(milliseconds=latency), reply=given["reply"],
            latency_ms=latency, fallback=missed, gap=given["gap"],
        )  # fmt: skip
        if given["gap"]:
            self._gap(conversation_id, question_id, intent, asked, language, at)
        if rng.random() < 0.12:
            good = rng.random() < (0.25 if given["gap"] or missed or mistaken else 0.92)
            values = {"message_id": answer_id, "conversation_id": conversation_id, "rating": 1 if good else -1}
            self._connection.execute(sa.insert(feedback).values(**values, created_at=at + timedelta(seconds=12)))
        return 2

    def _say(self, common: dict[str, Any], sender: str, text: str, at: datetime, **more: Any) -> int:
        row = {**common, "sender": sender, "text": text, "created_at": at, "tokens": tokens(text), **more}
        inserted = self._connection.execute(sa.insert(message).values(**row))
        return int(inserted.inserted_primary_key[0])

    def _answer(self, intent: str, asked: Sentence, language: str) -> dict[str, Any]:
        entities: dict[str, tuple[str, ...]] = {}
        for kind, value in asked.entities:
            entities[kind] = (*entities.get(kind, ()), value)
        parts, sources, facts, gap = [part(_CONVERSATIONAL.get(intent, "utter_conversation_fallback"))], [], [], False
        if intent == "greet":
            parts = [part("utter_conversation_greet", college={"name": ["college", "college"]})]
        elif intent in TOPICS:
            given = answer(Question(intent, entities, asked.text), self._known)
            parts, sources, facts, gap = given.parts, given.sources, given.facts, given.gap
            if gap:
                parts = [*parts, part("utter_conversation_gap_recorded")]
        renderer = Renderer(language, self._known)
        rendered = renderer.render(parts, sources)
        offered = [each for each in ("list_programs", "ask_tuition", "list_campuses") if each != intent]
        buttons = [{"title": renderer.value(part(title(each))), "payload": f"/{each}"} for each in offered]
        reply = {
            "name": "utter_answer", "parts": parts, "sources": sources, "facts": facts, "buttons": buttons,
            "blocks": rendered.blocks, "source_lines": rendered.sources,
        }  # fmt: skip
        return {"text": rendered.text, "gap": gap, "reply": reply}

    def _gap(
        self, conversation_id: str, question_id: int, topic: str, asked: Sentence, language: str, at: datetime
    ) -> None:
        kind, subject = asked.entities[0] if asked.entities else (None, None)
        row = {
            "topic": topic, "text": asked.text, "language": language, "subject_kind": kind, "subject_id": subject,
            "conversation_id": conversation_id, "question_key": f"{conversation_id}:{question_id}", "asked_at": at,
        }  # fmt: skip
        self._connection.execute(sa.insert(knowledge_tables.gap).values(**row))

    def _person(self, conversation_id: str, language: str, channel: str, at: datetime, *, open_still: bool) -> int:
        rng = self._random
        contact = rng.choice(CONTACTS) if rng.random() < 0.5 else None
        status = "open" if open_still else "closed"
        values: dict[str, Any] = {
            "conversation_id": conversation_id,
            "language": language,
            "status": status,
            "created_at": at,
        }
        values["reason"] = HANDOFF_REASONS[language]
        if contact:
            values |= {"contact_kind": contact[0], "contact": contact[1], "consent_at": at}
        reply_at = at + timedelta(minutes=rng.lognormvariate(2.2, 0.8))
        if not open_still:
            values |= {"closed_at": reply_at + timedelta(minutes=20), "assigned_to": rng.choice(("li", "wang"))}
        self._connection.execute(sa.insert(handoff).values(**values))
        state = "waiting" if open_still else "bot"
        self._connection.execute(
            sa.update(conversation).where(conversation.c.id == conversation_id).values(state=state)
        )
        if open_still:
            return 0
        common = {
            "conversation_id": conversation_id,
            "channel": channel,
            "language": language,
            "author": rng.choice(("李老师", "王老师")),
        }
        self._say(common, "staff", STAFF_REPLIES[language], reply_at)
        return 1


_CONVERSATIONAL = {
    "thank": "utter_conversation_thank",
    "goodbye": "utter_conversation_goodbye",
    "request_human": "utter_conversation_human_recorded_chat",
}


def fill(database: Engine, *, number: int = CONVERSATIONS) -> None:
    """Accounts, conversations, reviews, canned replies. ValueError: there are conversations already."""
    with reading(database) as connection:
        if connection.execute(sa.select(conversation.c.id).limit(1)).first():
            raise ValueError("This database has conversations: a demonstration is written into an empty one only.")
    with writing(database) as connection:
        for name, role, shown, language in PEOPLE:
            accounts.create_account(connection, name, role=role, password=PASSWORD, shown_name=shown, language=language)
        known = read_knowledge(connection)
        Month(connection, known, sentences(known, find_aliases(connection))).write(number)
        for name, texts in CANNED.items():
            save_canned_reply(connection, name, texts)
        set_holiday(connection, date(now().year + 1, 1, 1), "元旦")
    while True:
        with writing(database) as connection:
            if review_queue.refresh(connection) < review_queue.BATCH:
                break
    _review(database)


def _review(database: Engine) -> None:
    """Two thirds of the random sample, judged by two colleagues."""
    rng = random.Random(SEED)  # noqa: S311
    for reviewer in ("li", "wang"):
        while True:
            with writing(database) as connection:
                item = reviews.next_item(connection, "sample", reviewer=reviewer)
                waiting = reviews.counts(connection, reviewer=reviewer)["sample"]
                if item is None or waiting < (40 if reviewer == "li" else 18):
                    break
                read = as_understood(item.message)
                right = not item.message.fallback and rng.random() < 0.93
                intent = read.intent if right else rng.choice(("ask_tuition", "ask_visa", "list_programs"))
                judged = Judgement(
                    intent, read.language, read.entities, "right" if right else "wrong", unsure=rng.random() < 0.08
                )
                reviews.record_review(connection, item.message.id, judged, reviewer=reviewer, reviewers=3)


def main(arguments: list[str] | None = None) -> int:
    """Make the demonstration; a mistake is one line on stderr and exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m console.demo", description=__doc__)
    parser.add_argument("--url", default=f"sqlite:///{ROOT / 'var' / 'demo.db'}", help="an empty database")
    parser.add_argument("--conversations", type=int, default=CONVERSATIONS)
    given = parser.parse_args(arguments)
    database = connect(given.url)
    migrate(database)
    seed_database(database)
    try:
        fill(database, number=given.conversations)
    except ValueError as error:
        sys.stderr.write(f"{error} Remove it, or give another --url.\n")
        return 1
    names = ", ".join(f"{name} ({role})" for name, role, _, _ in PEOPLE)
    sys.stdout.write(
        f"The demonstration is ready. Start it with\n  DATABASE_URL={given.url} .venv/bin/python -m console\n"
        f"and log in as {names}; the password of each is: {PASSWORD}\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
