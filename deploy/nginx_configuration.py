"""nginx's configuration for several channels, Rasa and action servers, filled in: for machines without containers.

`python deploy/nginx_configuration.py --channels 10.0.0.5:8000,10.0.0.6:8000 --rasa ... --actions ... > nginx.conf`. In
containers nginx's own image fills in the same template (compose.yaml).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from string import Template

FOLDER = Path(__file__).resolve().parent / "nginx"

_MAIN = """# Made by deploy/nginx_configuration.py.
worker_processes auto;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 4096; }}
http {{
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
{servers}
}}
"""


def configuration(
    *,
    channels: Sequence[str],
    rasa: Sequence[str],
    actions: Sequence[str],
    folder: Path,
    public: str = "127.0.0.1:8080",
    rasa_at: str = "127.0.0.1:5005",
    actions_at: str = "127.0.0.1:5055",
    name: str = "_",
    rate: int = 20,
    burst: int = 60,
) -> str:
    """A whole nginx.conf. Servers are "host:port"; `folder` takes logs and temporary files. ValueError: a list is empty."""
    for what, servers in (("channels", channels), ("rasa", rasa), ("actions", actions)):
        if not servers:
            raise ValueError(f"nginx needs at least one server of {what}, such as 127.0.0.1:8000.")
    filled = Template((FOLDER / "admissions.conf.template").read_text("utf-8")).safe_substitute(
        CHANNELS_SERVERS=_servers(channels),
        RASA_SERVERS=_servers(rasa),
        ACTIONS_SERVERS=_servers(actions),
        PUBLIC_LISTEN=public,
        PUBLIC_NAME=name,
        RASA_LISTEN=rasa_at,
        ACTIONS_LISTEN=actions_at,
        PUBLIC_RATE=str(rate),
        PUBLIC_BURST=str(burst),
        LOG_FOLDER=str(folder),
        CONF_FOLDER=str(FOLDER),
    )
    return _MAIN.format(folder=folder, servers=filled)


def _servers(addresses: Sequence[str]) -> str:
    return " ".join(f"server {address} max_fails=2 fail_timeout=5s;" for address in addresses)


def main() -> int:
    """Print the configuration."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for what, default in (("channels", "127.0.0.1:8000"), ("rasa", "127.0.0.1:5006"), ("actions", "127.0.0.1:5056")):
        parser.add_argument(f"--{what}", default=default, help="comma-separated host:port")
    parser.add_argument("--folder", type=Path, default=Path("/var/lib/nginx"))
    parser.add_argument("--public", default="127.0.0.1:8080", help="address and port of the public server")
    asked = parser.parse_args()
    lists = {what: getattr(asked, what).split(",") for what in ("channels", "rasa", "actions")}
    sys.stdout.write(configuration(**lists, folder=asked.folder, public=asked.public))
    return 0


if __name__ == "__main__":
    sys.exit(main())
