"""Before anything is trained: whether too many of the new lessons give known wordings another meaning to be mere corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from office.learning.examples import Example
from office.learning.gate import MOST_ROWS
from office.learning.lessons import Lesson, neighbourhood

# A known wording is rarely corrected: of the 3,120 frozen questions one has the wording of a training sentence with another
# meaning. So many new lessons may, whatever the number of new ones; or this share of them, up to the most.
FEW = 3
SHARE = 0.05
MOST = 20


@dataclass(frozen=True)
class Contradiction:
    """A new lesson in nearly the words of something known that means something else; `source` is the lesson that is known, None
    when it is one of the project's own sentences or questions.
    """

    lesson: Lesson
    known: Example
    source: int | None = None


@dataclass(frozen=True)
class TooManyContradictions:
    """Why a set of lessons is not trained on; `new` is how many new lessons there are in all."""

    found: tuple[Contradiction, ...]
    new: int

    @property
    def allowed(self) -> int:
        """How many would have been let through."""
        return allowed(self.new)

    def as_json(self) -> dict[str, Any]:
        """For training_run.reasons. People's words are left out: rows name their messages."""
        rows = [
            {
                "message": each.lesson.message_id,
                "text": "",
                "language": each.lesson.language,
                "intent": each.lesson.intent,
                "known": each.known.text if each.source is None else "",
                "known_message": each.source,
                "known_intent": each.known.intent,
            }
            for each in self.found[:MOST_ROWS]
        ]
        return {
            "what": "contradiction",
            "name": "",
            "before": None,
            "after": None,
            "allowed": self.allowed,
            "new": self.new,
            "lost": len(self.found),
            "rows": rows,
        }


def allowed(new: int) -> int:
    """How many of so many new lessons may contradict what is known without having been confirmed one by one."""
    return min(MOST, max(FEW, int(SHARE * new)))


def judge_lessons(lessons: Sequence[Lesson], examples: Mapping[str, Sequence[Example]]) -> TooManyContradictions | None:
    """Why nothing may be trained with the approved `lessons`; None when it may. `examples` are the project's own, by language;
    lessons that a promoted model has learnt are known as well. Those that a person has confirmed do not count.
    """
    new = [each for each in lessons if each.is_new]
    sources: dict[Example, int] = {}
    for each in lessons:
        if not each.is_new:
            sources.setdefault(Example(each.text, each.language, each.intent, each.side), each.message_id)
    known = {
        code: [*examples.get(code, ()), *(example for example in sources if example.language == code)]
        for code in {each.language for each in new}
    }
    own = {code: frozenset(examples.get(code, ())) for code in known}
    found = []
    for each in new:
        if each.confirmed:
            continue
        near = neighbourhood(each, known[each.language])
        agrees = max((one.share for one in near.duplicates + near.across), default=0.0)
        # What is at least as near to something that means the same is no contradiction: the known ones differ among themselves.
        if near.contradictions and near.contradictions[0].share > agrees:
            nearest = near.contradictions[0].example
            source = None if nearest in own[each.language] else sources[nearest]
            found.append(Contradiction(each, nearest, source))
    return TooManyContradictions(tuple(found), len(new)) if len(found) > allowed(len(new)) else None
