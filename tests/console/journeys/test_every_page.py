"""Every page in Chromium: nothing for axe to find, nothing wider than a telephone, in both languages, light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.engine import Engine

from office.database import writing
from office.learning import runs
from tests.console.journeys.conftest import DESKTOP, PHONE, Desk, Office
from tests.console.learning_things import contradicting_run, corrected, group, promoted, refused_run

pytestmark = pytest.mark.browser

PAGES = (
    "/inbox",
    "/inbox?folder=live",
    "/inbox/{waiting}",
    "/conversations",
    "/conversations?q=学费&gap=yes&language=zh",
    "/conversations?q=nothing-like-it",
    "/conversations/{talk}?answers=mine",
    "/review",
    "/review?queue=sample",
    "/review/{question}",
    "/gaps",
    "/knowledge",
    "/knowledge/topics/ask_duration",
    "/knowledge/topics/ask_tuition",
    "/knowledge/things",
    "/knowledge/things/program/accounting-au",
    "/knowledge/things/figure/student_countries",
    "/knowledge/facts/new?topic=ask_tuition",
    "/knowledge/facts/college-goal",
    "/knowledge/warnings",
    "/knowledge/history",
    "/knowledge/files",
    "/learning",
    "/learning/lessons",
    "/learning/lessons?status=refused",
    "/learning/models",
    "/learning/runs/{run}",
    "/learning/runs/{contradicting}",
    "/learning/groups",
    "/learning/groups/{group}",
    "/insights",
    "/office",
    "/people",
    "/privacy?person=chen@example.org",
    "/audit",
    "/account",
    "/account/password",
    "/account/second-factor",
    "/conversations/gone",
)


@pytest.fixture
def learning(database: Engine) -> dict[str, int]:
    """Lessons, models, a refused run and a group: something on every page of learning; ids for addresses."""
    with writing(database) as connection:
        corrected(connection, "ค่าเทอมเท่าไหร่คะ")
        corrected(connection, "كم تكلفة الدراسة في السنة عندكم؟", language="ar", side="test")
        promoted(connection, "a")
        promoted(connection, "b")
        made = {"run": refused_run(connection), "group": group(connection)}
        made["contradicting"] = contradicting_run(connection)
        runs.record_wish(connection, "admin")
        return made


@pytest.mark.parametrize(
    ("language", "size", "dark"),
    [("en", DESKTOP, False), ("zh", DESKTOP, True), ("en", PHONE, True), ("zh", PHONE, False)],
    ids=["en-desktop", "zh-desktop-dark", "en-phone-dark", "zh-phone"],
)
def test_every_page_is_for_everybody(
    sit_down: Callable[..., Desk],
    office: Office,
    learning: dict[str, int],
    language: str,
    size: tuple[int, int],
    dark: bool,
):
    desk = sit_down(language=language, size=size, dark=dark)
    found = {}
    for path in PAGES:
        desk.go(path.format(waiting=office.waiting, talk=office.talk, question=office.question, **learning))
        if "/facts/" in path:
            desk.page.wait_for_selector("#previews .bubble")
        for summary in desk.page.locator("main details > summary").all():
            summary.click()  # what is folded away counts too
        if violations := desk.violations():
            found[path] = violations
        if (wider := desk.sideways()) > 0:
            found[f"{path} sideways"] = [wider]
    assert found == {}


def test_the_login_is_for_everybody(sit_down: Callable[..., Desk]):
    desk = sit_down(None, size=PHONE)
    assert desk.violations() == []
    desk.page.fill("#name", "nobody")
    desk.page.fill("#password", "wrong")
    desk.page.click("button.main")
    desk.page.wait_for_selector("[role=alert]")
    assert desk.violations() == []


def test_the_menu_and_the_list_of_keys_are_for_everybody(sit_down: Callable[..., Desk]):
    desk = sit_down(size=PHONE)
    desk.page.click("[data-toggles=side]")
    assert desk.page.get_by_role("link", name="Conversations").is_visible()
    assert desk.violations() == []
    desk.page.click("[data-opens=keys]")
    assert desk.page.locator("dialog#keys").is_visible()
    assert desk.violations() == []


def test_everything_works_with_text_twice_as_large(sit_down: Callable[..., Desk], office: Office):
    desk = sit_down(size=(640, 480))  # 1280 by 960 at 200 %
    for path in ("/inbox", f"/inbox/{office.waiting}", "/conversations", "/review", "/knowledge/facts/college-goal"):
        assert desk.go(path).sideways() <= 0
