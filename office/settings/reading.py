"""Reads every setting of every process, once, from the environment and .env; .env.example lists them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from office.settings.house import HOUSE
from office.settings.kinds import Setting
from office.settings.platforms import PLATFORMS
from office.settings.staff import STAFF

ROOT = Path(__file__).resolve().parents[2]

SETTINGS: tuple[Setting, ...] = (*HOUSE, *STAFF, *PLATFORMS)


class SettingError(ValueError):
    """A setting has a value that cannot be used; the message names it and says what to do."""


class Settings(Mapping[str, Any]):
    """All settings, read and checked: `settings["PUBLIC_PORT"]` is an int."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        environment = os.environ if environment is None else environment
        self._values: dict[str, Any] = {}
        for setting in SETTINGS:
            raw = environment.get(setting.name, setting.default)
            try:
                self._values[setting.name] = setting.read(raw)
            except ValueError as error:
                shown = "(hidden)" if setting.secret else repr(raw)
                raise SettingError(
                    f"{setting.name} is {shown}: {error}. {setting.help}. Correct it in .env or the environment."
                ) from error

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def database_url(self) -> str:
        """DATABASE_URL with a relative SQLite file anchored at the project's root, whatever the working directory."""
        url: str = self["DATABASE_URL"]
        prefix = "sqlite:///"
        if url.startswith(prefix) and url != "sqlite:///:memory:" and not url.startswith("sqlite:////"):
            return prefix + str(ROOT / url[len(prefix) :])
        return url

    @property
    def state_dir(self) -> Path:
        """STATE_DIR as an absolute path; made when missing."""
        path = Path(self["STATE_DIR"])
        path = path if path.is_absolute() else ROOT / path
        path.mkdir(parents=True, exist_ok=True)
        return path

    @property
    def learning_root(self) -> Path:
        """LEARNING_ROOT as an absolute path."""
        return (ROOT / self["LEARNING_ROOT"]).resolve()

    @property
    def console_url(self) -> str:
        """Where staff reach the console, without a trailing slash."""
        return (self["CONSOLE_URL"] or f"http://{self['CONSOLE_HOST']}:{self['CONSOLE_PORT']}").rstrip("/")

    @property
    def public_url(self) -> str:
        """Where applicants reach channels, without a trailing slash."""
        return (self["PUBLIC_URL"] or f"http://{self['PUBLIC_HOST']}:{self['PUBLIC_PORT']}").rstrip("/")


def read_env_file(path: Path) -> dict[str, str]:
    """NAME=value lines of a .env file; comments and blank lines skipped; quotes around a value taken off."""
    values: dict[str, str] = {}
    for line in path.read_text("utf-8").splitlines():
        name, separator, value = line.strip().partition("=")
        if separator and name and not name.startswith("#"):
            values[name.strip()] = value.strip().strip("'\"")
    return values


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process: the environment, and .env in the project's root for what it does not set."""
    file = ROOT / ".env"
    from_file = read_env_file(file) if file.exists() else {}
    return Settings({**from_file, **os.environ})
