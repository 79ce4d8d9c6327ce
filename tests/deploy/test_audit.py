"""The audit says what it knows, and never "nothing known" when it could not ask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from deploy import audit
from office.settings import ROOT

ADVISORY = {"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2.0"]}


def answers(monkeypatch: pytest.MonkeyPatch, *found: dict[str, Any]) -> None:
    monkeypatch.setattr(audit, "requirements", lambda to: None)
    monkeypatch.setattr(audit, "ask", lambda service, locked: list(found))


def test_a_service_that_knows_no_package_was_not_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers(monkeypatch, {"name": "rasa", "skip_reason": "Dependency not found on PyPI"})
    assert audit.main() == 2
    assert "nothing is known" in capsys.readouterr().err
    answers(monkeypatch)
    assert audit.main() == 2


def test_what_rasa_holds_is_named_with_its_reason_and_anything_else_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    held = {"name": "sanic", "version": "21.12.2", "vulns": [ADVISORY]}
    fine = {"name": "starlette", "version": "1.7.0", "vulns": []}
    answers(monkeypatch, held, fine)
    assert audit.main() == 0
    said = capsys.readouterr().out
    assert "held" in said
    assert "the loopback" in said
    answers(monkeypatch, held, {**fine, "vulns": [ADVISORY]})
    assert audit.main() == 1
    assert "OPEN  starlette 1.7.0: PYSEC-1, CVE-1; mended in 2.0" in capsys.readouterr().out


def test_nothing_is_held_that_is_not_locked_and_nothing_of_ours() -> None:
    lock = (ROOT / "uv.lock").read_text("utf-8")
    for name in audit.HELD:
        assert f'name = "{name}"' in lock, f"{name} is gone: take it out of HELD"
    for ours in (
        "starlette",
        "uvicorn",
        "httpx",
        "h11",
        "cryptography",
        "jinja2",
        "python-multipart",
        "argon2-cffi",
        "authlib",
    ):
        assert ours not in audit.HELD  # what strangers' bytes go through is kept up to date


def test_every_locked_package_has_a_hash(tmp_path: Path) -> None:
    """Nothing is installed but the very files that were locked."""
    packages = (ROOT / "uv.lock").read_text("utf-8").split("[[package]]")[1:]
    for package in packages:
        if "source = { registry" in package:
            assert 'hash = "sha256:' in package, package[:60]
            assert 'registry = "https://pypi.org/simple"' in package
