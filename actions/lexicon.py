"""Words that the dialogue listens for beside intents and names: "the second one", "cancel", praise.

Each lexicon/<language>.yml holds regular expressions, written natively. They are matched against folded text (lower
case, no accents, Simplified Chinese: office.search.fold), and are folded themselves, so that they may be written with
accents. Where words are spaced, they match whole words only. An ordinal form has `{n}` for ordinals, `{c}` for numbers.
`spellings` are those of chats, with the words that they stand for ("yg": "yang"): both are looked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

from office.languages import CODES, base_code
from office.search import fold

_FOLDER = Path(__file__).parent / "lexicon"
_UNSPACED = frozenset({"zh", "ja", "th", "ko"})
# Conjunctions and prepositions that Arabic writes onto the next word.
_ARABIC_CLITICS = "(?:وال|وب|ول|فال|[وفبلك])?"
_TEMPLATES = ("ordinals", "cardinals", "ordinal_forms")
_EDGES = " \t\n.,;:!?。，！？、…()（）\"'«»“”「」"

Pattern = re.Pattern[str]


class LexiconError(ValueError):
    """A lexicon file cannot be used; the message names the file and what to correct."""


@dataclass(frozen=True)
class Lexicon:
    """One language's patterns, for folded text."""

    ordinals: tuple[Pattern, ...]  # the first to the fifth of what was listed
    last: Pattern
    both: Pattern
    others: Pattern
    program: Pattern  # "that program"
    campus: Pattern
    route: Pattern
    there: Pattern
    any: Pattern  # no preference; the whole message
    unsure: Pattern  # the whole message
    cancel: Pattern  # the whole message
    origin: Pattern  # says where the applicant is from
    asks: Pattern  # words of a question
    tell: Pattern  # asks for more about what it points at
    my_path: Pattern  # asks for "my path", or for the one that was found
    china: Pattern  # words of someone who applies from inside China
    abroad: Pattern  # ... from outside
    praise: Pattern
    complaint: Pattern
    advice: Pattern  # asks which program to choose, in a comparison
    suits: Pattern  # the same where nothing else says so: no word of these may stand in a question for a list
    side_by_side: Pattern  # asks how programs differ
    which_country: Pattern  # asks for a country
    site: Pattern  # words for the college and its campuses, as places
    how_many: Pattern  # asks for a number of people or things, or for a share
    ranking: Pattern  # words of honours and rankings
    costs: Pattern  # words of prices
    which_program: Pattern  # asks for a program
    meant: Pattern  # "I mean ..."
    companies: Pattern  # words for companies
    length: Pattern  # shorter, longer
    of_them: Pattern  # some of those who were told of
    why: Pattern  # asks for reasons and aims
    returned: Pattern  # words of coming back
    transport: Pattern  # how to get somewhere
    correction: Pattern  # takes back what was said before: "not accounting, design"
    afterwards: Pattern  # asks for what comes next
    in_all: Pattern  # asks for a sum, or up to an end
    exam: Pattern  # what is tested, and in which subjects
    where: Pattern  # asks for a place or an address
    students: Pattern
    teachers: Pattern
    foreign: Pattern  # people from abroad
    trained: Pattern  # people who have learnt at the college
    exists: Pattern  # asks whether there is something
    again: Pattern  # asks for the same words once more
    standards: Pattern
    how_long: Pattern  # asks for a length of time
    names: Pattern  # asks what things are called
    more: Pattern  # others of the same
    housing: Pattern
    life: Pattern  # food, sports, weather and the like
    ends_in: Pattern  # at the end of it all
    jobs: Pattern  # finding work
    membership: Pattern  # alliances, associations and bases
    certified: Pattern  # people who have a certificate
    partners: Pattern
    figure: Pattern  # "that number", and what it counts: one or all
    besides: Pattern  # all but what is named: "other than Jining"
    eligible: Pattern  # asks who may go abroad
    courses: Pattern  # the subjects of a program, one by one
    programs_asked: Pattern  # which programs, how many programs
    cheapest: Pattern  # prices compared
    pay: Pattern  # wages
    rank: Pattern  # asks for a place in a ranking
    last_year: Pattern  # years gone by
    europe: Pattern
    asia: Pattern
    reach: Pattern  # asks where to call or write
    which_university: Pattern  # asks for a university by name
    when: Pattern  # asks for a year or a date
    really: Pattern  # doubts what was said
    without: Pattern  # not by what is named
    thanks: Pattern
    later: Pattern  # says what one will do next: ask, think it over
    helps: Pattern  # asks whether the college does something for applicants
    required: Pattern  # asks whether something must be
    before: Pattern  # ... beforehand, to be admitted
    than_others: Pattern  # one set against all others
    all_alike: Pattern  # asks whether something is the same for all
    recognised: Pattern  # of degrees
    dual_system: Pattern  # vocational training at school and at work
    only_one: Pattern  # asks whether that is all there is
    period: Pattern  # asks for which time a number is
    goes_abroad: Pattern  # students who leave for abroad
    the_rest: Pattern  # of a share, those who do not
    many: Pattern  # asks whether it is many
    years: Pattern
    language_classes: Pattern
    full_time: Pattern  # of studies
    not_going: Pattern  # does not leave for abroad, or stays
    region: Pattern  # a part of the world
    studied: Pattern  # asks what there is to learn in a program
    graduates: Pattern  # finishing one's studies, or failing to
    speak: Pattern  # asks to talk to somebody
    public_private: Pattern  # asks who runs the college
    spellings: tuple[tuple[Pattern, str], ...]  # of chats, with the words they stand for


# What a word may mean only if nothing else is said.
_WHOLE = frozenset({"any", "unsure", "cancel"})
_SECTIONS = tuple(name for name in Lexicon.__dataclass_fields__ if name not in {"ordinals", "spellings"})


@cache
def lexicon(language: str) -> Lexicon:
    """The patterns of a language ("zh-Hant" has those of "zh"). LexiconError: its file is missing or wrong."""
    code = base_code(language)
    path = _FOLDER / f"{code}.yml"
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise LexiconError(f"{path.name} cannot be read ({error}). Restore or correct it.") from error
    expected = {*_SECTIONS, *_TEMPLATES, "first", "spellings"}
    if set(content) != expected:
        raise LexiconError(f"{path.name}: sections differ from the expected ones in {sorted(set(content) ^ expected)}.")
    ordinals = [
        [form.replace("{n}", f"(?:{ordinal})").replace("{c}", f"(?:{cardinal})") for form in content["ordinal_forms"]]
        for ordinal, cardinal in zip(content["ordinals"], content["cardinals"], strict=True)
    ]
    ordinals[0] += content["first"]
    whole = {name: _compiled(path, code, name, content[name]) for name in _SECTIONS}
    spellings = tuple(
        (_compiled(path, code, "spellings", [written]), fold(meant)) for written, meant in content["spellings"].items()
    )
    counted = tuple(_compiled(path, code, "ordinal_forms", forms) for forms in ordinals)
    return Lexicon(ordinals=counted, spellings=spellings, **whole)


def _compiled(path: Path, code: str, section: str, patterns: list[str]) -> Pattern:
    try:
        folded = [fold(pattern) for pattern in patterns]
        for pattern in folded:
            re.compile(pattern)
        return re.compile(_bounded("|".join(folded), code, whole=section in _WHOLE))
    except (re.error, TypeError) as error:
        raise LexiconError(f"{path.name}, {section}: {error}. Correct the regular expression.") from error


def _bounded(pattern: str, code: str, *, whole: bool) -> str:
    if whole:
        return rf"\A(?:{pattern})\Z"
    if code in _UNSPACED:
        return f"(?:{pattern})"
    clitics = _ARABIC_CLITICS if code == "ar" else ""
    return rf"(?<!\w){clitics}(?:{pattern})(?!\w)"


def says(text: str, section: str, language: str) -> bool:
    """Whether `text` has one of the patterns of a section in a language, or in English, which people mix in."""
    whole = section in _WHOLE
    return any(
        getattr(lexicon(code), section).search(form.strip(_EDGES) if whole else form)
        for code in dict.fromkeys((language, "en"))
        for form in _forms(text, code)
    )


def ordinal_in(text: str, language: str) -> int | None:
    """0 for "the first one", 1 for "the second", ..., -1 for "the last one"; None if `text` counts nothing off."""
    for code in dict.fromkeys((language, "en")):
        words, forms = lexicon(code), [form.strip() for form in _forms(text, code)]
        if any(words.last.search(form) for form in forms):
            return -1
        for place, pattern in enumerate(words.ordinals):
            if any(pattern.search(form) for form in forms):
                return place
    return None


def without(text: str, section: str, language: str) -> str:
    """`text`, folded, without the words of a section."""
    return getattr(lexicon(language), section).sub(" ", fold(text))


@lru_cache(maxsize=256)  # one message is asked for some hundred sections
def _forms(text: str, code: str) -> tuple[str, ...]:
    """A text as it is compared: folded, and with the spellings of chats written out where it has any."""
    folded = fold(text)
    written_out = folded
    for written, meant in lexicon(code).spellings:
        written_out = written.sub(meant, written_out)
    return (folded,) if written_out == folded else (folded, written_out)


def check() -> None:
    """Read all twelve files. LexiconError: one cannot be used."""
    for code in CODES:
        lexicon(code)
