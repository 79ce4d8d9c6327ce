"""Knowledge: topics with their answers as applicants see them, things and their names, warnings, history and undo."""

from __future__ import annotations

from starlette.responses import Response

from console.previews import previews_of
from console.visit import NotFound, Visit
from office.answers.topics import FAMILIES, TOPICS
from office.knowledge import gap_board, states, warnings
from office.knowledge.edits import EditError, change, find_edits, undo
from office.knowledge.labels import ALIASED, DEGREE_LEVELS, FIELDS, FIXED_IDS
from office.languages import CODES

# Kinds of things with a page of their own, in the order of the overview.
THINGS = ("program", "campus", "admission_route", "listing", "figure", "partner_country")
ONLY_NAMED = tuple(kind for kind in FIXED_IDS)
HISTORY = 50


def show(visit: Visit) -> Response:
    """GET /knowledge: all topics by family."""
    known = visit.display.knowledge
    with visit.reading() as connection:
        gaps = gap_board.counts_by_topic(connection)
        found = warnings.find_warnings(connection)
    facts: dict[str, int] = {}
    for fact in known.facts.values():
        facts[fact.topic] = facts.get(fact.topic, 0) + 1
    return visit.page(
        "knowledge/topics.html",
        families=FAMILIES,
        gaps=gaps,
        facts=facts,
        warnings=len(found),
        urgent=sum(each.is_urgent for each in found),
    )


def show_topic(visit: Visit) -> Response:
    """GET /knowledge/topics/{topic}: the answer as it is now, in every language, and the facts behind it."""
    topic = visit.path("topic")
    if topic not in TOPICS:
        raise NotFound
    known = visit.display.knowledge
    about = _subject(visit.query("subject"))
    with visit.reading() as connection:
        drafts = []
        for each in states.find_subjects(connection, "fact"):
            state = states.read_state(connection, "fact", each)
            if state and state["topic"] == topic:
                drafts.append((each, state))
        found = [each for each in warnings.find_warnings(connection) if each.subject in {name for name, _ in drafts}]
    return visit.page(
        "knowledge/topic.html",
        topic=topic,
        facts=drafts,
        figures=[figure for figure in known.figures.values() if figure.topic == topic],
        subjects=_subjects(visit),
        about="/".join(about) if about else "",
        previews=previews_of(known, topic, about),
        warnings=found,
    )


def show_things(visit: Visit) -> Response:
    """GET /knowledge/things."""
    with visit.reading() as connection:
        listed = {kind: states.find_subjects(connection, kind) for kind in THINGS}
        named = [each for each in states.find_subjects(connection, "names") if each.partition("/")[0] in ONLY_NAMED]
        hidden = {
            (kind, subject)
            for kind, subjects in listed.items()
            for subject in subjects
            if (state := states.read_state(connection, kind, subject)) and state["status"] != "published"
        }
    return visit.page("knowledge/things.html", listed=listed, named=named, hidden=hidden)


def show_thing(visit: Visit) -> Response:
    """GET /knowledge/things/{kind}/{id}."""
    return _thing(visit, visit.path("kind"), visit.path("id"))


def _thing(
    visit: Visit,
    kind: str,
    subject: str,
    *,
    problem: EditError | None = None,
    form: dict[str, object] | None = None,
    status: int = 200,
) -> Response:
    with visit.reading() as connection:
        state = states.read_state(connection, kind, subject) if kind in THINGS else None
        names = states.read_state(connection, "names", f"{kind}/{subject}")
        if state is None and names is None:
            raise NotFound
        edits = [*find_edits(connection, kind=kind, subject=subject, limit=10)] if state else []
        edits += find_edits(connection, kind="names", subject=f"{kind}/{subject}", limit=10)
        routes = states.find_subjects(connection, "admission_route")
    edits.sort(key=lambda edit: -edit.id)
    return visit.page(
        "knowledge/thing.html",
        status=status,
        kind=kind,
        subject=subject,
        state=state,
        names=(form or {}).get("names") or (names or {}).get("names", {}),
        aliases=(form or {}).get("aliases") or (names or {}).get("aliases", {}),
        has_aliases=kind in ALIASED,
        codes=CODES,
        fields=FIELDS,
        levels=DEGREE_LEVELS,
        routes=routes,
        edits=edits,
        problem=problem,
    )


def save_names(visit: Visit) -> Response:
    """POST /knowledge/things/{kind}/{id}/names."""
    kind, subject = visit.path("kind"), visit.path("id")
    names = {code: visit.form.get(f"name_{code}") for code in CODES}
    aliases = {code: visit.form.get(f"aliases_{code}").split("\n") for code in CODES}
    try:
        with visit.writing() as connection:
            change(
                connection, "names", f"{kind}/{subject}", {"names": names, "aliases": aliases}, by=visit.account.name
            )
            visit.note(connection, "changed_knowledge", subject=("names", f"{kind}/{subject}"))
    except EditError as error:
        return _thing(visit, kind, subject, problem=error, form={"names": names, "aliases": aliases}, status=422)
    return visit.go(f"/knowledge/things/{kind}/{subject}", notice="notice_published")


def save_thing(visit: Visit) -> Response:
    """POST /knowledge/things/{kind}/{id}: validity, state, source, and what the kind has beside."""
    kind, subject = visit.path("kind"), visit.path("id")
    if kind not in THINGS:
        raise NotFound
    try:
        with visit.writing() as connection:
            state = states.read_state(connection, kind, subject)
            if state is None:
                raise NotFound
            change(connection, kind, subject, {**state, **_changed(visit, kind, state)}, by=visit.account.name)
            visit.note(connection, "changed_knowledge", subject=(kind, subject))
    except EditError as error:
        return _thing(visit, kind, subject, problem=error, status=422)
    return visit.go(f"/knowledge/things/{kind}/{subject}", notice="notice_published")


def _changed(visit: Visit, kind: str, state: states.State) -> states.State:
    form = visit.form
    changed: states.State = {
        "status": form.get("status"),
        "valid_from": form.get("valid_from") or None,
        "valid_until": form.get("valid_until") or None,
        "source": {
            "document": state["source"]["document"],
            "locator": form.get("locator"),
            "quote": form.get("quote"),
            "as_of": form.get("as_of"),
        },
    }
    if kind == "figure":
        changed["value"] = form.get("value")
    if kind == "program":
        changed["field"] = form.get("field")
        changed["routes"] = form.all("routes")
        changed["stages"] = [
            {
                "degree_level": level,
                "years": form.number(f"years_{level}"),
                "place": form.get(f"place_{level}"),
                "conditional": form.has(f"conditional_{level}"),
            }
            for level in DEGREE_LEVELS
            if form.number(f"years_{level}")
        ]
    return changed


def show_warnings(visit: Visit) -> Response:
    """GET /knowledge/warnings."""
    with visit.reading() as connection:
        found = warnings.find_warnings(connection)
    return visit.page("knowledge/warnings.html", warnings=found)


def show_history(visit: Visit) -> Response:
    """GET /knowledge/history: who changed what, newest first."""
    before = visit.query("before")
    with visit.reading() as connection:
        edits = find_edits(
            connection, before=int(before) if before.isdecimal() and len(before) < 16 else None, limit=HISTORY + 1
        )
    more = visit.address_with(before=str(edits[HISTORY - 1].id)) if len(edits) > HISTORY else None
    return visit.page("knowledge/history.html", edits=edits[:HISTORY], more=more)


def undo_edit(visit: Visit) -> Response:
    """POST /knowledge/history/{edit}/undo."""
    try:
        with visit.writing() as connection:
            edit = undo(connection, visit.number("edit"), by=visit.account.name)
            visit.note(connection, "undid", subject=(edit.kind, edit.subject), details={"change": edit.id})
    except LookupError:
        raise NotFound from None
    except EditError:
        return visit.go("/knowledge/history", notice="notice_changed_since")
    return visit.go("/knowledge/history", notice="notice_undone")


def _subject(text: str) -> tuple[str, str] | None:
    kind, separator, subject = text.partition("/")
    return (kind, subject) if separator and subject else None


def _subjects(visit: Visit) -> list[tuple[str, list[str]]]:
    known = visit.display.knowledge
    return [
        ("program", list(known.programs)),
        ("campus", list(known.campuses)),
        ("admission_route", list(known.routes)),
    ]
