"""Names that do not depend on the college: countries, languages, cities, subjects, and phrases that hide no name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from babel import Locale

from bot.nlu.lexicon import lexicons
from office.knowledge.records import Alias
from office.languages import CODES

COUNTRY = "country"
LANGUAGE = "language"
CITY = "city"
SUBJECT = "subject"
NOTHING = "nothing"

# Languages that people may ask for; we answer in twelve of them and can say so of the others.
_LANGUAGES = (
    *CODES,
    *(
        "pt",
        "it",
        "tr",
        "nl",
        "pl",
        "uk",
        "kk",
        "uz",
        "ky",
        "tg",
        "tk",
        "mn",
        "lo",
        "km",
        "my",
        "ms",
        "fil",
        "hi",
        "ur",
        "bn",
        "ne",
        "si",
    ),
    *("fa", "sw", "am", "ha", "yo", "he", "el", "sv", "cs", "ro", "hu", "yue", "ta"),
)
# Small dependencies whose names are everyday words somewhere (Réunion, 건지, Jersey, Man) and send hardly an applicant.
_TOO_SMALL = frozenset(
    {
        "AX",
        "BL",
        "BQ",
        "CC",
        "CK",
        "CX",
        "FK",
        "GG",
        "GS",
        "IM",
        "JE",
        "MF",
        "MS",
        "NF",
        "NU",
        "PM",
        "PN",
        "RE",
        "SH",
        "SJ",
        "TK",
        "WF",
    }
)
# CLDR lists what no passport is issued for, too.
_NO_COUNTRY = frozenset(
    {
        "AC",
        "AQ",
        "BV",
        "CP",
        "CQ",
        "DG",
        "EA",
        "EU",
        "EZ",
        "HM",
        "IC",
        "IO",
        "QO",
        "TA",
        "TF",
        "UM",
        "UN",
        "XA",
        "XB",
        "ZZ",
    }
)


@lru_cache(maxsize=1)
def world_names() -> tuple[Alias, ...]:
    """All of them in twelve languages."""
    return tuple(dict.fromkeys(_all()))


def _all() -> Iterator[Alias]:
    for words in lexicons():
        locale = Locale(words.language)
        for code, name in locale.territories.items():
            if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY | _TOO_SMALL:
                yield Alias(COUNTRY, code, words.language, name)
                short = name.split("(")[0].split("（")[0].strip()
                if short:
                    yield Alias(COUNTRY, code, words.language, short)
        for code, names in words.countries.items():
            yield from (Alias(COUNTRY, code, words.language, name) for name in names)
        for code in _LANGUAGES:
            if code in locale.languages:
                yield Alias(LANGUAGE, code, words.language, locale.languages[code])
            yield from (Alias(LANGUAGE, code, words.language, name) for name in words.languages.get(code, ()))
            # A language's own name is understood in every language ("Русский, пожалуйста", "Deutsch please").
            if code in CODES and words.language == "en":
                own = Locale(code).languages[code]
                yield Alias(LANGUAGE, code, code, own)
        yield from (Alias(CITY, name, words.language, name) for name in words.cities)
        yield from (Alias(SUBJECT, name, words.language, name) for name in words.subjects)
        yield from (Alias(NOTHING, "", words.language, phrase) for phrase in words.never)
