"""Which entity is it? The ontology's rules: one mention, one reading, decided by its neighbours and the question's intent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from babel.languages import get_official_languages

from bot.nlu.known_names import KnownNames
from bot.nlu.lexicon import lexicons
from bot.nlu.mentions import Mention, Sentence, is_clear_country
from bot.nlu.scripts import UNSPACED, script_of
from bot.nlu.world_names import CITY, COUNTRY, LANGUAGE, SUBJECT

PROGRAM = "program"
FIELD = "field"
CAMPUS = "campus"

# A bare subject in one of these is a wish for a list.
_LIST_INTENTS = frozenset({"list_programs"})
_LANGUAGE_INTENTS = frozenset({"change_language", "ask_teaching_language"})
_CAMPUS_INTENTS = frozenset({"list_campuses", "ask_campus_details", "ask_campus_life", "ask_accommodation"})
# Where it would be odd to speak of a subject of study: "business hours", "history of the college", "health insurance".
_NO_SUBJECT_INTENTS = frozenset(
    {
        "greet",
        "goodbye",
        "thank",
        "affirm",
        "deny",
        "bot_challenge",
        "ask_capabilities",
        "change_language",
        "request_human",
    }
    | {
        "give_feedback",
        "out_of_scope",
        "nlu_fallback",
        "ask_contact",
        "ask_health_insurance",
        "ask_campus_life",
        "ask_about_college",
    }
    | {
        "ask_reputation",
        "ask_overseas_schools",
        "ask_accommodation",
        "ask_living_cost",
        "ask_visa",
        "ask_teaching_language",
    }
    | {"list_campuses", "ask_campus_details"}
)
# "Is this a computer program?" is no question about computing.
_NO_COLLEGE_INTENTS = frozenset({"out_of_scope", "bot_challenge", "change_language"})
_HOME_COUNTRY = "CN"
_LONGEST_GAP = 3


@dataclass(frozen=True)
class LinkedEntity:
    """Characters `start` to `end` mean `value` (an id, a country or a language)."""

    entity: str
    value: str
    start: int
    end: int
    confidence: float


@dataclass
class Links:
    """What the mentions of one message come to."""

    entities: list[LinkedEntity] = field(default_factory=list)
    ambiguous: list[tuple[int, int, tuple[tuple[str, str], ...]]] = field(default_factory=list)
    unknown: list[tuple[str, int, int]] = field(default_factory=list)  # (kind, start, end)


def decide(mentions: Sequence[Mention], sentence: Sentence, intent: str, names: KnownNames) -> Links:
    """Apply the rules to the mentions of a sentence, in order."""
    return _Decision(mentions, sentence, intent, names).run()


class _Decision:
    def __init__(self, mentions: Sequence[Mention], sentence: Sentence, intent: str, names: KnownNames) -> None:
        self.mentions = list(mentions)
        self.sentence = sentence
        self.intent = intent
        self.names = names
        self.links = Links()
        self.done: set[int] = set()

    def run(self) -> Links:
        self._join_countries()
        for index in range(len(self.mentions)):
            if index not in self.done:
                self._decide(index)
        self._ask_by_country()
        self._ask_for_another_language()
        self._compare_by_country()
        self._absorb_partner_countries()
        self._keep_one_of_each()
        return self.links

    # ---- countries that are part of a program's or campus's name

    def _join_countries(self) -> None:
        """ "Sino-German": China next to a partner country is that country's program."""
        for index in range(len(self.mentions) - 1):
            left, right = self.mentions[index], self.mentions[index + 1]
            if self.sentence.text[left.end : right.start].strip(" -–—/·~"):
                continue
            for home, partner in ((left, right), (right, left)):
                if _HOME_COUNTRY not in home.ids(COUNTRY) or home.ids(PROGRAM):
                    continue
                programs = [
                    program for country in partner.ids(COUNTRY) for program in self.names.programs_with(country)
                ]
                if programs:
                    self._add(PROGRAM, programs, left.start, right.end, min(left.quality, right.quality))
                    self.done |= {index, index + 1}
                    break

    def _decide(self, index: int) -> None:
        mention = self.mentions[index]
        kinds = {kind for kind, _ in mention.readings}
        if self.intent in _NO_COLLEGE_INTENTS and not kinds & {COUNTRY, LANGUAGE}:
            return
        for kind in ("admission_route", "degree_level", CAMPUS):
            if kind in kinds:
                self._add(kind, mention.ids(kind), mention.start, mention.end, mention.quality)
                return
        if kinds & {PROGRAM, FIELD}:
            self._decide_program(mention)
        elif kinds & {COUNTRY, LANGUAGE}:
            self._decide_place_or_language(mention)
        elif CITY in kinds:
            if self._has_campus_word(mention):
                self.links.unknown.append((CAMPUS, mention.start, mention.end))
        elif SUBJECT in kinds and self.intent not in _NO_SUBJECT_INTENTS:
            self.links.unknown.append((PROGRAM, mention.start, mention.end))

    def _decide_program(self, mention: Mention) -> None:
        fields = mention.ids(FIELD)
        programs = mention.ids(PROGRAM) or tuple(
            program for found in fields for program in self.names.programs_in(found)
        )
        if self.intent in _LIST_INTENTS and self._is_bare(mention, fields, programs):
            fields = fields or tuple(
                dict.fromkeys(
                    self.names.program_fields[program] for program in programs if program in self.names.program_fields
                )
            )
            if len(fields) == 1:
                self._add(FIELD, fields, mention.start, mention.end, mention.quality)
                return
        self._add(PROGRAM, programs, mention.start, mention.end, mention.quality)

    def _is_bare(self, mention: Mention, fields: Sequence[str], programs: Sequence[str]) -> bool:
        """Whether a mention says the subject only ("design", "jurusan desain"), not the partner ("中澳会计") or the full name."""
        if fields:
            return True
        text = self.sentence.text[mention.start : mention.end].casefold()
        for word in self.sentence.lexicon.program_words:
            text = text.replace(word, " ")
        own = {self.names.program_fields.get(program) for program in programs}
        return any(
            name.kind == FIELD and name.id in own and name.text.casefold() == text.strip() for name in self.names.names
        )

    def _decide_place_or_language(self, mention: Mention) -> None:
        countries, languages = mention.ids(COUNTRY), mention.ids(LANGUAGE)
        if languages and self.intent in _LANGUAGE_INTENTS:
            self._add(LANGUAGE, languages, mention.start, mention.end, mention.quality)
            return
        if not countries:
            return
        words = self.sentence.lexicon
        if (
            languages
            and (
                self.sentence.precedes(mention.start, words.language_cues)
                or self.sentence.follows(mention.end, words.language_after)
            )
            and not self.sentence.precedes(mention.start, words.country_cues)
        ):
            return
        if mention.tail in words.campus_words or self._has_campus_word(mention):
            campuses = [campus for country in countries if (campus := self.names.campus_in(country))]
            if campuses:
                self._add(CAMPUS, campuses, mention.start, mention.end, mention.quality)
                return
            if _HOME_COUNTRY not in countries and self.intent in _CAMPUS_INTENTS:
                self.links.unknown.append((CAMPUS, mention.start, mention.end))
        if self.intent not in _LIST_INTENTS and (
            mention.tail in words.program_words or self._is_beside(mention, words.program_words)
        ):
            programs = [program for country in countries for program in self.names.programs_with(country)]
            if programs:
                self._add(PROGRAM, programs, mention.start, mention.end, mention.quality)
                return
        if is_clear_country(mention, self.sentence) or self.intent == "follow_up":
            self._add(COUNTRY, countries, mention.start, mention.end, mention.quality)

    def _has_campus_word(self, mention: Mention) -> bool:
        words = (*self.sentence.lexicon.campus_words, "campus")
        if self._is_beside(mention, words):
            return True
        if self.intent == "ask_campus_details" and not any(found.ids(CAMPUS) for found in self.mentions):
            return True
        longest = _LONGEST_GAP + 2 if self.intent in _CAMPUS_INTENTS else _LONGEST_GAP
        return any(self._gap(start, end, mention) <= longest for start, end in self._occurrences(words))

    def _occurrences(self, phrases: Iterable[str]) -> list[tuple[int, int]]:
        text = self.sentence.text.casefold()
        found: list[tuple[int, int]] = []
        if len(text) != len(self.sentence.text):  # case folding has moved the offsets
            return found
        for phrase in phrases:
            at = text.find(phrase)
            while at >= 0:
                found.append((at, at + len(phrase)))
                at = text.find(phrase, at + 1)
        return found

    def _gap(self, start: int, end: int, mention: Mention) -> int:
        """Words between a phrase and a mention; very many where a clause ends between them. Unspaced characters count half."""
        left, right = (end, mention.start) if end <= mention.start else (mention.end, start)
        if left > right:
            return 0
        between = [word for word in self.sentence.words if word.start >= left and word.end <= right]
        if any(word.is_break for word in between):
            return 99
        return sum(1 if script_of(word.text[0]) not in UNSPACED else 0.5 for word in between).__ceil__()

    def _is_beside(self, mention: Mention, phrases: Iterable[str]) -> bool:
        phrases = tuple(phrases)
        return self.sentence.follows(mention.end, phrases) or self.sentence.precedes(mention.start, phrases)

    # ---- after all mentions have been read

    def _ask_by_country(self) -> None:
        """ "Pakai Inggris aja": in a wish for another language, a country stands for its language."""
        if self.intent != "change_language" or any(link.entity == LANGUAGE for link in self.links.entities):
            return
        for position, link in enumerate(self.links.entities):
            official = (
                get_official_languages(link.value, regional=False, de_facto=True) if link.entity == COUNTRY else ()
            )
            if len(official) == 1:
                self.links.entities[position] = LinkedEntity(
                    LANGUAGE, official[0].split("_")[0], link.start, link.end, link.confidence
                )

    def _ask_for_another_language(self) -> None:
        """ "My father speaks no German, please answer in Russian", said in German: the other one is asked for."""
        asked = [link for link in self.links.entities if link.entity == LANGUAGE]
        if self.intent == "change_language" and len({link.value for link in asked}) > 1:
            own = self.sentence.language
            self.links.entities = [link for link in self.links.entities if link.entity != LANGUAGE or link.value != own]

    def _compare_by_country(self) -> None:
        """ "The German program and the Singapore one": of two that are compared, a partner country is its program."""
        compared = [link for link in self.links.entities if link.entity in {PROGRAM, COUNTRY}]
        programs_named = {link.value for link in compared if link.entity == PROGRAM}
        if self.intent != "compare_programs" or len(compared) < 2 or len(programs_named) > 1:
            return
        for position, link in enumerate(self.links.entities):
            programs = self.names.programs_with(link.value) if link.entity == COUNTRY else []
            if len(programs) == 1:
                self.links.entities[position] = LinkedEntity(
                    PROGRAM, programs[0], link.start, link.end, link.confidence
                )

    def _absorb_partner_countries(self) -> None:
        """ "The design program with Korea": a program's own partner country beside it is part of its name."""
        programs = [link for link in self.links.entities if link.entity == PROGRAM]
        kept = []
        for link in self.links.entities:
            partner = [found for found in programs if self.names.program_countries.get(found.value) == link.value]
            if link.entity != COUNTRY or not any(self._belongs(link, program) for program in partner):
                kept.append(link)
        self.links.entities = kept

    def _belongs(self, country: LinkedEntity, program: LinkedEntity) -> bool:
        left, right = (country, program) if country.end <= program.start else (program, country)
        between = [word for word in self.sentence.words if word.start >= left.end and word.end <= right.start]
        if any(word.is_break for word in between):
            return False
        gap = self.sentence.text[left.end : right.start].casefold().strip(" -–—()（）/·")
        if not gap:
            return True
        words = self.sentence.lexicon
        unspaced = script_of(gap[0]) in UNSPACED
        if left is country and len(between) > 1 and not unspaced:
            return _consists_of(gap, words.program_words)
        longest = 4 * _LONGEST_GAP if unspaced else 2 * _LONGEST_GAP
        return len(between) <= longest and _consists_of(gap, words.partner_words | frozenset(words.program_words))

    def _keep_one_of_each(self) -> None:
        first: dict[tuple[str, str], LinkedEntity] = {}
        for link in sorted(self.links.entities, key=lambda found: found.start):
            first.setdefault((link.entity, link.value), link)
        self.links.entities = list(first.values())

    def _add(self, entity: str, values: Sequence[str], start: int, end: int, confidence: float) -> None:
        distinct = tuple(dict.fromkeys(values))
        if len(distinct) == 1:
            self.links.entities.append(LinkedEntity(entity, distinct[0], start, end, confidence))
        elif distinct:
            self.links.ambiguous.append((start, end, tuple((entity, value) for value in distinct)))


@lru_cache(maxsize=64)
def _by_length(phrases: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(phrases, key=len, reverse=True))


def _consists_of(gap: str, phrases: Iterable[str]) -> bool:
    """Whether `gap` is nothing but `phrases` in a row."""
    rest = gap
    ordered = _by_length(frozenset(phrases))
    while rest:
        rest = rest.lstrip(" -–—()（）/·'’")
        found = next((phrase for phrase in ordered if rest.startswith(phrase)), None)
        if found is None:
            return not rest
        rest = rest[len(found) :]
    return True


def all_campus_words() -> frozenset[str]:
    """The words for a campus in all languages."""
    return frozenset().union(*(words.campus_words for words in lexicons()))
