"""What may be wrong in the knowledge base, for staff to look at: stale, expiring, untranslated, contradictory."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy.engine import Connection

from office.knowledge.edits import find_edits
from office.knowledge.labels import LINKED
from office.knowledge.states import State, find_subjects, read_state
from office.languages import CODES
from office.search import fold

SOON = timedelta(days=30)
OLD = timedelta(days=365)
# Staff write in the first and mostly put it into the second: what was not touched since either may say something else.
WRITTEN_FIRST = ("zh", "en")

_DATED = ("fact", "figure", "program", "campus", "admission_route", "listing")
_GROUPED = re.compile(r"(?<=\d)[.,'’\s\u00a0\u202f\u066c](?=\d{3}(?!\d))")
_DATE = re.compile(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True)
class Warning:
    """One thing to look at. `code` names the text that explains it, `details` what the text mentions."""

    code: str
    kind: str
    subject: str
    details: Mapping[str, Any]

    @property
    def is_urgent(self) -> bool:
        """Whether applicants may be told something wrong today."""
        return self.code in ("expired", "numbers_differ", "contradiction")


def find_warnings(connection: Connection, *, on: date | None = None) -> list[Warning]:
    """All warnings, the urgent ones first."""
    day = on or date.today()
    states = {
        (kind, subject): state
        for kind in _DATED
        for subject in find_subjects(connection, kind)
        if (state := read_state(connection, kind, subject)) and state["status"] == "published"
    }
    found: list[Warning] = []
    for (kind, subject), state in states.items():
        found += _of_age(kind, subject, state, day)
    facts = {subject: state for (kind, subject), state in states.items() if kind == "fact"}
    for subject, state in facts.items():
        found += _of_texts(connection, subject, state)
    found += _contradictions(facts, day)
    found += _ambiguous_aliases(connection)
    return sorted(found, key=lambda warning: (not warning.is_urgent, warning.code, warning.kind, warning.subject))


def _of_age(kind: str, subject: str, state: State, day: date) -> Iterator[Warning]:
    until = date.fromisoformat(state["valid_until"]) if state["valid_until"] else None
    if until and until < day:
        yield Warning("expired", kind, subject, {"day": until})
    elif until and until < day + SOON:
        yield Warning("expires_soon", kind, subject, {"day": until})
    as_of = date.fromisoformat(state["source"]["as_of"])
    if as_of < day - OLD and kind in ("fact", "figure"):
        yield Warning("old", kind, subject, {"day": as_of})


def _of_texts(connection: Connection, subject: str, state: State) -> Iterator[Warning]:
    texts: dict[str, str] = state["texts"]
    missing = [code for code in CODES if code not in texts]
    if missing:
        yield Warning("untranslated", "fact", subject, {"languages": missing})
    first = next((code for code in WRITTEN_FIRST if code in texts), next(iter(texts)))
    expected = numbers_in(texts[first])
    differing = [code for code, text in texts.items() if (found := numbers_in(text)) and expected and found != expected]
    if differing:
        yield Warning("numbers_differ", "fact", subject, {"languages": [first, *differing]})
    older = _outdated(connection, subject, texts)
    if older:
        yield Warning("translation_older", "fact", subject, {"languages": older})


def _outdated(connection: Connection, subject: str, texts: Mapping[str, str]) -> list[str]:
    """Languages whose text was not touched when, or after, a text that is written first was last changed."""
    touched: dict[str, int] = {}
    for edit in find_edits(connection, kind="fact", subject=subject, limit=200):
        if edit.before is None:
            continue  # all were written together
        for path, _before, _after in edit.changed:
            if path.startswith("texts."):
                touched.setdefault(path.partition(".")[2], edit.id)
    leading = max((touched.get(code, 0) for code in WRITTEN_FIRST), default=0)
    return [code for code in texts if code != WRITTEN_FIRST[0] and touched.get(code, 0) < leading]


def _contradictions(facts: Mapping[str, State], day: date) -> Iterator[Warning]:
    """Two facts on the same thing, valid at the same time, with different numbers: both would be said."""
    grouped: dict[tuple[str, str | None], list[tuple[str, State]]] = defaultdict(list)
    for subject, state in facts.items():
        if not state["valid_until"] or state["valid_until"] >= day.isoformat():
            grouped[state["topic"], state["subject"]].append((subject, state))
    for listed in grouped.values():
        for position, (subject, state) in enumerate(listed):
            for other, another in listed[position + 1 :]:
                mine, theirs = _numbers(state), _numbers(another)
                if mine and theirs and mine != theirs and _overlap(state, another):
                    yield Warning("contradiction", "fact", subject, {"other": other})


def _overlap(state: State, other: State) -> bool:
    first = max(state["valid_from"] or "", other["valid_from"] or "")
    last = min(state["valid_until"] or "9999", other["valid_until"] or "9999")
    return first <= last


def _ambiguous_aliases(connection: Connection) -> Iterator[Warning]:
    """One word for two things of a kind: the bot will ask which is meant each time."""
    meant: dict[tuple[str, str], set[str]] = defaultdict(set)
    shown: dict[tuple[str, str], str] = {}
    for subject in find_subjects(connection, "names"):
        kind, _, about = subject.partition("/")
        if kind not in LINKED:
            continue
        state = read_state(connection, "names", subject) or {"names": {}, "aliases": {}}
        for text in (*state["names"].values(), *(alias for listed in state["aliases"].values() for alias in listed)):
            folded = _folded_name(text)
            meant[kind, folded].add(about)
            shown[kind, folded] = text
    for (kind, folded), subjects in meant.items():
        if len(subjects) > 1:
            first, *others = sorted(subjects)
            yield Warning("ambiguous_alias", kind, first, {"alias": shown[kind, folded], "other": ", ".join(others)})


@lru_cache(maxsize=20_000)
def _folded_name(text: str) -> str:
    """A name as search sees it. Kept: every knowledge page looks through all of some 5,000, most of its time."""
    return fold(text)


def numbers_in(text: str) -> frozenset[str]:
    """Numbers of two digits or more, whatever digits and separators they are written with."""
    plain = "".join(str(unicodedata.decimal(each)) if each.isdecimal() else each for each in text)
    found = (
        each.lstrip("0").replace(",", ".")
        for each in _NUMBER.findall(_GROUPED.sub("", _DATE.sub(r"\1 . \2 . \3", plain)))
    )
    return frozenset(each for each in found if len(each) > 1)


def _numbers(state: State) -> frozenset[str]:
    texts = state["texts"]
    first = next((code for code in WRITTEN_FIRST if code in texts), next(iter(texts)))
    return numbers_in(texts[first])
