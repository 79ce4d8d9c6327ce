"""How things look to staff: times in the office's zone, names of languages, countries, channels, what is masked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.numbers import format_decimal, format_percent

from console.changes import details_of
from console.intents import intent_title
from console.wording import LOCALES, texts, translate
from office.answers.programs import figure_part
from office.answers.topics import family_of
from office.conversations.masking import mask, mask_contact
from office.database import now
from office.knowledge.queries import Knowledge, KnowledgeCache, NotPublished
from office.languages import LANGUAGES, base_code, direction
from office.settings import settings
from office.wording.rendering import Renderer

_UTC = ZoneInfo("UTC")
_PREVIEW = 160  # characters of a message in a list

# Entities of the ontology whose values are rows of the knowledge base, by the kind of its labels.
NAMED = ("program", "campus", "admission_route", "degree_level", "field")


def office_zone() -> ZoneInfo:
    """OFFICE_TIME_ZONE."""
    return ZoneInfo(settings()["OFFICE_TIME_ZONE"])


class Display:
    """Puts values into words of one console language."""

    def __init__(self, language: str, known: KnowledgeCache) -> None:
        self.language = language
        self._known = known
        self._locale = Locale.parse(LOCALES[language])
        self._zone = office_zone()

    def text(self, name: str, /, **values: Any) -> str:
        """A text of the console."""
        return translate(self.language, name, **values)

    def local(self, moment: datetime) -> datetime:
        """A moment of the database (UTC without zone) in the office's zone."""
        return moment.replace(tzinfo=_UTC).astimezone(self._zone)

    def midnight(self) -> datetime:
        """The moment at which today began at the office, UTC without zone."""
        local = self.local(now()).replace(hour=0, minute=0, second=0, microsecond=0)
        return local.astimezone(_UTC).replace(tzinfo=None)

    def time(self, moment: datetime | None) -> str:
        """Short: the time of today, else the day and time, with the year where it is another one."""
        if moment is None:
            return "–"
        local, today = self.local(moment), self.local(now())
        if local.date() == today.date():
            return str(format_time(local, "HH:mm", locale=self._locale))
        pattern = (
            {"en": "d MMM HH:mm", "zh": "M月d日 HH:mm"}
            if local.year == today.year
            else {"en": "d MMM y", "zh": "y年M月d日"}
        )
        return str(format_datetime(local, pattern[self.language], locale=self._locale))

    def full_time(self, moment: datetime | None) -> str:
        """Day, year and time: "28 Nov 2026, 22:10"."""
        if moment is None:
            return "–"
        pattern = {"en": "d MMM y, HH:mm", "zh": "y年M月d日 HH:mm"}[self.language]
        return str(format_datetime(self.local(moment), pattern, locale=self._locale))

    def exact_time(self, moment: datetime | None) -> str:
        """Day and time with seconds and zone, for what has to be proved."""
        if moment is None:
            return "–"
        return str(format_datetime(self.local(moment), "y-MM-dd HH:mm:ss zzz", locale=self._locale))

    def clock(self, moment: datetime) -> str:
        """Hours and minutes."""
        return str(format_time(self.local(moment), "HH:mm", locale=self._locale))

    def day(self, day: date | datetime | None) -> str:
        """A day in words."""
        if day is None:
            return "–"
        return str(format_date(self.local(day) if isinstance(day, datetime) else day, "medium", locale=self._locale))

    def short_day(self, day: date) -> str:
        """A day on an axis: "24 Nov"."""
        return str(format_date(day, {"en": "d MMM", "zh": "M月d日"}[self.language], locale=self._locale))

    def ago(self, moment: datetime | None) -> str:
        """How long ago: "5 minutes"."""
        return "–" if moment is None else self.duration((now() - moment).total_seconds())

    def duration(self, seconds: float | None) -> str:
        """A length of time in its largest unit."""
        if seconds is None:
            return "–"
        return str(format_timedelta(timedelta(seconds=max(0.0, seconds)), threshold=1.5, locale=self._locale))

    def number(self, value: float | None) -> str:
        """A number as the language writes it."""
        return "–" if value is None else str(format_decimal(value, locale=self._locale))

    def percent(self, value: float | None, digits: int = 0) -> str:
        """0.256 as 26 %, or with `digits` behind the point."""
        if value is None:
            return "–"
        return str(format_percent(value, "#,##0" + ("." + "0" * digits if digits else "") + "%", locale=self._locale))

    def language_name(self, code: str | None) -> str:
        """A language in the reader's words: "Thai"; Chinese in the traditional script says so."""
        if not code:
            return self.text("language_unknown")
        name = str(self._locale.languages.get(base_code(code), code))
        return f"{name} ({self.text('language_traditional')})" if code == "zh-Hant" else name

    def country(self, code: str | None) -> str:
        """A country in the reader's words."""
        return str(self._locale.territories.get(code, code)) if code else "–"

    def intent(self, name: str | None) -> str:
        """An intent in the reader's words."""
        return intent_title(self.language, name)

    def entity(self, kind: str, value: str) -> str:
        """A linked thing by its name: "Accounting (Sino-Australian)"."""
        if kind == "country":
            return self.country(value)
        if kind == "language":
            return self.language_name(value)
        return self.thing(kind, value)

    def thing(self, kind: str, subject: str | None) -> str:
        """A row of the knowledge base by its name; its id where it has none."""
        if not subject:
            return self.text("subject_everything")
        if kind == "country":
            return self.country(subject)
        try:
            return self.knowledge.name(kind, subject, self.language)
        except NotPublished:
            return subject

    def title(self, kind: str, subject: str) -> str:
        """What stands above a thing's page: its name, or the sentence that a published number is said in."""
        if kind == "partner_country":
            return self.country(subject)
        if kind != "figure":
            return self.thing(kind, subject)
        figure = self.knowledge.figures.get(subject)
        if figure is None:
            return subject.replace("_", " ")
        said = figure_part(figure, family_of(figure.topic))
        return Renderer(self.language, self.knowledge).render([said]).text

    def one_of(self, prefix: str, value: str | None) -> str:
        """The text `<prefix>_<value>`, or the value itself where it has no text."""
        name = f"{prefix}_{value}"
        return self.text(name) if name in texts(self.language) else str(value or "–")

    @property
    def knowledge(self) -> Knowledge:
        """Everything published today."""
        return self._known.get()

    @staticmethod
    def preview(text: str | None) -> str:
        """A message in a list: masked, on one line, cut."""
        line = " ".join(mask(text or "").split())
        return line if len(line) <= _PREVIEW else f"{line[:_PREVIEW].rstrip()}…"

    def helpers(self) -> dict[str, Any]:
        """Everything above by the names that templates use."""
        functions: dict[str, Callable[..., Any] | Any] = {
            "t": self.text,
            "time": self.time,
            "full_time": self.full_time,
            "exact_time": self.exact_time,
            "clock": self.clock,
            "day": self.day,
            "ago": self.ago,
            "duration": self.duration,
            "number": self.number,
            "percent": self.percent,
            "language_name": self.language_name,
            "country": self.country,
            "intent": self.intent,
            "entity": self.entity,
            "thing": self.thing,
            "title": self.title,
            "details_of": lambda edit: details_of(edit, self),
            "one_of": self.one_of,
            "preview": self.preview,
            "mask": mask,
            "mask_contact": mask_contact,
            "direction": direction,
            "languages": LANGUAGES,
        }
        return functions
