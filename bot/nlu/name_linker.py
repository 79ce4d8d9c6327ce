"""Links the names in one text to ids: matching, choosing and deciding in one call, with indexes that follow the knowledge base."""

from __future__ import annotations

import threading
from functools import lru_cache

from bot.nlu.entity_rules import Links, decide
from bot.nlu.known_names import CurrentNames, KnownNames, current_names
from bot.nlu.mentions import Sentence, find_mentions
from bot.nlu.name_matcher import NameMatcher
from bot.nlu.universal_tokenizer import language, words_in
from bot.nlu.world_names import world_names


@lru_cache(maxsize=4)
def _world_matcher(known_words: frozenset[str]) -> NameMatcher:
    return NameMatcher(world_names(), known_words=known_words)


class NameLinker:
    """One a process; `known_words` (of the training sentences) are never taken for a misspelt name."""

    def __init__(self, known_words: frozenset[str] = frozenset(), source: CurrentNames = current_names) -> None:
        self._known_words = known_words
        self._source = source
        self._lock = threading.Lock()
        self._names: KnownNames | None = None
        self._matcher: NameMatcher | None = None
        self._world = _world_matcher(known_words)

    def link(self, text: str, intent: str, language_code: str, *, certain: bool = True) -> Links:
        """What `text` (normalised) mentions, given its intent and language; offsets are those of `text`."""
        names, matcher = self._current()
        doc = language()(text)
        sentence = Sentence(text, words_in(doc), language_code, certain)
        if not len(doc):
            return Links()
        mentions = find_mentions([*matcher.find(doc), *self._world.find(doc)], sentence)
        return decide(mentions, sentence, intent, names)

    def _current(self) -> tuple[KnownNames, NameMatcher]:
        names = self._source.get()
        with self._lock:
            if self._matcher is None or names is not self._names:
                self._matcher = NameMatcher(names.names, known_words=self._known_words)
                self._names = names
            return names, self._matcher
