"""The table of docs/security.md names tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

from office.settings import ROOT

TEXT = (ROOT / "docs" / "security.md").read_text("utf-8")
NAMED = set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", TEXT))


def names_in(path: Path) -> set[str]:
    return set(re.findall(r"^(?:async )?def (test_\w+)", path.read_text("utf-8"), flags=re.MULTILINE))


def test_every_test_that_the_table_names_is_there() -> None:
    assert len(NAMED) > 80
    missing = [
        f"{file}::{name}"
        for file, name in sorted(NAMED)
        if not (ROOT / file).exists() or name not in names_in(ROOT / file)
    ]
    assert missing == []


def test_every_item_has_a_test_or_a_reason() -> None:
    rows = [line for line in TEXT.splitlines() if re.match(r"\| \d+\.\d+", line)]
    assert len(rows) > 60
    for row in rows:
        *_, last = row.strip("| ").split("|")
        assert last.strip(), row
