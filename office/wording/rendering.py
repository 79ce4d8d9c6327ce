"""An answer's parts and values, put into words of one language: the text, and the blocks that a website can lay out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, get_timezone_name
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from office.knowledge.queries import Knowledge
from office.languages import LANGUAGES, TRADITIONAL_CHINESE, base_code, direction
from office.wording.catalogues import ISOLATE, POP_ISOLATE, to_traditional, translate

BULLET = "• "

# CLDR's long names where everyday use has a shorter or more usual one in an answer.
_BABEL = {"zh": "zh_Hans_CN", "ar": "ar_EG"}


@dataclass
class Rendered:
    """Words of one language: plain text that says everything, and the same as blocks (tables) for those who can show them."""

    text: str
    language: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    sources: list[dict[str, str]] = field(default_factory=list)


class Renderer:
    """Puts answers into words of one locale ("th", "zh-Hant") from one state of the knowledge base."""

    def __init__(self, language: str, knowledge: Knowledge) -> None:
        self.language = language
        self.code = base_code(language)
        self._knowledge = knowledge
        self._locale = Locale.parse(_BABEL.get(self.code, self.code))
        self._right_to_left = direction(self.code) == "rtl"
        self._numbers = "latn"  # one style of digits for all: phone numbers and dates in answers stay searchable

    def render(self, parts: Iterable[dict[str, Any]], sources: Iterable[str] = ()) -> Rendered:
        """The whole answer. Every part is a paragraph; the sources follow, each document once with its latest date."""
        rendered = Rendered("", self.language)
        paragraphs = []
        for part in parts:
            paragraphs.append(self.label(part))
            if "table" in part:
                rendered.blocks.append(self._table_block(part["table"]))
            elif "path" in part:
                rendered.blocks.append(self._path_block(part["path"], paragraphs[-1]))
            else:
                rendered.blocks.append({"kind": "text", "text": paragraphs[-1]})
        for document, day in self._documents(sources):
            title, shown = self.name("document", document), self.date(day)
            line = translate(self.language, "utter_conversation_source", document=title, date=shown)
            rendered.sources.append({"title": title, "date": day.isoformat(), "text": line})
        rendered.text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
        if all(block["kind"] == "text" for block in rendered.blocks):
            rendered.blocks = []  # nothing to lay out that the text does not already show
        return rendered

    def part(self, part: dict[str, Any]) -> str:
        """One part in words."""
        if "table" in part:
            return self._table_text(part["table"])
        if "path" in part:
            return self._path_text(part["path"])
        if "reply" not in part:
            return self.value(part)
        values: dict[str, Any] = {}
        for key, value in part.get("values", {}).items():
            if isinstance(value, dict) and "number" in value:
                values[key] = value["number"]
                values[f"{key}_shown"] = self.value(value)
            else:
                values[key] = self.value(value)
        text = translate(self.language, part["reply"], **values)
        return f"{text}\n{self.value(part['below'])}" if "below" in part else text

    def label(self, value: Any) -> str:
        """One value as it stands by itself, on a button or at the beginning of a line: with a capital, if there are any."""
        text = self.value(value)
        return text[:1].upper() + text[1:]

    def value(self, value: Any) -> str:
        """One value in words."""
        if not isinstance(value, dict):
            return str(value)
        (kind, content), *_ = value.items()
        match kind:
            case "reply" | "table" | "path":
                return self.part(value)
            case "name" | "text":
                return self.name(*content)
            case "names":
                return self.join(self.name(kind_of, subject) for kind_of, subject in content)
            case "number":
                return format_decimal(content, locale=self._locale, numbering_system=self._numbers)
            case "percent":
                return format_percent(content / 100, locale=self._locale, numbering_system=self._numbers)
            case "date":
                return self.date(datetime.date.fromisoformat(content))
            case "moment":
                return self._time(content, "EEEE HH:mm")
            case "span":
                start, end = (self._time(each["moment"], "HH:mm") for each in content)
                return f"{start}–{end}"
            case "zone":
                return self._own_script(get_timezone_name(_at(content), width="long", locale=self._locale))
            case "country":
                return self.country(content)
            case "countries":
                return self.join(map(self.country, content))
            case "language":
                return self.language_name(content)
            case "languages":
                return self.join(LANGUAGES[code].own_name for code in content)
            case "part":
                return self.part(content)
            case "lines":
                return "\n".join(BULLET + self.label(item) for item in content)
            case "inline":
                return self.join(self.value(item) for item in content)
        raise ValueError(
            f"An answer has a value of the unknown kind {kind!r}: {value!r}. See office/answers/document.py."
        )

    def name(self, kind: str, subject: str) -> str:
        """A name or text of the knowledge base; where it is not translated yet, it says in which language it is."""
        text, code = self._knowledge.labelled(kind, subject, self.code)
        if self.language == TRADITIONAL_CHINESE and code == "zh":
            return to_traditional(text)
        if code != self.code and kind == "fact":
            note = translate(self.language, "utter_conversation_in_other_language", language=self.language_name(code))
            return f"{text} {note}"
        return text

    def country(self, code: str) -> str:
        """A country's name (CLDR)."""
        return self._own_script(self._locale.territories.get(code, code))

    def language_name(self, code: str) -> str:
        """A language's name (CLDR)."""
        return self._own_script(self._locale.languages.get(base_code(code), code))

    def date(self, day: datetime.date) -> str:
        """A date in words, as the language writes it."""
        text = format_date(day, format="long", locale=self._locale)
        if (
            self.code == "th"
        ):  # CLDR's Thai pattern has "G": the Gregorian year needs its era to be told from the Buddhist one
            text = format_date(day, format="d MMMM y", locale=self._locale) + " (ค.ศ.)"
        return text.translate(_LATIN_DIGITS)

    def _time(self, content: list[str], pattern: str) -> str:
        shown = format_datetime(_at(content), pattern, locale=self._locale).translate(_LATIN_DIGITS)
        return self._own_script(shown)

    def join(self, items: Iterable[str]) -> str:
        """A list in a sentence: "a, b and c" as the language has it."""
        shown = [f"{ISOLATE}{item}{POP_ISOLATE}" if self._right_to_left else item for item in items]
        return format_list(shown, locale=self._locale)

    def _own_script(self, text: str) -> str:
        return to_traditional(text) if self.language == TRADITIONAL_CHINESE else text

    def _documents(self, sources: Iterable[str]) -> list[tuple[str, datetime.date]]:
        latest: dict[str, datetime.date] = {}
        for source in sources:
            record = self._knowledge.sources.get(source)
            if record and (record.document not in latest or latest[record.document] < record.as_of):
                latest[record.document] = record.as_of
        return list(latest.items())

    def _table_text(self, table: dict[str, Any]) -> str:
        columns, colon = [self.value(column) for column in table["columns"]], _COLONS.get(self.code, ": ")
        paragraphs = [self.part(table["caption"])]
        for row in table["rows"]:
            head, *cells = (self.value(cell) for cell in row)
            paragraphs.append(
                "\n".join(
                    [head, *(f"{BULLET}{title}{colon}{cell}" for title, cell in zip(columns[1:], cells, strict=True))]
                )
            )
        return "\n".join(paragraphs)

    def _table_block(self, table: dict[str, Any]) -> dict[str, Any]:
        return {
            "kind": "table",
            "caption": self.part(table["caption"]),
            "columns": [self.value(column) for column in table["columns"]],
            "rows": [[self.value(cell) for cell in row] for row in table["rows"]],
        }

    def _path_text(self, path: dict[str, Any]) -> str:
        # Steps bear no numbers: on text channels a number is a choice.
        paragraphs = [self.value(path["title"])]
        for step in path["steps"]:
            paragraphs.append(
                "\n".join([self.label(step["title"]), *(BULLET + self.label(line) for line in step["lines"])])
            )
        return "\n\n".join(paragraphs)

    def _path_block(self, path: dict[str, Any], text: str) -> dict[str, Any]:
        """`text` is for those who do not know this kind of block."""
        steps = [
            {"title": self.label(step["title"]), "lines": [self.label(line) for line in step["lines"]]}
            for step in path["steps"]
        ]
        return {"kind": "path", "title": self.value(path["title"]), "steps": steps, "text": text}


def _at(content: list[str]) -> datetime.datetime:
    moment, zone = content
    return datetime.datetime.fromisoformat(moment).astimezone(ZoneInfo(zone))


# Where it is not a colon and a blank.
_COLONS = {"zh": "：", "ja": "：", "fr": "\u00a0: "}
_LATIN_DIGITS = {
    ord(digit): str(value)
    for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "๐๑๒๓๔๕๖๗๘๙")
    for value, digit in enumerate(digits)
}
