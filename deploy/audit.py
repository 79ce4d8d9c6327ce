"""Asks the advisory services about every locked dependency: `make audit`. Never part of CI: it needs the network.

Exit code 0: asked, and nothing is known but what HELD names with its reason. 1: something else is known. 2: no service could be
asked, so nothing is known either way. (pip-audit itself then says "No known vulnerabilities found".)
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
UV = ROOT / ".tools" / "uv"
PIP_AUDIT = "pip-audit==2.10.1"  # in an environment of its own: it wants a newer `packaging` than Rasa
SERVICES = ("pypi", "osv")

# Packages that Rasa 3.6.21, the last open release, holds below versions in which something was mended; and why what is wrong
# with them cannot be reached here. docs/security.md says more. Whatever is found in another package fails.
HELD = {
    "aiohttp": "Rasa calls the action server with it, on the loopback or the inner network; nobody outside is its client or server",
    "dask": "runs Rasa's own graph in threads of the process; no scheduler listens",
    "jsonpickle": "only Rasa's in-memory store of NLU training uses it; no data from outside is unpickled",
    "keras": "loads only models of our own training, whose checksum is verified before",
    "networkx": "Rasa's story graph; reads no file from outside",
    "numpy": "its open advisories are about callers who pass crafted types",
    "protobuf": "TensorFlow's own files; nothing from outside is parsed with it",
    "pydantic": "not used by our code; spaCy reads its own configuration with it",
    "pymongo": "imported by Rasa, never connected",
    "python-engineio": "Rasa's socketio channel is not in credentials.yml",
    "python-socketio": "Rasa's socketio channel is not in credentials.yml",
    "requests": "Rasa's own downloads; none happens at run time",
    "sanic": "serves Rasa and the action server behind the loopback or the inner network; channels is their only client",
    "sanic-cors": "as sanic; no origin is allowed (--cors is not given)",
    "scikit-learn": "loads only models of our own training, whose checksum is verified before",
    "sentry-sdk": "Rasa's telemetry, which is off (RASA_TELEMETRY_ENABLED=false)",
    "setuptools": "nothing is built or downloaded at run time",
    "skops": "loads only models of our own training, whose checksum is verified before",
    "tensorflow": "loads only models of our own training, whose checksum is verified before; no op gets crafted input",
    "tensorflow-cpu-aws": "as tensorflow",
    "wheel": "nothing is built at run time",
}


def requirements(to: Path) -> None:
    """Every locked package that runs in production, one line each."""
    command = [
        str(UV),
        "export",
        "--frozen",
        "--no-dev",
        "--no-hashes",
        "--no-emit-project",
        "--no-annotate",
        "-o",
        str(to),
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 (our own command line)


def ask(service: str, locked: Path) -> list[dict[str, Any]]:
    """What the service says of each package: {"name", "version", "vulns"} or {"name", "skip_reason"}; empty: it is away."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        command = [
            str(UV), "tool", "run", "--python", sys.executable, "--from", PIP_AUDIT, "pip-audit", "-r", str(locked),
            "--no-deps", "--disable-pip", "--progress-spinner", "off", "-s", service, "-f", "json", "-o", str(answer),
        ]  # fmt: skip
        subprocess.run(command, cwd=ROOT, check=False, capture_output=True, timeout=600)  # noqa: S603
        try:
            return list(json.loads(answer.read_text("utf-8"))["dependencies"])
        except (OSError, ValueError, KeyError):
            return []


def report(found: Sequence[dict[str, Any]]) -> Iterator[tuple[bool, str]]:
    """(whether it is held, one line) for each advisory."""
    for package in found:
        for advisory in package.get("vulns", []):
            names = ", ".join([advisory["id"], *advisory.get("aliases", [])])
            mended = ", ".join(advisory.get("fix_versions", [])) or "nowhere"
            why = HELD.get(package["name"])
            line = f"{package['name']} {package['version']}: {names}; mended in {mended}"
            yield why is not None, f"{line}; held: {why}" if why else line


def main() -> int:
    """See above."""
    with tempfile.TemporaryDirectory() as folder:
        locked = Path(folder) / "requirements.txt"
        requirements(locked)
        for service in SERVICES:
            found = ask(service, locked)
            known = [each for each in found if "skip_reason" not in each]
            if known:
                break
        else:
            sys.stderr.write(
                f"No advisory service could be asked ({', '.join(SERVICES)}): nothing is known about the dependencies. "
                "Run this where pypi.org or api.osv.dev can be reached.\n"
            )
            return 2
    lines = list(report(known))
    for is_held, line in lines:
        sys.stdout.write(f"{'held ' if is_held else 'OPEN '} {line}\n")
    unknown = len(found) - len(known)
    open_ones = sum(not is_held for is_held, _ in lines)
    sys.stdout.write(
        f"{service}: {len(known)} packages asked about, {unknown} unknown to it, {len(lines)} advisories, {open_ones} open.\n"
    )
    return 1 if open_ones else 0


if __name__ == "__main__":
    sys.exit(main())
