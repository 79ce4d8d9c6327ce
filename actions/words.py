"""What a message's words name without naming it in full: one of several things by a part of its name, a published figure, a topic."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import TypeVar

from actions.context import Context, Subject
from actions.lexicon import says
from office.answers.statements import figure_sentence, statements
from office.answers.topics import TOPICS, title
from office.knowledge.queries import Knowledge
from office.languages import base_code
from office.search import fold
from office.wording.catalogues import translate

Key = TypeVar("Key", bound=Hashable)

# Shorter words are mostly grammar; longer ones are compared by their beginning, whatever ending they have.
_SHORTEST, _SHORTEST_OF_NAMES, _SHORTEST_ARABIC, _STEM = 5, 4, 4, 5
# What parts a message into clauses.
_PARTS = re.compile(r"[,，、،;；?？؟.。!！]")
# Where words are not spaced, a space does, too.
_CLAUSES_UNSPACED = re.compile(rf"{_PARTS.pattern}|\s")
_SPACE_PARTS = frozenset({"zh", "ja", "th"})
_EDGES = " \t\n.,;:!?。，！？、،؟…¿¡()"
# Vowel and tone signs of Thai are marks and no letters, but they stand within words. (Other marks are folded away.)
_WORD = re.compile(r"(?:[^\W\d_]|[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])+")
# Short words of a name that are written with an accent are none of grammar: "été".
_SHORTEST_ACCENTED = 3
# Where words are not spaced (or particles stick to them): so many characters in a row stand for a word.
_RUN = {"zh": 2, "ja": 2, "ko": 2, "th": 5}
_HIRAGANA = re.compile(r"[\u3040-\u309f]")
# A single character between kana is a word, too: 春のほう.
_ALONE = re.compile(r"(?<![\u3400-\u9fff])[\u3400-\u9fff](?![\u3400-\u9fff])")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ARABIC_PREFIX = re.compile(r"^(?:و|ف)?(?:بال|كال|لل|ال|[بل](?=\w{4}))?")
_OF_KIND = {"program": "programs", "campus": "campuses", "admission_route": "routes"}
# Figures that are asked for in more words than their sentence has. Who has returned was abroad: the first section counts.
_IN_OTHER_WORDS = {
    "returned": ("students_returned", "returnee_teachers"),
    "foreign": ("foreign_teachers", "international_students"),
    "graduates": ("graduation_rate",),
    "goes_abroad": ("overseas_rate",),
}
# So much more than the words of a sentence do they tell.
_TELLING = 2
# A word that two things share is enough to tell them from others; where all are of one topic, one that three share.
_ENOUGH, _SOME = 0.5, 0.3


def named_in_part(text: str, context: Context, knowledge: Knowledge, language: str) -> Subject | None:
    """The one thing of the kind that was listed or talked about which a part of its name singles out ("하계는요?").

    In a correction a word can be cut short: "je voulais dire celui d'info".
    """
    cut = says(text, "meant", language)
    kinds = dict.fromkeys([kind for kind, _ in context.list_shown] + [kind for kind, _ in context.recent])
    for kind in kinds:
        if kind not in _OF_KIND:
            continue
        names = {subject: knowledge.name(kind, subject, language) for subject in getattr(knowledge, _OF_KIND[kind])}
        if subject := best_match(text, names, language, shortest=_SHORTEST_OF_NAMES):
            return kind, subject
        if cut and (subject := _begun(text, names, language)):
            return kind, subject
    return None


def _begun(text: str, named: Mapping[Key, str], language: str) -> Key | None:
    """What alone has words that begin with a (short) word of the text."""
    code = base_code(language)
    if code in _RUN or code == "vi":
        return None
    said = [word for word in _WORD.findall(fold(text)) if len(word) == _SHORTEST_OF_NAMES]
    begun = {
        key
        for key, words in named.items()
        for unit in units_of(words, code, _SHORTEST_OF_NAMES)
        if any(unit.startswith(word) for word in said)
    }
    return begun.pop() if len(begun) == 1 else None


def topic_of_words(text: str, topics: Iterable[str], knowledge: Knowledge, language: str) -> str | None:
    """The topic, one of these, that has something published in whose words a message is put: a figure, an item of a list, a fact."""
    published = {(each.topic, each.id): each.text for each in statements(knowledge, language, topics)}
    least = _ENOUGH if len({topic for topic, _ in published}) > 1 else _SOME
    found = {topic for topic, _ in _best(text, published, language, least)}
    return found.pop() if len(found) == 1 else None


def figure_named(text: str, topic: str, knowledge: Knowledge, language: str) -> str | None:
    """The one figure on a topic in whose words a message is put, far more than in those of any other; None: several are asked for."""
    # "Ah ok. And how many are foreigners?": one clause that says something, or a number that is asked for.
    telling = sum(1 for clause in _PARTS.split(text.strip(_EDGES)) if units_of(clause, base_code(language)))
    if telling > 1 and not says(text, "how_many", language):
        return None
    figures = {figure.id: figure_sentence(figure, language) for figure in knowledge.figures_on(topic)}
    found = _scores(text, figures, language)
    for section, told in _IN_OTHER_WORDS.items():
        meant = [figure for figure in told if figure in figures]
        if meant and says(text, section, language):
            found.update({figure: found.get(figure, 0.0) + _TELLING for figure in meant})
            break
    scores = sorted(((score, key) for key, score in found.items()), reverse=True)
    if not scores or scores[0][0] < 1:
        return None
    return scores[0][1] if len(scores) == 1 or scores[1][0] * 2 <= scores[0][0] else None


def clause_of_name(text: str, unnamed: str, language: str) -> str | None:
    """The clause with a name in it, where a message has several ("I work in a garage, is there something with cars?").

    `unnamed` is the text without its names.
    """
    parts = _CLAUSES_UNSPACED if base_code(language) in _SPACE_PARTS else _PARTS
    clauses = [clause.strip() for clause in parts.split(text) if clause.strip()]
    return next((each for each in clauses if " ".join(each.split()) not in unnamed), None) if len(clauses) > 1 else None


def topic_titled(text: str, language: str, *, among: Iterable[str] = TOPICS) -> str | None:
    """The topic, one of these, in whose title the words of a message stand: "and awards?" for "Awards and rankings"."""
    titles = _titles(base_code(language))
    return best_match(text, {topic: titles[topic] for topic in among}, language)


def topic_worded(text: str, among: Iterable[str], knowledge: Knowledge, language: str) -> str | None:
    """The topic, one of these, in the words of whose title and figures a message is put."""
    titles = _titles(base_code(language))
    named = {
        topic: " ".join([titles[topic], *(figure_sentence(figure, language) for figure in knowledge.figures_on(topic))])
        for topic in among
    }
    return best_match(text, named, language)


def best_match(text: str, named: Mapping[Key, str], language: str, *, shortest: int = _SHORTEST) -> Key | None:
    """What a text has the most telling words of; None: of nothing, or of several things alike."""
    best = _best(text, named, language, _ENOUGH, shortest)
    return best[0] if len(best) == 1 else None


def _best(text: str, named: Mapping[Key, str], language: str, least: float, shortest: int = _SHORTEST) -> list[Key]:
    scores = _scores(text, named, language, shortest)
    highest = max(scores.values(), default=0.0)
    return [key for key, score in scores.items() if score == highest] if highest >= least else []


def _scores(text: str, named: Mapping[Key, str], language: str, shortest: int = _SHORTEST) -> dict[Key, float]:
    """How much each has of the words of a text: a word tells the more the fewer of these things have it in their names."""
    code = base_code(language)
    units = {key: units_of(words, code, shortest) for key, words in named.items()}
    said = units_of(text, code, shortest)
    if code == "ja":
        said |= frozenset(_ALONE.findall(fold(text)))
        units = {key: found | frozenset(_HAN.findall(fold(named[key]))) for key, found in units.items()}
    elif code not in _RUN and code != "vi" and shortest == _SHORTEST_OF_NAMES:
        said |= frozenset(word for word in _WORD.findall(fold(text)) if len(word) == _SHORTEST_ACCENTED)
        units = {key: found | _short_and_accented(named[key]) for key, found in units.items()}
    spread = Counter(unit for found in units.values() for unit in found)
    return {key: sum(1 / spread[unit] for unit in said & found) for key, found in units.items()}


@lru_cache(maxsize=4096)  # the published names are compared with every message
def units_of(text: str, code: str, shortest: int = _SHORTEST) -> frozenset[str]:
    """The words of a text in a form that can be compared: stems, or runs of characters where words are not spaced."""
    found = set()
    words = _WORD.findall(fold(text))
    if code == "vi":  # syllables are written apart: a word is mostly two of them
        return frozenset(f"{first} {second}" for first, second in pairwise(words))
    for word in words:
        length = _RUN.get(code)
        if length is None or word.isascii():
            stem = _ARABIC_PREFIX.sub("", word) if code == "ar" else word
            if len(stem) >= (_SHORTEST_ARABIC if code == "ar" else shortest):
                found.add(stem[:_STEM])
            continue
        runs = (word[start : start + length] for start in range(len(word) - length + 1))
        found.update(run for run in runs if code != "ja" or not _HIRAGANA.search(run))
    return frozenset(found)


def _short_and_accented(name: str) -> frozenset[str]:
    words = _WORD.findall(unicodedata.normalize("NFC", name).casefold())
    return frozenset(fold(word) for word in words if _is_short_and_accented(word))


def _is_short_and_accented(word: str) -> bool:
    return len(word) == _SHORTEST_ACCENTED and not word.isascii() and fold(word).isascii()


@lru_cache(maxsize=16)
def _titles(code: str) -> dict[str, str]:
    return {topic: translate(code, title(topic)) for topic in TOPICS}
