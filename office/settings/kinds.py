"""What a setting is, and the ways to read one; each raises ValueError with what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from office.languages import CODES, supported


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, how to read it, its default, what it is for."""

    name: str
    read: Callable[[str], Any]
    default: str
    help: str
    secret: bool = False


def port(text: str) -> int:
    """A port number."""
    number = int(text)
    if not 0 < number < 65536:
        raise ValueError("not between 1 and 65535")
    return number


def port_or_none(text: str) -> int | None:
    """A port number; empty: none."""
    return port(text) if text else None


def log_format(text: str) -> str:
    """How log lines are written."""
    if text not in {"text", "json"}:
        raise ValueError("neither text nor json")
    return text


def positive(text: str) -> int:
    """A whole number above zero."""
    number = int(text)
    if number < 1:
        raise ValueError("not a positive whole number")
    return number


def seconds(text: str) -> float:
    """Seconds up to a minute."""
    number = float(text)
    if not 0 <= number <= 60:
        raise ValueError("not between 0 and 60 seconds")
    return number


def language(text: str) -> str:
    """A language that is spoken here."""
    code = supported(text)
    if code is None:
        raise ValueError(f"not one of {', '.join(CODES)}")
    return code
