"""Journeys: what is not done every day: the college's login, files out and in, disputes, holidays, other words for a program."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy.engine import Engine

from console.app import create_app
from office.conversations import reviews
from office.database import reading
from office.knowledge.queries import read_knowledge
from office.knowledge.states import read_state
from office.settings import Settings, settings
from office.staff.login import FAILURES_PER_NAME
from tests.channels.conftest import served
from tests.console.identity_provider import CLIENT, SECRET, identity_provider
from tests.console.journeys.conftest import Desk, Office
from tests.ports import free_port

pytestmark = pytest.mark.browser


def test_the_colleges_own_login_opens_the_console(chromium: Browser, database: Engine):
    port = free_port()
    with identity_provider() as provider:
        values = {
            "OIDC_ISSUER": provider.issuer,
            "OIDC_CLIENT_ID": CLIENT,
            "OIDC_CLIENT_SECRET": SECRET,
            "OIDC_NEW_ROLE": "reviewer",
            "CONSOLE_URL": f"http://127.0.0.1:{port}",
        }
        with served(create_app(Settings(values), engine=database, works=False), port=port) as url:
            context = chromium.new_context(locale="en-GB")
            page = context.new_page()
            page.goto(f"{url}/gaps")
            page.get_by_role("link", name="Log in with the college's account").click()
            expect(page.get_by_role("heading", name="Gaps")).to_be_visible()
            expect(page.get_by_role("link", name="Zhao Min")).to_be_visible()
            context.close()


def test_who_guesses_passwords_is_told_to_wait(sit_down: Callable[..., Desk]):
    page = sit_down(None).page
    for attempt in range(FAILURES_PER_NAME + 1):
        page.fill("#name", "reader")
        page.fill("#password", f"guess {attempt}")
        page.keyboard.press("Enter")
        page.wait_for_selector("[role=alert]")
        page.wait_for_load_state()
    expect(page.get_by_role("alert")).to_contain_text("Too many attempts. Please wait")


def test_what_a_search_found_goes_out_as_a_file_with_contacts_masked(sit_down: Callable[..., Desk], office: Office):
    page = sit_down("reviewer").go("/conversations?handoff=yes").page
    page.get_by_text("Export", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    assert {row["conversation"] for row in rows} == {office.waiting}
    assert "chen@example.org" not in str(rows)


def test_two_who_are_unsure_disagree_and_a_third_settles_it_all_by_keys(
    sit_down: Callable[..., Desk], office: Office, database: Engine
):
    one = sit_down("reviewer").go(f"/review/{office.question}").page
    one.keyboard.press("u")
    one.keyboard.press("s")
    expect(one.get_by_text("Saved.")).to_be_visible()
    other = sit_down("editor").go("/review?queue=second").page
    expect(other.locator(".question")).to_have_text("ค่าวีซ่าเท่าไหร่")
    expect(other.locator("form[data-review]")).not_to_contain_text("reviewer")  # the first opinion is not shown
    other.keyboard.press("2")
    other.keyboard.press("w")
    other.keyboard.press("u")
    other.keyboard.press("s")
    expect(other.get_by_text("Saved.")).to_be_visible()
    settling = sit_down("admin").go("/review?queue=dispute").page
    for name in ("reviewer", "editor"):
        expect(settling.locator(".note").filter(has_text=name)).to_be_visible()
    settling.keyboard.press("2")
    settling.keyboard.press("w")
    settling.keyboard.press("s")
    expect(settling.get_by_text("Reviewers agree everywhere.")).to_be_visible()
    with reading(database) as connection:
        final = reviews.final_review(reviews.find_reviews(connection, office.question))
    assert final is not None
    assert (final.settles, final.judgement.intent) == (True, "ask_living_cost")


def test_a_holiday_closes_the_office_for_the_day(
    sit_down: Callable[..., Desk], office: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("OFFICE_HOURS", "Mon-Fri 08:30-17:30")
    settings.cache_clear()
    page = sit_down("editor").go("/office").page
    today = page.evaluate("new Intl.DateTimeFormat('sv-SE', {timeZone: 'Asia/Shanghai'}).format(new Date())")
    page.fill("#day", today)
    page.fill("#holiday-name", "Sports day")
    page.fill("#hours", "00:00-23:59")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("row", name="Sports day")).to_contain_text("00:00-23:59")
    page.get_by_role("link", name="Inbox").click()
    expect(page.get_by_text("The office is open")).to_be_visible()
    page.get_by_role("link", name="Office", exact=True).click()
    page.fill("#day", today)
    page.fill("#holiday-name", "Sports day")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("row", name="Sports day")).to_contain_text("closed")
    page.get_by_role("link", name="Inbox").click()
    expect(page.get_by_text("The office is closed until")).to_be_visible()


def test_another_word_for_a_program_is_added_and_taken_back(sit_down: Callable[..., Desk], database: Engine):
    page = sit_down("editor").go("/knowledge/things/program/computing-gb").page
    field = page.locator("#aliases-en")
    field.fill(field.input_value() + "\ncoding course")
    page.locator("form[action$='/names'] button.main").click()
    expect(page.get_by_text("Published. Applicants get it with their next question.")).to_be_visible()
    expect(page.locator(".after")).to_contain_text("coding course")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("Undone.")).to_be_visible()
    with reading(database) as connection:
        names = read_state(connection, "names", "program/computing-gb")
    assert names is not None
    assert "coding course" not in names["aliases"]["en"]


def test_the_knowledge_goes_out_and_what_was_changed_in_the_file_comes_in(
    sit_down: Callable[..., Desk], office: Office, database: Engine, tmp_path: Path
):
    page = sit_down("editor").go("/knowledge/files").page
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    table = Path(download.value.path()).read_text("utf-8-sig")
    with reading(database) as connection:
        goal = read_knowledge(connection).name("fact", "college-goal", "en")
    assert goal in table
    file = tmp_path / "back.csv"
    file.write_text(table.replace(goal, "A goal with a translator's hand in it."), "utf-8-sig")
    page.set_input_files("#file", file)
    page.get_by_role("button", name="Look at the changes").click()
    expect(page.get_by_role("heading", name="1 change")).to_be_visible()
    with reading(database) as connection:  # looking changes nothing
        assert read_knowledge(connection).name("fact", "college-goal", "en") == goal
    page.get_by_role("button", name="Make these changes").click()
    expect(page.get_by_text("The file was taken in.")).to_be_visible()
    with reading(database) as connection:
        assert read_knowledge(connection).name("fact", "college-goal", "en") == "A goal with a translator's hand in it."


def test_what_is_wrong_or_ends_soon_is_warned_of(sit_down: Callable[..., Desk], database: Engine):
    page = sit_down("editor").go("/knowledge/facts/college-goal").page
    page.fill("#text-en", "12 schools in 2030.")
    page.fill("#text-zh", "到2030年建成13所学校。")
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("link", name="Knowledge").click()
    page.get_by_role("link", name="Warnings", exact=True).click()
    expect(page.get_by_text("Numbers differ between languages:")).to_be_visible()
