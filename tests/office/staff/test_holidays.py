"""Holidays and working weekends on top of the weekly hours."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from sqlalchemy.engine import Engine

from office.database import writing
from office.hours import HoursError, OfficeHours
from office.staff.holidays import Calendar, calendar, find_holidays, remove_holiday, set_holiday, spans_of

WEEK = OfficeHours.read("Mon-Fri 08:30-12:00 13:30-17:30", "Asia/Shanghai")
PLAIN = Calendar(WEEK, {})
# 1 October 2026 is a Thursday; Saturday 10 October is worked instead.
GOLDEN_WEEK = Calendar(
    WEEK, {date(2026, 10, 1): (), date(2026, 10, 2): (), date(2026, 10, 10): spans_of("09:00-12:00")}
)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (datetime(2026, 11, 24, 0, 29), False),  # 08:29 in Shanghai
        (datetime(2026, 11, 24, 0, 30), True),
        (datetime(2026, 11, 24, 4, 30), False),  # lunch
        (datetime(2026, 11, 24, 9, 30), False),  # 17:30
        (datetime(2026, 11, 28, 2, 0), False),  # Saturday
    ],
)
def test_hours_hold_in_the_offices_zone(moment: datetime, is_open: bool):
    assert PLAIN.is_open(moment) is is_open


def test_a_holiday_is_closed_and_a_working_saturday_open():
    assert not GOLDEN_WEEK.is_open(datetime(2026, 10, 1, 2, 0))
    assert GOLDEN_WEEK.is_open(datetime(2026, 10, 10, 2, 0))


def test_it_opens_next_after_holiday_and_weekend():
    assert GOLDEN_WEEK.opens_next(datetime(2026, 9, 30, 10, 0)) == datetime(2026, 10, 5, 0, 30)
    assert PLAIN.opens_next(datetime(2026, 11, 24, 4, 30)) == datetime(2026, 11, 24, 5, 30)
    assert PLAIN.opens_next(datetime(2026, 11, 24, 2, 0)) == datetime(2026, 11, 24, 2, 0)


def test_without_hours_the_office_is_always_open():
    assert Calendar(None, {}).is_open(datetime(2026, 11, 28, 2, 0))


def test_a_holiday_holds_where_no_week_is_set(whole_database: Engine):
    with writing(whole_database) as connection:
        set_holiday(connection, date(2026, 10, 1), "国庆节")
        closed = calendar(connection)
    assert not closed.is_open(datetime(2026, 10, 1, 2, 0))
    assert closed.is_open(datetime(2026, 10, 2, 2, 0))
    assert closed.opens_next(datetime(2026, 10, 1, 2, 0)) == datetime(2026, 10, 1, 16, 0)  # midnight in Shanghai


def test_days_are_kept_changed_and_removed(whole_database: Engine):
    with writing(whole_database) as connection:
        set_holiday(connection, date(2026, 10, 1), "国庆节")
        set_holiday(connection, date(2026, 10, 1), "国庆节", "09:00-12:00")
        assert [(each.day, each.hours) for each in find_holidays(connection)] == [(date(2026, 10, 1), "09:00-12:00")]
        assert calendar(connection).is_open(datetime(2026, 10, 1, 2, 0))
        remove_holiday(connection, date(2026, 10, 1))
        assert find_holidays(connection) == []


def test_hours_that_cannot_be_read_are_refused_when_they_are_written(whole_database: Engine):
    with writing(whole_database) as connection, pytest.raises(HoursError):
        set_holiday(connection, date(2026, 10, 1), "国庆节", "nine to five")
