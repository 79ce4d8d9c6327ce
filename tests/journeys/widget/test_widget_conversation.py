"""A conversation from the first look at the button to the next day, in four languages, on a phone and on a desktop."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from office.languages import direction
from office.wording.catalogues import translate
from tests.journeys.widget.conftest import DESKTOP, HOSTILE, PHONE, QUESTIONS, Office, Widget

pytestmark = pytest.mark.browser
Visit = Callable[..., Widget]

EVERYWHERE = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
EVERY_LANGUAGE = pytest.mark.parametrize("language", list(QUESTIONS))


@EVERYWHERE
@EVERY_LANGUAGE
def test_an_applicant_asks_reads_chooses_and_comes_back(
    visit: Visit, office: Office, language: str, size: tuple[int, int]
) -> None:
    widget = visit(language, size).ready()
    assert widget.find(".launcher").inner_text().strip() == translate(language, "widget_launch")
    widget.open()
    assert widget.find(".root").get_attribute("dir") == direction(language)
    assert widget.find(".privacy").inner_text().startswith(translate(language, "widget_privacy"))
    assert office.count("conversation") == 0  # nothing is stored before something is said

    listed, card, table, path = QUESTIONS[language]
    answer = widget.ask(listed)
    assert answer.locator("ul:not(.sources) li").count() == 5
    assert "2026" in answer.locator(".sources li").inner_text()
    answer = widget.ask(card)
    assert answer.locator(".card .title").count() == 1
    answer.locator(".choices button").last.click()
    compared = widget.find("li.bot").nth(2)
    compared.locator("table").wait_for()
    assert compared.locator("tbody tr").count() == 5

    widget.page.reload()
    widget.open()
    compared.locator("table").wait_for()
    assert widget.own()[:2] == [listed, card]
    assert office.texts_asked()[:2] == [listed, card]
    assert len(office.texts_asked()) == 3
    assert widget.ask(table).locator("tbody tr").count() == 5
    assert widget.ask(path).locator(".path .card .title").count() == 1
    assert widget.hosts == {office.public}


def test_the_language_can_be_changed_and_stays(visit: Visit, office: Office) -> None:
    widget = visit("en").open()
    widget.ask("Which programs are there?")
    widget.find(".head .tool").first.click()
    with widget.page.expect_response(lambda response: response.request.method == "PATCH"):
        widget.find(".menu select").select_option("ar")
    widget.find(".root[dir=rtl]").wait_for(state="attached")
    expect(widget.find("h2")).to_contain_text("القبول")
    assert widget.find("li.bot").get_attribute("dir") == "ltr"  # what was said in English stays English
    with office.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT language FROM conversation").scalar() == "ar"
    widget.page.goto(f"{office.public}/?lang=th")
    widget.ready()
    assert widget.find(".root").get_attribute("lang") == "ar"
    widget.check()


def test_traditional_chinese_has_its_own_words(visit: Visit, office: Office) -> None:
    widget = visit(url=f"{office.public}/?lang=zh-TW").open()
    assert widget.find(".root").get_attribute("lang") == "zh-Hant"
    assert "學院" in widget.find(".head").inner_text()


def test_replies_are_text_whatever_they_look_like(visit: Visit, office: Office) -> None:
    office.answers["attack"] = {"text": HOSTILE, "blocks": [], "buttons": [{"title": HOSTILE}], "sources": []}
    widget = visit().open()
    answer = widget.ask("attack")
    assert answer.locator(".bubble").inner_text() == HOSTILE
    assert answer.locator("img, b").count() == 0
    links = answer.locator("a").evaluate_all("(all) => all.map((each) => each.getAttribute('href'))")
    assert links == ["https://example.edu/a_(b)"]
    assert answer.locator("bdi").inner_text() == "3500 USD"
    assert widget.page.title() != "1"


def test_a_kind_of_block_that_is_not_known_is_shown_as_its_text(visit: Visit, office: Office) -> None:
    path = {
        "kind": "path",
        "title": "Your path",
        "text": "Your path\n\nStep one\n• by examination\n\nStep two\n• Accounting",
    }
    odd = {"kind": "hologram", "shape": 3}
    office.answers["path"] = {"text": "All in words", "blocks": [path], "buttons": [], "sources": []}
    office.answers["odd"] = {"text": "All in words", "blocks": [path, odd], "buttons": [], "sources": []}
    widget = visit().open()
    assert widget.ask("path").locator(".path .card .title").all_inner_texts() == ["Step one", "Step two"]
    assert widget.ask("odd").locator(".bubble").inner_text() == "All in words"
    widget.check()


def test_a_rating_with_a_word_reaches_the_office(visit: Visit, office: Office) -> None:
    widget = visit().open()
    answer = widget.ask("Which programs are there?")
    answer.locator(".tool").nth(1).click()
    answer.locator(".word input").fill("Deadlines")
    widget.check()
    answer.locator(".word input").press("Enter")
    widget.find(".told:not(:empty)").wait_for()
    with office.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT rating, comment FROM feedback").all() == [(-1, "Deadlines")]
    widget.page.reload()
    widget.open()
    expect(answer.locator(".tool").nth(1)).to_have_attribute("aria-pressed", "true")


def test_an_answer_can_be_copied_with_its_source(visit: Visit) -> None:
    widget = visit(permissions=["clipboard-read", "clipboard-write"]).open()
    widget.ask("Which programs are there?").locator(".tool").nth(2).click()
    widget.find(".told:not(:empty)").wait_for()
    copied = widget.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("The college offers 5")
    assert "Source:" in copied


def test_the_conversation_can_be_taken_along(visit: Visit) -> None:
    widget = visit().open()
    widget.ask("Which programs are there?")
    with widget.page.expect_download() as download:
        widget.menu(0)
    text = download.value.path().read_text("utf-8-sig")
    assert "Which programs are there?" in text
    assert "Accounting" in text


def test_starting_over_begins_a_second_conversation(visit: Visit, office: Office) -> None:
    widget = visit().open()
    widget.ask("Which programs are there?")
    widget.menu(1)
    widget.find(".sheet .strong").click()
    expect(widget.find("li")).to_have_count(0)
    expect(widget.find(".choices")).to_be_visible()
    widget.ask("Which programs are there?")
    assert widget.own() == ["Which programs are there?"]
    assert office.count("conversation") == 2


def test_deleting_erases_everywhere(visit: Visit, office: Office) -> None:
    widget = visit().open()
    widget.ask("Which programs are there?")
    widget.menu(2)
    widget.check()
    widget.find(".sheet .strong").click()
    widget.find(".gone").wait_for()
    assert [office.count(table) for table in ("conversation", "message", "journal", "rasa_event")] == [0, 0, 0, 0]
    assert widget.page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('admissions-chat'))") == []
    widget.check()


def test_a_person_is_asked_for_and_answers_live(visit: Visit, office: Office) -> None:
    widget = visit().open()
    widget.ask("Which programs are there?")
    widget.find(".call").click()
    widget.find(".sheet input").fill("anna@")
    widget.find(".sheet .strong").click()
    widget.find(".sheet [role=alert]").wait_for()
    widget.find(".sheet input").fill("anna@example.org")
    widget.check(failing=True)
    widget.find(".sheet .strong").click()
    widget.find(".standing:not(:empty)").wait_for()
    with office.engine.connect() as connection:
        contact = connection.exec_driver_sql("SELECT contact_kind, contact, consent_at IS NOT NULL FROM handoff").one()
    assert tuple(contact) == ("email", "anna@example.org", 1)
    office.say("Good morning, this is the admissions office.")
    staff = widget.find("li.staff")
    staff.wait_for()
    assert "Good morning" in staff.inner_text()
    assert staff.locator(".who").inner_text() == translate("en", "widget_staff")
    expect(widget.find(".call")).to_have_count(0)
    widget.check()
    asked = len(office.texts_asked())
    widget.write("Thank you")
    widget.find("li.applicant").nth(1).locator("text=Delivered").wait_for()
    assert len(office.texts_asked()) == asked  # the bot is silent
