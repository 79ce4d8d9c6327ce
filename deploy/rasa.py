"""Starts Rasa's server as the settings say: verifies the model, writes its endpoints, and becomes `rasa run`.

`python deploy/rasa.py [--model FILE] [--interface 127.0.0.1] [--port 5005]`. In a container the interface is that of the
container's own network; Rasa's REST channel has no authentication and must never be reachable from outside.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

import yaml  # noqa: E402

from deploy.endpoints import endpoints  # noqa: E402
from deploy.model_checksum import WrongModel, verify  # noqa: E402
from office.settings import SettingError, Settings, settings  # noqa: E402

# Rasa is asked by `channels`, which waits RASA_TIMEOUT itself.
RESPONSE_TIMEOUT = 60


def lock_lifetime(values: Settings) -> int:
    """Seconds that a conversation stays locked in Redis when the Rasa that had locked it died.

    Longer than `channels` wait for a turn; Rasa's own minute kept the applicant waiting for no reason.
    """
    return max(int(values["RASA_TIMEOUT"]) + 5, 10)


def command(values: Settings, *, model: Path, file: Path, interface: str, port: int) -> list[str]:
    """Writes `file` and returns the command line. SettingError, WrongModel, OSError: something is in the way."""
    verify(model, values["MODEL_SHA256"])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)  # it may hold passwords
    file.write_text(yaml.safe_dump(endpoints(values), sort_keys=False), "utf-8")
    return [
        sys.executable, "-W", "ignore", "-m", "rasa", "run", "--model", str(model), "--endpoints", str(file),
        "--credentials", str(ROOT / "credentials.yml"), "--interface", interface, "--port", str(port),
        "--response-timeout", str(RESPONSE_TIMEOUT),
    ]  # fmt: skip


def main() -> int:
    """Becomes Rasa, or ends with 1 and one line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=ROOT / "models" / "assistant.tar.gz")
    parser.add_argument("--interface", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=5005)
    asked = parser.parse_args()
    try:
        values = settings()
        file = values.state_dir / f"endpoints-{asked.port}.yml"
        line = command(values, model=asked.model, file=file, interface=asked.interface, port=asked.port)
    except (SettingError, WrongModel, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    environment = {
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "OMP_NUM_THREADS": "1",
        "LOG_LEVEL": "WARNING",
        **os.environ,
        "SANIC_WORKERS": str(values["RASA_WORKERS"]),
        "TICKET_LOCK_LIFETIME": str(lock_lifetime(values)),
        "PYTHONPATH": str(ROOT),
    }
    os.chdir(ROOT)
    os.execve(sys.executable, line, environment)  # noqa: S606 (our own command line, no shell)


if __name__ == "__main__":
    sys.exit(main())
