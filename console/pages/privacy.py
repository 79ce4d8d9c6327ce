"""Privacy: one person's data found, exported, erased with a receipt; how long each kind of data is kept."""

from __future__ import annotations

import json

from starlette.responses import Response

from console.visit import NotFound, Visit
from office.conversations import inbox, privacy, queries
from office.conversations.ages import ages
from office.learning.lesson_files import write_lessons


def show(visit: Visit) -> Response:
    """GET /privacy?person=...: by a conversation's id, an id on a platform, an e-mail address or telephone number."""
    person = visit.query("person")
    with visit.reading() as connection:
        ids = privacy.find_conversations_of(connection, person) if person else []
        found = [queries.get_conversation(connection, each) for each in ids]
        last = inbox.last_messages(connection, ids, sender="applicant") if ids else {}
        receipts = privacy.find_receipts(connection)
    return visit.page("privacy.html", person=person, found=found, last=last, receipts=receipts, ages=ages())


def export(visit: Visit) -> Response:
    """POST /privacy/export: everything that is kept about a person, as JSON."""
    with visit.writing() as connection:
        ids = privacy.find_conversations_of(connection, visit.form.get("person"))
        if not ids:
            raise NotFound
        content = privacy.export(connection, ids)
        for each in ids:
            visit.note(connection, "exported_person", subject=("conversation", each))
    text = json.dumps(content, ensure_ascii=False, indent=2)
    return visit.download(iter([text]), name="personal-data.json", kind="application/json")


def erase(visit: Visit) -> Response:
    """POST /privacy/erase: everything about a person, everywhere, for ever."""
    with visit.writing() as connection:
        ids = privacy.find_conversations_of(connection, visit.form.get("person"))
        if not ids or not visit.form.has("sure"):
            raise NotFound
        receipt = privacy.erase(connection, ids, by=visit.account.name, spool=visit.house.spool)
        visit.note(connection, "erased_person", subject=("receipt", receipt.number))
    privacy.empty_log(visit.house.database)
    if "lesson" in receipt.erased:
        with visit.reading() as connection:
            write_lessons(connection, visit.house.settings.learning_root)
    return visit.go(f"/privacy/receipts/{receipt.number}", notice="notice_erased")


def show_receipt(visit: Visit) -> Response:
    """GET /privacy/receipts/{number}."""
    with visit.reading() as connection:
        try:
            receipt = privacy.get_receipt(connection, visit.path("number"))
        except LookupError:
            raise NotFound from None
    return visit.page("receipt.html", receipt=receipt)
