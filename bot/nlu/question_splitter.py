"""Several questions in one message: where one ends and the next begins, and what is only a greeting before them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

# A part is a question of its own only when it is surely one: a wrong split answers what was not asked.
SURE = 0.65
# Fewer letters than this are no question by themselves (Chinese asks in two: 学费).
_SHORTEST = 2
_MOST = 4
_MOST_PARTS = 6
_SURE_STATEMENT = 0.85
_BLURRED = 0.5
_CLEAR = 0.9
# So surely read, a sentence is one question, whatever joins its halves.
_ONE = 0.99

# Said before or after a question, they are manners: not questions, and no answer of their own.
COURTESIES = frozenset({"greet", "thank", "affirm", "goodbye", "deny"})
NOT_QUESTIONS = COURTESIES | {"out_of_scope", "follow_up", "give_feedback", "bot_challenge", "nlu_fallback"}

# "In English, please: which of these ..." says something before its colon.
_LEADS_UP = frozenset({"change_language", "request_human"})

_MARK = re.compile(r"[?？؟]")
_END = re.compile(r"(?<=[?？؟!！。])\s*|(?<=[.;；…])\s+|\n+")
_COLON = re.compile(r"：|:\s+")
# Where two questions are joined in one sentence; tried only when the halves read surely as different questions.
# Reading a half takes an encoder's time: only what looks like two questions at a glance is read, and not more often than this.
_GLANCE = 0.3
_MOST_JOINTS = 2
_JOINT = re.compile(
    r"\s*[,，、،;；]\s*(?:and|und|et|y|и|а|dan|và|و|แล้ว|และ|还有|另外|以及|그리고|あと|それと)?\s*"
    r"|\s+(?:and|und|et|y|и|(?<! se )dan|và|แล้วก็|และ|그리고|sowie|serta|juga)\s+"
    r"|(?:还有|另外|以及|而且|然后)"
    r"|(?<=\w)\s+و(?=\S)"
    r"|\s+(?:แล้วก็|แล้ว|และ)(?=[\u0e00-\u0e7f])",
    re.IGNORECASE,
)
# "The diploma, which one gets abroad, is it recognised?": no border.
_RELATIVE = re.compile(r"котор|dont\b|الذي|التي|الذين")
# "My son wavers between accounting and tourism": what follows joins names.
_BETWEEN = re.compile(r"\b(?:between|entre|zwischen|между|antara|giữa|بين)\b", re.IGNORECASE)
_CLAUSE_WORDS, _CLAUSE_LETTERS = 3, 12
_OPENING = re.compile(r"([^,，、،]{2,24})[,，、،]\s*\S|((?:สวัสดี|หวัดดี)[\u0e00-\u0e7f]*|안녕[\uac00-\ud7a3]*)\s+\S")
_OPENING_WORDS = 3
# Thai parts clauses with blanks: a border only where all pieces are questions, which Thai says in these words.
_THAI_ASKS = re.compile("กี่|ไหม|มั้ย|มัย|อะไร|ไหน|ยังไง|อย่างไร|เท่าไ|เมื่อไ|ใคร|หรือ|เหรอ|รึ|ทำไม")
_THAI_JOINT = re.compile(r"(?<=[\u0e00-\u0e7f])\s+(?:แล้วก็|แล้ว|และ)?(?=[\u0e00-\u0e7f])")

# Where a greeting may end without a full stop, and how many words it has at the most.
_GAP = re.compile(r"\s*[,，、~～]\s*|\s+")
_LONGEST_MANNERS = 4


@dataclass(frozen=True)
class Reading:
    """What a text was taken for: (intent, probability), the most probable first."""

    ranking: tuple[tuple[str, float], ...]

    @property
    def intent(self) -> str:
        """The most probable."""
        return self.ranking[0][0]

    @property
    def confidence(self) -> float:
        """Its probability."""
        return self.ranking[0][1]


@dataclass(frozen=True)
class PartialQuestion:
    """One question of a message: its offsets in the text, and what it was taken for."""

    start: int
    end: int
    reading: Reading


@dataclass(frozen=True)
class Split:
    """Two or more questions, or none when the message is one; whether it greets; the question without its manners, if there is one."""

    questions: tuple[PartialQuestion, ...] = ()
    greets: bool = False
    alone: Reading | None = None


def split_questions(
    text: str,
    whole: Reading,
    read: Callable[[str], Reading],
    glance: Callable[[str], Reading],
) -> Split:
    """Read the parts of `text` by themselves and keep those that are surely questions of different intents.

    `read` takes its time; `glance` is a rough and quick reading, which decides whether parting is worth it.
    """
    sentences = list(_spans(text, _END))[:_MOST_PARTS]
    if len(sentences) < 2:
        if whole.intent in COURTESIES:
            return _after_manners(text, whole, read, glance)
        joined = tuple(_joined(text, whole, _read_parts(read), glance))
        greets = whole.intent not in COURTESIES and _opens_with_greeting(text, glance)
        return Split(joined, greets=greets, alone=None if joined else _after_lead_up(text, whole, read))
    seen = [glance(text[start:end]) for start, end in sentences]
    greets = seen[0].intent == "greet" and seen[0].confidence >= _GLANCE
    if len({part.intent for part in seen if part.confidence >= _GLANCE}) < 2:
        return _of_one(text, whole, read, greets=greets)
    read_part = _read_parts(read)
    parts = [PartialQuestion(start, end, read_part(text[start:end])) for start, end in sentences]
    questions = _merged(
        each
        for part in parts
        for each in _within(part, text, read_part, glance) or ([part] if _is_sure(part, text, whole) else [])
    )
    if len(questions) > 1:
        return Split(tuple(questions[:_MOST]), greets=greets)
    # One question with a greeting or thanks around it: those must not blur it.
    manners = [part for part in parts if part.reading.intent in COURTESIES and part.reading.confidence >= SURE]
    if len(questions) == 1 and manners and questions[0].reading.confidence > whole.confidence:
        return Split(greets=greets, alone=questions[0].reading)
    return _of_one(text, whole, read, greets=greets)


def _of_one(text: str, whole: Reading, read: Callable[[str], Reading], *, greets: bool) -> Split:
    """A message of several sentences that asks one thing."""
    return Split() if whole.intent in COURTESIES else Split(greets=greets, alone=_after_lead_up(text, whole, read))


def _read_parts(read: Callable[[str], Reading]) -> Callable[[str], Reading]:
    """Reads a part as what it asks behind a colon, where that is surely a question ("Accounting: what does it cost")."""

    def read_part(part: str) -> Reading:
        whole, colon = read(part), _COLON.search(part)
        if colon is None or whole.intent in _LEADS_UP or not _is_long_enough(part[colon.end() :]):
            return whole
        reading = read(part[colon.end() :])
        return reading if reading.intent not in NOT_QUESTIONS and reading.confidence >= SURE else whole

    return read_part


def _after_lead_up(text: str, whole: Reading, read: Callable[[str], Reading]) -> Reading | None:
    """What is asked behind a colon, or at the end of what an applicant tells first ("I am from Morocco and heard of you from my
    cousin. How do I apply?"), where the whole is blurred by that.
    """
    if whole.confidence >= SURE or whole.intent in _LEADS_UP:
        return None
    sentences = list(_spans(text, _END))
    asking = next((start for start, end in sentences if _MARK.search(text, start, end)), sentences[-1][0])
    if not asking:  # Thai has neither marks nor full stops
        clauses = [found.end() for found in _THAI_JOINT.finditer(text)]
        asking = next((start for start in reversed(clauses) if _THAI_ASKS.search(text, start)), 0)
    colon = next((found.end() for found in _COLON.finditer(text, asking)), asking)
    for start in dict.fromkeys((colon, asking)):
        if start and _is_long_enough(text[start:]):
            reading = read(text[start:])
            if reading.intent not in NOT_QUESTIONS and reading.confidence >= max(_BLURRED, whole.confidence):
                return reading
    return None


def _after_manners(
    text: str, whole: Reading, read: Callable[[str], Reading], glance: Callable[[str], Reading]
) -> Split:
    """A greeting and a question in one breath ("안녕하세요 학비가 얼마예요") that together were taken for a greeting."""
    tried = 0
    gaps = list(_GAP.finditer(text))[:_LONGEST_MANNERS]
    for gap in gaps:
        rest = text[gap.end() :]
        if not _is_long_enough(rest) or glance(text[: gap.start()]).intent not in COURTESIES:
            continue
        first = glance(rest)
        if first.intent in NOT_QUESTIONS or first.confidence < _GLANCE:
            continue
        tried += 1
        if tried > _MOST_JOINTS:
            break
        reading = read(rest)
        if reading.intent not in NOT_QUESTIONS and reading.confidence >= SURE:
            return Split(greets=whole.intent == "greet", alone=reading)
    return Split()


def _is_sure(part: PartialQuestion, text: str, whole: Reading) -> bool:
    """Whether a part is a question of its own. What leads up to one ("My son does not want to sit the exam. ...") reads like a
    question on its subject: beside a real question mark it has to be surer, and the whole must not clearly ask one other thing.
    """
    if part.reading.intent in NOT_QUESTIONS or part.reading.confidence < SURE:
        return False
    if _MARK.search(text) is None or _MARK.search(text, part.start, part.end):
        return True
    return part.reading.confidence >= _SURE_STATEMENT and (
        whole.confidence < _CLEAR or whole.intent == part.reading.intent
    )


def _merged(parts: Iterable[PartialQuestion]) -> list[PartialQuestion]:
    """Parts of one intent in a row are one question."""
    questions: list[PartialQuestion] = []
    for part in parts:
        if questions and questions[-1].reading.intent == part.reading.intent:
            questions[-1] = PartialQuestion(questions[-1].start, part.end, questions[-1].reading)
        else:
            questions.append(part)
    return questions


def _joined(
    text: str, whole: Reading, read: Callable[[str], Reading], glance: Callable[[str], Reading]
) -> list[PartialQuestion]:
    """The two halves of a sentence that asks two different things ("How long is it and what does it cost?")."""
    if whole.intent == "compare_programs":  # "the German and the British program" is one question
        return []
    if listed := _listed(text, read, glance):
        return listed
    tried = 0
    between = _BETWEEN.search(text)
    joints = list(_JOINT.finditer(text))
    if between and (first := next((joint for joint in joints if joint.start() > between.end()), None)):
        joints.remove(first)
    for joint in joints:
        halves = [(0, joint.start()), (joint.end(), len(text))]
        if not all(_is_long_enough(text[start:end]) for start, end in halves):
            continue
        # A bare comma joins a question with what leads up to it more often than with another question: both must show in the whole.
        is_bare = not joint.group().strip(" ,，、،;；\t")
        if whole.confidence >= (_CLEAR if is_bare else _ONE) or (is_bare and _RELATIVE.match(text, joint.end())):
            continue
        expected = frozenset(intent for intent, _ in whole.ranking[:2]) if is_bare else frozenset()
        if _are_two([glance(text[start:end]) for start, end in halves], _GLANCE):
            tried += 1
            if tried > _MOST_JOINTS:
                break
            parts = [PartialQuestion(start, end, _as_in(whole, read(text[start:end]))) for start, end in halves]
            if _are_two([part.reading for part in parts], SURE) and expected <= {part.reading.intent for part in parts}:
                return parts
    return []


def _as_in(whole: Reading, half: Reading) -> Reading:
    """A half between two readings, one of them that of the whole, is read so ("which program is with Germany": partners or programs)."""
    two = half.ranking[:2]
    together = sum(share for _, share in two)
    if half.confidence >= SURE or together < _CLEAR or whole.intent not in {intent for intent, _ in two}:
        return half
    return Reading(((whole.intent, together), *(each for each in two if each[0] != whole.intent)))


def _opens_with_greeting(text: str, glance: Callable[[str], Reading]) -> bool:
    """Whether a short opening before the first comma only greets: "Bonjour, où êtes-vous ?". Thai and Korean put a blank there:
    it is looked at only behind their words for hello, since every message has one."""
    found = _OPENING.match(text)
    words = (found.group(1) or found.group(2)) if found else ""
    if not words or len(words.split()) > _OPENING_WORDS:
        return False
    opening = glance(words)
    return opening.intent == "greet" and opening.confidence >= SURE


def _within(
    part: PartialQuestion, text: str, read: Callable[[str], Reading], glance: Callable[[str], Reading]
) -> list[PartialQuestion]:
    """The questions that one sentence of several joins; none when it is one question or less."""
    if part.reading.intent in COURTESIES:
        return []
    joined = _joined(text[part.start : part.end], part.reading, read, glance)
    return [replace(each, start=part.start + each.start, end=part.start + each.end) for each in joined]


def _listed(text: str, read: Callable[[str], Reading], glance: Callable[[str], Reading]) -> list[PartialQuestion]:
    """Three or four questions in one sentence ("How many teachers are there, where are you, and what does it cost?").

    Every piece has to be surely a question, and longer than the items of a mere list of programs. A greeting before them is
    none of them.
    """
    borders = [(0, 0), *(found.span() for found in (*_JOINT.finditer(text), *_THAI_JOINT.finditer(text)))]
    borders = sorted(set(borders))
    spans = [(end, start) for (_, end), (start, _) in zip(borders, [*borders[1:], (len(text), 0)], strict=True)]
    spans = [(start, end) for start, end in spans if start < end and _is_long_enough(text[start:end])]
    if not 3 <= len(spans) <= _MOST + 1:
        return []
    seen = [glance(text[start:end]) for start, end in spans]
    if seen[0].intent in COURTESIES:
        spans, seen = spans[1:], seen[1:]
    if not all(_is_clause(text[start:end]) for start, end in spans):
        return []
    if len({part.intent for part in seen}) < 2 or any(
        part.intent in NOT_QUESTIONS or part.confidence < _GLANCE for part in seen
    ):
        return []
    parts = [PartialQuestion(start, end, read(text[start:end])) for start, end in spans]
    if any(part.reading.intent in NOT_QUESTIONS or part.reading.confidence < SURE for part in parts):
        return []
    questions = _merged(parts)
    return questions if len(questions) > 1 else []


def _is_clause(piece: str) -> bool:
    if any("\u0e00" <= character <= "\u0e7f" for character in piece):
        return _THAI_ASKS.search(piece) is not None
    return len(piece.split()) >= _CLAUSE_WORDS or (not piece.isascii() and len(piece) >= _CLAUSE_LETTERS)


def _are_two(halves: Sequence[Reading], least: float) -> bool:
    intents = {half.intent for half in halves}
    return len(intents) == 2 and not intents & NOT_QUESTIONS and all(half.confidence >= least for half in halves)


def _spans(text: str, border: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    start, last = 0, (0, 0)
    for found in border.finditer(text):
        if _is_long_enough(text[start : found.start()]):
            if last[1]:
                yield last
            last = (start, found.start())
            start = found.end()
    if _is_long_enough(text[start:]) or not last[1]:
        if last[1]:
            yield last
        last = (start, len(text))
    yield last


def _is_long_enough(part: str) -> bool:
    return sum(character.isalpha() for character in part) >= _SHORTEST
