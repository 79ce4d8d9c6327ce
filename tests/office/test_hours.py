"""Office hours: what settings may say, and what follows from them at a moment."""

from __future__ import annotations

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import pytest

from office.hours import HoursError, OfficeHours, office_hours
from office.settings import SettingError, settings

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in the week of Monday, 23 November 2026, in Shanghai."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.fixture
def hours() -> OfficeHours:
    return OfficeHours.read("Mon-Fri 08:30-12:00, 13:30-17:30; Sat 09:00-12:00", "Asia/Shanghai")


def test_the_office_is_open_within_its_hours(hours: OfficeHours):
    opening = hours.opening_at(at(24, 9))
    assert opening is not None
    assert (opening.start, opening.end) == (at(24, 8, 30), at(24, 12))


@pytest.mark.parametrize("moment", [at(24, 8, 29), at(24, 12), at(24, 12, 59), at(24, 17, 30), at(29, 10)])
def test_the_office_is_closed_outside_its_hours(hours: OfficeHours, moment: datetime):
    assert hours.opening_at(moment) is None


def test_the_next_opening_may_be_after_lunch_tomorrow_or_next_week(hours: OfficeHours):
    assert hours.next_opening(at(24, 12, 15)).start == at(24, 13, 30)
    assert hours.next_opening(at(24, 20)).start == at(25, 8, 30)
    assert hours.next_opening(at(28, 13)).start == at(30, 8, 30)


def test_a_moment_in_another_time_zone_is_read_as_the_office_sees_it(hours: OfficeHours):
    assert hours.opening_at(datetime(2026, 11, 24, 1, 0, tzinfo=timezone.utc)) is not None  # 09:00 in Shanghai
    assert hours.opening_at(datetime(2026, 11, 24, 10, 0, tzinfo=timezone.utc)) is None  # 18:00 in Shanghai


def test_a_week_may_run_over_sunday():
    hours = OfficeHours.read("Sat-Mon 10:00-11:00", "Asia/Shanghai")
    assert sorted(hours.weekly) == [0, 5, 6]


def test_the_clock_of_the_office_counts_on_the_day_it_changes():
    hours = OfficeHours.read("Sun 08:30-17:30", "Europe/Berlin")
    opening = hours.next_opening(datetime(2026, 10, 25, 0, 0, tzinfo=timezone.utc))
    assert opening is not None
    assert opening.start.astimezone(timezone.utc).hour == 7  # winter time since that night


@pytest.mark.parametrize(
    "text", ["weekdays", "Mon-Fri", "08:30-17:30", "Mon 17:30-08:30", "Mon 08:61-09:00", "Mon-Fry 08:00-09:00"]
)
def test_unreadable_hours_are_refused_with_the_part_and_the_form(text: str):
    with pytest.raises(HoursError, match="Write it like"):
        OfficeHours.read(text, "Asia/Shanghai")


def test_an_unknown_time_zone_is_named():
    with pytest.raises(HoursError, match="'Asia/Jining' is no time zone"):
        OfficeHours.read("Mon 08:00-09:00", "Asia/Jining")


def test_the_settings_are_read_and_a_fault_names_them(office_database, monkeypatch: pytest.MonkeyPatch):
    assert office_hours() is None
    monkeypatch.setenv("OFFICE_HOURS", "Mon-Fri 08:30-17:30")
    settings.cache_clear()
    assert office_hours() is not None
    monkeypatch.setenv("OFFICE_HOURS", "always")
    settings.cache_clear()
    with pytest.raises(SettingError, match="OFFICE_HOURS"):
        office_hours()
    monkeypatch.setenv("OFFICE_HOURS", "")
    settings.cache_clear()
    assert office_hours() is None
