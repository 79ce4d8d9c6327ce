"""Sentences for the comparison of pipelines: training data by language, questions, and the same questions as people mistype them."""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from opencc import OpenCC
from ruamel.yaml import YAML

from bot.nlu.evaluation import read_questions
from bot.nlu.folding import without_accents
from office.languages import CODES
from office.settings import ROOT

TRAINING = ROOT / "data" / "nlu"
QUESTIONS = ROOT / "tests" / "model" / "questions"

_CASED = frozenset({"en", "de", "fr", "es", "vi", "id", "ru"})
_SPACED = _CASED | {"ar"}
_LETTERS_PER_TYPO = 15
# Said before a question as people do; a training sentence may begin in like manner, but not with these words.
OPENINGS = {
    "en": "Good day to you, sorry to bother you, could you kindly tell me: ",
    "zh": "不好意思打扰一下，麻烦您抽空帮我解答一下：",
    "th": "รบกวนเวลาสักครู่นะคะ ขออนุญาตสอบถามหน่อยค่ะ ",
    "ko": "실례합니다, 바쁘신데 죄송하지만 하나만 여쭤볼게요. ",
    "de": "Entschuldigen Sie bitte die Störung, ich hätte da mal eine Frage: ",
    "ru": "Извините за беспокойство, будьте добры, подскажите: ",
    "fr": "Excusez-moi de vous déranger, auriez-vous l'amabilité de me dire : ",
    "ar": "عذراً على الإزعاج، لو تكرمتم عندي سؤال: ",
    "es": "Disculpe la molestia, si fuera tan amable de decirme: ",
    "ja": "お忙しいところ恐れ入りますが、ひとつ質問させてください。",
    "vi": "Xin lỗi đã làm phiền, cho em hỏi một chút với ạ: ",
    "id": "Maaf mengganggu waktunya, izin bertanya sebentar ya: ",
}
_MANNERS = frozenset({"greet", "goodbye", "thank", "affirm", "deny"})


@dataclass(frozen=True)
class Sentence:
    """One training sentence."""

    text: str
    language: str
    intent: str


def training_sentences(languages: Iterable[str] = CODES, *, every: int = 1) -> list[Sentence]:
    """All of some languages, or of each intent and language every n-th."""
    found: list[Sentence] = []
    for language in languages:
        seen: Counter[str] = Counter()
        for path in sorted((TRAINING / language).glob("*.yml")):
            for block in YAML(typ="safe").load(path.read_text("utf-8"))["nlu"]:
                for line in block["examples"].splitlines():
                    if line.startswith("- "):
                        if seen[block["intent"]] % every == 0:
                            found.append(Sentence(line[2:].strip(), language, block["intent"]))
                        seen[block["intent"]] += 1
    return found


def write_training(sentences: Iterable[Sentence], folder: Path) -> None:
    """As Rasa reads it, one file a language."""
    blocks: dict[str, dict[str, list[str]]] = {}
    for sentence in sentences:
        blocks.setdefault(sentence.language, {}).setdefault(sentence.intent, []).append(sentence.text)
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.yml"):
        old.unlink()
    for language, intents in blocks.items():
        lines = ['version: "3.1"', "nlu:"]
        for intent, texts in intents.items():
            lines += [f"- intent: {intent}", f"  metadata: {{language: {language}}}", "  examples: |"]
            lines += [f"    - {text}" for text in texts]
        (folder / f"{language}.yml").write_text("\n".join(lines) + "\n", "utf-8")


def frozen_questions(every: int = 1) -> list[dict[str, Any]]:
    """The questions of tests/model, or one in `every` of each language, the same each time (drawn: their order has a rhythm)."""
    found: list[dict[str, Any]] = []
    for code in CODES:
        rows = read_questions(QUESTIONS / f"{code}.jsonl")
        found += random.Random(code).sample(rows, len(rows) // every) if every > 1 else rows
    return found


def variants() -> dict[str, Callable[[str, str, random.Random], str]]:
    """Name -> how it changes (text, language, chance); a text that comes out as it was is not compared."""
    return {
        "upper case": lambda text, language, chance: text.upper() if language in _CASED else text,
        "no diacritics": lambda text, language, chance: _plain(text) if language in _CASED - {"ru"} else text,
        "a typo per 15 letters": lambda text, language, chance: (
            _mistyped(text, chance) if language in _SPACED else text
        ),
        "a polite opening": lambda text, language, chance: OPENINGS[language] + text,
        "no punctuation": lambda text, language, chance: _unpunctuated(text),
        "Traditional Chinese": lambda text, language, chance: (
            OpenCC("s2tw").convert(text) if language == "zh" else text
        ),
    }


def changed_questions(rows: Iterable[dict[str, Any]], variant: str) -> list[dict[str, Any]]:
    """The rows that a variant changes, with their `clean` text; the same each time."""
    chance = random.Random(variant)
    change = variants()[variant]
    changed = []
    for row in rows:
        if variant == "a polite opening" and row["intent"] in _MANNERS:
            continue
        text = change(row["text"], row["lang"], chance)
        if text != row["text"]:
            changed.append({**row, "text": text, "clean": row["text"]})
    return changed


def _plain(text: str) -> str:
    return "".join(
        plain.upper() if character.isupper() else plain
        for character in text
        for plain in [without_accents(character) if character.isalpha() else character]
    )


def _mistyped(text: str, chance: random.Random) -> str:
    """Two neighbouring letters inside a word change places, once in so many letters."""
    characters = list(text)
    places = [
        at
        for at in range(1, len(characters) - 2)
        if all(character.isalpha() for character in characters[at - 1 : at + 2])
    ]
    letters = sum(character.isalpha() for character in characters)
    wanted = letters // _LETTERS_PER_TYPO
    for at in sorted(chance.sample(places, min(wanted, len(places)))):
        characters[at], characters[at + 1] = characters[at + 1], characters[at]
    return "".join(characters)


def _unpunctuated(text: str) -> str:
    """Apostrophes and hyphens inside words stay, as do the marks that spell a word (Thai, Arabic)."""
    kept = [character if unicodedata.category(character)[0] != "P" or character in "'’-" else " " for character in text]
    return " ".join("".join(kept).split())
