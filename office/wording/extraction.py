"""Brings the .po files up to date with the source texts: `python -m office.wording.extraction` (make translations)."""

from __future__ import annotations

import re
import sys
from io import BytesIO

from babel.messages.pofile import read_po, write_po

from office.languages import LANGUAGES, SOURCE_LANGUAGE
from office.wording.catalogues import DOMAIN, catalogue_path, read_catalogue
from office.wording.sources import Text, source_texts

PROJECT = "admissions-assistant"

# Written out, since Babel's own table orders two of Arabic's six forms otherwise than GNU gettext, and gives Indonesian two.
_ONE = "nplurals=1; plural=0;"
_TWO = "nplurals=2; plural=(n != 1);"
PLURAL_FORMS = {
    "zh": _ONE,
    "th": _ONE,
    "ko": _ONE,
    "ja": _ONE,
    "vi": _ONE,
    "id": _ONE,
    "de": _TWO,
    "es": _TWO,
    "fr": "nplurals=2; plural=(n > 1);",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);",
    "ar": "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);",
}

Forms = dict[str, tuple[str, ...]]


def forms_count(language: str) -> int:
    """How many plural forms a language has."""
    found = re.match(r"nplurals=(\d)", PLURAL_FORMS[language])
    return int(found.group(1)) if found else 2


def update_catalogue(language: str, given: Forms | None = None) -> list[str]:
    """Write one .po anew: texts as they are now, translations kept, those whose English changed marked fuzzy.

    `given` are translations to fill in, by name. Returns the names that are still untranslated or fuzzy.
    """
    old = {}
    if catalogue_path(language).exists():
        old = {message.context: message for message in read_catalogue(language) if message.id and message.context}
    # Read from its own header, so that Babel counts plural forms as the header says (its own table gives Indonesian two).
    catalog = read_po(BytesIO(_header(language).encode()), locale=language, domain=DOMAIN)
    missing = []
    for name, text in sorted(source_texts().items()):
        if name == "utter_answer":
            continue
        translated, fuzzy = _translation(text, old.get(name), (given or {}).get(name))
        if fuzzy or not translated or not all(translated):
            missing.append(name)
        count = forms_count(language) if text.many else 1
        strings = tuple(translated) if translated else ("",) * count
        catalog.add(
            (text.one, text.many) if text.many else text.one,
            strings if text.many else strings[0],
            context=name,
            flags={"fuzzy"} if fuzzy else (),
        )
    buffer = BytesIO()
    write_po(buffer, catalog, width=0, sort_output=False, omit_header=True)
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_header(language).encode() + buffer.getvalue())
    return missing


def _translation(text: Text, old: object, given: tuple[str, ...] | None) -> tuple[tuple[str, ...], bool]:
    if given:
        return given, False
    if old is None:
        return (), False
    string = old.string  # type: ignore[attr-defined]
    forms = tuple(string) if isinstance(string, (tuple, list)) else (string,)
    before = old.id if isinstance(old.id, (tuple, list)) else (old.id,)  # type: ignore[attr-defined]
    changed = tuple(before) != ((text.one, text.many) if text.many else (text.one,))
    return forms, any(forms) and (changed or old.fuzzy)  # type: ignore[attr-defined]


def _header(language: str) -> str:
    name = LANGUAGES[language].own_name
    lines = [
        f"Project-Id-Version: {PROJECT}",
        f"Language: {language}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
    ]
    lines += ["Content-Transfer-Encoding: 8bit", f"Plural-Forms: {PLURAL_FORMS[language]}"]
    body = "\n".join(f'"{line}\\n"' for line in lines)
    return f'# {name}: replies and texts. msgctxt is the name of the text; its English is in domain.yml or locales/*.yml.\nmsgid ""\nmsgstr ""\n{body}\n\n'


def main() -> int:
    """Update every language; 1 if one has untranslated or fuzzy texts."""
    incomplete = False
    for language in LANGUAGES:
        if language == SOURCE_LANGUAGE:
            continue
        missing = update_catalogue(language)
        incomplete |= bool(missing)
        shown = ", ".join(missing[:5]) + (" ..." if len(missing) > 5 else "")
        sys.stdout.write(f"{language}: {'complete' if not missing else f'{len(missing)} to translate: {shown}'}\n")
    return int(incomplete)


if __name__ == "__main__":
    sys.exit(main())
