"""Review: one message at a time, the riskiest first; right or corrected in two clicks or two keys."""

from __future__ import annotations

from sqlalchemy.engine import Connection
from starlette.responses import Response

from console.explanations import turns_of, understanding_of
from console.intents import all_intents, families
from console.visit import NotFound, Visit
from office.conversations import queries, review_queue, reviews
from office.conversations.records import Message
from office.conversations.reviews import Item, Judgement, ReviewError
from office.knowledge.labels import DEGREE_LEVELS, FIELDS
from office.knowledge.queries import Knowledge
from office.languages import CODES, TRADITIONAL_CHINESE
from office.staff.accounts import find_accounts

QUEUES = ("risk", "sample", "second", "dispute")
BEFORE = 4  # messages shown above the one in question
GUESSES = 5

Around = tuple[list[Message], list[Message]]


def show_next(visit: Visit) -> Response:
    """GET /review: the next message of a queue."""
    queue = _queue(visit)
    with visit.writing() as connection:
        review_queue.refresh(connection)
    with visit.reading() as connection:
        item = reviews.next_item(connection, queue, reviewer=visit.account.name, after=_after(visit))
    return _page(visit, queue, item)


def show(visit: Visit) -> Response:
    """GET /review/{message}: one message, from the transcript."""
    with visit.reading() as connection:
        try:
            item = reviews.get_item(connection, visit.number("message"))
        except LookupError:
            raise NotFound from None
    return _page(visit, _queue(visit), item)


def save(visit: Visit) -> Response:
    """POST /review/{message}."""
    number, queue = visit.number("message"), _queue(visit)
    judgement = Judgement(
        intent=visit.form.get("intent") if visit.form.get("intent") != "other" else visit.form.get("other_intent"),
        language=visit.form.get("language") or None,
        entities=tuple(dict.fromkeys(_entities(visit))),
        answer=visit.form.get("answer"),
        unsure=visit.form.has("unsure"),
        note=visit.form.get("note") or None,
    )
    if judgement.intent not in all_intents():
        return visit.go(f"/review/{number}?queue={queue}", notice="notice_review_intent")
    settles = visit.form.has("settles") and visit.account.may("editor")
    with visit.writing() as connection:
        people = sum(each.may("reviewer") for each in find_accounts(connection, active=True))
        try:
            reviews.record_review(
                connection, number, judgement, reviewer=visit.account.name, reviewers=people, settles=settles
            )
        except LookupError:
            raise NotFound from None
        except ReviewError as error:
            return visit.go(f"/review/{number}?queue={queue}", notice=f"notice_review_{error.code}")
        visit.note(connection, "reviewed", subject=("message", str(number)))
    if visit.form.has("back"):
        return visit.go(f"/conversations/{visit.form.get('back')}#m{number}", notice="notice_reviewed")
    return visit.go(f"/review?queue={queue}", notice="notice_reviewed")


def _page(visit: Visit, queue: str, item: Item | None) -> Response:
    with visit.reading() as connection:
        counts = reviews.counts(connection, reviewer=visit.account.name)
        mine = reviews.reviewed_by(connection, visit.account.name, since=visit.display.midnight())
        if item is None:
            return visit.page("review/none.html", queue=queue, queues=QUEUES, counts=counts, mine=mine)
        around = _around(connection, item.message)
        others = reviews.find_reviews(connection, item.message.id)
    own = next((each for each in others if each.reviewer == visit.account.name), None)
    judged = own.judgement if own else reviews.as_understood(item.message)
    understood = understanding_of(item.message)
    guesses = [(item.message.intent, item.message.confidence), *understood.runners_up]
    listed = [(name, confidence) for name, confidence in guesses if name in all_intents()][:GUESSES]
    if judged.intent in all_intents() and judged.intent not in {name for name, _ in listed}:
        listed.append((judged.intent, None))
    # Whoever gives a second opinion must not see the first: they would agree too easily.
    shows_others = (item.status == "dispute" and visit.account.may("editor")) or own is not None
    known = visit.display.knowledge
    return visit.page(
        "review/item.html",
        queue=queue,
        queues=QUEUES,
        counts=counts,
        mine=mine,
        item=item,
        judged=judged,
        guesses=listed,
        before=turns_of(around[0], ratings={}, reviews={}, display=visit.display, translated=True),
        answers=turns_of(around[1], ratings={}, reviews={}, display=visit.display, translated=True),
        others=[each for each in others if each.reviewer != visit.account.name] if shows_others else [],
        settles=item.status == "dispute" and visit.account.may("editor"),
        families=families(),
        codes=(*CODES, TRADITIONAL_CHINESE),
        things=_things(known),
        skip=f"/review?queue={queue}&risk={item.risk}&after={item.message.id}",
        from_queue=not visit.request.path_params.get("message"),
        shown=lambda text: text,
    )


def _around(connection: Connection, said: Message) -> Around:
    """The messages before it, and the answers to it."""
    thread = queries.transcript(connection, said.conversation_id)
    at = next(place for place, each in enumerate(thread) if each.id == said.id)
    answers = []
    for each in thread[at + 1 :]:
        if each.sender == "applicant":
            break
        answers.append(each)
    return thread[max(0, at - BEFORE) : at], answers


def _things(known: Knowledge) -> dict[str, list[str]]:
    """What an entity can be linked to, by its kind."""
    return {
        "program": list(known.programs),
        "country": sorted({each.partner_country for each in known.programs.values()} | set(known.partner_countries)),
        "campus": list(known.campuses),
        "admission_route": list(known.routes),
        "degree_level": list(DEGREE_LEVELS),
        "field": list(FIELDS),
        "language": list(CODES),
    }


def _entities(visit: Visit) -> list[tuple[str, str]]:
    pairs = (value.partition(":") for value in [*visit.form.all("entity"), visit.form.get("new_entity")])
    return [(kind, value) for kind, _, value in pairs if kind and value]


def _queue(visit: Visit) -> str:
    queue = visit.form.get("queue") or visit.query("queue", "risk")
    return queue if queue in QUEUES else "risk"


def _after(visit: Visit) -> tuple[float, int] | None:
    try:
        return float(visit.query("risk")), int(visit.query("after"))
    except ValueError:
        return None
