"""What an applicant wishes for, and which programs meet it: the base of "which suits me" and of "my path"."""

from __future__ import annotations

from dataclasses import dataclass

from office.answers.document import Answer, Part, Question, Value, country, lines, name, part
from office.answers.programs import compare_programs, years
from office.knowledge.queries import Knowledge
from office.knowledge.records import Program

ANY = "any"

# Where an applicant comes from: what decides which routes of admission are published for them.
CHINA, ABROAD, UNSURE = "china", "abroad", "unsure"
ORIGINS = (CHINA, ABROAD, UNSURE)

# Of more programs than this no reasons are given one by one.
_EXPLAINED = 2


@dataclass(frozen=True)
class Wishes:
    """Field, partner country (ISO 3166), degree level, origin; "any" for no preference, empty while unknown."""

    field: str = ""
    country: str = ""
    degree: str = ""
    origin: str = ""

    def met_by(self, program: Program) -> list[str]:
        """Which of the wishes a program meets."""
        met = []
        if self.field == program.field:
            met.append("field")
        if self.country == program.partner_country:
            met.append("country")
        if self.degree in {stage.degree_level for stage in program.stages}:
            met.append("degree")
        return met

    @property
    def made(self) -> list[str]:
        """The wishes that narrow the choice."""
        return [what for what in ("field", "country", "degree") if getattr(self, what) not in ("", ANY)]


def fitting(wishes: Wishes, knowledge: Knowledge) -> list[Program]:
    """The programs that meet every wish."""
    return [program for program in knowledge.programs.values() if len(wishes.met_by(program)) == len(wishes.made)]


def next_wish(wishes: Wishes, knowledge: Knowledge) -> str | None:
    """What to ask next: the field; the country, while it makes a difference; how far. None: enough is known."""
    if not wishes.field and len(options("field", wishes, knowledge)) > 1:
        return "field"
    if not wishes.country and len(options("country", wishes, knowledge)) > 1:
        return "country"
    return None if wishes.degree else "degree"


def options(what: str, wishes: Wishes, knowledge: Knowledge) -> list[str]:
    """The published values that a wish can have, given the wishes before it."""
    programs = fitting(wishes, knowledge) or list(knowledge.programs.values())
    if what == "field":
        return list(dict.fromkeys(program.field for program in programs))
    if what == "country":
        return list(dict.fromkeys(program.partner_country for program in programs))
    return list(dict.fromkeys(stage.degree_level for program in programs for stage in program.stages))


def years_until(program: Program, degree: str) -> int:
    """Years of all stages up to the one that leads to a degree; of all stages when it leads to none."""
    total = 0
    for stage in program.stages:
        total += stage.years
        if stage.degree_level == degree:
            break
    return total


def suggestion(wishes: Wishes, knowledge: Knowledge) -> Answer:
    """The programs that fit, each with the wishes that it meets; without a wish, all of them side by side."""
    if not wishes.made:
        return compare_programs(Question("compare_programs"), knowledge)
    found = fitting(wishes, knowledge)
    shown = found or [program for program in knowledge.programs.values() if wishes.met_by(program)]
    answer = Answer(topic="compare_programs", subjects=[("program", program.id) for program in shown])
    if found:
        answer.say("utter_programs_suits_found")
    else:
        answer.say("utter_conversation_path_programs_none")
        shown = shown or list(knowledge.programs.values())
    if len(shown) > _EXPLAINED:
        answer.parts[-1]["below"] = lines(_short(program, wishes) for program in shown)
    else:
        answer.parts += [_reasons(program, wishes) for program in shown]
    for program in shown:
        answer.use("program", program)
    return answer


def wish_value(what: str, value: str) -> Value:
    """A wish in words, for a button or a sentence."""
    return country(value) if what == "country" else name("degree_level" if what == "degree" else "field", value)


def _short(program: Program, wishes: Wishes) -> Part:
    until = years(years_until(program, wishes.degree))
    return part("utter_programs_duration_stage_line", program=name("program", program.id), years=until)


def _reasons(program: Program, wishes: Wishes) -> Part:
    reasons: list[Part] = []
    for what in wishes.met_by(program):
        reason = f"utter_programs_suits_reason_{what}"
        if what == "degree":
            until = years(years_until(program, wishes.degree))
            reasons.append(part(reason, degree=wish_value(what, wishes.degree), years=until))
        else:
            reasons.append(part(reason, **{what: wish_value(what, getattr(wishes, what))}))
    return part("utter_programs_suits_reasons", program=name("program", program.id), reasons=lines(reasons))
