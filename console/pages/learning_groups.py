"""Wordings that were not understood, grouped by meaning across languages: the nearest meanings proposed, a person decides."""

from __future__ import annotations

from starlette.responses import Response

from console.intents import all_intents, families
from console.visit import NotFound, Visit
from console.work import GROUPS
from office.conversations.records import Message
from office.learning import entries, groups
from office.learning.groups import GroupDecided
from office.learning.tables import GROUP_STATUSES
from office.staff.accounts import find_accounts

EXAMPLES = 6


def show(visit: Visit) -> Response:
    """GET /learning/groups?status=..."""
    status = visit.query("status", "open")
    if status not in GROUP_STATUSES:
        raise NotFound
    with visit.reading() as connection:
        found = groups.find_groups(connection, status=status)
        rows = [(each, _varied(groups.messages_of(connection, each.id))) for each in found]
    looking = GROUPS in visit.house.children.busy_with
    return visit.page("learning/groups.html", rows=rows, shown=status, statuses=GROUP_STATUSES, looking=looking)


def look(visit: Visit) -> Response:
    """POST /learning/groups: group anew what was not understood in the last month."""
    if not visit.house.children.wish(GROUPS):
        return visit.go("/learning/groups", notice="notice_grouping_goes_on")
    with visit.writing() as connection:
        visit.note(connection, "grouped_wordings")
    return visit.go("/learning/groups", notice="notice_grouping")


def show_group(visit: Visit) -> Response:
    """GET /learning/groups/{id}?name=...: everything that was said, and a new entry under that name to copy."""
    wanted = visit.query("name")
    name = wanted if entries.is_name(wanted) else entries.DEFAULT
    with visit.reading() as connection:
        try:
            group = groups.get_group(connection, visit.number("id"))
        except LookupError:
            raise NotFound from None
        said = groups.messages_of(connection, group.id)
    return visit.page(
        "learning/group.html",
        group=group,
        said=said,
        families=families(),
        name=name,
        is_bad_name=bool(wanted) and wanted != name,
        entry=entries.proposed_entry(name, said),
    )


def decide(visit: Visit) -> Response:
    """POST /learning/groups/{id}: its messages meant this; or nothing is to be done about them."""
    number, intent = visit.number("id"), visit.form.get("intent")
    with visit.writing() as connection:
        try:
            if visit.form.has("aside"):
                groups.set_aside(connection, number, by=visit.account.name)
                visit.note(connection, "set_group_aside", subject=("group", str(number)))
                return visit.go("/learning/groups", notice="notice_group_aside")
            if intent not in all_intents():
                return visit.go(f"/learning/groups/{number}", notice="notice_review_intent")
            people = sum(each.may("reviewer") for each in find_accounts(connection, active=True))
            made = groups.decide_group(connection, number, intent, by=visit.account.name, reviewers=people)
        except LookupError:
            raise NotFound from None
        except GroupDecided:
            return visit.go("/learning/groups", notice="notice_group_decided_before")
        details = {"intent": intent, "reviews": made}
        visit.note(connection, "decided_group", subject=("group", str(number)), details=details)
    return visit.go("/learning/groups", notice="notice_group_decided")


def _varied(said: list[Message]) -> list[Message]:
    """A few examples, of as many languages as there are."""
    seen: set[str | None] = set()
    first = []
    for each in said:
        if each.language not in seen:
            seen.add(each.language)
            first.append(each)
    return [*first, *(each for each in said if each not in first)][:EXAMPLES]
