"""Which language a text is in: script rules, grammar words, and n-gram classifiers where scripts do not decide."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.nlu.chinese import count_japanese, count_never_japanese, count_simplified, count_traditional
from bot.nlu.folding import without_accents
from bot.nlu.ngram_classifier import NgramClassifier
from bot.nlu.scripts import ARABIC, CYRILLIC, HAN, HANGUL, KANA, LATIN, THAI, count_letters, script_of
from office.languages import SOURCE_LANGUAGE

_LANGUAGE_OF_SCRIPT = {THAI: "th", HANGUL: "ko", CYRILLIC: "ru", ARABIC: "ar"}
# One Han character says as much as some Latin letters; used only where two scripts compete without grammar words.
_LETTERS_PER_CHARACTER = {HAN: 2.5, KANA: 1.5, HANGUL: 2.0}
_NOT_LANGUAGE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\S+|\b[A-Z]{2,}\d*\b|\d+")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# Titles and names of three words and more ("The Sound of Music"): they say nothing about the sentence around them.
_TITLE = re.compile(r"(?:[A-Z][\w'’]+[ ,&-]+(?:(?:of|the|and|in|on|a|to) )*){2,}[A-Z][\w'’]+")
# Signs that a sentence is built in the language, whatever names stand in it.
_CHINESE_GRAMMAR = re.compile("[的吗嗎呢么麼什怎是有我你您请請问問可以哪几幾了在要能想吧啊咨諮询詢]|多少")
# ... "that one" first, and a verb asked by itself and its no (行不行, 能不能).
_ONLY_CHINESE = re.compile(r"[呢吗嗎么麼们們这這哪怎您咱俺]|^那(?![覇須智珂])|([\u4e00-\u9fff])不\1")
_THAI_GRAMMAR = re.compile("ครับ|คับ|ค่ะ|คะ|ไหม|มั้ย|อะไร|เท่า|ยังไง|อย่างไร|ไหน|กี่|มี|ได้|อยาก|ขอ|จะ|ต้อง|เรียน|เป็น|หรือ|และ|สมัคร")
_HIRAGANA = re.compile("[\u3041-\u3096]")
_SPANISH_MARKS = re.compile("[¿¡]")
# Only French wants a blank there ("Des stages ?"); others put one by chance.
_FRENCH_SPACING, _PERHAPS = re.compile(r"\w[ \u00a0\u202f][?!]"), 0.2
# A word tells its language when it came so often in training, and but for so small a share in no other language.
_TELLING, _ELSEWHERE, _TELLING_LETTERS = 12, 0.01, 4
_LATIN_LANGUAGES = frozenset({"de", "es", "fr", "id", "vi"})
_PROPER, _PROPER_LONG, _LONG = 0.99, 0.95, 9
_SURE = 0.8
_SURE_SHORT = 0.9
# Han characters from which on their choice tells Chinese and Japanese apart.
_HAN_SENTENCE = 5


@dataclass(frozen=True)
class LanguageGuess:
    """A language, how probable it is, whether that is sure enough to act on, and which others it may be (None: any)."""

    code: str
    confidence: float
    certain: bool
    others: tuple[str, ...] | None = None


@dataclass(frozen=True)
class LanguageEvidence:
    """What was learnt from the training sentences."""

    latin: NgramClassifier
    han: NgramClassifier
    grammar_words: frozenset[str]
    known_words: frozenset[str]
    shared_words: frozenset[str]
    telling_words: Mapping[str, str]

    @classmethod
    def learn(cls, examples: Iterable[tuple[str, str]]) -> LanguageEvidence:
        """From (sentence, language) pairs; Han characters are Chinese where no training sentence has any."""
        latin: dict[tuple[str, str], None] = {}
        han: dict[tuple[str, str], None] = {}
        words: dict[str, Counter[str]] = defaultdict(Counter)
        spelt: dict[str, Counter[str]] = defaultdict(Counter)
        for text, language in examples:
            counts = count_letters(text)
            other = counts.total() - counts[LATIN]
            if counts[LATIN] and counts[LATIN] >= other:
                part = latin_part(text)
                latin[(part, language)] = None
                latin[(without_accents(part), language)] = None
                for word in set(part.split()):
                    words[word][language] += 1
                    for form in {word, without_accents(word)}:
                        spelt[form][language] += 1
            if counts[HAN] and language in {"zh", "ja"}:
                # Kana would decide by itself, so the Han characters of a Japanese sentence are learnt alone.
                han[(han_part(text), language)] = None
        grammar = frozenset(word for word, found in words.items() if len(word) > 1 and found.most_common(1)[0][1] >= 8)
        known = frozenset(word for word, found in words.items() if len(word) > 1 and found.total() >= 2)
        shared = frozenset(
            word
            for word, found in words.items()
            if len(found) >= 3 and found.most_common(1)[0][1] < 0.75 * found.total()
        )
        latin_model = _fit(latin or {("hello", "en"): None}, longest=4)
        return cls(
            latin_model,
            _fit(han or {("你好", "zh"): None}, longest=2),
            grammar - shared,
            known - shared,
            shared,
            dict(_telling(spelt)),
        )

    def identify(self, text: str, without_names: Callable[[str], str] = lambda text: text) -> LanguageGuess:
        """The language of the sentence; `without_names` takes known names (programs, ...) out of a text."""
        bare = _NOT_LANGUAGE.sub(" ", without_names(text))
        untitled = _TITLE.sub(" ", bare)
        bare = untitled if count_letters(untitled).total() >= 4 else bare
        counts = count_letters(bare)
        if not counts:
            counts = count_letters(text)
            if not counts:
                return LanguageGuess("en", 0.0, False)
            guess = self._decide(text, counts)
            nothing_but_latin_names = counts[LATIN] == counts.total()
            if not nothing_but_latin_names:
                return guess
            # A name that is spelt so in one language only ("informatique").
            proper = guess.confidence >= _PROPER and guess.code in _LATIN_LANGUAGES
            return self._told(text) or LanguageGuess(guess.code, guess.confidence, proper, guess.others)
        guess = self._decide(bare, counts)
        if guess.certain or counts[LATIN] < counts.total():
            return guess
        return self._told(text) or guess

    def _decide(self, text: str, counts: Mapping[str, int]) -> LanguageGuess:
        latin = counts.get(LATIN, 0)
        others = {script: number for script, number in counts.items() if script != LATIN}
        if not others:
            return self._by_letters(text)
        script = max(others, key=lambda name: others[name] * _LETTERS_PER_CHARACTER.get(name, 1.0))
        guess = self._by_script(text, script, others)
        if not latin:
            return guess
        grammar = self._has_grammar(text, guess.code)
        latin_grammar = sum(word in self.grammar_words for word in latin_part(text).split())
        weight = sum(number * _LETTERS_PER_CHARACTER.get(name, 1.0) for name, number in others.items())
        if latin_grammar and not grammar:
            return self._by_letters(text)
        # Where both have grammar, the other script is the frame more often: English phrases are put into all languages.
        return guess if weight * (3.0 if grammar else 1.5) >= latin else self._by_letters(text)

    def _by_script(self, text: str, script: str, counts: Mapping[str, int]) -> LanguageGuess:
        if script in _LANGUAGE_OF_SCRIPT:
            return LanguageGuess(_LANGUAGE_OF_SCRIPT[script], 0.99, True)
        kana = [character for character in text if script_of(character) == KANA]
        only_no = kana and set(kana) <= set("の") and count_simplified(text) + count_traditional(text) > 0
        if kana and not only_no:
            return LanguageGuess("ja", 0.99, True)
        return self._by_han(text)

    def _by_han(self, text: str) -> LanguageGuess:
        japanese = self.han.probabilities(han_part(text)).get("ja", 0.0)
        particles = bool(_ONLY_CHINESE.search(text))
        if count_japanese(text):
            japanese = max(japanese, 0.97)
        elif particles or count_never_japanese(text):
            japanese = min(japanese, 0.03)
        code, confidence = ("ja", japanese) if japanese >= 0.5 else ("zh", 1.0 - japanese)
        # A word or two (設計, 取消, 学士) is written alike in both: the conversation decides, not the chance of the sample.
        own = count_japanese(text) if code == "ja" else count_simplified(text)
        telling = bool(own) or count_letters(text)[HAN] >= _HAN_SENTENCE or particles
        return LanguageGuess(code, confidence, telling and confidence >= _SURE, ("zh", "ja"))

    def _by_letters(self, text: str) -> LanguageGuess:
        if _SPANISH_MARKS.search(text):
            return LanguageGuess("es", 0.99, True)
        part = latin_part(text)
        words = part.split()
        ranked = sorted(self.latin.probabilities(part).items(), key=lambda item: -item[1])
        code, confidence = ranked[0]
        own = [word for word in words if word not in self.shared_words]
        if len(words) <= 2:
            own = [word for word in own if word in self.known_words]
        if code in _LATIN_LANGUAGES and confidence >= _PROPER_LONG and any(len(word) >= _LONG for word in words):
            return LanguageGuess(code, confidence, True)  # "Bewerbungsschluss?"
        sure = _SURE_SHORT if len(words) <= 2 else _SURE
        certain = bool(own) and confidence >= sure
        french = dict(ranked).get("fr", 0.0)
        if not certain and french >= _PERHAPS and _FRENCH_SPACING.search(text):
            return LanguageGuess("fr", french, True)
        return LanguageGuess(code, confidence, certain)

    def _told(self, text: str) -> LanguageGuess | None:
        """The one language whose own words stand in a text. English ones tell nothing: everybody borrows them."""
        words = latin_part(text).split()
        languages = {self.telling_words[word] for word in words if word in self.telling_words}
        return LanguageGuess(languages.pop(), _SURE, True) if len(languages) == 1 else None

    def _has_grammar(self, text: str, code: str) -> bool:
        if code == "zh":
            return bool(_CHINESE_GRAMMAR.search(text))
        if code == "ja":
            return len(_HIRAGANA.findall(text)) >= 2
        if code == "th":
            return bool(_THAI_GRAMMAR.search(text))
        # Particles and endings stick to Korean, Russian and Arabic words: a word that is not a known name is a sign.
        return True

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """What to put into an .npz file."""
        return {
            **self.latin.arrays("latin"),
            **self.han.arrays("han"),
            "grammar_words": np.array(sorted(self.grammar_words), dtype=str),
            "known_words": np.array(sorted(self.known_words), dtype=str),
            "shared_words": np.array(sorted(self.shared_words), dtype=str),
            "telling_words": np.array(sorted(self.telling_words.items()), dtype=str).reshape(-1, 2),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> LanguageEvidence:
        """What `arrays` was made from."""
        return cls(
            NgramClassifier.from_arrays(arrays, "latin"),
            NgramClassifier.from_arrays(arrays, "han"),
            frozenset(str(word) for word in arrays["grammar_words"]),
            frozenset(str(word) for word in arrays["known_words"]),
            frozenset(str(word) for word in arrays["shared_words"]),
            {str(word): str(language) for word, language in arrays["telling_words"]},
        )


def _telling(spelt: Mapping[str, Counter[str]]) -> Iterator[tuple[str, str]]:
    for word, found in spelt.items():
        language, times = found.most_common(1)[0]
        often = times >= _TELLING and len(word) >= _TELLING_LETTERS
        if often and language != SOURCE_LANGUAGE and found.total() - times <= _ELSEWHERE * times:
            yield word, language


def _fit(examples: Mapping[tuple[str, str], None], *, longest: int) -> NgramClassifier:
    pairs: Sequence[tuple[str, str]] = list(examples)
    return NgramClassifier.fit([text for text, _ in pairs], [language for _, language in pairs], longest=longest)


def latin_part(text: str) -> str:
    """The Latin-script words of `text` in lower case."""
    return " ".join(word for word in _WORD.findall(text.lower()) if script_of(word[0]) == LATIN)


def han_part(text: str) -> str:
    """The runs of Han characters of `text`."""
    return "".join(character if script_of(character) == HAN else " " for character in text)


def locale_of(code: str, text: str, conversation: str | None = None) -> str:
    """`code`, or "zh-Hant" where the text (or, if it shows neither script, the conversation so far) is in Traditional Chinese."""
    if code != "zh":
        return code
    traditional, simplified = count_traditional(text), count_simplified(text)
    if traditional == simplified == 0 and conversation == "zh-Hant":
        return "zh-Hant"
    return "zh-Hant" if traditional > simplified else "zh"
