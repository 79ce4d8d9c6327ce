"""Examines a deployment and says what is wrong and what to do: `make doctor`. Exit code 1 when something does not work.

`--before-start` looks at ports instead of processes, for machines on which nothing runs yet; `--json` is for monitoring.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from deploy import doctor_machine, doctor_services
from deploy.findings import ROOT, Finding, Level, fail
from office.settings import SettingError, Settings, settings


def examine(values: Settings, *, model: Path, before_start: bool = False) -> Iterator[Finding]:
    """Every finding, in the order in which problems should be solved. One check's own error stops no other."""
    checks = [
        lambda: doctor_machine.together(values),
        lambda: doctor_machine.secrets(values),
        lambda: doctor_machine.disk(values),
        lambda: doctor_machine.model(values, model),
        lambda: doctor_services.database(values),
        lambda: doctor_services.redis(values),
        lambda: doctor_services.rabbitmq(values),
        *(
            [lambda: doctor_machine.ports(values)]
            if before_start
            else [lambda: doctor_services.processes(values), lambda: doctor_services.exposure(values)]
        ),
    ]
    for check in checks:
        try:
            yield from check()
        except Exception as error:  # what a check did not foresee is a finding too
            yield fail(
                "doctor", f"a check broke off: {type(error).__name__}: {error}", "Report this with the line above."
            )


def main() -> int:
    """Print the findings; 1 when one of them fails."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "assistant.tar.gz")
    parser.add_argument("--before-start", action="store_true")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    try:
        values = settings()
    except SettingError as error:
        sys.stdout.write(fail("settings", str(error), "Nothing else can be checked before.").line() + "\n")
        return 1
    found = []
    for each in examine(values, model=asked.model, before_start=asked.before_start):
        found.append(each)
        if not asked.json:
            sys.stdout.write(each.line() + "\n")
            sys.stdout.flush()
    if asked.json:
        shown = [
            {"what": each.what, "level": each.level.name.lower(), "says": each.says, "advice": each.advice}
            for each in found
        ]
        sys.stdout.write(json.dumps(shown, indent=1) + "\n")
    return 1 if any(each.level is Level.FAIL for each in found) else 0


if __name__ == "__main__":
    sys.exit(main())
