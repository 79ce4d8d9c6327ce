"""The office's own short texts in every language, one for one: what languages have in common can be seen by them."""

from __future__ import annotations

from office.languages import CODES, SOURCE_LANGUAGE
from office.wording.catalogues import catalogue
from office.wording.sources import PLACEHOLDER, source_texts

# Characters of the English. Longer texts are answers; what applicants write is short.
_LONGEST = 160


def parallel_texts() -> dict[str, list[str]]:
    """Language -> texts; those of the same place say the same. Of each with variables and plurals the first form, without its variables.

    A text that is missing in a language is left out of all; a language without any (its catalogue has just been begun) is left out itself.
    """
    found = {SOURCE_LANGUAGE: {name: text.one for name, text in source_texts().items() if len(text.one) < _LONGEST}}
    for code in CODES:
        if code != SOURCE_LANGUAGE:
            found[code] = {name: forms[0] for name, forms in catalogue(code).forms.items() if name in found["en"]}
    spoken = {code: texts for code, texts in found.items() if len(texts) * 2 >= len(found[SOURCE_LANGUAGE])}
    names = [name for name in spoken[SOURCE_LANGUAGE] if all(name in texts for texts in spoken.values())]
    return {code: [PLACEHOLDER.sub(" ", texts[name]).strip() for name in names] for code, texts in spoken.items()}
