"""Gaps: what was asked in vain, grouped across languages, most asked first; each a click away from being answered."""

from __future__ import annotations

from starlette.responses import Response

from console.visit import NotFound, Visit
from office.conversations.askers import find_askers
from office.knowledge import gap_board


def show(visit: Visit) -> Response:
    """GET /gaps."""
    with visit.reading() as connection:
        groups = gap_board.find_groups(connection)
        reach = [find_askers(connection, each.topic, _subject(each)) for each in groups]
    total = sum(group.count for group in groups)
    rows = [(group, sum(bool(asker.contact) for asker in askers)) for group, askers in zip(groups, reach, strict=True)]
    return visit.page("gaps.html", rows=rows, total=total)


def _subject(group: gap_board.GapGroup) -> tuple[str, str] | None:
    return (group.subject_kind, group.subject_id) if group.subject_kind and group.subject_id else None


def close(visit: Visit) -> Response:
    """POST /gaps/close: questions that the office will not answer are taken off the board."""
    topic, kind, subject = (visit.form.get(name) for name in ("topic", "subject_kind", "subject_id"))
    with visit.writing() as connection:
        if not gap_board.close_group(connection, topic, (kind, subject) if kind else None):
            raise NotFound
        visit.note(connection, "closed_gap", subject=("topic", topic))
    return visit.go("/gaps", notice="notice_gap_closed")
