"""Why this answer: what the bot understood of each message, and which published rows and sources its reply rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from console.display import Display
from office.conversations.records import Message, Rating
from office.conversations.reviews import Review, entities_of, final_review
from office.knowledge.queries import Knowledge, NotPublished
from office.languages import base_code, direction
from office.wording.rendering import Renderer

RUNNERS_UP = 4


@dataclass(frozen=True)
class Understanding:
    """What was understood of an applicant's message. `runners_up`: (intent, confidence) after the first."""

    intent: str | None
    confidence: float | None
    runners_up: tuple[tuple[str, float], ...]
    entities: tuple[tuple[str, str], ...]
    questions: tuple[str, ...]
    unknown_names: tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    """A row of the knowledge base that an answer used: where it can be read, and in which words."""

    kind: str
    id: str
    title: str
    address: str | None


@dataclass(frozen=True)
class SourceLine:
    """A source that stood under an answer."""

    title: str
    date: str
    quote: str


@dataclass(frozen=True)
class Turn:
    """One message as the transcript shows it."""

    message: Message
    direction: str
    understood: Understanding | None = None
    facts: tuple[Fact, ...] = ()
    sources: tuple[SourceLine, ...] = ()
    buttons: tuple[str, ...] = ()
    blocks: tuple[dict[str, Any], ...] = ()
    translation: str | None = None
    rating: Rating | None = None
    reviews: tuple[Review, ...] = field(default=())

    @property
    def final(self) -> Review | None:
        """The judgement that counts, if the message was reviewed."""
        return final_review(self.reviews)


def turns_of(
    messages: list[Message],
    *,
    ratings: Mapping[int, Rating],
    reviews: Mapping[int, list[Review]],
    display: Display,
    translated: bool = False,
) -> list[Turn]:
    """The messages with what is known about each. `translated`: answers in the reader's language, too."""
    known = display.knowledge
    renderer = Renderer(display.language, known) if translated else None
    return [_turn(each, ratings, reviews, display, known, renderer) for each in messages]


def _turn(
    said: Message,
    ratings: Mapping[int, Rating],
    reviews: Mapping[int, list[Review]],
    display: Display,
    known: Knowledge,
    renderer: Renderer | None,
) -> Turn:
    shown_direction = direction(said.language) if said.language else "auto"
    if said.sender == "applicant":
        understood = understanding_of(said) if said.intent else None
        return Turn(said, shown_direction, understood, reviews=tuple(reviews.get(said.id, ())))
    reply = said.reply or {}
    return Turn(
        said,
        shown_direction,
        facts=tuple(_fact(reference, display, known) for reference in _texts(reply.get("facts"))),
        sources=tuple(_sources(reply, display, known)),
        buttons=tuple(str(each.get("title") or "") for each in _dicts(reply.get("buttons"))),
        blocks=tuple(each for each in _dicts(reply.get("blocks")) if each.get("kind") == "table"),
        translation=_in_own_words(said, renderer),
        rating=ratings.get(said.id),
    )


def understanding_of(said: Message) -> Understanding:
    """What the pipeline said about a message."""
    ranked = [
        (str(each.get("name")), float(each.get("confidence") or 0.0))
        for each in said.ranking or ()
        if each.get("name") and each.get("name") != said.intent
    ]
    questions = tuple(str(each.get("intent")) for each in said.questions or () if each.get("intent"))
    unknown = tuple(str(each.get("text")) for each in _dicts((said.findings or {}).get("unknown_names")))
    return Understanding(
        said.intent,
        said.confidence,
        tuple(ranked[:RUNNERS_UP]),
        entities_of(said),
        questions if len(questions) > 1 else (),
        unknown,
    )


def _fact(reference: str, display: Display, known: Knowledge) -> Fact:
    kind, _, subject = reference.partition("/")
    addresses = {
        "fact": f"/knowledge/facts/{subject}",
        **{
            name: f"/knowledge/things/{name}/{subject}"
            for name in ("program", "campus", "admission_route", "listing", "figure", "partner_country")
        },
    }
    if kind == "figure":
        title = display.title(kind, subject)
    elif kind in ("country", "partner_country"):
        title = display.country(subject)
    else:
        try:
            title = known.name(kind, subject, display.language)
        except NotPublished:
            title = subject
    return Fact(kind, subject, title, addresses.get(kind))


def _sources(reply: Mapping[str, Any], display: Display, known: Knowledge) -> list[SourceLine]:
    """Sources by id, with their words; replies from before ids were kept have the lines that the applicant saw."""
    found = []
    for number in _texts(reply.get("sources")):
        source = known.sources.get(number)
        if source:
            title = f"{display.thing('document', source.document)}, {source.locator}"
            found.append(SourceLine(title, source.as_of.isoformat(), source.quote))
    if found:
        return found
    lines = _dicts(reply.get("source_lines")) or _dicts(reply.get("sources"))
    return [SourceLine(str(each.get("title") or ""), str(each.get("date") or ""), "") for each in lines]


def _in_own_words(said: Message, renderer: Renderer | None) -> str | None:
    """The answer in the reader's language, put together from its parts; None where that is no help or not possible."""
    parts = (said.reply or {}).get("parts")
    if renderer is None or not isinstance(parts, list) or (said.language and base_code(said.language) == renderer.code):
        return None
    try:
        return renderer.render(parts).text
    except (KeyError, LookupError, ValueError, TypeError):  # said with words or rows that are no longer there
        return None


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
