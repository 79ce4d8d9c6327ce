"""The console's own texts, English and Chinese: texts/<language>.yml, by name, {placeholders} and counted forms."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.numbers import format_decimal
from ruamel.yaml import YAML

TEXTS = Path(__file__).parent / "texts"
LANGUAGES = {"en": "English", "zh": "中文"}
LOCALES = {"en": "en_GB", "zh": "zh_Hans_CN"}
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

# A text, or its two forms for a counted thing: {"one": "...", "other": "..."}; `count` decides.
Text = str | dict[str, str]


class UnknownText(LookupError):
    """No text of the console has this name."""


@lru_cache(maxsize=2)
def texts(language: str) -> dict[str, Text]:
    """Every text of one language by name."""
    found: dict[str, Text] = YAML(typ="safe").load((TEXTS / f"{language}.yml").read_text("utf-8"))
    return found


def translate(language: str, name: str, /, **values: Any) -> str:
    """The text in the language of the person who reads it; numbers are written as the language writes them."""
    try:
        text = texts(language)[name]
    except KeyError:
        raise UnknownText(
            f"The console has no text {name!r} in {language}: add it to texts/en.yml and texts/zh.yml."
        ) from None
    if isinstance(text, dict):
        text = text["one"] if values["count"] == 1 and "one" in text else text["other"]
    return PLACEHOLDER.sub(lambda found: _shown(language, values[found.group(1)]), text)


def _shown(language: str, value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(format_decimal(value, locale=LOCALES[language]))
    return str(value)
