"""Checks of this machine and of the settings themselves: secrets, disk, model, ports."""

from __future__ import annotations

import os
import shutil
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from deploy import endpoints, model_checksum
from deploy.findings import ROOT, Finding, fail, ok, warn
from office.settings import SETTINGS, SettingError, Settings

LEAST_DISK, LITTLE_DISK = 1.0, 5.0  # gigabytes
# Passwords that installations come with, and that scanners try first.
_WEAK = {"postgres", "password", "admin", "guest", "secret", "changeme", "change-me", "root", "123456"}
# One of these without the others is a platform that will refuse us, or that we cannot check.
_TOGETHER = {
    "WeChat": ("WECHAT_APP_ID", "WECHAT_APP_SECRET", "WECHAT_TOKEN"),
    "WeCom": ("WECOM_CORP_ID", "WECOM_SECRET", "WECOM_TOKEN", "WECOM_AES_KEY"),
    "Telegram": ("TELEGRAM_TOKEN", "TELEGRAM_SECRET"),
    "LINE": ("LINE_CHANNEL_SECRET", "LINE_CHANNEL_TOKEN"),
    "WhatsApp": ("WHATSAPP_APP_SECRET", "WHATSAPP_TOKEN", "WHATSAPP_PHONE_ID", "WHATSAPP_VERIFY_TOKEN"),
    "Messenger": ("MESSENGER_APP_SECRET", "MESSENGER_PAGE_TOKEN", "MESSENGER_VERIFY_TOKEN"),
    "single sign-on": ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"),
    "mail": ("SMTP_URL", "MAIL_FROM"),
}


def secrets(values: Settings, env_file: Path = ROOT / ".env") -> Iterator[Finding]:
    """Who may read them, whether they are worth the name, whether any is missing."""
    if env_file.exists() and stat.S_IMODE(env_file.stat().st_mode) & 0o077 and _has_secret(values):
        yield fail("secrets", f"{env_file} holds secrets and other users may read it", f"chmod 600 {env_file}")
    for name in ("DATABASE_URL", "REDIS_URL", "EVENT_BROKER_URL", "SMTP_URL"):
        parts = urlsplit(values[name])
        if not parts.hostname:
            continue
        is_here = parts.hostname in ("127.0.0.1", "localhost", "::1")
        if (parts.password or "").lower() in _WEAK:
            yield (warn if is_here else fail)(
                "secrets", f"the password in {name} is one that everybody tries", "Choose a random one."
            )
        elif not parts.password and not is_here:
            yield warn("secrets", f"{name} has no password, and {parts.hostname} is another machine", "Give it one.")
    for what, names in _TOGETHER.items():
        missing = [name for name in names if not values[name]]
        if 0 < len(missing) < len(names):
            yield fail(
                "secrets", f"{what} is set up in part: {', '.join(missing)} missing", "Set all of them, or none."
            )
    for name, host in (("PUBLIC_URL", "PUBLIC_HOST"), ("CONSOLE_URL", "CONSOLE_HOST")):
        if values[host] not in ("127.0.0.1", "localhost", "::1") and not values[name].startswith("https://"):
            yield warn(
                "secrets",
                f"{name} is not https, though {host} is open to others",
                "Put a proxy with TLS in front and set it.",
            )
    yield ok("secrets", "looked through; values are never shown")


def _has_secret(values: Settings) -> bool:
    return any(setting.secret and values[setting.name] != setting.default for setting in SETTINGS)


def together(values: Settings) -> Iterator[Finding]:
    """Whether the settings go with one another."""
    try:
        endpoints.endpoints(values)
    except SettingError as error:
        yield fail("settings", str(error), "Correct it in .env or the environment.")
        return
    if values["RASA_WORKERS"] > 1 and values.database_url.startswith("sqlite"):
        yield warn(
            "settings", "several Rasa workers write one SQLite file in turns", "Take PostgreSQL for more than one."
        )
    if not values["OFFICE_HOURS"]:
        yield warn(
            "settings",
            "OFFICE_HOURS is not set: applicants who ask for a person are not told when the office answers",
            "Set it in .env (OFFICE_HOURS=Mon-Fri 08:30-17:30, say).",
        )
    yield ok("settings", "all readable, and they go together")


def disk(values: Settings) -> Iterator[Finding]:
    """Room and rights where the database, the spool and the model are; turns that wait in the spool."""
    places = {"state": values.state_dir}
    if values.database_url.startswith("sqlite:///"):
        places["database"] = Path(values.database_url.removeprefix("sqlite:///")).parent
    for name, folder in places.items():
        if not os.access(folder, os.W_OK):
            yield fail("disk", f"{folder} ({name}) cannot be written", "Give the service's user the folder (chown).")
            continue
        free = shutil.disk_usage(folder).free / 1e9
        if free < LEAST_DISK:
            yield fail("disk", f"{free:.1f} GB left at {folder} ({name})", "Make room, or move it to a larger disk.")
        elif free < LITTLE_DISK:
            yield warn("disk", f"{free:.1f} GB left at {folder} ({name})", "Make room soon.")
        else:
            yield ok("disk", f"{free:.0f} GB left at {folder} ({name})")
    spool = values.state_dir / "spool.jsonl"
    if spool.exists() and spool.stat().st_size:
        yield warn(
            "spool", "turns wait that the database did not take", "They are written when it is back; keep the file."
        )
    rejected = values.state_dir / "spool.rejected.jsonl"
    if rejected.exists() and rejected.stat().st_size:
        yield fail(
            "spool",
            f"{rejected} holds turns that the database refuses",
            "Look at the errors in Rasa's log; keep the file.",
        )


def model(values: Settings, path: Path) -> Iterator[Finding]:
    """Whether the model is there and the one that was trained."""
    if not path.exists():
        yield fail("model", f"{path} is missing", "Run `make train`, or mount it.")
        return
    try:
        found = model_checksum.verify(path, values["MODEL_SHA256"])
        yield ok("model", f"{path.name}, {path.stat().st_size / 1e6:.1f} MB, checksum {found[:12]}...")
    except (model_checksum.WrongModel, OSError) as error:
        yield fail("model", str(error), "Do not run it before this is clear.")


def ports(values: Settings) -> Iterator[Finding]:
    """Before the start: whether the ports that are to be listened on are free."""
    wanted = {
        "PUBLIC_PORT": (values["PUBLIC_HOST"], values["PUBLIC_PORT"]),
        "CONSOLE_PORT": (values["CONSOLE_HOST"], values["CONSOLE_PORT"]),
    }
    for name in ("RASA_URL", "ACTIONS_URL"):
        parts = urlsplit(values[name])
        if parts.hostname in ("127.0.0.1", "localhost") and parts.port:
            wanted[name] = (parts.hostname, parts.port)
    used: dict[int, str] = {}
    for name, (host, port) in wanted.items():
        if port in used:
            yield fail("ports", f"{name} and {used[port]} both name port {port}", "Give each a port of its own.")
        used[port] = name
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                yield fail(
                    "ports",
                    f"{host}:{port} ({name}) is not free: {error.strerror}",
                    f"Stop what uses it, or change {name}.",
                )
    yield ok("ports", f"looked at {', '.join(str(port) for port in used)}")
