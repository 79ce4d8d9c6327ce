"""/: what a college's website with the chat looks like. What it says of the college is read from the knowledge base."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from channels.pages.templates import language_of_page, page
from channels.website.visitor import Door, door_of
from office.answers import admission, campuses, college, programs
from office.answers.document import Answer, Question
from office.knowledge.queries import Knowledge, read_knowledge
from office.wording.rendering import BULLET, Renderer

# The published numbers that the page shows large, each with its sentence.
_FIGURES = ("students_enrolled", "student_countries", "partner_institutions", "foreign_teachers")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of an answer: its lines, and those of them that are a list."""

    lines: list[str]
    items: list[str]


@dataclass(frozen=True)
class Figure:
    """A published number as the language writes it, and the sentence that says what it counts."""

    value: str
    sentence: str


class Home:
    """The page's contents in one language. The words are those of the assistant's own answers."""

    def __init__(self, language: str, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._renderer = Renderer(language, knowledge)
        self._sources: list[str] = []

    @property
    def name(self) -> str:
        """The college's name."""
        return self._renderer.name("college", "college")

    def lead(self) -> str:
        """What the college says of itself, in a sentence; empty where nothing is published."""
        facts = self._take(college.about_college(Question("ask_about_college"), self._knowledge)).parts
        said = [self._renderer.part(part) for part in facts]
        return said[1] if len(said) > 1 else "".join(said)  # the first explains the college's two English names

    def programs(self) -> list[Paragraph]:
        """A paragraph a program; its first line is the program's name."""
        paragraphs = []
        for program in self._knowledge.programs:
            question = Question("ask_program_details", {"program": (program,)})
            answer = self._take(programs.program_details(question, self._knowledge))
            paragraphs.append(_paragraph(self._renderer.part(answer.parts[0])))
        return paragraphs

    def program_ids(self) -> list[str]:
        """The ids of `programs`, in their order: links from elsewhere name them."""
        return list(self._knowledge.programs)

    def figures(self) -> list[Figure]:
        """Those of _FIGURES that are published."""
        found = []
        for figure in (self._knowledge.figures.get(name) for name in _FIGURES):
            if figure is None:
                continue
            family = "college" if figure.topic == "ask_student_numbers" else "programs"
            self._sources.append(figure.source)
            value = self._renderer.value({"number": int(figure.value)})
            found.append(Figure(value, self._renderer.part(programs.figure_part(figure, family))))
        return found

    def campuses(self) -> list[Paragraph]:
        """Where the college is."""
        return self._paragraphs(campuses.list_campuses(Question("list_campuses"), self._knowledge))

    def routes(self) -> list[Paragraph]:
        """How one is admitted."""
        return self._paragraphs(admission.list_admission_routes(Question("list_admission_routes"), self._knowledge))

    def sources(self) -> list[str]:
        """Where all that comes from; to be asked for last."""
        return [source["text"] for source in self._renderer.render([], self._sources).sources]

    def _take(self, answer: Answer) -> Answer:
        self._sources += answer.sources
        return answer

    def _paragraphs(self, answer: Answer) -> list[Paragraph]:
        return [_paragraph(self._renderer.part(part)) for part in self._take(answer).parts]


def _paragraph(text: str) -> Paragraph:
    lines = [line for line in text.split("\n") if line]
    items = [line.removeprefix(BULLET) for line in lines if line.startswith(BULLET)]
    return Paragraph([line for line in lines if not line.startswith(BULLET)], items)


async def get_home(request: Request) -> Response:
    """The page in the reader's language."""
    door: Door = door_of(request)
    language = language_of_page(request)
    home = Home(language, await door.desk.read(read_knowledge))
    return page("home.html", language, home=home)
