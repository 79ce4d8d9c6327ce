"""The names of the college's own programs, campuses, routes, fields and degree levels, always as the knowledge base has them now."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.exc import OperationalError, ProgrammingError

from office.knowledge.aliases import aliases_version, find_aliases
from office.knowledge.queries import knowledge
from office.knowledge.records import Alias
from office.knowledge.seed_files import shipped_seed

# Seconds after which a change in the knowledge base is understood at the latest.
PATIENCE = 2.0
# Degrees that go by a letter and a number: "diploma vokasi (jenjang D3)".
_DEGREE = re.compile(r"\b[A-Z]\d\b")
_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]\s*")


@dataclass(frozen=True)
class KnownNames:
    """Names at one version of the knowledge base, and what belongs together."""

    version: int
    names: tuple[Alias, ...]
    program_countries: Mapping[str, str] = field(default_factory=dict)  # program -> its partner country
    program_fields: Mapping[str, str] = field(default_factory=dict)  # program -> its field
    campus_countries: Mapping[str, str] = field(default_factory=dict)  # overseas campus -> its country

    def programs_in(self, field_id: str) -> list[str]:
        """The programs of a field."""
        return [program for program, found in self.program_fields.items() if found == field_id]

    def programs_with(self, country: str) -> list[str]:
        """The programs whose partner is in a country."""
        return [program for program, found in self.program_countries.items() if found == country]

    def campus_in(self, country: str) -> str | None:
        """The overseas campus in a country."""
        return next((campus for campus, found in self.campus_countries.items() if found == country), None)


def read_known_names(version: int) -> KnownNames:
    """From the database, or from the shipped seed where there is none yet."""
    names = dict.fromkeys(variant for name in find_aliases() for variant in _variants(name))
    try:
        found = knowledge()
        programs = [(program.id, program.field, program.partner_country) for program in found.programs.values()]
        campuses = [(campus.id, campus.country, campus.kind) for campus in found.campuses.values()]
    except (OperationalError, ProgrammingError):
        programs, campuses = [], []
    if not programs:
        rows = shipped_seed().rows
        programs = [(row["id"], row["field"], row["partner_country"]) for row in rows["programs"]]
        campuses = [(row["id"], row["country"], row["kind"]) for row in rows["campuses"]]
    return KnownNames(
        version,
        tuple(names),
        {program: country for program, _, country in programs},
        {program: field_id for program, field_id, _ in programs},
        {campus: country for campus, country, kind in campuses if kind == "overseas"},
    )


def _variants(name: Alias) -> list[Alias]:
    """A name as people shorten it: without its part in brackets ("Accounting (Sino-Australian cooperative program)")."""
    variants = [name]
    short = _BRACKETS.sub(" ", name.text).strip()
    if short not in {name.text, ""}:
        variants.append(Alias(name.kind, name.id, name.language, short))
    variants += [
        Alias(name.kind, name.id, name.language, degree) for degree in _DEGREE.findall(name.text) if degree != name.text
    ]
    # English joins nouns in the singular: "cars", but "the car program".
    if (
        name.kind == "field"
        and name.language == "en"
        and name.text.endswith("s")
        and not name.text.endswith(("ics", "ss"))
    ):
        variants.append(Alias(name.kind, name.id, name.language, name.text[:-1]))
    return variants


class CurrentNames:
    """The names of now: the version is looked at no more than once in PATIENCE seconds, the names are read when it has changed."""

    def __init__(
        self,
        read: Callable[[int], KnownNames] = read_known_names,
        version: Callable[[], int] = aliases_version,
        *,
        patience: float = PATIENCE,
    ) -> None:
        self._read = read
        self._version = version
        self._patience = patience
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self._names: KnownNames | None = None

    def get(self) -> KnownNames:
        """The current names; the same object as long as nothing has changed."""
        with self._lock:
            now = time.monotonic()
            if self._names is None or now - self._looked >= self._patience:
                version = self._version()
                if self._names is None or version != self._names.version:
                    self._names = self._read(version)
                self._looked = now
            return self._names


current_names = CurrentNames()


class NameRemover:
    """Takes the known names out of a text, so that they do not decide its language."""

    def __init__(self, source: CurrentNames = current_names) -> None:
        self._source = source
        self._for: KnownNames | None = None
        self._pattern = re.compile(r"(?!)")

    def __call__(self, text: str) -> str:
        """`text` with a blank in place of each name (longest first, whole words)."""
        names = self._source.get()
        if names is not self._for:
            one = longest_of(name.text for name in names.names if len(name.text) > 1)
            self._pattern = re.compile(rf"(?<![A-Za-zÀ-ɏ]){one}(?![A-Za-zÀ-ɏ])", re.IGNORECASE)
            self._for = names
        return self._pattern.sub(" ", text)


def longest_of(texts: Iterable[str]) -> str:
    """A regular expression, to be used with IGNORECASE, for the longest of `texts` at a place; for no texts, one that finds nothing.

    What begins alike stands together: of 1,500 names side by side, each is tried at each letter, 2 ms a message.
    """
    tree: dict[str, Any] = {}
    for text in texts:
        node = tree
        for character in text:
            small = character.lower()
            node = node.setdefault(small if len(small) == 1 else character, {})
        node[""] = {}
    return _branches(tree) if tree else r"(?!)"


def _branches(node: Mapping[str, Any]) -> str:
    begun = [re.escape(character) + _branches(rest) for character, rest in node.items() if character]
    if not begun:
        return ""
    return f"(?:{'|'.join(begun)})" + ("?" if "" in node else "")


without_known_names = NameRemover()
