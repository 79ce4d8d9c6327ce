"""The widget in Debian's Chromium, over the real public process; only Rasa is a stand-in, which answers from the real knowledge base."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlalchemy.engine import Engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from channels.app import create_app
from office.answers import programs
from office.answers.document import Question
from office.answers.path import TOPICS_FROM_ABROAD, TOPICS_ON_THE_WAY, find_path
from office.answers.topics import title
from office.answers.wishes import ABROAD, ANY, Wishes
from office.conversations import handoffs, log
from office.conversations.retention import erase_conversation
from office.database import connect, writing
from office.knowledge.queries import read_knowledge
from office.settings import Settings
from office.wording.rendering import Renderer
from tests.browser import axe_source, chromium
from tests.channels.conftest import FakeRasa, served

__all__ = ["axe_source", "chromium"]

# Milliseconds: a machine that is busy with something else gets this long before a condition counts as missed.
expect.set_options(timeout=20_000)

PHONE = (320, 640)
DESKTOP = (1280, 800)

# What an applicant asks in each language of the journeys: an answer with a list, one with a card, one with a table, a path.
QUESTIONS = {
    "en": ("Which programs are there?", "Tell me about accounting", "Please compare them", "Show me my path"),
    "zh": ("有哪些专业？", "介绍一下会计专业", "比较一下", "看看我的路径"),
    "ar": ("ما البرامج المتاحة؟", "أخبرني عن المحاسبة", "قارن بين البرامج", "أرني مساري"),
    "th": ("มีหลักสูตรอะไรบ้าง", "ขอข้อมูลการบัญชี", "เปรียบเทียบหลักสูตร", "ดูเส้นทางของฉัน"),
}
_SCRIPTS = (("th", "[\u0e00-\u0e7f]"), ("ar", "[\u0600-\u06ff]"), ("zh", "[\u4e00-\u9fff]"))
_CHOICES = {
    "en": ["Accounting", "Compare"],
    "zh": ["会计", "比较"],
    "ar": ["المحاسبة", "قارن"],
    "th": ["การบัญชี", "เปรียบเทียบ"],
}

# What the answers look like that a visitor could be attacked or confused with.
HOSTILE = '<img src=x onerror="document.title=1"> javascript:alert(1) <b>bold</b> 3500 USD https://example.edu/a_(b).'


@dataclass
class Office(FakeRasa):
    """Understands just enough to answer from the knowledge base, in the language that it is asked in."""

    public: str = ""
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    held: bool = False  # no question is answered until this is over

    async def answer(self, request: Request) -> Response:
        """See FakeRasa."""
        while self.held:
            await asyncio.sleep(0.02)
        return await super().answer(request)

    def events(self, question: dict[str, Any]) -> list[dict[str, Any]]:
        """See FakeRasa: what a turn adds to the log."""
        text = question["message"]
        language = next((code for code, script in _SCRIPTS if re.search(script, text)), "en")
        reply = self.answers.get(text) or self._answer(text, language)
        said = {
            "event": "user", "text": text, "timestamp": time.time(), "input_channel": "website",
            "metadata": question["metadata"],
            "parse_data": {"intent": {"name": "ask", "confidence": 0.9}, "entities": [], "language": {"code": language}},
        }  # fmt: skip
        bot = {"event": "bot", "text": reply["text"], "timestamp": time.time(), "data": {"buttons": reply["buttons"]},
               "metadata": {"utter_action": "utter_answer", "language": language, "blocks": reply["blocks"],
                            "source_lines": reply["sources"]}}  # fmt: skip
        return [said, bot]

    def _answer(self, text: str, language: str) -> dict[str, Any]:
        with self.engine.connect() as connection:
            knowledge = read_knowledge(connection)
        if re.search("ompare|比较|قارن|เปรียบ", text):
            answer = programs.compare_programs(Question("compare_programs"), knowledge)
        elif re.search("path|路径|مساري|เส้นทาง", text):
            titles = {topic: title(topic) for topic in (*TOPICS_ON_THE_WAY, *TOPICS_FROM_ABROAD)}
            answer = find_path(Wishes("accounting", ANY, ANY, ABROAD), knowledge, titles=titles)
        elif re.search("ccounting|会计|المحاسبة|การบัญชี", text):
            answer = programs.program_details(Question("x", {"program": ("accounting-au",)}), knowledge)
        else:
            answer = programs.list_programs(Question("list_programs"), knowledge)
        rendered = Renderer(language, knowledge).render(answer.parts, answer.sources)
        buttons = [{"title": title, "payload": title} for title in _CHOICES[language]]
        return {"text": rendered.text, "blocks": rendered.blocks, "buttons": buttons, "sources": rendered.sources}

    def say(self, text: str, *, conversation_id: str | None = None) -> None:
        """A member of staff takes the newest conversation over and writes."""
        with writing(self.engine) as connection:
            conversation_id = conversation_id or self.newest(connection)
            handoffs.take_over(connection, conversation_id, by="staff")
            log.record_staff_message(connection, conversation_id, text, author="staff", language="en")

    def newest(self, connection: Any) -> str:
        """The id of the conversation opened last."""
        found = connection.exec_driver_sql("SELECT id FROM conversation ORDER BY created_at DESC").first()
        return str(found[0])

    def count(self, table: str) -> int:
        """Rows of a table."""
        with self.engine.connect() as connection:
            return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar() or 0)  # noqa: S608

    def texts_asked(self) -> list[str]:
        """What reached Rasa, in its order."""
        return [question["message"] for question in self.asked]


@pytest.fixture(scope="session")
def office_engine(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A seeded database that all journeys of the widget share."""
    path = tmp_path_factory.mktemp("widget") / "office.db"
    path.write_bytes(seeded_file.read_bytes())
    engine = connect(f"sqlite:///{path}")
    yield engine
    engine.dispose()


_HOST = """<!doctype html><html lang="{lang}" dir="{dir}"><head><meta charset="utf-8"><title>A college</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/college.css">
{script}</head><body><main><h1>A college</h1><p class="bubble panel">The page's own text.</p>
<p><a href="#x">A link of the page</a></p><div id="place"></div>{body}</main></body></html>"""

# A page that would break a widget without a shadow root.
_HOSTILE_STYLES = (
    "* { color: rgb(1, 2, 3) !important; } button { display: none !important; } p { font-size: 40px !important; }"
)


@dataclass
class College:
    """A college's website on an origin of its own, under a strict Content-Security-Policy."""

    public: str = ""
    url: str = ""

    def page(self, request: Request) -> Response:
        """A page; ?lang, ?html (of the body) and what else is asked for becomes data- attributes of the script."""
        asked = dict(request.query_params)
        lang, html = asked.pop("lang", "en"), asked.pop("html", "")
        told = " ".join(f'data-{name}="{value}"' for name, value in asked.items())
        script = f'<script async src="{self.public}/widget.js" {told}></script>'
        policy = f"default-src 'none'; script-src {self.public}; connect-src {self.public}; style-src 'self'"
        filled = _HOST.format(lang=lang, dir="rtl" if lang == "ar" else "ltr", script=script, body=html)
        return HTMLResponse(filled, headers={"Content-Security-Policy": policy})

    def app(self) -> Starlette:
        """The website."""
        return Starlette(
            routes=[
                Route("/", self.page),
                Route("/college.css", lambda _request: Response(_HOSTILE_STYLES, media_type="text/css")),
            ]
        )


@pytest.fixture(scope="session")
def services(office_engine: Engine) -> Iterator[tuple[Office, College]]:
    """The stand-in for Rasa, the public process and a college's website, each on a port of its own."""
    office, college = Office(office_engine), College()
    with served(college.app()) as college_url, served(office.app()) as rasa_url:
        settings = Settings(
            {
                "RASA_URL": rasa_url,
                "WIDGET_ORIGINS": college_url,
                "RATE_PER_ADDRESS": "100000",
                "RATE_PER_SESSION": "1000",
                "REPLY_WAIT": "1",
            }
        )
        with served(create_app(settings, engine=office_engine, pause=0.05)) as public:
            office.url, office.public = rasa_url, public
            college.url, college.public = college_url, public
            yield office, college


@pytest.fixture
def office(services: tuple[Office, College]) -> Iterator[Office]:
    """The office, well-behaved, and without conversations."""
    office, _ = services
    yield office
    office.behave()
    office.held = False
    office.answers.clear()
    with writing(office.engine) as connection:
        for (conversation_id,) in connection.exec_driver_sql("SELECT id FROM conversation").all():
            erase_conversation(connection, conversation_id)


@dataclass
class Widget:
    """The widget in one tab, as an applicant uses it. Locators look into the shadow root by themselves."""

    page: Page
    axe_source: str
    errors: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)  # asked for anything since before the page came

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", lambda told: self.errors.append(told.text) if told.type == "error" else None)
        self.page.on("request", lambda request: self.hosts.add("/".join(request.url.split("/")[:3])))

    def find(self, selector: str) -> Locator:
        """Elements of the widget."""
        return self.page.locator("admissions-chat").locator(selector)

    def open(self) -> Widget:
        """Open the panel by its button, once the widget is there in its language."""
        self.ready()
        self.find(".launcher").click()
        self.find(".greeting").wait_for()
        return self

    def ready(self) -> Widget:
        """Wait until the button has its words: before, its name is there for screen readers alone."""
        self.find(".launcher span:not(.hidden)").wait_for()
        return self

    def write(self, text: str) -> None:
        """Type a message and send it by Enter."""
        self.find("textarea").fill(text)
        self.find("textarea").press("Enter")

    def ask(self, text: str) -> Locator:
        """Write, and wait for the answer."""
        before = self.find("li.bot").count()
        self.write(text)
        answer = self.find("li.bot").nth(before)
        answer.wait_for()
        return answer

    def until(self, condition: Callable[[], Any], *, seconds: float = 20.0) -> None:
        """Wait for what no locator can see, while the browser goes on."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"it did not happen within {seconds} seconds"
            self.page.wait_for_timeout(50)

    def until_asked(self, office: Office, *texts: str) -> None:
        """Wait until just these have reached Rasa, in this order: a message is delivered a moment before it is asked."""
        self.until(lambda: len(office.asked) >= len(texts))
        assert office.texts_asked() == list(texts)

    def own(self) -> list[str]:
        """The applicant's messages in the thread."""
        return self.find("li.applicant .bubble").all_inner_texts()

    def menu(self, item: int) -> None:
        """Open the menu and take an item: 0 download, 1 start over, 2 delete."""
        self.find(".head .tool").first.click()
        self.find(".menu button").nth(item).click()

    def violations(self, *, page: bool = True) -> list[str]:
        """What axe finds in the widget, and on the rest of the page too unless that has been looked at already."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(self.axe_source)
        found: list[str] = self.page.evaluate(
            """async (where) => (await axe.run(where ?? document, {
                 runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
                 resultTypes: ['violations'],
               })).violations.map((each) => each.id + ': ' + each.nodes.map((node) => node.target.join(' ')).join('; '))""",
            None if page else "admissions-chat",
        )
        return found

    def check(self, *, failing: bool = False, page: bool = False) -> None:
        """axe finds nothing, nothing scrolls sideways, no error has been logged (but of requests, where they are to fail)."""
        if self.axe_source:
            assert self.violations(page=page) == []
        assert self.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        for selector in (".panel", ".log"):
            if self.find(selector).count():
                assert self.find(selector).evaluate("(each) => each.scrollWidth - each.clientWidth") <= 0, selector
        if failing:
            self.errors[:] = [each for each in self.errors if not each.startswith("Failed to load resource")]
        assert self.errors == []


@pytest.fixture
def visit(
    chromium: Browser, services: tuple[Office, College], office: Office, axe_source: str
) -> Iterator[Callable[..., Widget]]:
    """Open a page with the widget: on the office's own demonstration page, or elsewhere; in a new browser or another tab."""
    contexts: list[BrowserContext] = []
    widgets: list[Widget] = []

    def open_page(
        language: str = "en",
        size: tuple[int, int] = DESKTOP,
        *,
        url: str | None = None,
        tab_of: Widget | None = None,
        **options: Any,
    ) -> Widget:
        width, height = size
        if tab_of is None:
            # Without motion: what axe sees in the middle of fading in has no contrast yet.
            wishes: dict[str, Any] = {"locale": "en-US", "reduced_motion": "reduce", "has_touch": width < 500}
            context = chromium.new_context(viewport={"width": width, "height": height}, **{**wishes, **options})
            contexts.append(context)
        else:
            context = tab_of.page.context
        widget = Widget(context.new_page(), axe_source)
        widgets.append(widget)
        widget.page.goto(url or f"{office.public}/?lang={language}")
        return widget

    yield open_page
    for context in contexts:
        context.close()
    ours = {office.public, services[1].url}
    asked = {host for widget in widgets for host in widget.hosts if host.startswith("http")}
    assert asked <= ours, "no other host may be asked for anything"
