"""The twelve languages: code, own name, direction, and which of them a conversation is held in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """One supported language: BCP 47 code, its own name, its writing direction."""

    code: str
    own_name: str
    right_to_left: bool = False

    @property
    def direction(self) -> str:
        """HTML's `dir` value: "ltr" or "rtl"."""
        return "rtl" if self.right_to_left else "ltr"


LANGUAGES: dict[str, Language] = {
    language.code: language
    for language in (
        Language("en", "English"),
        Language("zh", "中文"),
        Language("th", "ไทย"),
        Language("ko", "한국어"),
        Language("de", "Deutsch"),
        Language("ru", "Русский"),
        Language("fr", "Français"),
        Language("ar", "العربية", right_to_left=True),
        Language("es", "Español"),
        Language("ja", "日本語"),
        Language("vi", "Tiếng Việt"),
        Language("id", "Bahasa Indonesia"),
    )
}

CODES: tuple[str, ...] = tuple(LANGUAGES)
SOURCE_LANGUAGE = "en"

# A Chinese reader keeps the script they write in: replies for it are converted from Simplified.
TRADITIONAL_CHINESE = "zh-Hant"


def base_code(code: str) -> str:
    """The supported language behind a locale: "zh-Hant" and "zh-TW" give "zh", "pt-BR" gives "pt"."""
    return code.replace("_", "-").split("-", 1)[0].lower()


def supported(code: str | None) -> str | None:
    """`code` reduced to a locale that replies exist in ("zh-Hant" kept), or None."""
    if not code:
        return None
    base = base_code(code)
    if base not in LANGUAGES:
        return None
    parts = {part.lower() for part in code.replace("_", "-").split("-")[1:]}
    if base == "zh" and parts & {"hant", "tw", "hk", "mo"}:
        return TRADITIONAL_CHINESE
    return base


def direction(code: str) -> str:
    """ "rtl" for Arabic, else "ltr"."""
    language = LANGUAGES.get(base_code(code))
    return language.direction if language else "ltr"


def preferred(accept_language: str | None) -> str:
    """The first supported language of an HTTP Accept-Language header, by its q values; English otherwise."""
    ranked: list[tuple[float, int, str]] = []
    for position, item in enumerate((accept_language or "").split(",")):
        code, _, parameters = item.strip().partition(";")
        quality = 1.0
        if parameters.strip().startswith("q="):
            try:
                quality = float(parameters.strip()[2:])
            except ValueError:
                quality = 0.0
        found = supported(code)
        if found and quality > 0:
            ranked.append((-quality, position, found))
    return min(ranked)[2] if ranked else SOURCE_LANGUAGE


def conversation_language(identified: Iterable[tuple[str | None, bool]], *, requested: str | None = None) -> str:
    """The language to answer in.

    `identified` runs from the applicant's newest message back: (locale or None, whether it is certain). A language that
    was asked for holds until changed; else the newest certain message decides; else the newest guess; else English.
    Who asked for Chinese gets the script that they write.
    """
    if requested and (wanted := supported(requested)):
        written = (supported(code) for code, certain in identified if certain) if wanted == "zh" else ()
        return next((found for found in written if found and base_code(found) == "zh"), wanted)
    guess: str | None = None
    for code, certain in identified:
        found = supported(code)
        if found and certain:
            return found
        guess = guess or found
    return guess or SOURCE_LANGUAGE
