"""The knowledge base as a file: YAML with everything; CSV of texts with a column a language, for translators."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from sqlalchemy.engine import Connection

from office.knowledge.edits import EditError, change, checked
from office.knowledge.states import KINDS, State, find_subjects, read_state
from office.languages import CODES

# Names first, since sources cite documents; routes and programs before the facts that are about them.
ORDER = ("names", "admission_route", "partner_country", "campus", "program", "listing", "figure", "fact")
TEXT_COLUMNS = ("kind", "thing", *CODES)  # not "id": that is a language


class FileError(ValueError):
    """A file that cannot be taken; the message says where and why."""


@dataclass(frozen=True)
class Change:
    """What importing would do to one thing: made, changed, or refused with `problem`."""

    kind: str
    subject: str
    before: State | None
    after: State
    problem: str = ""


def to_yaml(connection: Connection) -> str:
    """Every thing of the knowledge base."""
    content = {
        kind: {subject: read_state(connection, kind, subject) for subject in find_subjects(connection, kind)}
        for kind in ORDER
    }
    return _dump(content)


def to_rows(connection: Connection) -> Iterable[list[Any]]:
    """Texts of facts and names of things, a row each, a column for each language: what translators need."""
    yield list(TEXT_COLUMNS)
    for kind, field in (("fact", "texts"), ("names", "names")):
        for subject in find_subjects(connection, kind):
            texts = (read_state(connection, kind, subject) or {}).get(field, {})
            yield [kind, subject, *(texts.get(code, "") for code in CODES)]


def read_yaml(content: bytes) -> dict[str, dict[str, State]]:
    """Things by kind and id. FileError: it is no such file."""
    try:
        found = YAML(typ="safe").load(content.decode("utf-8-sig"))
    except (YAMLError, UnicodeDecodeError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}: " if mark else ""
        raise FileError(f"{place}{getattr(error, 'problem', None) or 'this is not a YAML file in UTF-8'}") from error
    if not isinstance(found, dict) or not set(found) <= set(KINDS):
        raise FileError(f"at the top a mapping of {', '.join(KINDS)} is expected")
    for kind, things in found.items():
        if not isinstance(things, dict) or not all(isinstance(state, dict) for state in things.values()):
            raise FileError(f"{kind}: a mapping of ids to things is expected")
    return _as_json(found)


def read_csv(connection: Connection, content: bytes) -> dict[str, dict[str, State]]:
    """Things with the file's texts; what the file leaves empty stays as it is. FileError: it is no such file."""
    try:
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise FileError("this is not a CSV file in UTF-8") from error
    found: dict[str, dict[str, State]] = {}
    for line, row in enumerate(rows, 2):
        kind, subject = (row.get("kind") or "").strip(), (row.get("thing") or "").strip()
        state = read_state(connection, kind, subject) if kind in ("fact", "names") else None
        if state is None:
            raise FileError(f"line {line}: there is no {kind or 'thing'} {subject!r}")
        field = "texts" if kind == "fact" else "names"
        given = {code: _unescaped(row.get(code) or "") for code in CODES if (row.get(code) or "").strip()}
        found.setdefault(kind, {})[subject] = {**state, field: dict(sorted({**state[field], **given}.items()))}
    return found


def compare(connection: Connection, things: dict[str, dict[str, State]]) -> list[Change]:
    """What importing these would change, in the order in which it is done."""
    changes = []
    for kind in ORDER:
        for subject, state in things.get(kind, {}).items():
            before = read_state(connection, kind, subject)
            if state == before:
                continue
            problem = ""
            try:
                if checked(connection, kind, subject, state) == before:
                    continue
            except (EditError, KeyError, TypeError, AttributeError) as error:
                # A thing may lean on another one of the same file: that is tried when it is imported.
                own_words = isinstance(error, EditError)
                problem = str(error) if own_words else f"a part is missing or of the wrong kind: {error}"
            changes.append(Change(kind, subject, before, state, problem))
    return changes


def take_in(connection: Connection, things: dict[str, dict[str, State]], *, by: str) -> int:
    """Change everything that differs; returns how many things. FileError: one cannot be, and none is changed."""
    changed = 0
    for kind in ORDER:
        for subject, state in things.get(kind, {}).items():
            try:
                changed += change(connection, kind, subject, state, by=by)
            except (EditError, KeyError, TypeError, AttributeError) as error:
                raise FileError(f"{kind} {subject}: {error}") from error
    return changed


def _dump(content: Any) -> str:
    yaml: Any = YAML()
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 4096
    buffer = io.StringIO()
    yaml.dump(content, buffer)
    return buffer.getvalue()


def _as_json(value: Any) -> Any:
    """Dates that YAML reads as dates become texts again; keys are texts ("no" is a language, not a refusal)."""
    if isinstance(value, dict):
        return {str(key): _as_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_as_json(each) for each in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _unescaped(cell: str) -> str:
    """A cell without the apostrophe that protects spreadsheets."""
    text = cell.strip()
    return text[1:] if text.startswith("'") and text[1:2] in tuple("=+-@＝＋－＠") else text
