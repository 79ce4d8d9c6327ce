"""Keyboard alone, screen readers, zoom, motion, contrast modes, small targets, input methods, right to left."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from office.wording.catalogues import translate
from tests.journeys.widget.conftest import DESKTOP, PHONE, Office, Widget

pytestmark = pytest.mark.browser
Visit = Callable[..., Widget]

FOCUSED = """() => { let each = document.activeElement;
  while (each?.shadowRoot?.activeElement) each = each.shadowRoot.activeElement; return each; }"""


def focused(widget: Widget, property_: str = "className") -> str:
    """A property of the element that has the focus, in the shadow root too."""
    return str(widget.page.evaluate(f"() => String(({FOCUSED})().{property_} ?? '')"))


def tab_to(widget: Widget, wanted: str, *, most: int = 40) -> None:
    """Press Tab until an element of this class has the focus."""
    for _ in range(most):
        if wanted in focused(widget).split():
            return
        widget.page.keyboard.press("Tab")
    raise AssertionError(f"{wanted!r} cannot be reached by Tab")


def test_axe_is_there_and_sees_into_the_widget(visit: Visit) -> None:
    widget = visit().open()
    if not widget.axe_source:
        pytest.skip("axe-core is not installed, and there is no npm to fetch it: the journeys ran without it")
    widget.find("textarea").evaluate("(each) => each.removeAttribute('aria-label')")
    widget.find("textarea").evaluate("(each) => each.removeAttribute('placeholder')")
    assert any(each.startswith("label: admissions-chat") for each in widget.violations())


def test_a_whole_conversation_by_keyboard_alone(visit: Visit, office: Office) -> None:
    widget = visit().ready()
    widget.page.evaluate("document.querySelector('footer a').focus()")
    tab_to(widget, "launcher")
    widget.page.keyboard.press("Enter")
    widget.find(".greeting").wait_for()
    expect(widget.find("textarea")).to_be_focused()
    widget.page.keyboard.type("Which programs are there?")
    widget.page.keyboard.press("Shift+Enter")
    widget.page.keyboard.type("All of them, please")
    widget.page.keyboard.press("Enter")
    expect(widget.find("li.bot")).to_have_count(1)
    assert office.texts_asked() == ["Which programs are there?\nAll of them, please"]
    expect(widget.find("textarea")).to_be_focused()

    expect(widget.find("li.bot .choices button")).to_have_count(2)
    widget.page.keyboard.press("Shift+Tab")  # the last choice under the answer
    assert focused(widget, "textContent") == "Compare"
    widget.page.keyboard.press("Enter")
    expect(widget.find("li.bot")).to_have_count(2)
    expect(widget.find("textarea")).to_be_focused()  # not lost with the button that is gone

    for _ in range(3):
        widget.page.keyboard.press("Tab")
        if "call" in focused(widget).split():
            break
    widget.page.keyboard.press("Enter")
    expect(widget.find(".sheet")).to_be_visible()
    expect(widget.find(".sheet [role=group]")).to_be_focused()
    widget.page.keyboard.press("Escape")
    expect(widget.find(".sheet")).to_have_count(0)
    expect(widget.find("textarea")).to_be_focused()
    widget.page.keyboard.press("Escape")
    expect(widget.find(".panel")).to_have_count(0)
    expect(widget.find(".launcher")).to_be_focused()


def test_escape_closes_the_menu_first_and_gives_the_focus_back(visit: Visit) -> None:
    widget = visit().open()
    widget.find(".head .tool").first.click()
    expect(widget.find(".menu")).to_be_visible()
    assert widget.find(".head .tool").first.get_attribute("aria-expanded") == "true"
    widget.page.keyboard.press("Escape")
    expect(widget.find(".menu")).to_have_count(0)
    expect(widget.find(".head .tool").first).to_be_focused()
    expect(widget.find(".panel")).to_be_visible()


def test_on_a_phone_the_focus_does_not_leave_the_panel_for_the_page_behind(visit: Visit) -> None:
    widget = visit("en", PHONE).open()
    assert widget.find("dialog").evaluate("(dialog) => dialog.matches(':modal')")
    inside = set()
    for _ in range(30):
        widget.page.keyboard.press("Tab")
        inside.add(widget.page.evaluate("document.activeElement.tagName"))
    assert inside <= {"ADMISSIONS-CHAT", "BODY"}  # BODY: the browser's own controls come next


def test_on_a_desktop_the_page_stays_in_reach(visit: Visit) -> None:
    widget = visit("en", DESKTOP).open()
    assert not widget.find("dialog").evaluate("(dialog) => dialog.matches(':modal')")
    widget.page.get_by_role("link", name="Programs").first.click()
    assert widget.find(".panel").is_visible()


def test_answers_and_states_are_announced(visit: Visit) -> None:
    widget = visit().open()
    log = widget.find("[role=log]")
    assert log.evaluate("(each) => each.tagName") == "DIV"  # a list would lose its role
    widget.ask("Which programs are there?")
    assert log.locator("li.bot .hidden").first.inner_text() == translate("en", "widget_bot")
    assert log.locator("li.applicant .hidden").first.inner_text() == translate("en", "widget_you")
    assert widget.find("[role=status]").count() == 2
    widget.find("li.bot .tool").first.click()
    expect(widget.find(".told[role=status]")).to_have_text(translate("en", "widget_rated"))


def test_the_applicants_message_is_one_element_from_writing_to_answer(visit: Visit, office: Office) -> None:
    widget = visit().open()
    office.seconds = 0.5
    widget.write("Which programs are there?")
    widget.find("li.applicant").evaluate("(each) => { each.mark = 'same'; }")
    expect(widget.find("li.bot")).to_have_count(1)
    assert widget.find("li.applicant").evaluate("(each) => each.mark") == "same"  # else it would be read out twice


@pytest.mark.parametrize("language", ["en", "ar", "th"])
def test_at_200_percent_zoom_everything_can_be_reached(visit: Visit, language: str) -> None:
    # A window of 1280 x 800 has 640 x 400 CSS pixels left.
    widget = visit(language, (640, 400), device_scale_factor=2).open()
    widget.ask("Which programs are there?")
    widget.check()
    for name in ("textarea", ".send", ".head .tool"):
        box = widget.find(name).first.bounding_box()
        assert box
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 400
    log = widget.find(".log").bounding_box()
    assert log
    assert log["height"] > 120


def test_targets_are_large_enough(visit: Visit) -> None:
    widget = visit("en", PHONE).open()
    widget.ask("Which programs are there?").locator(".tool").nth(1).click()
    widget.find(".head .tool").first.click()
    small = widget.find("button, select, input, textarea").evaluate_all(
        """(all) => all.filter((each) => each.checkVisibility()).map((each) => [each.outerHTML, each.getBoundingClientRect()])
             .filter(([, box]) => box.width < 24 || box.height < 24).map(([html]) => html)"""
    )
    assert small == []


def test_nothing_moves_for_those_who_do_not_want_it(visit: Visit, office: Office) -> None:
    office.held = True
    for wish, names in (("reduce", {"none"}), ("no-preference", {"beat", "rise"})):
        widget = visit(reduced_motion=wish).open()
        widget.write("Which programs are there?")
        widget.find(".typing i").first.wait_for()
        moving = widget.find("dialog, .typing i").evaluate_all(
            "(all) => all.map((each) => getComputedStyle(each).animationName)"
        )
        assert set(moving) == names


def test_in_forced_colours_bubbles_and_buttons_keep_an_outline(visit: Visit, office: Office) -> None:
    widget = visit(url=f"{office.public}/chat", forced_colors="active")
    widget.ask("Which programs are there?")
    for name in ("li.bot .bubble", "li.applicant .bubble", ".send", ".choices button"):
        style = widget.find(name).first.evaluate(
            "(each) => { const s = getComputedStyle(each); return [s.borderTopStyle, s.borderTopColor, s.backgroundColor]; }"
        )
        assert style[0] != "none", name
        assert style[1] not in ("rgba(0, 0, 0, 0)", style[2]), name
    widget.check()


def test_enter_belongs_to_the_input_method_while_it_composes(visit: Visit, office: Office) -> None:
    widget = visit("zh").open()
    widget.find("textarea").fill("你好")
    widget.find("textarea").evaluate(
        """(each) => { for (const told of [{isComposing: true}, {keyCode: 229}])
             each.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, cancelable: true, ...told})); }"""
    )
    widget.page.wait_for_timeout(200)
    assert widget.find("li.applicant").count() == 0
    widget.find("textarea").press("Enter")
    expect(widget.find("li.applicant")).to_have_count(1)


def test_every_piece_finds_its_own_direction(visit: Visit, office: Office) -> None:
    table = {
        "kind": "table", "caption": "الرسوم", "columns": ["البرنامج", "المدة"],
        "rows": [["Accounting (AU)", "6 years"], ["المحاسبة", "٣ سنوات"]],
    }  # fmt: skip
    text = "الرسوم 3500 USD في السنة، الهاتف +86 537 123 4567."
    office.answers["الرسوم"] = {
        "text": text,
        "blocks": [{"kind": "text", "text": text}, table],
        "buttons": [{"title": "fees?"}],
        "sources": [],
    }
    widget = visit("ar", PHONE).open()
    field = widget.find("textarea")
    assert field.get_attribute("dir") is None  # empty, it follows the page: its placeholder stands on the right
    assert field.evaluate("(each) => getComputedStyle(each).direction") == "rtl"
    field.fill("hello")
    assert field.evaluate("(each) => getComputedStyle(each).direction") == "ltr"
    field.fill("")
    answer = widget.ask("الرسوم")
    answer.locator(".choices").wait_for()
    directions = answer.locator("p, th, td > span, .choices button").evaluate_all(
        "(all) => Object.fromEntries(all.map((each) => [each.textContent, getComputedStyle(each).direction]))"
    )
    assert directions["Accounting (AU)"] == "ltr"
    assert directions["6 years"] == "ltr"
    assert directions["fees?"] == "ltr"
    assert directions["المحاسبة"] == "rtl"
    assert directions["البرنامج"] == "rtl"
    assert answer.locator("bdi").all_inner_texts() == ["3500 USD", "+86 537 123 4567"]
    assert answer.locator("bdi").first.evaluate("(each) => getComputedStyle(each).whiteSpace") == "nowrap"
    widget.check()


def test_a_reader_is_not_pulled_away_by_an_answer(visit: Visit, office: Office) -> None:
    widget = visit("en", PHONE).open()
    for text in ("Which programs are there?", "Please compare them"):
        widget.ask(text)
    log = widget.find(".log")
    log.evaluate(
        """(each) => new Promise((done) => {
             each.addEventListener('scroll', () => requestAnimationFrame(done), {once: true}); each.scrollTop = 0; })"""
    )
    office.say("Good morning")
    expect(widget.find(".told")).to_have_text(translate("en", "widget_new_below"))
    assert log.evaluate("(each) => each.scrollTop") == 0


def test_a_long_answer_is_shown_from_its_beginning(visit: Visit) -> None:
    widget = visit("en", PHONE).open()
    answer = widget.ask("Please compare them")
    answer.locator(".choices").wait_for()  # the answer is complete
    top = answer.bounding_box()
    log = widget.find(".log").bounding_box()
    assert top
    assert log
    assert 0 <= top["y"] - log["y"] <= 40
