"""An applicant at the website's chat and the office at its console, each in a browser; only Rasa is a stand-in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy.engine import Engine

from channels.app import create_app as create_channels
from office.conversations import queries
from office.conversations.tables import conversation
from office.database import reading
from office.settings import Settings
from tests.channels.conftest import FakeRasa, served
from tests.console.journeys.conftest import PHONE, Desk, Office

pytestmark = pytest.mark.browser

WITHIN_MS = 1000  # from the click that sends to the words in the applicant's chat

# Both pages run on one clock: when the form was sent, and when the reply was on the screen.
_NOTE_SENDING = "addEventListener('submit', () => { window.sentAt ??= Date.now(); }, true)"
_NOTE_ARRIVAL = """() => {
  const root = document.querySelector("admissions-chat").shadowRoot;
  const look = () => { if (root.querySelector("li.staff")) window.arrivedAt ??= Date.now(); };
  new MutationObserver(look).observe(root, { childList: true, subtree: true });
}"""


class Chat:
    """The website's chat in one browser window."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def find(self, selector: str) -> Locator:
        return self.page.locator("admissions-chat").locator(selector)

    def write(self, text: str) -> None:
        self.find("textarea").fill(text)
        self.find("textarea").press("Enter")


@pytest.fixture
def rasa(database: Engine) -> Iterator[FakeRasa]:
    """The stand-in, writing its turns into the office's database."""
    fake = FakeRasa(database)
    with served(fake.app()) as url:
        fake.url = url
        yield fake


@pytest.fixture
def chat(chromium: Browser, database: Engine, rasa: FakeRasa) -> Iterator[Chat]:
    """The chat, open."""
    settings = Settings({"RASA_URL": rasa.url, "REPLY_WAIT": "5", "RATE_PER_ADDRESS": "10000"})
    with served(create_channels(settings, engine=database, pause=0.05)) as url:
        context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
        page = context.new_page()
        page.goto(url)
        made = Chat(page)
        made.find(".launcher span:not(.hidden)").wait_for()
        made.find(".launcher").click()
        made.find(".greeting").wait_for()
        yield made
        context.close()


def conversation_of(database: Engine) -> str:
    """The conversation that was opened last."""
    with reading(database) as connection:
        row = connection.execute(conversation.select().order_by(conversation.c.created_at.desc())).first()
    assert row is not None
    return str(row.id)


def test_a_person_takes_over_answers_within_a_second_and_gives_back(
    sit_down: Callable[..., Desk], office: Office, chat: Chat, rasa: FakeRasa, database: Engine
):
    chat.write("How much is it?")
    expect(chat.find("li.bot")).to_have_count(1)
    chat.find(".call").click()
    chat.find(".sheet .strong").click()
    name = conversation_of(database)

    # The office, on a telephone: the request is on top of those who wait longest, and is opened.
    staff = sit_down("reviewer", size=PHONE).go("/inbox").page
    staff.locator(f"a.entry[href*='{name}']").click()
    expect(staff.get_by_text("Has asked for a person")).to_be_visible()
    staff.get_by_role("button", name="Take over").click()
    expect(staff.get_by_text("The applicant reads it at once.")).to_be_visible()

    # The bot is silent, and what the applicant writes is on the colleague's screen.
    chat.write("Is anybody there?")
    expect(staff.locator(".turn.applicant .said").last).to_have_text("Is anybody there?")
    assert [question["message"] for question in rasa.asked] == ["How much is it?"]

    chat.page.evaluate(_NOTE_ARRIVAL)
    staff.evaluate(_NOTE_SENDING)
    staff.fill("#reply", "Good morning. I will look it up for you.")
    staff.locator("#composer button.main").click()
    expect(chat.find("li.staff").last).to_contain_text("I will look it up for you.")
    taken = chat.page.evaluate("window.arrivedAt") - staff.evaluate("window.sentAt")
    assert 0 <= taken < WITHIN_MS, f"the reply took {taken} ms"

    staff.get_by_role("button", name="Give back to the bot").click()
    expect(staff.get_by_text("The bot answers in this conversation again.")).to_be_visible()
    chat.write("And in Germany?")
    expect(chat.find("li.bot")).to_have_count(2)
    with reading(database) as connection:
        assert queries.get_conversation(connection, name).state == "bot"
    assert [question["message"] for question in rasa.asked] == ["How much is it?", "And in Germany?"]
