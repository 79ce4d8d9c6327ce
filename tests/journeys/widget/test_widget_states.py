"""axe finds nothing in any state of the widget, in four languages, on a phone and on a desktop; and nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from office.wording.catalogues import translate
from tests.journeys.widget.conftest import DESKTOP, PHONE, QUESTIONS, Office, Widget

pytestmark = pytest.mark.browser
Visit = Callable[..., Widget]

EVERYWHERE = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
EVERY_LANGUAGE = pytest.mark.parametrize("language", list(QUESTIONS))


class States:
    """One tab on its way from state to state; each is named, so that a finding says where it was made."""

    def __init__(self, widget: Widget, language: str) -> None:
        self.widget = widget
        self.language = language

    def told(self, name: str, found: str) -> None:
        """An element says the text of this name in the language."""
        expect(self.widget.find(found)).to_contain_text(translate(self.language, name))

    def check(self, state: str, *, failing: bool = False, page: bool = False) -> None:
        """See Widget.check."""
        try:
            self.widget.check(failing=failing, page=page)
        except AssertionError as error:
            raise AssertionError(f"{state}, {self.language}: {error}") from error

    def close(self) -> None:
        """Close the panel."""
        self.widget.find(".head .tool").last.click()
        expect(self.widget.find(".panel")).to_have_count(0)


@EVERYWHERE
@EVERY_LANGUAGE
def test_before_and_during_a_conversation(visit: Visit, office: Office, language: str, size: tuple[int, int]) -> None:
    widget = visit(language, size).ready()
    states = States(widget, language)
    states.check("only the button", page=True)
    widget.open()
    states.check("nothing said yet", page=True)
    listed, card, table, path = QUESTIONS[language]

    office.held = True
    widget.write(listed)
    expect(widget.find(".typing")).to_be_visible()
    states.check("the answer is being made")
    states.told("channels_answer_delayed", ".standing")
    states.check("the answer is late")
    office.held = False
    expect(widget.find("li.bot .choices button")).to_have_count(2)
    states.check("an answer with list, source and choices")

    widget.find("li.bot .tool").nth(1).click()
    states.told("widget_comment", ".word")
    states.check("rated, a word is asked for")
    widget.find("li.bot .tool").first.click()
    states.told("widget_rated", ".told")
    states.check("something has been told")
    for text, found in ((card, ".card"), (table, "table"), (path, ".path")):
        widget.ask(text).locator(found).first.wait_for()
        states.check(f"an answer with {found}")

    widget.find(".head .tool").first.click()
    expect(widget.find(".menu select")).to_have_value(language)
    states.check("the menu")
    for item, name in ((1, "leave"), (2, "erase")):
        if not widget.find(".menu").count():
            widget.find(".head .tool").first.click()
        widget.find(".menu button").nth(item).click()
        states.told(f"widget_{name}_title", ".sheet h3")
        states.check(f"the question before {name}")
        widget.find(".sheet button").last.click()
    widget.find(".call").click()
    widget.find(".sheet input").fill("anna@")
    states.check("the question before a person is called")
    widget.find(".sheet .strong").click()
    states.told("channels_contact_not_valid", ".sheet [role=alert]")
    states.check("a contact that cannot be right", failing=True)
    widget.find(".sheet input").fill("")
    widget.find(".sheet .strong").click()
    expect(widget.find(".standing")).not_to_have_text("")
    states.check("waiting for a person")

    office.say("Good morning. 您好。")
    expect(widget.find("li.staff")).to_have_count(1)
    states.told("widget_phase_staff", ".standing")
    states.check("a person has answered")
    states.close()
    office.say("One more thing.")
    widget.page.reload()
    expect(widget.find(".launcher b")).to_have_text("1")
    states.check("news is counted on the button")


@EVERYWHERE
@EVERY_LANGUAGE
def test_when_something_is_wrong(visit: Visit, office: Office, language: str, size: tuple[int, int]) -> None:
    widget = visit(language, size).open()
    states = States(widget, language)
    widget.write("///")
    states.told("channels_message_empty", ".failed .state")
    states.check("a refused message", failing=True)
    widget.find("textarea").fill("字" * 2003)
    expect(widget.find(".over")).to_be_visible()
    states.check("too long a message")
    widget.find("textarea").fill("")

    office.records = False
    widget.write(QUESTIONS[language][0])
    states.told("widget_unanswered", "li.applicant:not(.failed) .state")
    states.told("channels_answer_failed", ".standing")
    states.check("a message that could not be answered")
    office.records = True
    widget.find("li.applicant:not(.failed)").get_by_role("button").click()
    expect(widget.find("li.bot")).to_have_count(1)
    states.told("widget_delivered", "li.applicant:not(.failed) .state")

    widget.page.route("**/api/messages", lambda route: route.abort())
    widget.write(QUESTIONS[language][1])
    expect(widget.find("li.applicant")).to_have_count(3)
    expect(
        widget.find(
            "li.applicant",
        ).last.locator("button")
    ).to_have_count(2)
    states.told("widget_unreachable", ".standing.trouble")
    states.check("no connection, a message waits", failing=True)
    widget.page.unroute("**/api/messages")
    widget.find("li.applicant").last.get_by_role("button").first.click()
    expect(widget.find("li.bot")).to_have_count(2)

    with office.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM session_key")
    widget.page.reload()
    widget.open()
    states.told("widget_expired", ".gone")
    states.check("the conversation is no longer kept", failing=True)
    widget.ask(QUESTIONS[language][2])
    widget.menu(2)
    widget.find(".sheet .strong").click()
    states.told("widget_erased", ".gone")
    states.check("the conversation has been deleted", failing=True)
