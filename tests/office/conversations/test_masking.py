"""Masking: what identifies a person is hidden, what does not is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.conversations.masking import mask, mask_contact


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("write to anna.schmidt@example.org please", "anna.schmidt@example.org"),
        ("我的电话是13812345678", "13812345678"),
        ("โทร 081-234-5678 ค่ะ", "081-234-5678"),
        ("+84 912 345 678", "912 345 678"),
        ("(+62) 812-3456-7890", "812-3456-7890"),
        ("رقمي ٠١٢٣٤٥٦٧٨٩٠", "٠١٢٣٤٥٦٧٨٩٠"),
        ("身份证 370802199901011234", "370802199901011234"),
        ("身份证 37080219990101123X", "37080219990101123X"),
        ("passport E12345678", "E12345678"),
        ("护照EA1234567号", "EA1234567"),
    ],
)
def test_addresses_and_numbers_are_hidden(text: str, hidden: str):
    masked = mask(text)
    assert hidden not in masked
    assert "…" in masked


@pytest.mark.parametrize(
    "text",
    [
        "HSK 4, IELTS 6.0",
        "学费12000元",
        "starts 2027-03-01",
        "01.03.2027",
        "from 2026 to 2027",
        "3+1+1 years",
        "75% and 100%",
        "ค่าเทอมเท่าไหร่",
        "1,500 students",
        "room 402",
    ],
)
def test_years_amounts_and_scores_are_left(text: str):
    assert mask(text) == text


def test_what_is_around_stays_readable():
    assert mask("Mail anna@example.org or call 13812345678!") == "Mail a…@e….org or call 13…78!"


@pytest.mark.parametrize(
    ("contact", "shown"),
    [("anna@example.org", "a…@e….org"), ("+66812345678", "+6…78"), ("demo_applicant", "de…nt"), ("", "")],
)
def test_a_contact_is_hidden_whatever_it_looks_like(contact: str, shown: str):
    assert mask_contact(contact) == shown


@given(st.text(max_size=300))
def test_any_text_can_be_masked(text: str):
    assert isinstance(mask(text), str)


@given(st.integers(10**10, 10**11 - 1))
def test_no_phone_number_of_eleven_digits_is_left(number: int):
    assert str(number) not in mask(f"call {number} now")
