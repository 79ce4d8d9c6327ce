"""Messages are delivered once, whatever happens to network, server, page or tab; and what is new arrives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from office.wording.catalogues import translate
from tests.journeys.widget.conftest import PHONE, Office, Widget

pytestmark = pytest.mark.browser
Visit = Callable[..., Widget]

MESSAGES = "**/api/messages"
STATES = {
    name: translate("en", f"widget_{name}") for name in ("delivered", "queued", "unsent", "sending", "unanswered")
}


def state(widget: Widget, place: int = -1) -> Any:
    """The state of one of the applicant's messages."""
    rows = widget.find("li.applicant")
    return (rows.last if place < 0 else rows.nth(place)).locator(".state")


def test_what_is_written_without_network_is_sent_once_when_it_is_back(visit: Visit, office: Office) -> None:
    widget = visit("en", PHONE).open()
    widget.ask("Which programs are there?")
    widget.page.context.set_offline(True)
    for text in ("First question", "Second question"):
        widget.write(text)
    expect(state(widget)).to_contain_text(STATES["queued"])
    widget.check(failing=True)
    widget.page.context.set_offline(False)
    expect(state(widget)).to_contain_text(STATES["delivered"], timeout=40_000)
    widget.until_asked(office, "Which programs are there?", "First question", "Second question")
    assert widget.own() == office.texts_asked()


def test_what_waits_outlives_the_page(visit: Visit, office: Office) -> None:
    widget = visit().open()
    widget.page.route(MESSAGES, lambda route: route.abort())
    widget.write("Kept over a reload")
    expect(state(widget)).to_contain_text(STATES["queued"])
    widget.page.unroute(MESSAGES)
    widget.page.reload()
    widget.open()
    expect(state(widget)).to_contain_text(STATES["delivered"])
    widget.until_asked(office, "Kept over a reload")


def test_a_message_whose_confirmation_was_lost_is_not_doubled(visit: Visit, office: Office) -> None:
    widget = visit().open()
    widget.ask("Which programs are there?")
    lost: list[Route] = []

    def lose(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route)
            route.fetch()  # the server takes it
            route.abort()  # and its answer does not arrive
        else:
            route.continue_()

    widget.page.route(MESSAGES, lose)
    widget.write("Asked once")
    expect(state(widget)).to_contain_text(STATES["delivered"])
    expect(widget.find("li.bot")).to_have_count(2)
    assert office.texts_asked().count("Asked once") == 1
    assert widget.own().count("Asked once") == 1


def test_a_fault_of_the_server_is_told_and_can_be_tried_again(visit: Visit, office: Office) -> None:
    widget = visit().open()
    fault = {"error": {"code": "try_again", "message": "Please try again shortly."}}
    widget.page.route(MESSAGES, lambda route: route.fulfill(status=503, json=fault, headers={"Retry-After": "600"}))
    # Looks have a query, so that the route lets them through: the server answers them, and takes nothing all the same.
    with widget.page.expect_response(lambda response: "messages?after" in response.url):
        widget.write("In bad times")
    expect(widget.find(".standing")).to_have_text("Please try again shortly.")
    expect(state(widget)).to_contain_text(STATES["queued"])
    widget.check(failing=True)
    widget.page.unroute(MESSAGES)
    state(widget).get_by_role("button", name=translate("en", "widget_retry")).click()
    expect(state(widget)).to_contain_text(STATES["delivered"])
    widget.until_asked(office, "In bad times")
    expect(widget.find(".standing")).to_have_text("")


def test_a_question_that_is_given_up_is_told_and_can_be_asked_again(visit: Visit, office: Office) -> None:
    widget = visit().open()
    office.held, office.records = True, False
    widget.write("Which programs are there?")
    expect(state(widget)).to_contain_text(STATES["delivered"])  # it is there, and long past the request being given up
    office.held = False
    expect(state(widget)).to_contain_text(STATES["unanswered"])
    expect(widget.find(".standing")).to_have_text(translate("en", "channels_answer_failed"))
    expect(widget.find(".typing")).to_have_count(0)
    office.records = True
    state(widget).get_by_role("button", name=translate("en", "widget_retry")).click()
    expect(widget.find("li.bot")).to_have_count(1)
    expect(state(widget)).to_contain_text(STATES["delivered"])
    expect(widget.find(".standing")).to_have_text("")
    assert widget.own() == ["Which programs are there?"]


def test_a_refused_message_says_why_and_can_be_removed(visit: Visit, office: Office) -> None:
    widget = visit().open()
    widget.write("///")  # nothing but what is taken for a command
    expect(state(widget)).to_contain_text(translate("en", "channels_message_empty"))
    widget.check(failing=True)
    state(widget).get_by_role("button", name=translate("en", "widget_discard")).click()
    expect(widget.find("li.applicant")).to_have_count(0)
    assert office.texts_asked() == []


def test_too_long_a_message_cannot_be_sent(visit: Visit, office: Office) -> None:
    widget = visit("en", PHONE).open()
    widget.find("textarea").fill("字" * 2003)
    expect(widget.find(".over")).to_contain_text("3")
    widget.find("textarea").press("Enter")
    assert widget.find("textarea").input_value() == "字" * 2003
    expect(widget.find(".send")).to_be_disabled()
    widget.check()
    widget.find("textarea").fill("😀" * 2000)  # characters, not the halves that JavaScript counts
    widget.find("textarea").press("Enter")
    expect(state(widget)).to_contain_text(STATES["delivered"])


def test_a_slow_answer_is_waited_for_and_told(visit: Visit, office: Office) -> None:
    widget = visit().open()
    office.held = True  # longer than the request is (REPLY_WAIT)
    widget.write("Which programs are there?")
    expect(widget.find(".typing")).to_be_visible()
    widget.check()
    expect(widget.find(".standing")).to_have_text(translate("en", "channels_answer_delayed"))
    office.held = False
    expect(widget.find("li.bot")).to_have_count(1)
    expect(widget.find(".typing")).to_have_count(0)
    expect(widget.find(".standing")).to_have_text("")


def test_two_tabs_agree(visit: Visit, office: Office) -> None:
    one = visit().open()
    other = visit(tab_of=one).open()
    one.ask("Which programs are there?")
    expect(other.find("li.bot")).to_have_count(1)
    other.ask("Tell me about accounting")
    expect(one.find("li.bot")).to_have_count(2)
    assert one.own() == other.own()
    one.find("li.bot").first.locator(".tool").first.click()
    expect(other.find("li.bot").first.locator(".tool").first).to_have_attribute("aria-pressed", "true")
    assert office.count("conversation") == 1
    other.menu(2)
    other.find(".sheet .strong").click()
    expect(one.find("li.bot")).to_have_count(0)
    expect(one.find("li.applicant")).to_have_count(0)


def test_both_tabs_written_in_at_the_same_time_are_one_conversation(visit: Visit, office: Office) -> None:
    one = visit().open()
    other = visit(tab_of=one).open()
    office.seconds = 0.3
    one.write("From the first tab")
    other.write("From the second tab")
    for tab in (one, other):
        expect(tab.find("li.bot")).to_have_count(2)
    assert sorted(office.texts_asked()) == ["From the first tab", "From the second tab"]
    assert office.count("conversation") == 1


def test_a_tab_that_hears_late_has_what_the_other_has_said(visit: Visit, office: Office) -> None:
    one = visit().open()
    other = visit(tab_of=one)
    said: list[Route] = []
    heard: list[Route] = []
    one.page.route("**/api/messages", lambda route: said.append(route))
    other.page.route("**/api/events", lambda route: heard.append(route))
    other.open()
    one.write("From the first tab")
    one.until(lambda: said)
    other.until(lambda: heard)  # it has looked at a conversation in which nothing has been said
    said[0].continue_()
    expect(one.find("li.bot")).to_have_count(1)
    heard[0].continue_()
    expect(other.find("li.bot")).to_have_count(1)
    assert other.own() == ["From the first tab"]


def test_news_is_counted_on_the_button_until_it_is_read(visit: Visit, office: Office) -> None:
    widget = visit().open()
    widget.ask("Which programs are there?")
    widget.find(".head .tool").last.click()
    office.say("We have an answer for you.")
    widget.page.reload()
    expect(widget.find(".launcher b")).to_have_text("1")
    name = f"{translate('en', 'widget_launch')} \u20681\u2069 new message"
    expect(widget.find(".launcher")).to_have_accessible_name(name)
    widget.check()
    widget.open()
    expect(widget.find("li.staff")).to_have_count(1)
    expect(widget.find("li.applicant .bubble")).to_have_text(["Which programs are there?"])  # the whole thread is there
    widget.find(".head .tool").last.click()
    expect(widget.find(".launcher b")).to_have_count(0)


def test_without_a_stream_looking_does_it(visit: Visit, office: Office) -> None:
    widget = visit()
    widget.page.route("**/api/events", lambda route: None)  # never answered, as behind a proxy that keeps it back
    widget.open()
    widget.ask("Which programs are there?")
    office.say("Good morning")
    expect(widget.find("li.staff")).to_have_count(1, timeout=40_000)


def test_a_stream_is_held_only_while_the_panel_is_open(visit: Visit, office: Office) -> None:
    widget = visit()
    streams: list[str] = []
    widget.page.on("request", lambda request: streams.append(request.url) if "/api/events" in request.url else None)
    ended: list[str] = []
    widget.page.on("requestfailed", lambda request: ended.append(request.url) if "/api/events" in request.url else None)
    widget.open()
    widget.ask("Which programs are there?")
    widget.until(lambda: streams)
    assert (len(streams), len(ended)) == (1, 0)
    widget.find(".head .tool").last.click()
    widget.until(lambda: ended)
    widget.page.wait_for_timeout(300)
    assert (len(streams), len(ended)) == (1, 1)


def test_a_conversation_that_is_gone_is_told_and_a_new_one_begins(visit: Visit, office: Office) -> None:
    widget = visit().open()
    widget.ask("Which programs are there?")
    with office.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM session_key")
    widget.page.reload()
    widget.open()
    expect(widget.find(".gone")).to_have_text(translate("en", "widget_expired"))
    widget.check(failing=True)
    widget.ask("And now?")
    assert widget.own() == ["And now?"]


def test_nothing_is_asked_of_the_server_by_a_page_that_is_only_read(visit: Visit, office: Office) -> None:
    widget = visit()
    asked: list[str] = []
    widget.page.on("request", lambda request: asked.append(request.url) if "/api/" in request.url else None)
    widget.open()
    widget.page.wait_for_timeout(500)
    assert asked == []
