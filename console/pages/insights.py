"""Insights: what the log says over a period, as figures, charts and tables; any table as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from starlette.responses import Response

from console import charts
from console.display import Display, office_zone
from console.visit import NotFound, Visit
from office.conversations import insights
from office.conversations.exports import csv_lines
from office.conversations.insights import Period
from office.database import now

DAYS = (7, 30, 90, 365)
LONGEST = 366 * 2
TABLES = ("volumes", "languages", "channels", "intents", "programs", "countries", "quality")


def show(visit: Visit) -> Response:
    """GET /insights."""
    period, display = _period(visit), visit.display
    with visit.reading() as connection:
        volumes = insights.volumes(connection, period)
        outcomes = insights.outcomes(connection, period)
        ratings = insights.ratings(connection, period)
        quality = insights.quality(connection, period)
        times = insights.response_times(connection, period)
        shares = {
            "languages": [
                (display.language_name(code), count) for code, count in insights.languages(connection, period)
            ],
            "channels": [
                (display.one_of("channel", name), count) for name, count in insights.channels(connection, period)
            ],
            "intents": [(display.intent(name), count) for name, count in insights.intents(connection, period)[:20]],
            "programs": _named(insights.named(connection, period, "program"), "program", display),
            "countries": _named(insights.named(connection, period, "country"), "country", display),
        }
    labels = [display.short_day(day) for day, _, _ in volumes]
    return visit.page(
        "insights.html",
        period=period,
        days=DAYS,
        chosen=(period.last - period.first).days + 1,
        volumes=volumes,
        chart=charts.lines(labels, [row[1] for row in volumes], [row[2] for row in volumes]),
        size=(charts.WIDTH, charts.HEIGHT, charts.LEFT, charts.RIGHT, charts.BOTTOM),
        outcomes=outcomes,
        ratings=ratings,
        quality=quality,
        times=times,
        shares={name: charts.bars(rows) for name, rows in shares.items()},
    )


def export(visit: Visit) -> Response:
    """GET /insights/{table}.csv."""
    table = visit.path("table")
    if table not in TABLES:
        raise NotFound
    period = _period(visit)
    with visit.reading() as connection:
        rows: Sequence[Sequence[Any]]
        if table == "volumes":
            rows = [("day", "conversations", "messages"), *insights.volumes(connection, period)]
        elif table == "quality":
            found = insights.quality(connection, period)
            shares = [("all", found.overall), *found.by_language.items()]
            rows = [("language", "right", "judged", "share", "low", "high")] + [
                (name, each.hits, each.total, round(each.value, 4), round(each.low, 4), round(each.high, 4))
                for name, each in shares
            ]
        else:
            read = {
                "languages": lambda: insights.languages(connection, period),
                "channels": lambda: insights.channels(connection, period),
                "intents": lambda: insights.intents(connection, period),
                "programs": lambda: insights.named(connection, period, "program"),
                "countries": lambda: insights.named(connection, period, "country"),
            }[table]
            rows = [(table, "count"), *read()]
    name = f"{table}-{period.first}-{period.last}.csv"
    return visit.download(csv_lines(rows), name=name, kind="text/csv; charset=utf-8")


def _named(rows: list[tuple[str, int]], kind: str, display: Display) -> list[tuple[str, int]]:
    return [(display.entity(kind, name), count) for name, count in rows]


def _period(visit: Visit) -> Period:
    """The days in the address; else the last thirty."""
    zone = office_zone()
    today = visit.display.local(now()).date()
    length = visit.query("days")
    days = int(length) if length.isdecimal() and len(length) < 5 else 30
    first, last = _day(visit.query("since")), _day(visit.query("until"))
    last = min(last or today, today)
    first = first if first and first <= last else last - timedelta(days=max(1, days) - 1)
    return Period(max(first, last - timedelta(days=LONGEST - 1)), last, zone)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
