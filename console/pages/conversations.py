"""Conversations: the list with its filters and saved views, the transcript with "why this answer", exports."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import Any

from starlette.responses import Response

from console.explanations import turns_of
from console.intents import FALLBACK, families
from console.pages.filters import CHANNELS, NAMES, STATES, chips, query_of, read_filters
from console.visit import NotFound, Visit
from office import database
from office.conversations import exports, inbox, marks, queries, reviews
from office.conversations.finding import find_page
from office.conversations.handoffs import find_open_handoff
from office.conversations.masking import mask
from office.languages import CODES
from office.staff import views
from office.staff.accounts import find_accounts

PAGE = 50
# Reviewers and above see contacts in full where they read one conversation; lists are masked for all.
SEES_CONTACTS = "reviewer"


def show_list(visit: Visit) -> Response:
    """GET /conversations."""
    filters = read_filters(visit)
    with visit.reading() as connection:
        try:
            page = find_page(connection, filters, after=visit.query("after") or None, limit=PAGE)
        except ValueError:
            raise NotFound from None
        ids = [each.conversation.id for each in page.found]
        about = marks.marks_of(connection, ids)
        last = inbox.last_messages(connection, ids, sender="applicant")
        saved = views.find_views(connection, visit.account.id)
        accounts = find_accounts(connection, active=True)
    if filters.text:  # a search for a person's words is itself something to account for
        with visit.writing() as connection:
            visit.note(connection, "searched", details={"filters": sorted(_used(visit))})
    values: dict[str, Any] = {
        "page": page,
        "marks": about,
        "last": last,
        "chips": chips(visit, visit.display),
        "filters": {name: visit.query(name) for name in NAMES},
        "more": visit.address_with(after=page.next) if page.next else None,
        "first": visit.address_with(after=None) if visit.query("after") else None,
    }
    if visit.is_partial and visit.query("after"):
        return visit.page("conversations/rows.html", **values)
    known = visit.display.knowledge
    return visit.page(
        "conversations/list.html",
        **values,
        views=saved,
        query=query_of(visit),
        channels=CHANNELS,
        codes=CODES,
        states=STATES,
        families=families(),
        fallback=FALLBACK,
        programs=list(known.programs),
        countries=sorted(
            {program.partner_country for program in known.programs.values()} | set(known.partner_countries)
        ),
        accounts=accounts,
    )


def save_view(visit: Visit) -> Response:
    """POST /conversations/views."""
    query = visit.form.get("query")
    with visit.writing() as connection:
        try:
            views.save_view(
                connection, visit.account.id, visit.form.get("name"), query, shared=visit.form.has("shared")
            )
        except ValueError:
            return visit.go(f"/conversations?{query}", notice="notice_view_needs_name")
    return visit.go(f"/conversations?{query}", notice="notice_view_saved")


def remove_view(visit: Visit) -> Response:
    """POST /conversations/views/{id}/remove."""
    with visit.writing() as connection:
        if not views.remove_view(connection, visit.account.id, visit.number("id")):
            raise NotFound
    return visit.go("/conversations", notice="notice_view_removed")


def show(visit: Visit) -> Response:
    """GET /conversations/{id}: the whole transcript."""
    conversation_id = visit.path("id")
    with visit.writing() as connection:
        try:
            conversation = queries.get_conversation(connection, conversation_id)
        except LookupError:
            raise NotFound from None
        visit.note(connection, "read_conversation", subject=("conversation", conversation_id))
        messages = queries.transcript(connection, conversation_id)
        turns = turns_of(
            messages,
            ratings=queries.ratings_in(connection, conversation_id),
            reviews=reviews.reviews_in(connection, conversation_id),
            display=visit.display,
            translated=visit.query("answers") == "mine",
        )
        request = find_open_handoff(connection, conversation_id)
        about = marks.marks_of(connection, [conversation_id])[conversation_id]
    return visit.page(
        "conversations/show.html",
        conversation=conversation,
        turns=turns,
        handoff=request,
        marks=about,
        translated=visit.query("answers") == "mine",
        shown=(lambda text: text) if visit.account.may(SEES_CONTACTS) else mask,
        sees_contacts=visit.account.may(SEES_CONTACTS),
    )


def export(visit: Visit) -> Response:
    """GET /conversations/export: every message of the conversations that pass the filters, as CSV or JSON."""
    kind = "json" if visit.query("as") == "json" else "csv"
    unmasked = visit.query("contacts") == "full" and visit.account.may("admin")
    with visit.writing() as connection:
        visit.note(
            connection, "exported", details={"as": kind, "filters": sorted(_used(visit)), "masked": not unmasked}
        )
    reading = partial(database.reading, visit.house.database)
    rows = exports.find_all_messages(reading, read_filters(visit), masked=(lambda text: text) if unmasked else mask)
    if kind == "json":
        return visit.download(exports.json_lines(rows), name="conversations.json", kind="application/json")
    table = chain([exports.COLUMNS], (row.values() for row in rows))
    return visit.download(exports.csv_lines(table), name="conversations.csv", kind="text/csv; charset=utf-8")


def _used(visit: Visit) -> set[str]:
    return {name for name in NAMES if visit.query(name)}
