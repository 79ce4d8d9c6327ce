"""The inbox: who waits for a person; one conversation in one's hands: take over, reply, assign, give back, close."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.responses import Response

from console.explanations import turns_of
from console.visit import NotFound, Visit
from office.conversations import handoffs, inbox, journal, queries, reviews
from office.database import now
from office.languages import base_code
from office.staff.accounts import find_accounts
from office.staff.canned_replies import find_canned_replies
from office.staff.holidays import calendar

# Characters of one reply: what every channel takes in one message.
REPLY_LIMIT = 2000
_SHOWN_TURNS = 200


def show(visit: Visit) -> Response:
    """GET /inbox."""
    return _desk(visit, _folder(visit))


def show_list(visit: Visit) -> Response:
    """GET /inbox/list: the list of one folder, fetched anew when the inbox has changed."""
    folder = _folder(visit)
    with visit.reading() as connection:
        entries = inbox.find_entries(connection, folder, account=visit.account.name)
        counts = inbox.counts(connection, account=visit.account.name)
    return visit.page("inbox/news.html", folder=folder, entries=entries, counts=counts, chosen=visit.query("chosen"))


def show_waiting(visit: Visit) -> Response:
    """GET /inbox/waiting: the badge in the menu."""
    with visit.reading() as connection:
        stands = inbox.pulse(connection)
    return visit.page("inbox/badge.html", waiting=stands.waiting + stands.unanswered)


def show_conversation(visit: Visit) -> Response:
    """GET /inbox/{id}."""
    return _desk(visit, _folder(visit), visit.path("id"))


def show_thread(visit: Visit) -> Response:
    """GET /inbox/{id}/thread: the messages, fetched anew when something was said."""
    values = _conversation(visit, visit.path("id"), noted=False)
    return visit.page("inbox/thread.html", **values)


def _folder(visit: Visit) -> str:
    folder = visit.query("folder", "waiting")
    return folder if folder in inbox.FOLDERS else "waiting"


def _desk(visit: Visit, folder: str, chosen: str = "") -> Response:
    with visit.reading() as connection:
        entries = inbox.find_entries(connection, folder, account=visit.account.name)
        counts = inbox.counts(connection, account=visit.account.name)
        hours = calendar(connection)
        accounts = [each for each in find_accounts(connection, active=True) if each.may("reviewer")]
        canned = find_canned_replies(connection)
    moment = now()
    values: dict[str, Any] = _conversation(visit, chosen, noted=True) if chosen else {"conversation": None}
    return visit.page(
        "inbox/desk.html",
        folder=folder,
        folders=inbox.FOLDERS,
        entries=entries,
        counts=counts,
        chosen=chosen,
        has_hours=hours.hours is not None,
        is_open=hours.is_open(moment),
        opens=hours.opens_next(moment),
        accounts=accounts,
        canned=canned,
        limit=REPLY_LIMIT,
        base_code=base_code,
        **values,
    )


def _conversation(visit: Visit, conversation_id: str, *, noted: bool) -> dict[str, Any]:
    with visit.writing() if noted else visit.reading() as connection:
        try:
            conversation = queries.get_conversation(connection, conversation_id)
        except LookupError:
            raise NotFound from None
        if noted:
            visit.note(connection, "read_conversation", subject=("conversation", conversation_id))
        messages = queries.transcript(connection, conversation_id)
        turns = turns_of(
            messages[-_SHOWN_TURNS:],
            ratings=queries.ratings_in(connection, conversation_id),
            reviews=reviews.reviews_in(connection, conversation_id),
            display=visit.display,
            translated=True,
        )
        asked = [each.journal_id for each in messages if each.sender == "applicant" and each.journal_id]
        statuses = journal.statuses(connection, asked[-_SHOWN_TURNS:])
        request = handoffs.find_open_handoff(connection, conversation_id)
    failed = {number for number, (status, _) in statuses.items() if status == "failed"}
    return {
        "conversation": conversation,
        "turns": turns,
        "handoff": request,
        "failed": failed,
        "shown": lambda text: text,
    }


# ---- what staff do


def take_over(visit: Visit) -> Response:
    """POST /inbox/{id}/take."""
    with visit.writing() as connection:
        _existing(handoffs.take_over, connection, visit.path("id"), by=visit.account.name)
        visit.note(connection, "took_over", subject=("conversation", visit.path("id")))
    return visit.go(f"/inbox/{visit.path('id')}?folder=mine")


def reply(visit: Visit) -> Response:
    """POST /inbox/{id}/reply. Whoever replies has taken over."""
    text = visit.form.get("text")
    if len(text) > REPLY_LIMIT:
        return visit.go(f"/inbox/{visit.path('id')}?folder=mine", notice="notice_reply_too_long")
    with visit.writing() as connection:
        try:
            inbox.reply(connection, visit.path("id"), text, by=visit.account.name, author=visit.account.shown_name)
        except LookupError:
            raise NotFound from None
        except ValueError:
            return visit.go(f"/inbox/{visit.path('id')}?folder=mine", notice="notice_reply_empty")
        visit.note(connection, "replied", subject=("conversation", visit.path("id")))
    if visit.is_partial:
        return show_thread(visit)
    return visit.go(f"/inbox/{visit.path('id')}?folder=mine")


def give_back(visit: Visit) -> Response:
    """POST /inbox/{id}/give-back."""
    with visit.writing() as connection:
        _existing(handoffs.give_back, connection, visit.path("id"))
        visit.note(connection, "gave_back", subject=("conversation", visit.path("id")))
    return visit.go("/inbox?folder=mine", notice="notice_given_back")


def close(visit: Visit) -> Response:
    """POST /inbox/{id}/close."""
    with visit.writing() as connection:
        _existing(handoffs.close, connection, visit.path("id"))
        visit.note(connection, "closed", subject=("conversation", visit.path("id")))
    return visit.go("/inbox?folder=mine", notice="notice_closed")


def assign(visit: Visit) -> Response:
    """POST /inbox/{id}/assign."""
    name = visit.form.get("account") or None
    with visit.writing() as connection:
        known = {each.name for each in find_accounts(connection, active=True) if each.may("reviewer")}
        if name is not None and name not in known:
            raise NotFound
        _existing(inbox.assign, connection, visit.path("id"), name)
        visit.note(connection, "assigned", subject=("conversation", visit.path("id")), details={"to": name})
    return visit.go(f"/inbox/{visit.path('id')}?folder=taken", notice="notice_assigned")


def retry(visit: Visit) -> Response:
    """POST /inbox/{id}/retry: let the bot try again what it could not answer."""
    with visit.writing() as connection:
        for entry in journal.find_unanswered(connection, limit=500):
            if entry.conversation_id == visit.path("id"):
                journal.retry(connection, entry.id)
        visit.note(connection, "retried", subject=("conversation", visit.path("id")))
    return visit.go(f"/inbox/{visit.path('id')}?folder=unanswered", notice="notice_retried")


def _existing(do: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
    """The result of `do`; a conversation that has been erased is a page that is not there."""
    try:
        return do(*arguments, **options)
    except LookupError:
        raise NotFound from None
