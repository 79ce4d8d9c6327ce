"""The English source texts: replies of domain.yml and the texts in locales/*.yml, by name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

from office.settings import ROOT

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Text:
    """One source text: its name, the English, and for a plural the second form and the variable that is counted."""

    name: str
    one: str
    many: str | None = None
    count: str | None = None

    @property
    def variables(self) -> frozenset[str]:
        """Names of its placeholders."""
        return frozenset(PLACEHOLDER.findall(self.one)) | frozenset(PLACEHOLDER.findall(self.many or ""))


class UnknownText(LookupError):
    """No text has this name."""


def _from_domain(path: Path) -> dict[str, Text]:
    texts = {}
    for name, variations in YAML(typ="safe").load(path.read_text("utf-8"))["responses"].items():
        first = variations[0]
        plural = first.get("metadata") or {}
        texts[name] = Text(name, first["text"], plural.get("plural"), plural.get("count"))
    return texts


def _from_file(path: Path) -> dict[str, Text]:
    texts = {}
    for name, value in (YAML(typ="safe").load(path.read_text("utf-8")) or {}).items():
        if isinstance(value, dict):
            texts[name] = Text(name, value["one"], value["many"], value["count"])
        else:
            texts[name] = Text(name, value)
    return texts


@lru_cache(maxsize=1)
def source_texts() -> dict[str, Text]:
    """Every text there is, by name: `utter_...` from domain.yml, the rest from locales/*.yml."""
    texts = _from_domain(ROOT / "domain.yml")
    for path in sorted((ROOT / "locales").glob("*.yml")):
        texts |= _from_file(path)
    return texts
