"""Changing the knowledge base: checked, on record with who did it and what was before, live at once, undone."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from office.answers.topics import TOPICS
from office.database import now
from office.knowledge import tables
from office.knowledge.labels import ALIASED, DEGREE_LEVELS, FIELDS, NAMED
from office.knowledge.queries import Knowledge, read_knowledge
from office.knowledge.seeding import raise_version
from office.knowledge.states import KINDS, State, read_state, write_state
from office.languages import LANGUAGES

TEXT_LIMIT = 4000
NAME_LIMIT = 300
STATUSES = ("published", "draft", "withdrawn")
SUBJECT_KINDS = ("program", "campus", "admission_route")
PLACES = ("college", "partner")

_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,62}")
_COUNTRY = re.compile(r"[A-Z]{2}")


class EditError(ValueError):
    """A change that cannot be made; `code` says why, for the console's texts; `field` where."""

    def __init__(self, code: str, field: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.field = field


@dataclass(frozen=True)
class Edit:
    """One change on record."""

    id: int
    made_at: datetime
    made_by: str
    kind: str
    subject: str
    before: State | None
    after: State | None

    @property
    def changed(self) -> list[tuple[str, Any, Any]]:
        """(path, before, after) of everything that differs; a path is "texts.en"."""
        return _differences("", self.before or {}, self.after or {})


def change(connection: Connection, kind: str, subject: str, state: State | None, *, by: str) -> bool:
    """Make a thing say what `state` says; False: it says so already. EditError: it cannot be."""
    before = read_state(connection, kind, subject)
    if state is not None:
        state = checked(connection, kind, subject, state)
    if state == before:
        return False
    write_state(connection, kind, subject, state)
    after = read_state(connection, kind, subject)
    connection.execute(
        sa.insert(tables.edit).values(
            made_at=now(), made_by=by, table_name=kind, row_id=subject, before=_json(before), after=_json(after)
        )
    )
    raise_version(connection)
    return True


def new_fact_id() -> str:
    """An id for a fact that staff write."""
    return f"staff-{secrets.token_hex(6)}"


def find_edits(
    connection: Connection,
    *,
    kind: str | None = None,
    subject: str | None = None,
    before: int | None = None,
    limit: int = 50,
) -> list[Edit]:
    """Changes, newest first. `before` is the id of the last one on the page before this."""
    columns = tables.edit.c
    query = sa.select(tables.edit)
    if kind is not None:
        query = query.where(columns.table_name == kind)
    if subject is not None:
        query = query.where(columns.row_id == subject)
    if before is not None:
        query = query.where(columns.id < before)
    return [_read(row) for row in connection.execute(query.order_by(columns.id.desc()).limit(limit))]


def undo(connection: Connection, edit_id: int, *, by: str) -> Edit:
    """Take a change back, by a change of its own. LookupError: no such change. EditError: changed again since."""
    row = connection.execute(sa.select(tables.edit).where(tables.edit.c.id == edit_id)).first()
    if row is None:
        raise LookupError(f"There is no change {edit_id}.")
    edit = _read(row)
    if read_state(connection, edit.kind, edit.subject) != edit.after:
        raise EditError("changed_since", "", "This was changed again since: undo the later change first.")
    change(connection, edit.kind, edit.subject, edit.before, by=by)
    return edit


def preview(database: Engine, changes: list[tuple[str, str, State | None]]) -> Knowledge:
    """Everything that would be published after some changes, which are not made. EditError: they cannot be.

    The changes are written, read back as every answer reads them, and rolled back: what is shown is what will be.
    """
    with database.connect() as connection:
        connection = connection.execution_options(sqlite_begin="IMMEDIATE")
        transaction = connection.begin()
        try:
            for kind, subject, state in changes:
                fresh = state if state is None else checked(connection, kind, subject, {**state, "status": "published"})
                write_state(connection, kind, subject, fresh)
            return read_knowledge(connection)
        finally:
            transaction.rollback()


# ---- checks


def checked(connection: Connection, kind: str, subject: str, state: State) -> State:
    """The document with blank edges and empty texts taken off. EditError: it cannot be published so."""
    if kind not in KINDS:
        raise EditError("kind_unknown", "kind", f"{kind!r} is not a kind of thing: one of {', '.join(KINDS)}.")
    if kind == "names":
        return _checked_names(subject, state)
    if (
        not _ID.fullmatch(subject)
        and not (kind == "partner_country" and _COUNTRY.fullmatch(subject))
        and kind != "figure"
    ):
        raise EditError("id_not_valid", "id", f"{subject!r} is not an id: lower-case letters, digits and dashes.")
    common = _checked_provenance(connection, state)
    if kind == "fact":
        return {**_checked_fact(connection, state), **common}
    if kind == "program":
        return {**_checked_program(connection, state), **common}
    present = read_state(connection, kind, subject) or {}
    own = {name: state.get(name, value) for name, value in present.items() if name not in common}
    own |= {name: value for name, value in state.items() if name not in common and name not in own}
    if kind == "figure":
        own["value"] = _number(own.get("value"))
    if kind == "campus" and (
        own.get("kind") not in ("home", "overseas") or not _COUNTRY.fullmatch(str(own.get("country")))
    ):
        raise EditError(
            "campus_not_valid", "country", "A campus is at home or overseas, in a country by its two letters."
        )
    return {**own, **common}


def _checked_provenance(connection: Connection, state: State) -> State:
    status = state.get("status") or "published"
    if status not in STATUSES:
        raise EditError("status_unknown", "status", f"{status!r} is not one of {', '.join(STATUSES)}.")
    first, last = _day(state.get("valid_from"), "valid_from"), _day(state.get("valid_until"), "valid_until")
    if first and last and first > last:
        raise EditError("validity_backwards", "valid_until", "It would end before it begins.")
    source = state.get("source") or {}
    kept = {name: str(source.get(name) or "").strip() for name in ("document", "locator", "quote")}
    if not kept["document"] or not kept["locator"] or not kept["quote"]:
        raise EditError("source_missing", "source", "Nothing is said without its source: document, place and words.")
    named = sa.select(tables.label.c.id).where(
        tables.label.c.kind == "document",
        tables.label.c.subject_id == kept["document"],
        tables.label.c.withdrawn.is_(False),
    )
    if not connection.execute(named).first():
        raise EditError("document_unknown", "source", f"The document {kept['document']!r} has no name yet.")
    recorded = _day(source.get("as_of"), "source")
    if recorded is None or recorded > date.today():
        raise EditError("as_of_not_valid", "source", "A source has a date, today or earlier.")
    return {
        "status": status,
        "valid_from": first.isoformat() if first else None,
        "valid_until": last.isoformat() if last else None,
        "source": {**kept, "as_of": recorded.isoformat()},
    }


def _checked_fact(connection: Connection, state: State) -> State:
    topic = state.get("topic")
    if topic not in TOPICS:
        raise EditError(
            "topic_unknown", "topic", f"{topic!r} is not a topic that the bot answers from the knowledge base."
        )
    about = state.get("subject") or None
    if about is not None:
        kind, _, subject = str(about).partition("/")
        if kind not in SUBJECT_KINDS or read_state(connection, kind, subject) is None:
            raise EditError(
                "subject_unknown", "subject", f"{about!r} is not a program, campus or route of the college."
            )
    texts = _texts(state.get("texts"), TEXT_LIMIT)
    if not texts:
        raise EditError("texts_missing", "texts", "A fact is said in one language at least.")
    return {"topic": topic, "subject": about, "texts": texts}


def _checked_program(connection: Connection, state: State) -> State:
    if state.get("field") not in FIELDS:
        raise EditError("field_unknown", "field", f"{state.get('field')!r} is not one of {', '.join(FIELDS)}.")
    if not _COUNTRY.fullmatch(str(state.get("partner_country") or "")):
        raise EditError("country_not_valid", "partner_country", "A country is given by its two letters, such as AU.")
    stages = []
    for stage in state.get("stages") or ():
        years = stage.get("years")
        if stage.get("degree_level") not in DEGREE_LEVELS or stage.get("place") not in PLACES:
            raise EditError(
                "stage_not_valid", "stages", "A stage ends with a degree level, at the college or a partner."
            )
        if not isinstance(years, int) or not 1 <= years <= 10:
            raise EditError("years_not_valid", "stages", f"A stage takes 1 to 10 years, not {years!r}.")
        kept = {"degree_level": stage["degree_level"], "years": years, "place": stage["place"]}
        stages.append({**kept, "conditional": bool(stage.get("conditional"))})
    levels = [stage["degree_level"] for stage in stages]
    if not stages or len(set(levels)) < len(levels):
        raise EditError("stages_missing", "stages", "A program has stages, each to another degree level.")
    routes = list(dict.fromkeys(state.get("routes") or ()))
    for route in routes:
        if read_state(connection, "admission_route", route) is None:
            raise EditError("route_unknown", "routes", f"There is no admission route {route!r}.")
    return {"field": state["field"], "partner_country": state["partner_country"], "stages": stages, "routes": routes}


def _checked_names(subject: str, state: State) -> State:
    kind, _, about = subject.partition("/")
    if kind not in NAMED or not about:
        raise EditError("kind_unknown", "names", f"{kind!r} is not a kind of thing that has names.")
    names = _texts(state.get("names"), NAME_LIMIT)
    if not names:
        raise EditError("names_missing", "names", "A thing has a name in one language at least.")
    aliases: dict[str, list[str]] = {}
    if kind in ALIASED:
        for code, listed in (state.get("aliases") or {}).items():
            kept = list(dict.fromkeys(" ".join(alias.split())[:NAME_LIMIT] for alias in listed if alias.strip()))
            if code in LANGUAGES and kept:
                aliases[code] = kept
    return {"names": names, "aliases": aliases}


def _texts(given: Any, limit: int) -> dict[str, str]:
    texts = {
        code: str(text).strip() for code, text in (given or {}).items() if code in LANGUAGES and str(text or "").strip()
    }
    for code, text in texts.items():
        if len(text) > limit:
            raise EditError("text_too_long", f"texts.{code}", f"The text in {code} has more than {limit} characters.")
    return dict(sorted(texts.items()))


def _day(value: Any, field: str) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise EditError("day_not_valid", field, f"{value!r} is not a day: write YYYY-MM-DD.") from error


def _number(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise EditError("value_not_valid", "value", f"{value!r} is not a number.") from error
    if not 0 <= number < 10**11:
        raise EditError("value_not_valid", "value", f"{value!r} is not a number that can be published.")
    return number


# ---- records


def _read(row: sa.engine.Row) -> Edit:
    before, after = (json.loads(text) if text else None for text in (row.before, row.after))
    return Edit(row.id, row.made_at, row.made_by, row.table_name, row.row_id, before, after)


def _json(state: State | None) -> str | None:
    return None if state is None else json.dumps(state, ensure_ascii=False, sort_keys=True)


def _differences(path: str, before: Any, after: Any) -> list[tuple[str, Any, Any]]:
    if isinstance(before, dict) and isinstance(after, dict):
        found = []
        for name in dict.fromkeys((*before, *after)):
            found += _differences(f"{path}.{name}" if path else name, before.get(name), after.get(name))
        return found
    return [] if before == after or (not before and not after) else [(path, before, after)]
