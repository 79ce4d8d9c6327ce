"""The office: canned replies in each language, holidays, whether letters go out."""

from __future__ import annotations

from datetime import date

from starlette.responses import Response

from console.visit import Visit
from office.conversations import mail
from office.hours import DAYS, HoursError, office_hours
from office.languages import CODES
from office.staff import canned_replies, holidays


def show(visit: Visit) -> Response:
    """GET /office."""
    return _page(visit)


def _page(visit: Visit, *, problem: str = "", status: int = 200) -> Response:
    with visit.reading() as connection:
        canned = canned_replies.find_canned_replies(connection)
        kept = holidays.find_holidays(connection)
    week = office_hours()
    return visit.page(
        "office.html",
        status=status,
        canned=canned,
        holidays=kept,
        week=[(day, week.weekly.get(number, ())) for number, day in enumerate(DAYS)] if week else [],
        zone=visit.house.settings["OFFICE_TIME_ZONE"],
        mail=mail.is_set_up(),
        codes=CODES,
        problem=problem,
    )


def save_reply(visit: Visit) -> Response:
    """POST /office/replies: a new canned reply, or one that is there."""
    texts = {code: visit.form.get(f"text_{code}") for code in CODES}
    try:
        with visit.writing() as connection:
            number = visit.form.number("id")
            canned_replies.save_canned_reply(connection, visit.form.get("title"), texts, reply_id=number)
            visit.note(connection, "changed_canned_reply", subject=("canned_reply", visit.form.get("title")))
    except ValueError:
        return _page(visit, problem="canned_problem", status=422)
    return visit.go("/office", notice="notice_saved")


def remove_reply(visit: Visit) -> Response:
    """POST /office/replies/{id}/remove."""
    with visit.writing() as connection:
        canned_replies.remove_canned_reply(connection, visit.number("id"))
        visit.note(connection, "removed_canned_reply", subject=("canned_reply", visit.path("id")))
    return visit.go("/office", notice="notice_saved")


def save_holiday(visit: Visit) -> Response:
    """POST /office/holidays."""
    try:
        day = date.fromisoformat(visit.form.get("day"))
        with visit.writing() as connection:
            holidays.set_holiday(connection, day, visit.form.get("name"), visit.form.get("hours") or None)
            visit.note(connection, "changed_holiday", subject=("holiday", day.isoformat()))
    except HoursError:
        return _page(visit, problem="hours_problem", status=422)
    except ValueError:
        return _page(visit, problem="day_problem", status=422)
    return visit.go("/office", notice="notice_saved")


def remove_holiday(visit: Visit) -> Response:
    """POST /office/holidays/remove."""
    try:
        day = date.fromisoformat(visit.form.get("day"))
    except ValueError:
        return _page(visit, problem="day_problem", status=422)
    with visit.writing() as connection:
        holidays.remove_holiday(connection, day)
        visit.note(connection, "removed_holiday", subject=("holiday", day.isoformat()))
    return visit.go("/office", notice="notice_saved")
