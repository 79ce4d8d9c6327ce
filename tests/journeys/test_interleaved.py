"""Fifty applicants at once, each about another program or in another language: nobody reads an answer to somebody else."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

from office.knowledge.seed_files import shipped_seed
from office.languages import CODES
from tests.journeys.reading import not_said, wrongly_said

pytestmark = [pytest.mark.journey, pytest.mark.model]

CONVERSATIONS, AT_ONCE = 50, 8
# A question that is not understood is no mix-up. Of the 150, so many may lack their fact: doubt is asked back.
NOT_UNDERSTOOD = 7
PROGRAMS = {program["id"]: program for program in shipped_seed().rows["programs"]}

# In each language: the first question, with the program's name; then two that leave it unsaid.
SPOKEN = {
    "en": ("Tell me about {}", "How long does it take?", "Which degree do I get?"),
    "zh": ("介绍一下{}", "要读多久？", "能拿到什么学位？"),
    "th": ("ขอรายละเอียดของ {} หน่อยครับ", "ใช้เวลาเรียนกี่ปีครับ", "จบแล้วได้วุฒิอะไรครับ"),
    "ko": ("{}에 대해 알려 주세요", "얼마나 걸려요?", "어떤 학위를 받나요?"),
    "de": ("Erzählen Sie mir etwas über das Programm {}", "Wie lange dauert das?", "Welchen Abschluss bekomme ich?"),
    "ru": ("Расскажите о программе {}", "Сколько лет учиться?", "Какую степень я получу?"),
    "fr": ("Parlez-moi de {}", "Combien de temps cela dure-t-il ?", "Quel diplôme obtient-on ?"),
    "ar": ("حدثني عن {}", "كم تستغرق الدراسة؟", "ما الشهادة التي أحصل عليها؟"),
    "es": ("Háblame del programa de {}", "¿Cuánto dura?", "¿Qué título se obtiene?"),
    "ja": ("{}について教えてください", "何年かかりますか", "どんな学位がもらえますか"),
    "vi": ("Cho em hỏi về chương trình {}", "Học mất bao lâu ạ?", "Học xong được bằng gì ạ?"),
    "id": ("Ceritakan tentang {}", "Berapa lama kuliahnya?", "Lulus dapat gelar apa?"),
}


@dataclass
class Talk:
    """One applicant's conversation: what was asked, and what came back."""

    person: Any
    language: str
    program: str
    asked: list[str] = field(default_factory=list)
    replies: list[dict[str, Any]] = field(default_factory=list)

    def next(self) -> None:
        """Ask the next question."""
        question = SPOKEN[self.language][len(self.asked)].format(name_of(self.program, self.language))
        self.asked.append(question)
        self.replies.append(self.person.ask(question))

    def faults(self) -> tuple[list[Any], list[Any]]:
        """Replies that have another program's facts or another language, and replies that lack this program's."""
        others = [program for program in PROGRAMS if program != self.program]
        foreign = [f"program/{program}" for program in others]
        foreign += [f"country/{PROGRAMS[program]['partner_country']}" for program in others]
        total = sum(stage["years"] for stage in PROGRAMS[self.program]["stages"])
        wanted = ([f"country/{PROGRAMS[self.program]['partner_country']}"], [total], ["degree_level/master"])
        mixed, lacking = [], []
        for question, reply, facts in zip(self.asked, self.replies, wanted, strict=True):
            missing = not_said([f"program/{self.program}", *facts], reply, self.language)
            strange = wrongly_said(foreign, reply, self.language)
            shown = (self.program, question, missing, strange, str(reply["text"])[:200])
            if strange or reply["language"] != self.language:
                mixed.append(shown)
            elif missing:
                lacking.append(shown)
        return mixed, lacking


def name_of(program: str, language: str) -> str:
    """The program's name without what stands in brackets: as people write it."""
    named = next(
        label.text
        for label in shipped_seed().labels
        if (label.kind, label.subject_id, label.language, label.role) == ("program", program, language, "name")
    )
    return named.replace("（", "(").split("(")[0].strip()


def test_fifty_interleaved_conversations_are_not_mixed_up(applicant):
    order = random.Random(4)
    pairs = [(language, program) for language in CODES for program in PROGRAMS]
    talks = [Talk(applicant(), language, program) for language, program in order.sample(pairs, CONVERSATIONS)]
    with ThreadPoolExecutor(AT_ONCE) as crowd:
        for _ in range(3):  # between two questions of one applicant lie those of all others, eight at a time
            order.shuffle(talks)
            list(crowd.map(Talk.next, talks))
    faults = [talk.faults() for talk in talks]
    assert [fault for mixed, _ in faults for fault in mixed] == []
    lacking = [fault for _, others in faults for fault in others]
    assert len(lacking) <= NOT_UNDERSTOOD, lacking
    # What each can read of the conversation is theirs alone.
    for talk in talks:
        page = talk.person.history()
        assert [each["text"] for each in page if each["sender"] == "applicant"] == talk.asked
        assert [each["text"] for each in page if each["sender"] == "bot"] == [each["text"] for each in talk.replies]
