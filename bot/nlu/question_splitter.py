"""Several questions in one message: where one ends and the next begins, and what is only a greeting before them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

# A part is a question of its own only when it is surely one: a wrong split answers what was not asked.
SURE = 0.65
# Fewer letters than this are no question by themselves (Chinese asks in two: 学费).
_SHORTEST = 2
_MOST = 4

# Said before or after a question, they are manners: not questions, and no answer of their own.
COURTESIES = frozenset({"greet", "thank", "affirm", "goodbye", "deny"})
NOT_QUESTIONS = COURTESIES | {"out_of_scope", "follow_up", "give_feedback", "bot_challenge", "nlu_fallback"}

_END = re.compile(r"(?<=[?？؟!！。])\s*|(?<=[.;；…])\s+|\n+")
# Where two questions are joined in one sentence; tried only when the halves read surely as different questions.
# Reading a half takes an encoder's time: only what looks like two questions at a glance is read, and not more often than this.
_GLANCE = 0.15
_MOST_JOINTS = 2
_JOINT = re.compile(
    r"\s*[,，、،;；]\s*(?:and|und|et|y|и|а|dan|và|و|แล้ว|และ|还有|另外|以及|그리고|あと|それと)?\s*"
    r"|\s+(?:and|und|et|y|и|dan|và|แล้วก็|และ|그리고|sowie|serta|juga)\s+"
    r"|(?:还有|另外|以及|而且|然后)"
    r"|(?<=\w)\s+و(?=\S)",
    re.IGNORECASE,
)


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
    text: str, whole: Reading, read: Callable[[str], Reading], glance: Callable[[str], Reading]
) -> Split:
    """Read the parts of `text` by themselves and keep those that are surely questions of different intents.

    `read` takes its time; `glance` is a rough and quick reading, which decides where a sentence is worth parting.
    """
    sentences = list(_spans(text, _END))
    if len(sentences) < 2:
        parts = _joined(text, read, glance)
        return Split(questions=tuple(parts)) if len(parts) > 1 else Split()
    sentences = sentences[: _MOST * 2]
    if (
        len(
            {
                seen.intent
                for seen in (glance(text[start:end]) for start, end in sentences)
                if seen.confidence >= _GLANCE * 2
            }
        )
        < 2
    ):
        return Split()
    read_parts = [PartialQuestion(start, end, read(text[start:end])) for start, end in sentences]
    greets = (
        len(read_parts) > 1 and read_parts[0].reading.intent == "greet" and read_parts[0].reading.confidence >= SURE
    )
    sure = [part for part in read_parts if part.reading.confidence >= SURE and part.reading.intent not in NOT_QUESTIONS]
    questions: list[PartialQuestion] = []
    for part in sure:
        if questions and questions[-1].reading.intent == part.reading.intent:
            questions[-1] = PartialQuestion(questions[-1].start, part.end, questions[-1].reading)
        else:
            questions.append(part)
    if len(questions) > 1:
        return Split(tuple(questions[:_MOST]), greets=greets)
    # One question with a greeting or thanks around it: those must not blur it.
    manners = [part for part in read_parts if part.reading.intent in COURTESIES and part.reading.confidence >= SURE]
    if len(questions) == 1 and manners and questions[0].reading.confidence > whole.confidence:
        return Split(greets=greets, alone=questions[0].reading)
    return Split(greets=greets and whole.intent not in COURTESIES)


def _joined(text: str, read: Callable[[str], Reading], glance: Callable[[str], Reading]) -> list[PartialQuestion]:
    """The two halves of a sentence that asks two different things ("How long is it and what does it cost?")."""
    tried = 0
    for joint in _JOINT.finditer(text):
        halves = [(0, joint.start()), (joint.end(), len(text))]
        if not all(_is_long_enough(text[start:end]) for start, end in halves):
            continue
        if _look_like_two([glance(text[start:end]) for start, end in halves]):
            tried += 1
            if tried > _MOST_JOINTS:
                break
            parts = [PartialQuestion(start, end, read(text[start:end])) for start, end in halves]
            intents = {part.reading.intent for part in parts}
            if (
                len(intents) == 2
                and not intents & NOT_QUESTIONS
                and all(part.reading.confidence >= SURE for part in parts)
            ):
                return parts
    return []


def _look_like_two(halves: Sequence[Reading]) -> bool:
    intents = {half.intent for half in halves}
    return len(intents) == 2 and not intents & NOT_QUESTIONS and all(half.confidence >= _GLANCE for half in halves)


def _spans(text: str, border: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for found in border.finditer(text):
        if _is_long_enough(text[start : found.start()]):
            yield start, found.start()
            start = found.end()
    if text[start:].strip():
        yield start, len(text)


def _is_long_enough(part: str) -> bool:
    return sum(character.isalpha() for character in part) >= _SHORTEST
