"""The console in Debian's Chromium, over a real server with a small office in its database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy.engine import Engine

from console.app import create_app
from office.conversations import review_queue
from office.conversations.feedback import record_rating
from office.conversations.handoffs import request_handoff
from office.conversations.reviews import Judgement, record_review
from office.conversations.tables import feedback
from office.database import now, writing
from office.knowledge.edits import change
from office.knowledge.states import read_state
from office.knowledge.tables import gap
from office.settings import settings
from office.staff.canned_replies import save_canned_reply
from tests.browser import axe_source, chromium, missing
from tests.channels.conftest import served
from tests.console.conftest import PASSWORD
from tests.talk import ask, say

__all__ = ["axe_source", "chromium"]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

DESKTOP, PHONE = (1280, 860), (390, 800)


@dataclass
class Office:
    """The small office: ids of what is in it."""

    talk: str = ""
    question: int = 0
    waiting: str = ""
    others: list[str] = field(default_factory=list)


@pytest.fixture
def office(database: Engine) -> Office:
    """Conversations, gaps, reviews, changes: something on every page."""
    ago = timedelta(minutes=30)
    made = Office()
    with writing(database) as connection:
        for number, (language, text) in enumerate(
            (
                ("zh", "学费是多少？"),
                ("th", "ค่าเทอมเท่าไหร่คะ"),
                ("ar", "كم الرسوم الدراسية؟"),
                ("en", "What are the fees?"),
            )
        ):
            name, _, _ = ask(
                connection, text, language=language, intent="ask_tuition", confidence=0.93, gap=True, ago=ago
            )
            row = {"topic": "ask_tuition", "language": language, "text": text, "conversation_id": name}
            connection.execute(sa.insert(gap).values(question_key=str(number), asked_at=now() - ago, **row))
            made.others.append(name)
        reply = {
            "facts": ["program/computing-gb"],
            "sources": ["profile-3-2"],
            "buttons": [{"title": "สาขาอื่น"}],
            "parts": [],
        }
        made.talk, made.question, answer = ask(
            connection, "ค่าวีซ่าเท่าไหร่", answer="สาขาคอมพิวเตอร์ …", intent="ask_visa", confidence=0.41, reply=reply, ago=ago,
            ranking=[{"name": "ask_visa", "confidence": 0.41}, {"name": "ask_living_cost", "confidence": 0.33}],
            entities=[{"entity": "program", "value": "computing-gb"}],
        )  # fmt: skip
        record_rating(connection, made.talk, answer, -1, comment="no")
        connection.execute(sa.update(feedback).values(created_at=now() - ago))
        made.waiting, _, _ = ask(
            connection, "請問宿舍？", language="zh-Hant", channel="wechat", intent="ask_accommodation", confidence=0.9
        )
        request_handoff(
            connection,
            made.waiting,
            reason="想和老師談",
            contact_kind="email",
            contact="chen@example.org",
            consent=True,
        )
        for _ in range(2):
            name, question, _ = ask(connection, "hello", intent="greet", confidence=0.99, ago=ago)
            record_review(connection, question, Judgement("greet", "th", (), "right"), reviewer="editor", reviewers=1)
        save_canned_reply(connection, "请稍候", {"zh": "您好，请稍候。", "en": "One moment, please."})
        state = read_state(connection, "fact", "college-goal")
        assert state is not None
        change(connection, "fact", "college-goal", {**state, "valid_until": "2030-12-31"}, by="editor")
        say(connection, made.talk, "ขอบคุณ", intent="thank", confidence=0.98, ago=ago)
        review_queue.refresh(connection)
    return made


@pytest.fixture
def address(database: Engine, office: Office) -> Iterator[str]:
    """Where the console answers."""
    with served(create_app(settings(), engine=database, works=False)) as url:
        yield url


@dataclass
class Desk:
    """One person at a browser. `problems` collects what the browser complains of."""

    page: Page
    address: str
    axe_source: str
    problems: list[str]

    def go(self, path: str) -> Desk:
        """Open a page."""
        self.page.goto(self.address + path)
        return self

    def violations(self) -> list[Any]:
        """What axe finds on the page as it stands."""
        if not self.axe_source:
            missing("axe-core is not installed: run `npm ci` in widget/")
        self.page.evaluate(self.axe_source)
        script = """rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})
            .then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 120))]))"""
        return list(self.page.evaluate(script, RULES))

    def sideways(self) -> int:
        """Pixels by which the page is wider than the screen."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.fixture
def sit_down(chromium: Browser, address: str, axe_source: str) -> Iterator[Callable[..., Desk]]:
    """Log in as somebody, in a browser of their own."""
    contexts: list[BrowserContext] = []
    desks: list[Desk] = []

    def desk(
        name: str | None = "admin", *, size: tuple[int, int] = DESKTOP, language: str = "en", dark: bool = False
    ) -> Desk:
        context = chromium.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale={"en": "en-GB", "zh": "zh-CN"}[language],
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        problems: list[str] = []
        page.on(
            "console", lambda message: problems.append(message.text) if message.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda error: problems.append(str(error)))
        made = Desk(page, address, axe_source, problems)
        desks.append(made)
        made.go("/login")
        if name is not None:
            page.fill("#name", name)
            page.fill("#password", PASSWORD)
            page.click("button.main")
            page.wait_for_selector("#work")
            if language == "zh":
                page.click("button[name=language]", force=size != PHONE) if size != PHONE else _speak_chinese(page)
                page.wait_for_selector("html[lang=zh-Hans]")
        return made

    yield desk
    for context in contexts:
        context.close()
    # Refused passwords and the like are answers, not faults.
    complaints = [
        each for made in desks for each in made.problems if "the server responded with a status of 4" not in each
    ]
    assert complaints == []


def _speak_chinese(page: Page) -> None:
    page.click("[data-toggles=side]")
    page.click("button[name=language]")
