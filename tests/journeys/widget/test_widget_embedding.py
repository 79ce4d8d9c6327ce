"""On other people's pages: strict policies, hostile styles, inside the page, full page, languages, colours, old browsers."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from office.languages import CODES
from tests.journeys.widget.conftest import PHONE, College, Office, Widget

pytestmark = pytest.mark.browser

TOLD = """<html lang="en"><body>
<script src="/widget.js" data-lang="ko" data-position="start" data-privacy="/privacy"></script>"""
Visit = Callable[..., Widget]


@pytest.fixture
def college(services: tuple[Office, College], office: Office) -> College:
    """A college's website on another origin."""
    return services[1]


def address(college: College, **told: str) -> str:
    """A page of the college; `told` is said to the script by data- attributes, `html` is put into the page."""
    return f"{college.url}/?{urlencode(told)}"


def test_under_a_strict_policy_on_another_origin(visit: Visit, office: Office, college: College) -> None:
    widget = visit(url=address(college)).open()
    widget.ask("Which programs are there?")
    widget.find("li.bot .tool").first.click()
    expect(widget.find(".told")).not_to_have_text("")
    office.say("Good morning")
    expect(widget.find("li.staff")).to_have_count(1)
    widget.menu(2)
    widget.find(".sheet .strong").click()
    widget.find(".gone").wait_for()
    assert widget.errors == []  # no violation of the policy among them
    assert widget.find(".launcher").evaluate("(each) => getComputedStyle(each).position") == "fixed"


def test_neither_the_pages_styles_nor_the_widgets_cross_the_border(visit: Visit, college: College) -> None:
    widget = visit(url=address(college)).open()
    own = widget.page.locator("main p.bubble.panel")
    assert own.evaluate("(each) => [getComputedStyle(each).fontSize, getComputedStyle(each).display]") == [
        "40px",
        "block",
    ]
    assert widget.find(".launcher").evaluate("(each) => getComputedStyle(each).color") != "rgb(1, 2, 3)"
    assert widget.find(".greeting").evaluate("(each) => getComputedStyle(each).fontSize") == "21px"


def test_inside_the_page(visit: Visit, college: College) -> None:
    html = '<admissions-chat mode="inline" lang="th"></admissions-chat>'
    widget = visit(url=address(college, html=html))
    widget.find(".greeting").wait_for()
    assert widget.find(".launcher, dialog").count() == 0
    assert widget.page.locator("admissions-chat").count() == 1
    box = widget.page.locator("main admissions-chat").bounding_box()
    assert box
    assert box["height"] == 640
    assert widget.page.evaluate("document.activeElement.tagName") == "BODY"  # it does not take the focus by itself
    widget.ask("มีหลักสูตรอะไรบ้าง")


def test_in_a_place_that_the_script_names(visit: Visit, college: College) -> None:
    widget = visit(url=address(college, mode="inline", target="#place"))
    widget.find(".greeting").wait_for()
    assert widget.page.locator("#place > admissions-chat").count() == 1


@pytest.mark.parametrize("size", [PHONE, (1100, 800)])
def test_on_a_page_of_its_own(visit: Visit, office: Office, size: tuple[int, int]) -> None:
    widget = visit(size=size, url=f"{office.public}/chat?lang=en")
    widget.find(".greeting").wait_for()
    widget.ask("Please compare them")
    box = widget.find(".panel").bounding_box()
    assert box
    assert box["height"] == size[1]
    rows = widget.find("tbody tr").evaluate_all("(all) => all.map((each) => getComputedStyle(each).display)")
    assert set(rows) == ({"table-row"} if size[0] > 700 else {"block"})
    widget.check()


@pytest.mark.parametrize(
    ("told", "locale", "expected"),
    [
        ({"lang": "de"}, "fr-FR", "de"),  # the page's language before the browser's
        ({"lang": "pt"}, "fr-FR", "fr"),  # the browser's, where the page's is none of ours
        ({"lang": "pt"}, "zh-TW", "zh-Hant"),
        ({"lang": "pt"}, "sv-SE", "en"),
    ],
)
def test_the_language_is_the_pages_else_the_browsers(
    chromium: object, visit: Visit, college: College, told: dict[str, str], locale: str, expected: str
) -> None:
    first = visit(url=address(college))
    context = first.page.context.browser.new_context(locale=locale)  # type: ignore[union-attr]
    page = context.new_page()
    page.goto(address(college, **told))
    page.locator("admissions-chat .launcher span:not(.hidden)").wait_for()
    assert page.locator("admissions-chat .root").get_attribute("lang") == expected
    context.close()


def test_what_the_script_tag_says_comes_before_the_page(visit: Visit, office: Office, college: College) -> None:
    widget = visit(url=f"{office.public}/?lang=en")
    widget.page.route("**/page", lambda route: route.fulfill(body=TOLD, content_type="text/html"))
    widget.page.goto(f"{office.public}/page")
    widget.open()
    assert widget.find(".root").get_attribute("lang") == "ko"
    assert widget.find(".privacy a").get_attribute("href") == "/privacy"
    box = widget.find("dialog").bounding_box()
    assert box
    assert box["x"] == 20


def test_colours_are_the_pages(visit: Visit, office: Office) -> None:
    widget = visit().ready()
    widget.page.evaluate("document.querySelector('admissions-chat').style.setProperty('--accent', 'rgb(120, 0, 30)')")
    widget.open()
    assert widget.find(".send").evaluate("(each) => getComputedStyle(each.ownerDocument.documentElement).color") != ""
    assert widget.find(".mark").evaluate("(each) => getComputedStyle(each).backgroundColor") == "rgb(120, 0, 30)"


def test_a_button_of_the_page_opens_it(visit: Visit) -> None:
    widget = visit().ready()
    widget.page.locator("[data-open-chat]").click()
    expect(widget.find("textarea")).to_be_focused()


def test_words_that_cannot_be_fetched_are_asked_for_again(visit: Visit, office: Office) -> None:
    widget = visit(url=f"{office.public}/health")
    failed: list[str] = []
    widget.page.route(
        "**/widget/*.json", lambda route: (failed.append("x"), route.abort()) if not failed else route.continue_()
    )
    widget.page.goto(office.public)
    button = widget.find(".launcher")
    expect(button).to_have_accessible_name("Chat")  # it stands, and can be pressed
    button.click()
    widget.find(".greeting").wait_for()
    assert failed


def test_in_browsers_that_lack_new_things(visit: Visit, office: Office) -> None:
    widget = visit(url=f"{office.public}/health")
    widget.page.add_init_script(
        """delete window.visualViewport; delete window.BroadcastChannel; delete AbortSignal.timeout;
           Object.defineProperty(navigator, 'locks', {value: undefined});
           Object.defineProperty(navigator, 'clipboard', {value: undefined});
           CSSStyleSheet.prototype.replaceSync = undefined;"""
    )
    # A page without a policy, since styles are then an element.
    widget.page.route(
        "**/page", lambda route: route.fulfill(body='<script src="/widget.js"></script>', content_type="text/html")
    )
    widget.page.goto(f"{office.public}/page")
    widget.open()
    widget.ask("Which programs are there?").locator(".tool").nth(2).click()
    expect(widget.find(".told")).not_to_have_text("")
    assert widget.find(".launcher").evaluate("(each) => getComputedStyle(each).position") == "fixed"


def test_where_the_browser_keeps_nothing_the_page_still_talks(visit: Visit, office: Office) -> None:
    widget = visit(url=f"{office.public}/health")
    widget.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('refused'); }})"
    )
    widget.page.goto(office.public)
    widget.open()
    widget.ask("Which programs are there?")
    widget.ask("Please compare them")
    assert office.count("conversation") == 1


def test_an_element_that_is_removed_lets_go(visit: Visit, office: Office) -> None:
    widget = visit().open()
    widget.ask("Which programs are there?")
    widget.page.evaluate("document.querySelector('admissions-chat').remove()")
    asked: list[str] = []
    widget.page.on("request", lambda request: asked.append(request.url))
    office.say("Good morning")
    widget.page.wait_for_timeout(3000)
    assert asked == []
    assert widget.errors == []


def test_the_page_of_the_college_fits_a_phone_in_every_language(visit: Visit, office: Office) -> None:
    widget = visit(size=PHONE)
    for language in CODES:
        widget.page.goto(f"{office.public}/?lang={language}")
        cut = widget.page.locator("h1, h2, h3, p, li, .button").evaluate_all(
            "(all) => all.filter((each) => each.scrollWidth > each.clientWidth + 1 || each.getBoundingClientRect().right > innerWidth + 1)"
            ".filter((each) => !each.closest('.hidden, .languages') && each.checkVisibility()).map((each) => each.textContent.slice(0, 60))"
        )
        assert cut == [], language
