"""Passwords: which are taken, how they are kept."""

from __future__ import annotations

import pytest

from office.staff import passwords
from office.staff.passwords import WeakPassword, check_strength


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("elevenchars", "too_short"),
        ("x" * 1001, "too_long"),
        ("aaaaaaaaaaaa", "too_common"),
        ("Password1234", "too_common"),
        ("wangxiaoming1", "like_name"),
    ],
)
def test_what_is_easily_guessed_is_refused(password: str, code: str):
    with pytest.raises(WeakPassword) as refused:
        check_strength(password, name="wangxiaoming")
    assert refused.value.code == code


@pytest.mark.parametrize("password", ["four words are enough", "海上生明月天涯共此时情人", "a-b-c-d-e-f-g-h"])
def test_long_and_varied_is_strong_enough_in_any_script(password: str):
    check_strength(password, name="wang")


def test_only_the_same_password_matches_its_hash():
    kept = passwords.hash_password("four words are enough")
    assert "four words" not in kept
    assert passwords.matches(kept, "four words are enough")
    assert not passwords.matches(kept, "four words are enough ")


def test_nobody_has_a_password_that_matches():
    assert not passwords.matches(None, "four words are enough")
    assert not passwords.matches("not a hash", "four words are enough")


def test_a_told_password_is_strong_and_never_the_same():
    told = {passwords.new_password() for _ in range(50)}
    assert len(told) == 50
    for each in told:
        check_strength(each, name="wang")
