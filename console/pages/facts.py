"""Facts: written, changed, withdrawn, with validity, source and twelve languages; previewed before anything is live."""

from __future__ import annotations

from datetime import date

from starlette.responses import Response

from console.pages.knowledge import _subject, _subjects
from console.previews import previews_of
from console.visit import NotFound, Visit
from office.answers.topics import FAMILIES, TOPICS
from office.conversations.askers import find_askers, tell_askers
from office.knowledge import gap_board, states
from office.knowledge.documents import announce, find_documents, name_document, usual_documents
from office.knowledge.edits import EditError, change, find_edits, new_fact_id, preview
from office.knowledge.queries import read_knowledge
from office.knowledge.states import State
from office.languages import CODES

OTHER = "other"  # a document that is not in the list yet
PREVIEWED = "preview-of-a-new-fact"


def show_new(visit: Visit) -> Response:
    """GET /knowledge/facts/new?topic=...&subject=..."""
    topic = visit.query("topic")
    state: State = {
        "topic": topic if topic in TOPICS else "",
        "subject": visit.query("subject") or None,
        "texts": {},
        "status": "published",
        "valid_from": None,
        "valid_until": None,
        "source": {"document": "admissions-office", "locator": "", "quote": "", "as_of": date.today().isoformat()},
    }
    return _form(visit, None, state)


def show(visit: Visit) -> Response:
    """GET /knowledge/facts/{id}."""
    with visit.reading() as connection:
        state = states.read_state(connection, "fact", visit.path("id"))
    if state is None:
        raise NotFound
    return _form(visit, visit.path("id"), state)


def _form(
    visit: Visit, fact: str | None, state: State, *, problem: EditError | None = None, status: int = 200
) -> Response:
    about = _subject(state["subject"] or "")
    with visit.reading() as connection:
        documents = find_documents(connection)
        edits = find_edits(connection, kind="fact", subject=fact, limit=20) if fact else []
        group = gap_board.get_group(connection, state["topic"], about) if state["topic"] else None
        askers = find_askers(connection, state["topic"], about) if state["topic"] else []
    return visit.page(
        "knowledge/fact.html",
        status=status,
        fact=fact,
        state=state,
        families=FAMILIES,
        subjects=_subjects(visit),
        documents=documents,
        codes=CODES,
        edits=edits,
        group=group,
        askers=len(askers),
        addresses=sum(bool(each.contact) for each in askers),
        problem=problem,
        own_document=visit.form.get("own_document"),
    )


def show_preview(visit: Visit) -> Response:
    """POST /knowledge/facts/preview: the whole answer in every language, as it would be with this fact."""
    state = _read(visit)
    fact = visit.form.get("fact") or PREVIEWED
    document = state["source"]["document"]
    changes: list[tuple[str, str, State | None]] = []
    if document in usual_documents() or document == OTHER:
        names = usual_documents().get(document) or dict.fromkeys(CODES, visit.form.get("own_document") or "–")
        changes.append(("names", f"document/{document}", {"names": names}))
    if state["texts"]:
        changes.append(("fact", fact, {**state, "valid_from": None}))
    if state["topic"] not in TOPICS:
        return visit.page("knowledge/previews.html", previews=[], problem=None)
    try:
        known = preview(visit.house.database, changes)
    except EditError as error:
        return visit.page("knowledge/previews.html", previews=[], problem=error)
    return visit.page(
        "knowledge/previews.html",
        previews=previews_of(known, state["topic"], _subject(state["subject"] or "")),
        problem=None,
    )


def save(visit: Visit) -> Response:
    """POST /knowledge/facts: publish, keep as a draft or withdraw; and tell those who asked, if that is wished."""
    fact, state, by = visit.form.get("fact") or new_fact_id(), _read(visit), visit.account.name
    told = None
    try:
        with visit.writing() as connection:
            if state["source"]["document"] == OTHER:
                own = visit.form.get("own_document")
                if not own:
                    raise EditError("source_missing", "source", "Nothing is said without its source.")
                state["source"]["document"] = name_document(connection, own, by=by)
            announce(connection, state["source"]["document"], by=by)
            change(connection, "fact", fact, state, by=by)
            visit.note(connection, "changed_knowledge", subject=("fact", fact))
            if visit.form.has("tell") and state["status"] == "published":
                about = _subject(state["subject"] or "")
                told = tell_askers(
                    connection, state["topic"], about, read_knowledge(connection), by=visit.account.shown_name
                )
                visit.note(
                    connection,
                    "told_askers",
                    subject=("fact", fact),
                    details={"questions": told.questions, "chats": told.chats, "letters": told.letters},
                )
    except EditError as error:
        return _form(visit, visit.form.get("fact") or None, state, problem=error, status=422)
    if told is not None and told.questions:
        return visit.page("knowledge/told.html", told=told, fact=fact, topic=state["topic"])
    notice = {"draft": "notice_draft_kept", "withdrawn": "notice_withdrawn"}.get(state["status"], "notice_published")
    return visit.go(f"/knowledge/facts/{fact}", notice=notice)


def _read(visit: Visit) -> State:
    form = visit.form
    texts = {code: form.get(f"text_{code}") for code in CODES if form.get(f"text_{code}")}
    words = form.get("quote") or next((texts[code] for code in ("zh", *CODES) if code in texts), "")
    return {
        "topic": form.get("topic"),
        "subject": form.get("subject") or None,
        "texts": dict(sorted(texts.items())),
        "status": form.get("status") or "published",
        "valid_from": form.get("valid_from") or None,
        "valid_until": form.get("valid_until") or None,
        "source": {
            "document": form.get("document"),
            "locator": form.get("locator") or visit.display.text("source_of_office"),
            "quote": words,
            "as_of": form.get("as_of"),
        },
    }
