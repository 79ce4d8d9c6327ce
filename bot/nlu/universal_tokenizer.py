"""Words where words are spaced, single characters where they are not: one tokenizer for twelve languages, for spaCy."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from bot.nlu.folding import fold, without_accents
from bot.nlu.scripts import CYRILLIC, LATIN, UNSPACED, is_thai_mark, script_of

# A phrase does not go on across these; other punctuation ("Sino-German", "design (Korea)") it may cross.
_BREAKS = frozenset(".!?;:,。！？；：，、؟،؛…\n")


@dataclass(frozen=True)
class Word:
    """A token: its text and its place in the normalised text."""

    text: str
    start: int
    end: int

    @property
    def is_break(self) -> bool:
        """Whether it is punctuation that no phrase crosses."""
        return self.text in _BREAKS


def split_words(text: str) -> Iterator[Word]:
    """Words, single characters of unspaced scripts, and punctuation, in order; white space left out."""
    start: int | None = None
    kind = ""
    for index, character in enumerate(text):
        found = _kind(character)
        if start is not None and (
            found != kind or kind == "punctuation" or (kind in UNSPACED and not _joins(character))
        ):
            yield Word(text[start:index], start, index)
            start = None
        if start is None and found:
            start, kind = index, found
        elif not found:
            start = None
    if start is not None:
        yield Word(text[start:], start, len(text))


def tokens_in(text: str) -> Iterator[Word]:
    """What becomes a token: words and the punctuation that no phrase crosses."""
    return (word for word in split_words(text) if word.is_break or _kind(word.text[0]) != "punctuation")


@lru_cache(maxsize=16384)
def _kind(character: str) -> str:
    if character.isspace():
        return "punctuation" if character == "\n" else ""
    script = script_of(character)
    if script in UNSPACED:
        return script or ""
    category = unicodedata.category(character)
    if category[0] in "LMN":
        return "word" if script in (LATIN, CYRILLIC, None) else str(script)
    return "punctuation"


def _joins(character: str) -> bool:
    """Whether a character belongs to the token before it although its script is unspaced: Thai vowel signs and tone marks."""
    return is_thai_mark(character) and unicodedata.category(character) == "Mn"


class UniversalTokenizer:
    """spaCy's tokenizer interface over `split_words`: NORM is the folded word, LEMMA the folded word without accents.

    Soft punctuation is no token, so that "Sino-German", "Sino German" and "Sino – German" are the same phrase;
    `Doc.user_data["words"]` has the words with their offsets.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words = list(tokens_in(text))
        doc = Doc(
            self.vocab, words=[word.text for word in words], spaces=[True] * len(words), user_data={"words": words}
        )
        for token in doc:
            token.norm_ = fold(token.text)
            token.lemma_ = without_accents(token.norm_)
        return doc


def words_in(doc: Doc) -> list[Word]:
    """The words that the tokens of a document stand for, with their offsets."""
    words: list[Word] = doc.user_data["words"]
    return words


@lru_cache(maxsize=1)
def language() -> Language:
    """spaCy's blank multi-language pipeline with our tokenizer; one a process, as vocabularies must be shared."""
    blank = spacy.blank("xx")
    blank.tokenizer = UniversalTokenizer(blank.vocab)
    return blank
