"""Canned replies and holidays, kept by editors."""

from __future__ import annotations

import pytest

from office.settings import settings
from tests.console.conftest import Person


def test_a_canned_reply_is_made_changed_and_removed(editor: Person):
    editor.post("/office/replies", {"title": "Wait", "text_en": "One moment.", "text_ar": "لحظة من فضلك"})
    text = editor.get("/office").text
    assert "لحظة من فضلك" in text
    number = text.split('name="id" value="')[1].split('"')[0]
    editor.post("/office/replies", {"id": number, "title": "Wait", "text_en": "A moment."})
    assert "A moment." in editor.get("/office").text
    editor.post(f"/office/replies/{number}/remove")
    assert "A moment." not in editor.get("/office").text


def test_a_canned_reply_without_words_is_explained(editor: Person):
    response = editor.post("/office/replies", {"title": "Wait"})
    assert (response.status_code, "needs a title of its own" in response.text) == (422, True)


def test_a_holiday_is_kept_and_removed(editor: Person):
    editor.post("/office/holidays", {"day": "2027-10-01", "name": "国庆节"})
    assert "国庆节" in editor.get("/office").text
    editor.post("/office/holidays/remove", {"day": "2027-10-01"})
    assert "国庆节" not in editor.get("/office").text


@pytest.mark.parametrize(
    ("data", "explained"),
    [
        ({"day": "soon", "name": "x"}, "Please give a day."),
        ({"day": "2027-10-01", "name": "x", "hours": "nine to five"}, "Office hours are written"),
    ],
)
def test_a_holiday_that_cannot_be_read_is_explained(editor: Person, data: dict, explained: str):
    response = editor.post("/office/holidays", data)
    assert (response.status_code, explained in response.text) == (422, True)


def test_the_week_is_that_of_the_settings(editor: Person, monkeypatch: pytest.MonkeyPatch):
    assert editor.get("/office").status_code == 200  # nobody has set one
    monkeypatch.setenv("OFFICE_HOURS", "Mon-Fri 08:30-17:30")
    settings.cache_clear()
    text = editor.get("/office").text
    assert "08:30–17:30" in text
    assert "Asia/Shanghai" in text
