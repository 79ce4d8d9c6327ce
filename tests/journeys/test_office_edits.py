"""What an editor writes in the console is what the bot says next, without a new model: facts, names, and answers to gaps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

from bot.nlu.known_names import PATIENCE
from office.database import reading
from office.knowledge.edits import find_edits
from office.knowledge.states import State, read_state
from tests.journeys.officer import Officer, wait_for
from tests.journeys.running_house import RunningHouse
from tests.mail_server import MailServer

pytestmark = [pytest.mark.journey, pytest.mark.model]

# For so long each process may say what it has read of the knowledge base before it looks again (KnowledgeCache); Rasa looks for
# names every PATIENCE seconds.
LIVE_WITHIN = 1.0
FACT = "teaching-team"
QUESTION = "How are the teachers there?"
NEW_WORDS = "Each class has two teachers, one of them from the partner country."
NEW_DATE = "2026-11-02"


@pytest.fixture
def editor(whole_house: RunningHouse) -> Iterator[Officer]:
    """Somebody who may edit. What was edited is undone at the end: other journeys ask the same house."""
    with reading(whole_house.database) as connection:
        before = {edit.id for edit in find_edits(connection, limit=500)}
    officer = Officer(whole_house, "zhao", "editor")
    yield officer
    with reading(whole_house.database) as connection:
        ours = [edit.id for edit in find_edits(connection, limit=500) if edit.id not in before]
    for number in ours:  # the latest first
        officer.send(f"/knowledge/history/{number}/undo")


def state_of(house: RunningHouse, kind: str, subject: str) -> State:
    with reading(house.database) as connection:
        state = read_state(connection, kind, subject)
    assert state is not None
    return state


def until_live(edited: float, within: float = LIVE_WITHIN) -> None:
    """Until every process has to have seen what was written at `edited`."""
    sleep(max(0.0, edited + within - monotonic()))


def test_an_edited_fact_is_the_very_next_answer_with_its_new_source(
    applicant: Callable[..., Any], whole_house: RunningHouse, editor: Officer
):
    person, model = applicant("en"), re.findall(r"\w{16,}", str(rasa_status(whole_house)))
    state = state_of(whole_house, "fact", FACT)
    before = person.ask(QUESTION)
    assert state["texts"]["en"] in before["text"]
    assert NEW_DATE not in [source["date"] for source in before["sources"]]

    edited = monotonic()
    editor.send(
        "/knowledge/facts",
        **{f"text_{code}": text for code, text in state["texts"].items()} | {"text_en": NEW_WORDS},
        fact=FACT, topic=state["topic"], subject=state["subject"] or "", status="published",
        document="fee-schedule", locator="page 4", as_of=NEW_DATE, quote="two teachers",
    )  # fmt: skip
    until_live(edited)
    after = person.ask(QUESTION)
    assert NEW_WORDS in after["text"]
    assert state["texts"]["en"] not in after["text"]
    assert NEW_DATE in [source["date"] for source in after["sources"]]
    assert any(date.fromisoformat(NEW_DATE).strftime("%Y") in source["text"] for source in after["sources"])
    assert re.findall(r"\w{16,}", str(rasa_status(whole_house))) == model, "no other model may have been loaded"


def rasa_status(house: RunningHouse) -> Any:
    """What Rasa says of its model."""
    return httpx.get(f"{house.rasa}/webhooks/model/", timeout=60, trust_env=False).json()


def test_an_alias_is_understood_at_once(applicant: Callable[..., Any], whole_house: RunningHouse, editor: Officer):
    state = state_of(whole_house, "names", "program/computing-gb")
    name = state["names"]["en"]
    question = "Tell me about the program Brunel Bits"
    other = state_of(whole_house, "names", "program/tourism-sg")["names"]["en"]
    assert other in applicant("en").ask(question)["text"], "an unknown name is answered with the list of all"

    aliases = {code: list(listed) for code, listed in state["aliases"].items()}
    aliases.setdefault("en", []).append("Brunel Bits")
    editor.send(
        "/knowledge/things/program/computing-gb/names",
        **{f"name_{code}": text for code, text in state["names"].items()},
        **{f"aliases_{code}": "\n".join(listed) for code, listed in aliases.items()},
    )
    until_live(monotonic(), PATIENCE)
    answer = applicant("en").ask(question)["text"]
    assert name in answer
    assert other not in answer


def test_whoever_asked_in_vain_gets_the_answer_when_it_is_written(
    applicant: Callable[..., Any], whole_house: RunningHouse, editor: Officer, mailbox: MailServer
):
    person = applicant("en")
    question = "Is health insurance required for international students?"
    words = "Insurance for a year is 800 yuan and is arranged at enrolment."
    assert words not in person.ask(question)["text"]
    person.ask("I want to talk to a person")
    person.ask("lin.vu@example.com")
    assert question in editor.read("/gaps")

    editor.send(
        "/knowledge/facts", topic="ask_health_insurance", subject="", status="published", document="fee-schedule",
        locator="page 2", as_of=NEW_DATE, quote="800 yuan", text_en=words, text_zh="保险费每年800元，入学时办理。", tell="1",
    )  # fmt: skip
    said = wait_for(lambda: [each for each in person.history() if each["sender"] == "staff"], 30, "the answer")
    assert words in said[-1]["text"]
    letters = wait_for(
        lambda: [each for each in mailbox.letters if "lin.vu@example.com" in str(each["To"])], 60, "the letter"
    )
    assert words in letters[-1].get_content()
    assert question not in editor.read("/gaps")
    assert words in applicant("en").ask(question)["text"]
