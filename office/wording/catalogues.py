"""gettext catalogues of twelve languages: a text's name, language and values give a sentence."""

from __future__ import annotations

import gettext
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from opencc import OpenCC

from office.languages import SOURCE_LANGUAGE, TRADITIONAL_CHINESE, base_code, direction
from office.settings import ROOT
from office.wording.sources import PLACEHOLDER, Text, UnknownText, source_texts

log = logging.getLogger(__name__)

LOCALES = ROOT / "locales"
DOMAIN = "messages"

# First strong isolate ... pop directional isolate: keeps a Latin name or a number in its place inside an Arabic sentence.
ISOLATE, POP_ISOLATE = "\u2068", "\u2069"


@dataclass(frozen=True)
class Catalogue:
    """The translations of one language and its plural rule, as GNU gettext reads it."""

    language: str
    forms: dict[str, tuple[str, ...]]
    plural: Callable[[int], int]


def plural_rule(header: str) -> Callable[[int], int]:
    """The rule of a Plural-Forms header. GNU's own reading of it: Babel's table puts two Arabic forms in another order."""
    found = re.search(r"plural=([^;]+)", header)
    return gettext.c2py(found.group(1)) if found else lambda number: int(number != 1)


def catalogue_path(language: str) -> Path:
    """Where translators find the language: locales/<language>/LC_MESSAGES/messages.po."""
    return LOCALES / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_catalogue(language: str) -> Catalog:
    """The .po file as Babel reads it."""
    with catalogue_path(language).open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


@lru_cache(maxsize=16)
def catalogue(language: str) -> Catalogue:
    """The translations of one language; untranslated and fuzzy texts are left out and are said in English."""
    path = catalogue_path(language)
    header = re.search(r'"Plural-Forms: ([^"\\]+)', path.read_text("utf-8"))
    forms: dict[str, tuple[str, ...]] = {}
    for message in read_catalogue(language):
        if not message.id or not message.context or message.fuzzy:
            continue
        strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        if all(strings):
            forms[message.context] = tuple(str(string) for string in strings)
    return Catalogue(language, forms, plural_rule(header.group(1) if header else ""))


@lru_cache(maxsize=1)
def _traditional() -> OpenCC:
    return OpenCC("s2twp")


def to_traditional(text: str) -> str:
    """Simplified Chinese as a reader in Taiwan or Hong Kong writes it."""
    return _traditional().convert(text)


def translate(language: str, name: str, /, **values: Any) -> str:
    """The text `name` in `language` ("zh-Hant" included), its placeholders filled with `values` (already put in words).

    A counted text takes its form from the number in `values`, given as an int. Values are isolated from a right-to-left
    sentence. Raises UnknownText for a name that no source file has.
    """
    source = source_texts().get(name)
    if source is None:
        raise UnknownText(f"There is no text named {name!r} in domain.yml or locales/*.yml.")
    code = base_code(language)
    text = _fill(_form(source, code, values), values, right_to_left=direction(code) == "rtl")
    return to_traditional(text) if language == TRADITIONAL_CHINESE else text


def _form(source: Text, code: str, values: dict[str, Any]) -> str:
    number = int(values[source.count]) if source.count else 1
    english = source.many if source.many and number != 1 else source.one
    if code == SOURCE_LANGUAGE:
        return english
    translated = catalogue(code)
    forms = translated.forms.get(source.name)
    if not forms:
        log.warning("wording.untranslated language=%s name=%s", code, source.name)
        return english
    return forms[translated.plural(number)] if source.count else forms[0]


def _fill(text: str, values: dict[str, Any], *, right_to_left: bool) -> str:
    def value(found: re.Match[str]) -> str:
        name = found.group(1)
        if name not in values:
            raise KeyError(f"{{{name}}} has no value in: {text!r}")
        shown = str(values.get(f"{name}_shown", values[name]))
        # Whole lines stand by themselves; only what is set into a sentence is isolated.
        return f"{ISOLATE}{shown}{POP_ISOLATE}" if right_to_left and "\n" not in shown else shown

    return PLACEHOLDER.sub(value, text)
