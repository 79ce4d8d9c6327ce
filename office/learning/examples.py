"""What the model learns from and is tested with already: sentences under data/nlu and frozen questions, and which of them a text is like."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import fuzz, process
from ruamel.yaml import YAML

from office.languages import CODES

TRAINING = Path("data") / "nlu"
QUESTIONS = (Path("tests") / "model" / "questions", Path("tests") / "model" / "reviewed")
# Questions by an author who saw neither; no model is judged by them here, and none may learn them.
INDEPENDENT = Path("tests") / "model" / "independent"
REVIEWED = "reviewed.yml"

# Alike in so much of their letters (0 to 100) counts as the same wording. Short texts are alike by chance: they have to be equal.
ALIKE = 88
SHORT = 8


@dataclass(frozen=True)
class Example:
    """One sentence with its label; `side` is "train" or "test"."""

    text: str
    language: str
    intent: str
    side: str


@dataclass(frozen=True)
class Likeness:
    """An example that a text is like; `share` of the letters, 0 to 1."""

    example: Example
    share: float


def plain(text: str) -> str:
    """Letters and digits only, folded: what two spellings of one sentence share."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if unicodedata.category(character)[0] in "LNM")


def read_examples(root: Path, *, reviewed: bool = True) -> dict[str, list[Example]]:
    """By language: everything under `root` that is learnt from or tested with, but for what reviews added to the first, and
    without `reviewed` to the second.
    """
    found: dict[str, list[Example]] = {code: [] for code in CODES}
    for path in _files(root, reviewed):
        for example in _read(path, path.stat().st_mtime_ns):
            found.setdefault(example.language, []).append(example)
    return found


def stamp(root: Path) -> str:
    """Another one whenever the project's own examples change."""
    changed = ((str(path), path.stat().st_mtime_ns) for path in _files(root, reviewed=False))
    return hashlib.sha256(repr(list(changed)).encode()).hexdigest()


def _files(root: Path, reviewed: bool) -> list[Path]:
    files = [path for code in CODES for path in sorted((root / TRAINING / code).glob("*.yml")) if path.name != REVIEWED]
    folders = (*(QUESTIONS if reviewed else QUESTIONS[:1]), INDEPENDENT)
    return files + [path for folder in folders for path in sorted((root / folder).glob("*.jsonl"))]


def find_alike(text: str, examples: Sequence[Example], *, limit: int = 5) -> list[Likeness]:
    """Examples in nearly these words, the nearest first."""
    wanted = plain(text)
    if not wanted:
        return []
    keys = _keys(tuple(examples))
    if len(wanted) < SHORT:
        return [Likeness(each, 1.0) for each, key in zip(examples, keys, strict=True) if key == wanted][:limit]
    near = process.extract(wanted, keys, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=limit)
    return [Likeness(examples[index], round(score / 100, 3)) for _, score, index in near]


@lru_cache(maxsize=32)
def _keys(examples: tuple[Example, ...]) -> list[str]:
    return [plain(each.text) for each in examples]


@lru_cache(maxsize=512)
def _read(path: Path, _changed: int) -> tuple[Example, ...]:
    return tuple(_questions(path) if path.suffix == ".jsonl" else _sentences(path))


def _sentences(path: Path) -> Iterable[Example]:
    content = YAML(typ="safe").load(path.read_text("utf-8")) or {}
    for block in content.get("nlu", ()):
        for line in str(block.get("examples", "")).splitlines():
            if line.startswith("- ") and block.get("intent"):
                yield Example(line[2:].strip(), path.parent.name, str(block["intent"]), "train")


def _questions(path: Path) -> Iterable[Example]:
    for line in path.read_text("utf-8").splitlines():
        if line.strip():
            row = json.loads(line)
            yield Example(row["text"], row["lang"], row["intent"], "test")
