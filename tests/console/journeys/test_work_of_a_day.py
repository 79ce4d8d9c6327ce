"""Journeys: what the people of the office do, click by click and key by key."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy.engine import Engine

from office.answers.document import Question
from office.answers.topics import answer
from office.conversations import queries, reviews
from office.conversations.handoffs import request_handoff
from office.database import reading, writing
from office.knowledge.queries import read_knowledge
from office.staff import accounts, second_factor
from office.staff.second_factor import STEP, code_at
from tests.console.conftest import PASSWORD
from tests.console.journeys.conftest import Desk, Office
from tests.talk import ask, say

# A page that nobody looks at, in a browser that asks whether it may ring: headless Chromium does neither.
_BEHIND_ANOTHER = """
window.rang = [];
window.Notification = class {
  static permission = "default";
  static async requestPermission() { return this.permission = "granted"; }
  constructor(title, { body }) { window.rang.push([title, body]); document.documentElement.dataset.rang = window.rang.length; }
};
Object.defineProperty(document, "hidden", { get: () => true });
"""

pytestmark = pytest.mark.browser


def test_logging_in_with_a_second_factor_and_out_again(sit_down: Callable[..., Desk], database: Engine):
    secret = second_factor.new_secret()
    with writing(database) as connection:
        account = accounts.find_account(connection, "admin")
        assert account is not None
        second_factor.set_up(connection, account.id, secret, code_at(secret, int(time.time()) // STEP - 1))
    page = sit_down(None).page
    page.fill("#name", "admin")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.fill("#code", code_at(secret, int(time.time()) // STEP))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()


def test_a_conversation_is_found_read_and_explained_without_a_mouse(sit_down: Callable[..., Desk], office: Office):
    page = sit_down("reader").page
    page.keyboard.press("/")
    page.keyboard.type("วีซ่า")
    page.keyboard.press("Enter")
    expect(page.locator("tr.lead")).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Conversation", exact=True)).to_be_visible()
    assert office.talk in page.url
    page.get_by_text("How it was understood").first.click()
    expect(page.get_by_text("Cost of living 33%")).to_be_visible()
    page.get_by_text("Why this answer").first.click()
    expect(page.get_by_role("link", name="Computer Application Technology")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="Conversations")).to_be_visible()


def test_filters_combine_come_off_and_are_saved(sit_down: Callable[..., Desk], office: Office):
    page = sit_down("reader").go("/conversations").page
    page.get_by_text("Filters", exact=True).click()
    page.select_option("#f-language", "zh")
    page.select_option("#f-gap", "yes")
    page.get_by_role("button", name="Apply").click()
    expect(page.locator("tr.lead")).to_have_count(1)
    page.get_by_text("Save as a view").click()
    page.fill("#view-name", "Chinese gaps")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name="Chinese gaps")).to_be_visible()
    page.get_by_role("link", name="Remove the filter Language: Chinese").click()
    expect(page.locator("tr.lead")).to_have_count(4)
    page.get_by_role("link", name="Chinese gaps").click()
    expect(page.locator("tr.lead")).to_have_count(1)


def test_a_review_takes_two_keys_and_a_correction_three(
    sit_down: Callable[..., Desk], office: Office, database: Engine
):
    page = sit_down("reviewer").go("/review").page
    expect(page.locator(".question")).to_have_text("ค่าวีซ่าเท่าไหร่")
    page.keyboard.press("2")
    page.keyboard.press("w")
    page.keyboard.press("s")
    expect(page.get_by_text("Saved.")).to_be_visible()
    with reading(database) as connection:
        (review,) = reviews.find_reviews(connection, office.question)
    assert (review.judgement.intent, review.judgement.answer, review.understood) == ("ask_living_cost", "wrong", False)


def test_a_request_appears_by_itself_and_is_answered(sit_down: Callable[..., Desk], database: Engine):
    page = sit_down("reviewer").go("/inbox").page
    expect(page.locator("a.entry")).to_have_count(1)
    with writing(database) as connection:
        name, _, _ = ask(connection, "ขอคุยกับคน", intent="request_human", confidence=0.99)
        request_handoff(connection, name)
    expect(page.locator("a.entry")).to_have_count(2, timeout=5000)
    expect(page.locator("#waiting .badge")).to_contain_text("2")
    page.locator(f"a.entry[href*='{name}']").click()
    page.fill("#reply", "สวัสดีค่ะ")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".turn.staff .said")).to_have_text("สวัสดีค่ะ")
    expect(page.locator("#reply")).to_have_value("")
    with reading(database) as connection:
        assert queries.get_conversation(connection, name).state == "staff"
    with writing(database) as connection:
        say(connection, name, "ขอบคุณค่ะ")
    expect(page.locator(".turn.applicant .said").last).to_have_text("ขอบคุณค่ะ", timeout=5000)
    page.reload()
    page.get_by_role("button", name="Give back to the bot").click()
    expect(page.get_by_text("The bot answers in this conversation again.")).to_be_visible()


def test_news_come_though_the_script_that_listens_is_slow(sit_down: Callable[..., Desk], database: Engine):
    desk = sit_down("reviewer")

    def slowly(route: Route) -> None:
        time.sleep(0.7)
        route.continue_()

    desk.page.route("**/hx-sse.min.js*", slowly)
    page = desk.go("/inbox").page
    with writing(database) as connection:
        name, _, _ = ask(connection, "ขอคุยกับคน", intent="request_human", confidence=0.99)
        request_handoff(connection, name)
    expect(page.locator("a.entry")).to_have_count(2, timeout=10_000)


def test_a_request_rings_while_the_page_is_behind_another(sit_down: Callable[..., Desk], database: Engine):
    desk = sit_down("reviewer")
    desk.page.add_init_script(_BEHIND_ANOTHER)
    page = desk.go("/inbox").page
    page.locator("#notify").click()
    expect(page.locator("#notify")).to_be_hidden()
    expect(page).to_have_title(re.compile(r"^\(1\) "))  # the page has heard how the inbox stands: it listens
    with writing(database) as connection:
        name, _, _ = ask(connection, "secret words", intent="request_human", confidence=0.99)
        request_handoff(connection, name)
    expect(page.locator("html")).to_have_attribute("data-rang", "1", timeout=10_000)
    # Nothing of what was said: others may see the screen.
    assert page.evaluate("window.rang") == [["Somebody asks for a person", "Open the inbox to answer."]]


def test_a_link_to_a_transcript_can_be_shared(sit_down: Callable[..., Desk], office: Office):
    desk = sit_down("reviewer").go(f"/conversations/{office.talk}")
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.page.get_by_role("button", name="Copy link").click()
    expect(desk.page.get_by_role("button", name="✓ Copy link")).to_be_visible()
    link = desk.page.evaluate("navigator.clipboard.readText()")
    colleague = sit_down("reader").page
    colleague.goto(link)
    expect(colleague.locator(".turn.applicant .said").first).to_have_text(
        desk.page.locator(".turn.applicant .said").first.inner_text()
    )


def test_colleagues_see_one_another_in_a_conversation(sit_down: Callable[..., Desk], office: Office):
    one = sit_down("reviewer").go(f"/inbox/{office.waiting}").page
    other = sit_down("editor").go(f"/inbox/{office.waiting}").page
    expect(one.locator("#presence")).to_contain_text("editor also has this open.", timeout=5000)
    other.locator("#reply").press_sequentially("您好")
    expect(one.locator("#presence")).to_contain_text("editor is writing…", timeout=5000)


def test_a_canned_reply_is_inserted_in_the_applicants_language(sit_down: Callable[..., Desk], office: Office):
    page = sit_down("reviewer").go(f"/inbox/{office.waiting}").page
    page.select_option("#canned", label="请稍候")
    expect(page.locator("#reply")).to_have_value("您好，请稍候。")


def test_a_gap_is_answered_from_the_board_and_who_asked_is_told(
    sit_down: Callable[..., Desk], office: Office, database: Engine
):
    page = sit_down("editor").go("/gaps").page
    page.get_by_role("link", name="Write the fact").click()
    expect(page.locator("#previews .bubble.gap").first).to_be_visible()
    page.select_option("#document", "fee-schedule")
    page.fill("#text-zh", "学费每年12000元。")
    page.fill("#text-en", "Tuition is 12,000 yuan a year.")
    expect(page.locator("#previews .bubble:not(.gap)").first).to_be_visible(timeout=8000)
    expect(page.locator("#previews .bubble[lang=zh-Hant]")).to_contain_text("學費每年12000元")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("4 applicants told in their chats")).to_be_visible()
    with reading(database) as connection:
        assert not answer(Question("ask_tuition"), read_knowledge(connection)).gap
        told = [queries.last_message(connection, name) for name in office.others]
    assert "学费每年12000元。" in told[0].text  # type: ignore[union-attr]
    assert "Tuition is 12,000 yuan a year." in told[3].text  # type: ignore[union-attr]


def test_a_change_is_seen_in_the_history_and_undone(sit_down: Callable[..., Desk], database: Engine):
    page = sit_down("editor").go("/knowledge/facts/college-goal").page
    page.fill("#text-en", "A goal that was never published.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published. Applicants get it with their next question.")).to_be_visible()
    page.goto(page.url.split("/knowledge")[0] + "/knowledge/history")
    expect(page.get_by_text("A goal that was never published.")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    with reading(database) as connection:
        assert "never published" not in read_knowledge(connection).name("fact", "college-goal", "en")


def test_insights_show_a_period_and_hand_out_files(sit_down: Callable[..., Desk], office: Office):
    page = sit_down("reader").go("/insights").page
    page.get_by_role("link", name="7 days").click()
    expect(page.get_by_role("img", name="Conversations and messages a day")).to_be_visible()
    page.get_by_text("As a table").click()
    expect(page.locator("table").first.locator("tbody tr")).to_have_count(7)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV Languages").click()
    assert re.fullmatch(r"languages-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv", download.value.suggested_filename)


def test_a_person_is_erased_after_two_questions_and_the_receipt_is_shown(
    sit_down: Callable[..., Desk], office: Office, database: Engine
):
    page = sit_down("admin").go("/privacy").page
    page.fill("#person", "chen@example.org")
    page.keyboard.press("Enter")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.get_by_label("Erase 1 conversation").check()
    page.get_by_role("button", name="Erase for ever").click()
    expect(page.get_by_role("heading", name="Receipt of an erasure")).to_be_visible()
    assert asked == ["Erase everything about this person, for ever?"]
    with reading(database) as connection, pytest.raises(LookupError):
        queries.get_conversation(connection, office.waiting)


def test_an_account_is_made_and_begins_with_its_own_password(sit_down: Callable[..., Desk]):
    page = sit_down("admin").go("/people").page
    page.fill("#name", "zhao")
    page.select_option("#role", "editor")
    page.select_option("#language", "en")
    page.get_by_role("button", name="Make the account").click()
    password = page.locator("#new-password").inner_text()
    other = sit_down(None).page
    other.fill("#name", "zhao")
    other.fill("#password", password)
    other.keyboard.press("Enter")
    other.fill("#current", password)
    other.fill("#new", "green hills in the rain")
    other.fill("#again", "green hills in the rain")
    other.keyboard.press("Enter")
    expect(other.get_by_text("Your password was changed.")).to_be_visible()


def test_without_scripts_everything_important_still_works(
    sit_down: Callable[..., Desk], office: Office, chromium, address: str
):  # type: ignore[no-untyped-def]
    context = chromium.new_context(java_script_enabled=False, locale="en-GB")
    page = context.new_page()
    page.goto(f"{address}/login")
    page.fill("#name", "editor")
    page.fill("#password", PASSWORD)
    page.click("button.main")
    page.goto(f"{address}/inbox/{office.waiting}")
    page.fill("#reply", "您好")
    page.click("#composer button.main")
    expect(page.locator(".turn.staff .said")).to_have_text("您好")
    page.goto(f"{address}/review")
    page.check("input[name=answer][value=wrong]")
    page.click("form[data-review] button.main")
    expect(page.get_by_text("Saved.")).to_be_visible()
    context.close()
