"""The knowledge base out and in: YAML with everything, CSV of the texts; shown before anything is changed."""

from __future__ import annotations

import base64

from starlette.responses import Response

from console.visit import Visit
from office.conversations.exports import csv_lines
from office.knowledge import files
from office.knowledge.files import Change, FileError
from office.knowledge.states import State

Things = dict[str, dict[str, State]]


def show(visit: Visit) -> Response:
    """GET /knowledge/files."""
    return _page(visit)


def _page(
    visit: Visit,
    *,
    problem: str = "",
    changes: list[Change] | None = None,
    content: str = "",
    kind: str = "",
    status: int = 200,
) -> Response:
    return visit.page(
        "knowledge/files.html", status=status, problem=problem, changes=changes, content=content, kind=kind
    )


def export_yaml(visit: Visit) -> Response:
    """GET /knowledge/export.yml."""
    with visit.reading() as connection:
        text = files.to_yaml(connection)
    return visit.download(iter([text]), name="knowledge.yml", kind="application/yaml; charset=utf-8")


def export_csv(visit: Visit) -> Response:
    """GET /knowledge/export.csv."""
    with visit.reading() as connection:
        rows = list(files.to_rows(connection))
    return visit.download(csv_lines(rows), name="knowledge-texts.csv", kind="text/csv; charset=utf-8")


def look(visit: Visit) -> Response:
    """POST /knowledge/files: what a file would change; nothing is changed yet."""
    content = visit.form.files.get("file", b"")
    kind = "csv" if content.lstrip(b"\xef\xbb\xbf").startswith(b"kind,thing,") else "yaml"
    try:
        with visit.reading() as connection:
            changes = files.compare(connection, _things(visit, kind, content))
    except FileError as error:
        return _page(visit, problem=str(error), status=422)
    return _page(visit, changes=changes, content=base64.b64encode(content).decode(), kind=kind)


def take_in(visit: Visit) -> Response:
    """POST /knowledge/files/import: change what was shown."""
    kind = visit.form.get("kind")
    try:
        content = base64.b64decode(visit.form.get("content"), validate=True)
        things = _things(visit, kind, content)
        with visit.writing() as connection:
            changed = files.take_in(connection, things, by=visit.account.name)
            visit.note(connection, "imported_knowledge", details={"things": changed})
    except (FileError, ValueError) as error:
        return _page(visit, problem=str(error), status=422)
    return visit.go("/knowledge/history", notice="notice_imported")


def _things(visit: Visit, kind: str, content: bytes) -> Things:
    if kind == "csv":
        with visit.reading() as connection:
            return files.read_csv(connection, content)
    return files.read_yaml(content)
