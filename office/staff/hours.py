"""When the office answers: weekly hours, holidays, working Saturdays; whether it is open, and when it opens next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.settings import settings
from office.staff.records import Holiday
from office.staff.tables import holiday

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LOOKS_AHEAD = 60  # days: longer than any holiday

Span = tuple[time, time]

_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


class HoursError(ValueError):
    """Office hours that cannot be read; the message says how they are written."""


@dataclass(frozen=True)
class OfficeHours:
    """The week (0 = Monday) and the days on which it does not hold, in the office's time zone."""

    zone: ZoneInfo
    week: Mapping[int, tuple[Span, ...]]
    exceptions: Mapping[date, tuple[Span, ...]] = field(default_factory=dict)

    def spans(self, day: date) -> tuple[Span, ...]:
        """The hours of one day; empty: closed."""
        return self.exceptions[day] if day in self.exceptions else self.week.get(day.weekday(), ())

    def is_open(self, moment: datetime) -> bool:
        """Whether the office is open at a moment (UTC without zone)."""
        local = self._local(moment)
        return any(opens <= local.time() < closes for opens, closes in self.spans(local.date()))

    def opens_next(self, moment: datetime) -> datetime | None:
        """When it opens next (UTC without zone): `moment` itself while it is open; None: not within two months."""
        if self.is_open(moment):
            return moment
        local = self._local(moment)
        for ahead in range(_LOOKS_AHEAD):
            day = local.date() + timedelta(days=ahead)
            for opens, _closes in self.spans(day):
                start = datetime.combine(day, opens, self.zone)
                if start > local:
                    return start.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
        return None

    def _local(self, moment: datetime) -> datetime:
        return moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(self.zone)


def parse_spans(text: str) -> tuple[Span, ...]:
    """ "08:30-12:00, 13:30-17:30" as spans. HoursError: it is not written so."""
    spans = []
    for part in text.split(","):
        found = _SPAN.fullmatch(part.strip())
        try:
            if not found:
                raise ValueError("not of the form 08:30-17:30")
            first, last = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
            if first >= last:
                raise ValueError("it ends before it begins")
        except ValueError as error:
            raise HoursError(
                f"Office hours {part.strip()!r}: {error}. Write them as 08:30-12:00, 13:30-17:30."
            ) from error
        spans.append((first, last))
    return tuple(sorted(spans))


def parse_week(text: str) -> dict[int, tuple[Span, ...]]:
    """ "Mon-Fri 08:30-12:00, 13:30-17:30; Sat 09:00-12:00" by weekday. HoursError: it is not written so."""
    week: dict[int, tuple[Span, ...]] = {}
    for part in text.split(";"):
        if not part.strip():
            continue
        days, _, spans = part.strip().partition(" ")
        for chosen in days.split(","):
            first, _, last = chosen.partition("-")
            if first not in DAYS or (last and last not in DAYS):
                raise HoursError(f"Office hours {part.strip()!r}: {chosen!r} is not a day. Write Mon-Fri 08:30-17:30.")
            start, end = DAYS.index(first), DAYS.index(last or first)
            if start > end:
                raise HoursError(
                    f"Office hours {part.strip()!r}: {chosen!r} runs backwards. Write Mon-Fri 08:30-17:30."
                )
            for number in range(start, end + 1):
                week[number] = parse_spans(spans)
    return week


def find_holidays(connection: Connection, *, since: date | None = None) -> list[Holiday]:
    """Holidays and working weekends, in order."""
    query = sa.select(holiday.c.day, holiday.c.name, holiday.c.hours).order_by(holiday.c.day)
    if since is not None:
        query = query.where(holiday.c.day >= since)
    return [Holiday(*row) for row in connection.execute(query)]


def set_holiday(connection: Connection, day: date, name: str, hours: str | None = None) -> None:
    """Keep a day on which the week does not hold. HoursError: its hours cannot be read."""
    if hours:
        parse_spans(hours)
    values = {"name": name.strip()[:100], "hours": hours or None}
    if not connection.execute(sa.update(holiday).where(holiday.c.day == day).values(**values)).rowcount:
        connection.execute(sa.insert(holiday).values(day=day, **values))


def remove_holiday(connection: Connection, day: date) -> None:
    """The week holds again on this day."""
    connection.execute(sa.delete(holiday).where(holiday.c.day == day))


def office_hours(connection: Connection) -> OfficeHours:
    """OFFICE_HOURS in OFFICE_TIME_ZONE, with the holidays of the database. HoursError: a setting is wrong."""
    name = settings()["OFFICE_TIME_ZONE"]
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise HoursError(
            f"OFFICE_TIME_ZONE is {name!r}, which is no time zone. Write one such as Asia/Shanghai."
        ) from error
    exceptions = {each.day: parse_spans(each.hours) if each.hours else () for each in find_holidays(connection)}
    return OfficeHours(zone, parse_week(settings()["OFFICE_HOURS"]), exceptions)
