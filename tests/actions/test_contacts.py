"""Finding a way to be reached in a text."""

from __future__ import annotations

import pytest

from actions.contacts import find_contact, looks_like_contact


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("anna@example.org", "email", "anna@example.org"),
        ("Ａｎｎａ＠example.org", "email", "Anna@example.org"),
        ("my mail: anna.b+c@uni.example.org, thanks", "email", "anna.b+c@uni.example.org"),
        ("anna @ example.org", "email", "anna@example.org"),
        ("我的邮箱是anna@example.org。", "email", "anna@example.org"),
        ("+86 138 0013 8000", "phone", "+8613800138000"),
        ("call me: (030) 1234-5678", "phone", "03012345678"),
        ("13800138000", "phone", "13800138000"),
        ("wechat: anna_2008", "wechat", "anna_2008"),
        ("微信号：abc-12345", "wechat", "abc-12345"),
        ("加我微信 zhangwei88", "wechat", "zhangwei88"),
        ("vx 13800138000", "wechat", "13800138000"),
        ("anna_2008", "wechat", "anna_2008"),
    ],
)
def test_contacts_are_found(text, kind, value):
    found = find_contact(text)
    assert found is not None
    assert (found.kind, found.value) == (kind, value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "accommodation",
        "is there a dormitory?",
        "anna@example",
        "what about 2026-2027",
        "the semester begins 2026-09-01, or 01.09.2026?",
        "IELTS 6.5 and HSK 4",
        "12345",
        "the fee is 20000 yuan",
        "anna b",
    ],
)
def test_what_is_no_contact_is_left_alone(text):
    assert find_contact(text) is None


def test_a_bare_word_is_an_id_only_when_it_can_be_nothing_else():
    assert find_contact("annasmith", sure=True).value == "annasmith"
    assert find_contact("ann", sure=True) is None
    assert find_contact("anna smith", sure=True) is None


@pytest.mark.parametrize(
    ("text", "expected"), [("a@b", True), ("12345", True), ("+86 12", False), ("visa 2026?", False)]
)
def test_a_failed_contact_is_told_from_a_question(text, expected):
    assert looks_like_contact(text) is expected


@pytest.mark.parametrize(
    ("text", "hidden"),
    [("anna@example.org", "a…@example.org"), ("+86 138 0013 8000", "+86…00"), ("wechat anna_2008", "an…08")],
)
def test_a_contact_is_shown_with_its_ends_only(text, hidden):
    assert find_contact(text).hidden == hidden
