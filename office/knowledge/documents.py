"""The documents that facts are taken from: those of the seed, the usual ones, and those that staff name themselves."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa
from ruamel.yaml import YAML
from sqlalchemy.engine import Connection

from office.knowledge import tables
from office.knowledge.edits import change
from office.knowledge.states import read_state
from office.languages import CODES


@lru_cache(maxsize=1)
def usual_documents() -> dict[str, dict[str, str]]:
    """Names by language of documents that every office has, by id."""
    found: dict[str, dict[str, str]] = YAML(typ="safe").load(
        (Path(__file__).parent / "documents.yml").read_text("utf-8")
    )
    return found


def find_documents(connection: Connection) -> dict[str, dict[str, str]]:
    """Names by language of every document that can be cited, by id."""
    columns = tables.label.c
    query = sa.select(columns.subject_id, columns.language, columns.text).where(
        columns.kind == "document", columns.role == "name", columns.withdrawn.is_(False)
    )
    found: dict[str, dict[str, str]] = {}
    for subject, code, text in connection.execute(query.order_by(columns.id)):
        found.setdefault(subject, {})[code] = text
    return {**usual_documents(), **found}


def announce(connection: Connection, document: str, *, by: str) -> None:
    """Give a usual document its names in the knowledge base, at its first use."""
    if document in usual_documents() and read_state(connection, "names", f"document/{document}") is None:
        change(connection, "names", f"document/{document}", {"names": usual_documents()[document]}, by=by)


def name_document(connection: Connection, name: str, *, by: str) -> str:
    """The id of a document of this name, which is the same in every language until it is translated."""
    name = " ".join(name.split())[:200]
    for document, names in find_documents(connection).items():
        if name in names.values():
            announce(connection, document, by=by)
            return document
    document = f"document-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
    change(connection, "names", f"document/{document}", {"names": dict.fromkeys(CODES, name)}, by=by)
    return document
