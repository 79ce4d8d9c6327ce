"""Finds names in a tokenized text: exactly, without accents, inflected or compounded, and nearly spelled."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from bot.nlu.folding import fold, plain_arabic, stem_arabic, without_accents, without_arabic_clitic
from bot.nlu.lexicon import lexicons
from bot.nlu.scripts import ARABIC, CYRILLIC, LATIN, UNSPACED, script_of
from bot.nlu.universal_tokenizer import language, tokens_in
from office.knowledge.records import Alias

EXACT = 1.0
_UNACCENTED = 0.97
_INFLECTED = 0.95
_NEAR_SPELLING = 0.82
_SHORTEST_NEAR = 6
_STAR = "*"
_LONGEST_STARRED_ENDING = 3
# A word with so long an ending is the name with it, however often it was seen ("komputernya").
_SURE_ENDING = 3
# Latin, Cyrillic and Arabic letters: sentences without any need not be cut into words.
_SPACED = re.compile("[A-Za-zÀ-ɏЀ-ԯ؀-ۿḀ-ỿ]")


@dataclass(frozen=True)
class Match:
    """Tokens `start` to `end` of a text may be each of `names`; `quality` is 1 for the very words; `tail` is a compound's rest."""

    start: int
    end: int
    names: tuple[Alias, ...]
    quality: float
    tail: str = ""


@dataclass(frozen=True)
class _Repair:
    """What a token was taken for: the form (as in LEMMA), how surely, and the compound's rest."""

    form: str
    quality: float
    tail: str = ""


class NameMatcher:
    """Built once for a set of names; `known_words` are words of the language that are no misspelling of a name."""

    def __init__(
        self, names: Iterable[Alias], *, known_words: frozenset[str] = frozenset(), near_spelling: bool = True
    ) -> None:
        self._known = known_words
        vocab = language().vocab
        self._exact = PhraseMatcher(vocab, attr="NORM")
        self._loose = PhraseMatcher(vocab, attr="LEMMA")
        self._by_norm: dict[str, list[Alias]] = defaultdict(list)
        self._by_lemma: dict[str, list[tuple[tuple[str, ...], Alias]]] = defaultdict(list)
        self._forms: set[str] = set()
        self._starred: dict[str, list[Alias]] = defaultdict(list)
        patterns: dict[str, Doc] = {}
        loose: dict[str, tuple[str, ...]] = {}
        for name in names:
            starred = name.text.endswith(_STAR)
            doc = language()(name.text.rstrip(_STAR))
            if not len(doc):
                continue
            norms = tuple(token.norm_ for token in doc)
            lemmas = tuple(token.lemma_ for token in doc)
            if starred and len(doc) == 1:
                self._starred[lemmas[0]].append(name)
                continue
            key = " ".join(norms)
            patterns[key] = doc
            self._by_norm[key].append(name)
            self._forms.update(form for form in lemmas if script_of(form[0]) not in UNSPACED)
            loose[" ".join(lemmas)] = lemmas
            self._by_lemma[" ".join(lemmas)].append((norms, name))
        for key, doc in patterns.items():
            self._exact.add(key, [doc])
        for key, lemmas in loose.items():
            pattern = Doc(vocab, words=list(lemmas))
            for token, lemma in zip(pattern, lemmas, strict=True):
                token.lemma_ = lemma
            self._loose.add(key, [pattern])
        self._near = sorted(form for form in self._forms if near_spelling and len(form) >= _SHORTEST_NEAR - 1)
        self._endings = frozenset().union(*(words.endings for words in lexicons()))
        self._tails = frozenset().union(*(words.compound_tails for words in lexicons()))

    def find(self, doc: Doc) -> list[Match]:
        """All matches, overlapping ones too; which to keep is for the caller to decide."""
        found = [*self._find_exact(doc), *self._find_starred(doc)]
        covered = {index for match in found for index in range(match.start, match.end)}
        found += self._find_loose(doc, {}, {(match.start, match.end) for match in found})
        covered |= {index for match in found for index in range(match.start, match.end)}
        repairs = {
            index: repair
            for index in range(len(doc))
            if index not in covered and (repair := self._repair(doc[index].text, doc[index].lemma_))
        }
        if repairs:
            found += self._find_loose(doc, repairs, set())
        return found

    def _find_exact(self, doc: Doc) -> Iterator[Match]:
        for key, start, end in self._exact(doc):
            yield Match(start, end, tuple(self._by_norm[doc.vocab.strings[key]]), EXACT)

    def _find_starred(self, doc: Doc) -> Iterator[Match]:
        for index, token in enumerate(doc):
            form = token.lemma_
            for cut in range(min(_LONGEST_STARRED_ENDING, len(form) - 3) + 1):
                if names := self._starred.get(form[: len(form) - cut]):
                    yield Match(index, index + 1, tuple(names), EXACT)

    def _find_loose(self, doc: Doc, repairs: dict[int, _Repair], known: set[tuple[int, int]]) -> Iterator[Match]:
        norms = [token.norm_ for token in doc]
        if repairs:
            doc = doc.copy()
            for index, repair in repairs.items():
                doc[index].lemma_ = repair.form
        for key, start, end in self._loose(doc):
            span = range(start, end)
            if (start, end) in known or (repairs and not any(index in repairs for index in span)):
                continue
            names = tuple(
                name
                for forms, name in self._by_lemma[doc.vocab.strings[key]]
                if self._agrees(norms[start:end], forms, [index in repairs for index in span])
            )
            if names:
                quality = min((repairs[index].quality for index in span if index in repairs), default=_UNACCENTED)
                yield Match(start, end, names, quality, repairs[end - 1].tail if end - 1 in repairs else "")

    @staticmethod
    def _agrees(norms: Sequence[str], forms: Sequence[str], repaired: Sequence[bool]) -> bool:
        """Whether each word is the name's own or was typed without accents; short words are not recognised without theirs."""
        if not any(repaired) and sum(map(len, norms)) < (4 if len(norms) == 1 else 5):
            return False
        return all(
            fixed or norm == form or norm == without_accents(norm) or (len(form) > 6 and without_accents(form) == form)
            for norm, form, fixed in zip(norms, forms, repaired, strict=True)
        )

    def _repair(self, word: str, lemma: str) -> _Repair | None:
        script = script_of(word[0])
        if script == ARABIC:
            bare = without_arabic_clitic(plain_arabic(word))
            form = stem_arabic(bare) if bare else ""
            if form in self._forms:
                return _Repair(form, _INFLECTED)
        if script not in (LATIN, CYRILLIC, ARABIC):
            return None
        return self._inflected_form(lemma) or self._near_form(lemma)

    def _inflected_form(self, lemma: str) -> _Repair | None:
        for cut in range(1, len(lemma) - 2):
            stem, rest = lemma[:-cut], lemma[-cut:]
            if stem not in self._forms:
                continue
            known = lemma in self._known and len(rest) < _SURE_ENDING
            if len(stem) >= 5 and rest in self._endings and not known:
                return _Repair(stem, _INFLECTED)
            if len(stem) >= 4 and rest in self._tails:
                return _Repair(stem, _INFLECTED, rest)
        return None

    def _near_form(self, lemma: str) -> _Repair | None:
        if len(lemma) < _SHORTEST_NEAR or lemma in self._known or lemma in self._forms:
            return None
        near = process.extractOne(lemma, self._near, scorer=OSA.normalized_similarity, score_cutoff=_NEAR_SPELLING)
        if near is None or near[0][0] != lemma[0]:
            return None
        return _Repair(near[0], round(float(near[1]), 3))


def words_of(text: str) -> set[str]:
    """The words of a training sentence in the form in which `known_words` are compared; scripts without blanks have none."""
    if not _SPACED.search(text):
        return set()
    # spaCy's own tokens would be the same, in ten times as long.
    return {without_accents(fold(word.text)) for word in tokens_in(text) if script_of(word.text[0]) not in UNSPACED}
