"""Published things that no entity stands for, named in a message: the companies and the standards of the published lists."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from babel import Locale

from actions.lexicon import without
from actions.meanings import OUTWEIGHED
from actions.turn import Turn
from office.answers.topics import TOPICS
from office.knowledge.queries import Knowledge
from office.knowledge.records import Listing
from office.languages import CODES, SOURCE_LANGUAGE, base_code
from office.search import fold
from office.wording.parallel import parallel_texts

_KINDS = ("company", "standard")
_HONOURS, _COLLEGE, _SURELY_ELSE = "ask_reputation", "ask_about_college", 0.9
# In so many languages a word has to be written alike to be a name.
_ALIKE = 4
_QUOTED = re.compile(r"[\"“«„「『‘'‹](.+?)[\"”»“」』’'›]")
_PARTNERS = "ask_partner_institutions"
_ON_PAPERS = frozenset({"ask_documents", "ask_degree_recognition", "ask_degree_awarded"})
_BRACKETS = re.compile(r"\s*[(（][^()（）]*[)）]\s*")
_WORD = re.compile(r"\w+")
_COUNTRIES = ("AU", "CN", "DE", "GB", "KR", "MY", "SG", "TH", "US")
# Endings aside: longer words are compared by their beginning. Shorter ones than the second are grammar ("accord de Sydney").
_STEM, _SHORTEST = 5, 3
_UNSPACED = frozenset({"zh", "ja", "ko", "th"})
# Where words are not spaced, names are called by their beginning: 晶科 of 晶科集团.
_BEGINNING = 2


def about_the_named(turn: Turn) -> str | None:
    """The topic of a published thing that is named, where the message is not surely about something else."""
    message = turn.message
    thing = named_thing(message.typed, turn.knowledge, message.code)
    if thing is None or thing.topic == message.intent:
        return None
    on_papers = message.intent in _ON_PAPERS and turn.context.is_fresh and turn.context.intent == thing.topic
    if on_papers and thing.kind == "standard":
        return thing.topic  # "have you got the ISO certificate?" after the standards
    sure = message.intent in TOPICS and not message.readings and message.confidence >= OUTWEIGHED
    return None if sure and not (thing.kind == "company" and message.intent == _PARTNERS) else thing.topic


def honour_named(turn: Turn) -> str | None:
    """ "What is Jingshi?": the honours, where one is called by the word of its title that nothing else is called by."""
    message, knowledge = turn.message, turn.knowledge
    sure = message.intent in TOPICS and not message.readings and message.confidence >= _SURELY_ELSE
    if message.intent == _HONOURS or (sure and message.intent != _COLLEGE):
        return None
    said, code = fold(message.typed), base_code(message.code)
    for item in knowledge.listings_of("title"):
        titles = _QUOTED.findall(knowledge.name("listing", item.id, code))
        if code in _UNSPACED and any(fold(title) in said for title in titles):
            return _HONOURS
        names = tuple(knowledge.name("listing", item.id, each) for each in CODES)
        if _own_words(names).intersection(_WORD.findall(said)):
            return _HONOURS
    return None


@lru_cache(maxsize=64)
def _own_words(names: tuple[str, ...]) -> frozenset[str]:
    """Words that are written alike in a title's names in several languages, and begin like none of our own texts: a name."""
    written = Counter(word for name in names for word in {*_WORD.findall(fold(" ".join(_QUOTED.findall(name))))})
    common = _beginnings()
    return frozenset(
        word for word, times in written.items() if times >= _ALIKE and len(word) >= _STEM and word[:_STEM] not in common
    )


@lru_cache(maxsize=1)
def _beginnings() -> frozenset[str]:
    return frozenset(
        word[:_STEM] for texts in parallel_texts().values() for text in texts for word in _WORD.findall(fold(text))
    )


def standard_again(turn: Turn) -> str | None:
    """ "Why Sydney?" right after the standards: a word of the name of one is enough there."""
    message, context = turn.message, turn.context
    standards = turn.knowledge.listings_of("standard")
    topics = {item.topic for item in standards}
    if not context.is_fresh or context.intent not in topics or message.intent == context.intent:
        return None
    if message.intent in TOPICS and not message.readings and message.confidence >= OUTWEIGHED:
        return None
    said = fold(message.typed)
    return context.intent if any(_is_hinted(turn.knowledge, item, said, message.code) for item in standards) else None


def _is_hinted(knowledge: Knowledge, item: Listing, said: str, language: str) -> bool:
    code = base_code(language)
    words = [
        word for word in _WORD.findall(_core(knowledge.name("listing", item.id, code), code)) if not word.isdigit()
    ]
    if code in _UNSPACED:
        return any(word[:_BEGINNING] in said for word in words if len(word) >= _BEGINNING)
    return any(_is_said(word, _WORD.findall(said)) for word in words if len(word) > _SHORTEST)


def named_thing(text: str, knowledge: Knowledge, language: str) -> Listing | None:
    """The first company or standard whose name, but for its country and its kind, stands in a text."""
    folded = fold(text)
    for kind in _KINDS:
        for item in knowledge.listings_of(kind):
            for code in dict.fromkeys((base_code(language), SOURCE_LANGUAGE)):
                if _stands_in(_core(knowledge.name("listing", item.id, code), code), folded, code):
                    return item
    return None


@lru_cache(maxsize=1024)
def _core(name: str, code: str) -> str:
    """What is proper to a name: "pwc" of "PwC Australia", "jinko" of "Jinko Group"."""
    core = without(_BRACKETS.sub(" ", name), "companies", code)
    territories = Locale.parse(code).territories
    for country in _COUNTRIES:
        core = core.replace(fold(str(territories[country])), " ")
    return core


def _stands_in(core: str, folded: str, code: str) -> bool:
    words = [word for word in _WORD.findall(core) if len(word) >= (_BEGINNING if code in _UNSPACED else _SHORTEST)]
    if not words:
        return False
    if core.isascii() and code in _UNSPACED:
        alone = (rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" for word in words)
        return all(re.search(word, folded) for word in alone)  # "PwCとは"
    if code not in _UNSPACED:
        said = _WORD.findall(folded)
        joined = "".join(said)
        if all(any(character.isdigit() for character in "".join(words)) and word in joined for word in words):
            return True  # "ISO9000"
        if all(word.isdigit() or _is_said(word, said) for word in words):
            return True  # "the ISO certificate"
        return all(any(one.startswith(word[:_STEM]) for one in said) for word in words)
    return all(word[: max(_BEGINNING, len(word) - _BEGINNING)] in folded for word in words)


def _is_said(word: str, said: list[str]) -> bool:
    """Whether a word is said by itself, or with a particle of another script ("ISO는")."""
    return any(one == word or (one.startswith(word) and not one[len(word)].isascii()) for one in said)
