"""A month of conversations: who came when, in which language, what was asked and what the bot said."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from console.demo.speaker import Speaker
from console.demo.stock import Sentence, Stock
from console.demo.words import CONTACTS, HANDOFF_REASONS, STAFF_REPLIES
from office.answers.topics import TOPICS
from office.conversations.sessions import open_conversation
from office.conversations.tables import conversation, feedback, handoff, message
from office.database import now
from office.knowledge import tables as knowledge_tables
from office.knowledge.queries import Knowledge
from office.search import tokens

DAYS = 30
SEED = 20261124

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


class Month:
    """Writes one month; everything random comes from one seed, so that each demonstration is the same."""

    def __init__(self, connection: Connection, known: Knowledge, stock: Stock) -> None:
        self._connection = connection
        self._speaker = Speaker(known)
        self._stock = stock
        self._random = random.Random(SEED)  # noqa: S311
        self._end = now()

    def write(self, number: int) -> None:
        """`number` conversations, the oldest first."""
        moments = sorted(self._moment() for _ in range(number))
        for moment in moments:
            self._conversation(moment)
        # Somebody is always there: the last few minutes.
        for minutes in (9, 6, 4, 2, 1):
            self._conversation(self._end - timedelta(minutes=minutes), asks_for_person=minutes in (4, 9))

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
            said.append(self._sentence(language, "greet"))
        topics = rng.choices(list(TOPICS), [self._interest(topic) for topic in TOPICS], k=questions)
        said += [self._sentence(language, topic) for topic in topics]
        if rng.random() < 0.25:
            said.append(self._sentence(language, rng.choice(("thank", "goodbye"))))
        wants_person = asks_for_person or rng.random() < 0.07
        if wants_person:
            said.append(self._sentence(language, "request_human"))
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
            "list_programs": 16, "ask_program_details": 16, "ask_tuition": 12, "ask_duration": 10, "ask_pathway": 9,
            "ask_scholarship": 7, "ask_entry_requirements": 6, "ask_degree_awarded": 6, "list_campuses": 6,
            "ask_how_to_apply": 5, "ask_accommodation": 5, "ask_visa": 4, "ask_reputation": 4, "ask_deadline": 4,
        }.get(topic, 2)  # fmt: skip

    def _sentence(self, language: str, intent: str) -> Sentence:
        return self._stock.pick(self._random, language, intent)

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
        given = self._speaker.answer(intent, asked, language)
        common = {"conversation_id": conversation_id, "channel": channel, "language": language}
        question_id = self._say(
            common, "applicant", asked.text, at, intent=intent, confidence=confidence, ranking=ranking,
            entities=entities or None, fallback=missed, gap=given.gap,
        )  # fmt: skip
        latency = round(rng.lognormvariate(5.6, 0.4))
        answer_id = self._say(
            common, "bot", given.text, at + timedelta(milliseconds=latency), reply=given.reply,
            latency_ms=latency, fallback=missed, gap=given.gap,
        )  # fmt: skip
        if given.gap:
            self._gap(conversation_id, question_id, intent, asked, language, at)
        if rng.random() < 0.12:
            good = rng.random() < (0.25 if given.gap or missed or mistaken else 0.92)
            values = {"message_id": answer_id, "conversation_id": conversation_id, "rating": 1 if good else -1}
            self._connection.execute(sa.insert(feedback).values(**values, created_at=at + timedelta(seconds=12)))
        return 2

    def _say(self, common: dict[str, Any], sender: str, text: str, at: datetime, **more: Any) -> int:
        row = {**common, "sender": sender, "text": text, "created_at": at, "tokens": tokens(text), **more}
        inserted = self._connection.execute(sa.insert(message).values(**row))
        return int(inserted.inserted_primary_key[0])

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
