"""The second factor: codes as RFC 6238 has them, each good once; recovery codes, too."""

from __future__ import annotations

import base64
import time

import pytest
from sqlalchemy.engine import Engine

from office.database import writing
from office.staff import accounts, second_factor
from office.staff.second_factor import STEP, code_at, is_right, matching_step, set_up

# RFC 6238, appendix B, the SHA-1 rows (eight digits there, the last six here).
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_codes_are_those_of_the_standard(seconds: int, code: str):
    assert code_at(RFC_SECRET, seconds // STEP) == code


def test_a_telephone_may_be_half_a_minute_off_but_no_more():
    at = 1_700_000_000
    for drift, right in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        code = code_at(RFC_SECRET, at // STEP + drift)
        assert (matching_step(RFC_SECRET, code, at=at) is not None) is right


def test_spaces_and_other_digits_are_read():
    at = 1_700_000_000
    code = code_at(RFC_SECRET, at // STEP)
    assert matching_step(RFC_SECRET, f"{code[:3]} {code[3:]}", at=at) is not None
    assert matching_step(RFC_SECRET, "", at=at) is None


def test_a_wrong_code_sets_nothing_up(whole_database: Engine):
    with writing(whole_database) as connection:
        wang = accounts.create_account(connection, "wang", role="editor")
        assert set_up(connection, wang.id, second_factor.new_secret(), "000000x") is None
        assert not accounts.get_account(connection, wang.id).has_second_factor


def test_a_code_works_once(whole_database: Engine):
    secret = second_factor.new_secret()
    with writing(whole_database) as connection:
        wang = accounts.create_account(connection, "wang", role="editor")
        step = int(time.time()) // STEP
        assert set_up(connection, wang.id, secret, code_at(secret, step - 1)) is not None
        assert is_right(connection, wang.id, code_at(secret, step))
        assert not is_right(connection, wang.id, code_at(secret, step))


def test_a_recovery_code_works_once_and_for_its_account_only(whole_database: Engine):
    secret = second_factor.new_secret()
    with writing(whole_database) as connection:
        wang = accounts.create_account(connection, "wang", role="editor")
        other = accounts.create_account(connection, "li", role="editor")
        codes = set_up(connection, wang.id, secret, code_at(secret, int(time.time()) // STEP))
        assert codes is not None
        assert len(set(codes)) == second_factor.RECOVERY_CODES
        assert not is_right(connection, other.id, codes[0])
        assert is_right(connection, wang.id, codes[0].upper())
        assert not is_right(connection, wang.id, codes[0])


def test_whoever_lost_the_telephone_logs_in_with_the_password_alone(whole_database: Engine):
    secret = second_factor.new_secret()
    with writing(whole_database) as connection:
        wang = accounts.create_account(connection, "wang", role="editor")
        codes = set_up(connection, wang.id, secret, code_at(secret, int(time.time()) // STEP))
        accounts.remove_second_factor(connection, wang.id)
        assert not accounts.get_account(connection, wang.id).has_second_factor
        assert codes is not None
        assert not is_right(connection, wang.id, codes[0])


def test_an_app_is_given_the_secret_the_name_and_whose_it_is():
    address = second_factor.address_of("ABC", name="wang", issuer="Admissions console")
    assert address.startswith("otpauth://totp/Admissions%20console%3Awang?secret=ABC&issuer=Admissions%20console")
