"""Reads and checks the seed files; a mistake is refused with file, line and reason before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError

from office.knowledge.labels import ALIASED, FIXED_IDS, NAMED
from office.languages import CODES, SOURCE_LANGUAGE

SEED = Path(__file__).parent / "seed"
KINDS = {
    "sources": "sources.yml",
    "programs": "programs.yml",
    "campuses": "campuses.yml",
    "admission_routes": "routes.yml",
    "partner_countries": "partners.yml",
    "figures": "figures.yml",
    "listings": "listings.yml",
    "facts": "facts.yml",
}


class SeedError(ValueError):
    """A seed file cannot be used; the message gives file, line and reason."""


@dataclass(frozen=True)
class Label:
    """A name, alias or text of one thing in one language."""

    kind: str
    subject_id: str
    language: str
    role: str
    text: str


@dataclass(frozen=True)
class Seed:
    """All seed files, checked: rows by kind (as written), and labels."""

    rows: dict[str, list[dict[str, Any]]]
    labels: tuple[Label, ...]


def read_seed(folder: Path = SEED) -> Seed:
    """Read and check every seed file in `folder`; raises SeedError at the first mistake."""
    rows = {kind: list(_rows(folder / file, kind)) for kind, file in KINDS.items()}
    _check_references(folder, rows)
    labels: list[Label] = []
    wanted = _wanted(rows)
    for code in CODES:
        labels += _labels(folder / "languages" / f"{code}.yml", code, wanted)
    return Seed(rows, tuple(labels))


@lru_cache(maxsize=1)
def shipped_seed() -> Seed:
    """The seed that the project ships, read once."""
    return read_seed()


def _load(path: Path) -> CommentedMap:
    if not path.exists():
        raise SeedError(f"{path.name}: the file is missing in {path.parent}. Restore it (git checkout) or write it.")
    try:
        content = YAML(typ="rt").load(path.read_text("utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SeedError(f"{path.name}, line {line}: {error.problem}. Correct the YAML.") from error
    if not isinstance(content, CommentedMap):
        raise SeedError(f"{path.name}, line 1: a mapping is expected at the top.")
    return content


def _line(mapping: Any, key: Any = None) -> int:
    position = getattr(mapping, "lc", None)
    if position is None:
        return 1
    if key is not None and position.data and key in position.data:
        return int(position.data[key][0]) + 1
    return int(position.line) + 1


def _fail(path: Path, place: Any, reason: str, key: Any = None) -> SeedError:
    return SeedError(f"{path.name}, line {_line(place, key)}: {reason}")


def _rows(path: Path, kind: str) -> Iterator[dict[str, Any]]:
    content = _load(path)
    if kind not in content or not isinstance(content[kind], list):
        raise _fail(path, content, f"the list {kind!r} is missing.")
    seen: set[str] = set()
    for row in content[kind]:
        if not isinstance(row, CommentedMap) or not row.get("id"):
            raise _fail(path, row, "a row without an id.")
        if row["id"] in seen:
            raise _fail(path, row, f"the id {row['id']!r} is there twice.")
        seen.add(row["id"])
        if kind == "sources":
            if not isinstance(row.get("as_of"), date):
                raise _fail(path, row, f"source {row['id']!r} has no date `as_of` (write YYYY-MM-DD).")
            if not row.get("quote"):
                raise _fail(path, row, f"source {row['id']!r} has no quote.")
        elif not row.get("source"):
            raise _fail(path, row, f"{row['id']!r} has no source: nothing is said without one.")
        yield row


def _check_references(folder: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    ids = {kind: {row["id"] for row in found} for kind, found in rows.items()}

    def check(kind: str, row: Any, key: str, allowed: set[str], what: str) -> None:
        if row.get(key) not in allowed:
            path = folder / KINDS[kind]
            raise _fail(
                path,
                row,
                f"{row.get('id', '')} names the unknown {what} {row.get(key)!r}; known: {', '.join(sorted(allowed))}.",
                key,
            )

    for kind, found in rows.items():
        for row in found:
            if kind != "sources":
                check(kind, row, "source", ids["sources"], "source")
    for row in rows["programs"]:
        check("programs", row, "field", set(FIXED_IDS["field"]), "field")
        for stage in row.get("stages") or ():
            check("programs", stage, "degree_level", set(FIXED_IDS["degree_level"]), "degree level")
            check("programs", stage, "source", ids["sources"], "source")
            if not isinstance(stage.get("years"), int) or stage["years"] < 1:
                raise _fail(
                    folder / KINDS["programs"],
                    stage,
                    f"a stage of {row['id']} has years = {stage.get('years')!r}; a positive whole number is expected.",
                )
        for entry in row.get("routes") or ():
            check("programs", entry, "route", ids["admission_routes"], "admission route")
            check("programs", entry, "source", ids["sources"], "source")


def _wanted(rows: dict[str, list[dict[str, Any]]]) -> dict[str, set[str]]:
    """Ids that must have a name (or, for facts, a text) in every language."""
    return {
        "document": {row["document"] for row in rows["sources"]},
        "program": {row["id"] for row in rows["programs"]},
        "campus": {row["id"] for row in rows["campuses"]},
        "admission_route": {row["id"] for row in rows["admission_routes"]},
        "listing": {row["id"] for row in rows["listings"]},
        "fact": {row["id"] for row in rows["facts"]},
        **{kind: set(ids) for kind, ids in FIXED_IDS.items()},
    }


def _labels(path: Path, code: str, wanted: dict[str, set[str]]) -> Iterator[Label]:
    content = _load(path)
    if content.get("language") != code:
        raise _fail(path, content, f"`language: {code}` is expected at the top, not {content.get('language')!r}.")
    names = content.get("names") or {}
    texts = content.get("texts") or {}
    aliases = content.get("aliases") or {}
    for section, role, allowed in ((names, "name", NAMED), (texts, "text", ("fact",)), (aliases, "alias", ALIASED)):
        for kind, entries in section.items():
            if kind not in allowed:
                raise _fail(
                    path, section, f"unknown kind {kind!r} among the {role}s; known: {', '.join(allowed)}.", kind
                )
            for subject, value in (entries or {}).items():
                if subject not in wanted[kind]:
                    raise _fail(
                        path, entries, f"unknown {kind} {subject!r}; known: {', '.join(sorted(wanted[kind]))}.", subject
                    )
                for text in value if role == "alias" else [value]:
                    if not isinstance(text, str) or not text.strip():
                        raise _fail(
                            path,
                            entries,
                            f"the {role} of {kind} {subject!r} is {text!r}; a text is expected (quote numbers and yes/no).",
                            subject,
                        )
                    yield Label(kind, subject, code, role, text.strip())
    for kind in (*NAMED, "fact"):
        given = set((texts if kind == "fact" else names).get(kind) or {})
        for missing in sorted(wanted[kind] - given):
            example = "" if code == SOURCE_LANGUAGE else f" (English: see languages/{SOURCE_LANGUAGE}.yml)"
            raise _fail(
                path,
                content,
                f"{kind} {missing!r} has no {'text' if kind == 'fact' else 'name'} in {code}{example}. Twelve languages or none.",
            )
