"""Texts for a program in the browser, as JSON: `python -m office.wording.export widget_ channels/static/widget`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from babel import Locale

from office.languages import CODES, LANGUAGES, SOURCE_LANGUAGE, TRADITIONAL_CHINESE, base_code
from office.wording.catalogues import catalogue, plural_rule, to_traditional
from office.wording.extraction import PLURAL_FORMS
from office.wording.sources import Text, source_texts

# Numbers that meet every plural category of every language: small ones, and millions (French, Spanish: "many").
_COUNTED = (*range(200), 1_000_000)
_ENGLISH_PLURAL = "nplurals=2; plural=(n != 1);"

# Where a reader chooses between both ways to write Chinese, each is called by its own name.
_BOTH_CHINESE = {"zh": "简体中文", TRADITIONAL_CHINESE: "繁體中文"}

Forms = dict[str, str]


def language_names() -> dict[str, str]:
    """Own names of the languages that there are texts in, for a menu."""
    names: dict[str, str] = {}
    for code, language in LANGUAGES.items():
        names |= _BOTH_CHINESE if code == "zh" else {code: language.own_name}
    return names


def browser_texts(prefix: str, language: str) -> dict[str, str | Forms]:
    """The texts whose names begin with `prefix`, by the rest of their names, in one language ("zh-Hant" included).

    A counted text is a form for each of CLDR's plural categories, as the browser's Intl.PluralRules names them. What is
    not translated yet is in English.
    """
    texts: dict[str, str | Forms] = {}
    for name, source in sorted(source_texts().items()):
        if not name.startswith(prefix):
            continue
        code = base_code(language)
        forms = () if code == SOURCE_LANGUAGE else catalogue(code).forms.get(name, ())
        if not forms:
            code, forms = SOURCE_LANGUAGE, _english(source)
        if language == TRADITIONAL_CHINESE:
            forms = tuple(map(to_traditional, forms))
        texts[name.removeprefix(prefix)] = _by_category(code, forms) if source.many else forms[0]
    return texts


def _english(source: Text) -> tuple[str, ...]:
    return (source.one, source.many) if source.many else (source.one,)


def _by_category(code: str, forms: tuple[str, ...]) -> Forms:
    """gettext counts its forms, CLDR names them: both are asked about the same numbers."""
    gettext_form = plural_rule(PLURAL_FORMS.get(code, _ENGLISH_PLURAL))
    category_of = Locale.parse(code).plural_form
    found: Forms = {}
    for number in _COUNTED:
        found.setdefault(category_of(number), forms[gettext_form(number)])
    # Fractions are never counted here; browsers fall back to "other" for what is missing.
    found.setdefault("other", forms[-1])
    return found


def write_files(prefix: str, folder: Path) -> list[Path]:
    """One file a language: {"languages": own names by code, "texts": by name}. The same texts give the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for language in (*CODES, TRADITIONAL_CHINESE):
        path = folder / f"{language}.json"
        content = {"languages": language_names(), "texts": browser_texts(prefix, language)}
        path.write_text(json.dumps(content, ensure_ascii=False, indent=0) + "\n", "utf-8")
        written.append(path)
    return written


def main(arguments: list[str]) -> int:
    """Write the files. Exit code 2: called in another way than the first line says."""
    if len(arguments) != 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    prefix, folder = arguments
    written = write_files(prefix, Path(folder))
    sys.stdout.write(f"{len(written)} files in {folder}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
