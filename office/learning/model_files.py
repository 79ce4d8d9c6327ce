"""The live model, those that served before it, their checksums: how one takes the place of another without a moment in between."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Models that served before, with their cards; some 14 MB each.
KEPT = 5
PREVIOUS = "previous"
_SHA256 = re.compile(r"[0-9a-f]{64}")


class WrongModel(ValueError):
    """The file is not the model that was trained; the message says what to do."""


class NoEarlierModel(LookupError):
    """There is no model to go back to."""


def checksum(model: Path) -> str:
    """SHA-256 of the file, in hexadecimal. OSError: it cannot be read."""
    digest = hashlib.sha256()
    with model.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def beside(model: Path) -> Path:
    """Where the checksum stands, in the format of `sha256sum`."""
    return model.with_name(model.name + ".sha256")


def card_of(model: Path) -> Path:
    """Where it stands what the model was made from."""
    return model.with_name(model.name + ".json")


def record(model: Path) -> str:
    """Write the checksum beside the model, and return it."""
    found = checksum(model)
    _write(beside(model), _lines(model, found))
    return found


def recorded(model: Path) -> list[str]:
    """The checksums that the model may have: one, or two while it is being replaced. Empty: none is known."""
    try:
        lines = beside(model).read_text("ascii").lower().splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    return [line.split()[0] for line in lines if line.strip()]


def verify(model: Path, expected: str = "") -> str:
    """The checksum, compared with `expected` (MODEL_SHA256) or else with the file beside the model.

    WrongModel: they differ, or there is nothing to compare with. OSError: the model cannot be read.
    """
    found = checksum(model)
    allowed = [expected.lower()] if expected else recorded(model)
    if not allowed:
        raise WrongModel(
            f"The checksum of {model} is not known ({beside(model).name} is missing or empty). "
            "Train the model here (`make train`), or set MODEL_SHA256 to the checksum that its maker gave you."
        )
    if found not in allowed:
        raise WrongModel(
            f"{model} has the checksum {found[:12]}..., not {allowed[0][:12]}... as it should: it was changed, or copied "
            "only in part. Copy it again or train anew (`make train`)."
        )
    return found


def read_card(model: Path) -> dict[str, Any]:
    """What is known of the model; empty when nothing is."""
    try:
        card = json.loads(card_of(model).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return card if isinstance(card, dict) else {}


def write_card(model: Path, card: dict[str, Any]) -> None:
    """Put it beside the model."""
    _write(card_of(model), json.dumps(card, indent=1, ensure_ascii=False) + "\n")


@contextmanager
def alone(model: Path) -> Iterator[None]:
    """Only one process replaces the model at a time; others wait."""
    model.parent.mkdir(parents=True, exist_ok=True)
    with (model.parent / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def replace(live: Path, candidate: Path, card: dict[str, Any]) -> str:
    """`candidate` serves from now on, and what served is kept; returns the checksum. A process that dies meanwhile leaves a
    model that passes `verify`, the old one or the new one. The card remembers as "before" what it replaced, unless it says
    already what came before.
    """
    new = checksum(candidate)
    with alone(live):
        old = keep(live)
        before = old if old != new else read_card(live).get("before")
        write_card(live, {"before": before, **card, "sha256": new})
        # Whoever reads in between finds either file allowed.
        _write(beside(live), _lines(live, *([old] if old else []), new))
        os.replace(candidate, live)
        _write(beside(live), _lines(live, new))
        _drop_oldest(live, spared={old, new})
    return new


def keep(live: Path) -> str | None:
    """Copy the live model and its card to those that served before; returns its checksum, None when there is no model."""
    if not live.exists():
        return None
    found = checksum(live)
    kept = kept_as(live, found)
    kept.parent.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        partly = kept.with_suffix(".part")
        shutil.copyfile(live, partly)
        os.replace(partly, kept)
    os.utime(kept)
    write_card(kept, {**read_card(live), "sha256": found})
    return found


def kept_as(live: Path, sha256: str) -> Path:
    """Where a model that served is kept. ValueError: that is no checksum."""
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"{sha256!r} is no SHA-256 checksum (64 hexadecimal digits).")
    return live.parent / PREVIOUS / f"{sha256}.tar.gz"


def find_kept(live: Path) -> list[str]:
    """Checksums of the models that can be put back, the latest first."""
    return [path.name.split(".")[0] for path in _kept_files(live)]


def put_back(live: Path, sha256: str | None = None) -> str:
    """The model that served before (or the one given) serves again; returns its checksum. NoEarlierModel: it is not there.
    WrongModel: it was changed since.
    """
    wanted = sha256 or read_card(live).get("before")
    if not wanted:
        raise NoEarlierModel("No earlier model is known: the one that serves was trained by `make train`.")
    kept = kept_as(live, wanted)
    if not kept.exists():
        raise NoEarlierModel(f"The model {wanted[:12]} is not kept any more; {KEPT} are.")
    if checksum(kept) != wanted:
        raise WrongModel(f"{kept} was changed since it served. Take another of {kept.parent}, or train anew.")
    card = read_card(kept)
    copy = live.with_name(f".{live.name}.back")
    shutil.copyfile(kept, copy)
    # Its own predecessor, not the model that is taken back: going back twice goes back two steps.
    return replace(live, copy, {**card, "before": card.get("before")})


def _kept_files(live: Path) -> list[Path]:
    files = [path for path in (live.parent / PREVIOUS).glob("*.tar.gz") if _SHA256.fullmatch(path.name.split(".")[0])]
    return sorted(files, key=lambda path: path.stat().st_mtime, reverse=True)


def _drop_oldest(live: Path, spared: set[str | None]) -> None:
    for path in _kept_files(live)[KEPT:]:
        if path.name.split(".")[0] not in spared:
            path.unlink(missing_ok=True)
            card_of(path).unlink(missing_ok=True)


def _lines(model: Path, *checksums: str) -> str:
    return "".join(f"{found}  {model.name}\n" for found in dict.fromkeys(checksums))


def _write(path: Path, content: str) -> None:
    beside_it = path.with_name(f".{path.name}.new")
    beside_it.write_text(content, "utf-8")
    os.replace(beside_it, path)
