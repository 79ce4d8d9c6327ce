"""`python -m channels`: serve the public process on PUBLIC_HOST:PUBLIC_PORT."""

from __future__ import annotations

import socket
import sys

import uvicorn

from channels.app import create_app
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
    logs.configure(ours, "channels")
    stop_metrics = metrics.serve(ours, database.engine())
    uvicorn.run(
        create_app(ours, worker=f"{socket.gethostname()}:{ours['PUBLIC_PORT']}"),
        host=ours["PUBLIC_HOST"],
        port=ours["PUBLIC_PORT"],
        ws="none",  # the installed websockets is held at 10 by Rasa, and uvicorn cannot load it
        proxy_headers=False,  # TRUSTED_PROXIES decides whom to believe (channels/requests.py)
        server_header=False,
        access_log=False,  # addresses of applicants are personal data; a proxy in front logs what is needed
        log_config=None,
        timeout_graceful_shutdown=GRACE,
        limit_concurrency=2000,
        h11_max_incomplete_event_size=32 * 1024,
    )
    stop_metrics()
    return 0


if __name__ == "__main__":
    sys.exit(main())
