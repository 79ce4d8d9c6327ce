"""Days on which the weekly hours do not hold: holidays, working weekends; and whether the office is open, with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.hours import DAYS, OfficeHours, office_hours
from office.settings import settings
from office.staff.records import Holiday
from office.staff.tables import holiday

_LOOKS_AHEAD = 60  # days: longer than any holiday

# (opens, closes) in minutes after midnight, as in office.hours.
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Calendar:
    """The weekly hours and the days on which they do not hold. Without hours the office is always open."""

    hours: OfficeHours | None
    exceptions: Mapping[date, Spans]

    def spans(self, day: date) -> Spans:
        """When the office is open on a day; empty: closed."""
        if day in self.exceptions:
            return self.exceptions[day]
        return self.hours.weekly.get(day.weekday(), ()) if self.hours else ((0, 24 * 60),)

    def is_open(self, moment: datetime) -> bool:
        """Whether the office is open at a moment (UTC without zone)."""
        if self.hours is None:
            return True
        local = moment.replace(tzinfo=timezone.utc).astimezone(self.hours.zone)
        minute = local.hour * 60 + local.minute
        return any(opens <= minute < closes for opens, closes in self.spans(local.date()))

    def opens_next(self, moment: datetime) -> datetime | None:
        """When it opens next (UTC without zone); `moment` itself while it is open; None: not within two months."""
        if self.hours is None or self.is_open(moment):
            return moment
        local = moment.replace(tzinfo=timezone.utc).astimezone(self.hours.zone)
        for ahead in range(_LOOKS_AHEAD):
            day = local.date() + timedelta(days=ahead)
            for opens, _closes in self.spans(day):
                # Wall-clock arithmetic: 08:30 is 08:30 on the day the clocks change, too.
                start = datetime.combine(day, time(), self.hours.zone) + timedelta(minutes=opens)
                if start > local:
                    return start.astimezone(timezone.utc).replace(tzinfo=None)
        return None


def spans_of(hours: str) -> Spans:
    """ "08:30-12:00 13:30-17:30" as spans. HoursError: it is not written so."""
    return OfficeHours.read(f"{DAYS[0]} {hours}", settings()["OFFICE_TIME_ZONE"]).weekly[0]


def find_holidays(connection: Connection, *, since: date | None = None) -> list[Holiday]:
    """Holidays and working weekends, in order."""
    query = sa.select(holiday.c.day, holiday.c.name, holiday.c.hours).order_by(holiday.c.day)
    if since is not None:
        query = query.where(holiday.c.day >= since)
    return [Holiday(*row) for row in connection.execute(query)]


def set_holiday(connection: Connection, day: date, name: str, hours: str | None = None) -> None:
    """Keep a day on which the week does not hold. HoursError: its hours cannot be read."""
    if hours:
        spans_of(hours)
    values = {"name": name.strip()[:100], "hours": hours or None}
    if not connection.execute(sa.update(holiday).where(holiday.c.day == day).values(**values)).rowcount:
        connection.execute(sa.insert(holiday).values(day=day, **values))


def remove_holiday(connection: Connection, day: date) -> None:
    """The week holds again on this day."""
    connection.execute(sa.delete(holiday).where(holiday.c.day == day))


def calendar(connection: Connection) -> Calendar:
    """OFFICE_HOURS with the holidays of the database; these hold where no week is set, too. SettingError: the setting is wrong."""
    exceptions = {each.day: spans_of(each.hours) if each.hours else () for each in find_holidays(connection)}
    week = office_hours()
    if week is None and exceptions:
        week = OfficeHours(ZoneInfo(settings()["OFFICE_TIME_ZONE"]), dict.fromkeys(range(7), ((0, 24 * 60),)))
    return Calendar(week, exceptions)
