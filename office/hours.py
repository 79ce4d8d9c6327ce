"""When the admissions office answers: its weekly hours, whether it is open now, and when it opens next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from office.settings import SettingError, settings

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS = re.compile(r"([a-z]{3})(?:\s*-\s*([a-z]{3}))?")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
_FORM = "Write it like 'Mon-Fri 08:30-12:00 13:30-17:30; Sat 09:00-12:00'"


class HoursError(ValueError):
    """Office hours that cannot be read; the message says which part and how to write it."""


@dataclass(frozen=True)
class Opening:
    """One stretch of time in which the office is open; both ends have a time zone."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class OfficeHours:
    """The spans of each weekday (0 is Monday) as (opens, closes) minutes after midnight, in the office's time zone."""

    zone: ZoneInfo
    weekly: Mapping[int, tuple[tuple[int, int], ...]]

    @classmethod
    def read(cls, text: str, zone: str) -> OfficeHours:
        """From "Mon-Fri 08:30-17:30; Sat,Sun 10:00-12:00" and "Asia/Shanghai", say. HoursError: unreadable."""
        try:
            place = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise HoursError(f"{zone!r} is no time zone. Use an IANA name such as Asia/Shanghai.") from error
        weekly: dict[int, tuple[tuple[int, int], ...]] = {}
        for group in filter(None, (part.strip().casefold() for part in text.split(";"))):
            spans = tuple(_minutes(found, group) for found in _SPAN.finditer(group))
            rest = _SPAN.sub("", group).strip(" ,")
            days = [day for part in filter(None, re.split(r"[,\s]+", rest)) for day in _days(part, group)]
            if not spans or not days:
                raise HoursError(f"{group!r} names no {'hours' if days else 'days'}. {_FORM}.")
            for day in days:
                weekly[day] = tuple(sorted((*weekly.get(day, ()), *spans)))
        return cls(place, weekly)

    def opening_at(self, moment: datetime) -> Opening | None:
        """The stretch in which the office is open at `moment` (with a time zone), or None when it is closed."""
        today = moment.astimezone(self.zone).date()
        return next((opening for opening in self._on(today) if opening.start <= moment < opening.end), None)

    def next_opening(self, moment: datetime) -> Opening | None:
        """The next stretch that begins after `moment`; None for an office that never opens."""
        today = moment.astimezone(self.zone).date()
        for days in range(8):
            for opening in self._on(today + timedelta(days=days)):
                if opening.start > moment:
                    return opening
        return None

    def _on(self, day: date) -> list[Opening]:
        midnight = datetime.combine(day, time(), self.zone)
        # Wall-clock arithmetic: 08:30 is 08:30 on the day the clocks change, too.
        return [
            Opening(midnight + timedelta(minutes=opens), midnight + timedelta(minutes=closes))
            for opens, closes in self.weekly.get(day.weekday(), ())
        ]


def _minutes(found: re.Match[str], group: str) -> tuple[int, int]:
    hours = [int(number) for number in found.groups()]
    opens, closes = hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]
    if hours[1] > 59 or hours[3] > 59 or not 0 <= opens < closes <= 24 * 60:
        raise HoursError(f"{found.group()!r} in {group!r} is no span of one day (00:00 to 24:00). {_FORM}.")
    return opens, closes


def _days(part: str, group: str) -> list[int]:
    found = _DAYS.fullmatch(part)
    names = [name for name in found.groups() if name] if found else []
    if not names or any(name not in DAYS for name in names):
        raise HoursError(f"{part!r} in {group!r} is no day of the week ({', '.join(DAYS)}). {_FORM}.")
    first, last = DAYS.index(names[0]), DAYS.index(names[-1])
    return [day % 7 for day in range(first, last + 1 if last >= first else last + 8)]


def office_hours() -> OfficeHours | None:
    """The hours of OFFICE_HOURS and OFFICE_TIME_ZONE; None when none are set. SettingError: they cannot be read."""
    text, zone = settings()["OFFICE_HOURS"], settings()["OFFICE_TIME_ZONE"]
    if not text.strip():
        return None
    try:
        return OfficeHours.read(text, zone)
    except HoursError as error:
        raise SettingError(f"OFFICE_HOURS or OFFICE_TIME_ZONE: {error} Correct it in .env.") from error
