"""Debian's Chromium, and axe-core to look at its pages: for journeys of the console and of the widget."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from office.settings import ROOT

CHROMIUM = Path("/usr/bin/chromium")
AXE = ROOT / "widget" / "node_modules" / "axe-core" / "axe.min.js"


def missing(reason: str) -> None:
    """Where everything has to be there, nothing is left out in silence."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. A module's, not the run's: Playwright keeps an event loop running, beside which no other can be started."""
    if not CHROMIUM.exists():
        missing(f"{CHROMIUM} is not installed: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe_source() -> str:
    """axe-core, which widget/package-lock.json pins; empty where there is no npm to fetch it."""
    npm = shutil.which("npm")
    with (ROOT / "widget" / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another worker may fetch it at this moment
        if not AXE.exists() and npm:
            subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=ROOT / "widget", check=True, capture_output=True)
    return AXE.read_text("utf-8") if AXE.exists() else ""
