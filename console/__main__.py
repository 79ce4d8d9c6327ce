"""`python -m console`: serve the staff's console on CONSOLE_HOST:CONSOLE_PORT."""

from __future__ import annotations

import sys

import uvicorn

from console.app import create_app
from office import database, logs, metrics
from office.settings import SettingError, settings

# Seconds that open event streams are given to end when the process is told to stop.
GRACE = 3


def main() -> int:
    """Serve until told to stop; returns the exit code."""
    try:
        ours = settings()
    except SettingError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    logs.configure(ours, "console")
    stop_metrics = metrics.serve(ours, database.engine(), offset=1)
    uvicorn.run(
        create_app(ours),
        host=ours["CONSOLE_HOST"],
        port=ours["CONSOLE_PORT"],
        ws="none",  # the installed websockets is held at 10 by Rasa, and uvicorn cannot load it
        proxy_headers=False,  # TRUSTED_PROXIES decides whom to believe (console/security.py)
        server_header=False,
        access_log=False,  # the audit trail says who did what
        log_config=None,
        timeout_graceful_shutdown=GRACE,
        h11_max_incomplete_event_size=32 * 1024,
    )
    stop_metrics()
    return 0


if __name__ == "__main__":
    sys.exit(main())
