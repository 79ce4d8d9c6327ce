"""The whole way of a correction, with real processes: misread, corrected, approved, learnt, understood; worse models refused; swaps under load."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from ruamel.yaml import YAML

from office.conversations.reviews import Judgement, record_review
from office.conversations.tables import journal, message
from office.database import reading, writing
from office.learning import lessons, model_files, promotions, runs
from office.learning.lessons import side_of
from office.settings import ROOT
from tests.journeys.conftest import Applicant
from tests.journeys.learning_house import LearningHouse, learning_house
from tests.journeys.officer import Officer, wait_for
from tests.journeys.running_house import MODEL
from tests.talk import ask

pytestmark = [pytest.mark.journey, pytest.mark.model, pytest.mark.long]

# Thai as it is spoken among friends, each meaning in three wordings; which of them the model misreads changes with every model.
SPOKEN = {
    "ask_accommodation": ["มีที่ซุกหัวนอนให้ปะ", "ซุกหัวนอนแถวนั้นได้มั้ยอะ", "ที่ซุกหัวนอนมีให้เปล่า"],
    "ask_tuition": ["แพงหูฉี่ป่าวอ่ะ", "ต้องขายควายส่งเรียนมั้ยเนี่ย", "กระเป๋าแฟบจะไหวมั้ย"],
    "ask_career": ["จบไปเตะฝุ่นมั้ย", "เตะฝุ่นป่าวเรียนจบ", "จบแล้วจะได้เตะฝุ่นมั้ยเนี่ย"],
}
TRAINING = 3600  # seconds; some four minutes on an idle machine with two cores, half an hour beside other work
MESSAGES, APPLICANTS = 1000, 8


@pytest.fixture(scope="module")
def learning(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LearningHouse]:
    """A house over a copy of everything that it may change."""
    if not MODEL.exists():
        pytest.skip("there is no model: run `make train`")
    with learning_house(tmp_path_factory.mktemp("learning")) as house:
        yield house


def asked(house: LearningHouse, text: str) -> sa.engine.Row:
    """Ask as an applicant in a new conversation whose messages are learnt from; what the log says of it."""
    while True:
        applicant = Applicant(house.public, "th")
        applicant.ask(text)
        with reading(house.database) as connection:
            found = connection.execute(
                sa.select(message)
                .where(message.c.sender == "applicant", message.c.text == text)
                .order_by(message.c.id.desc())
                .limit(1)
            ).one()
        if side_of(found.conversation_id) == "train":
            return found


def trained(house: LearningHouse, officer: Officer) -> runs.Run:
    """Press the button and wait; the run as it ended."""
    officer.send("/learning/runs")

    def ended() -> runs.Run | None:
        with reading(house.database) as connection:
            run = runs.find_runs(connection, limit=1)[0]
        return None if run.goes_on else run

    return wait_for(ended, TRAINING, "the training run")


def test_a_thai_message_is_misread_corrected_learnt_and_understood(learning: LearningHouse):
    officer = Officer(learning, "mali", "admin")
    before = learning.serving()["serves"]
    misread = {
        intent: found
        for intent, wordings in SPOKEN.items()
        if (found := [row for row in (asked(learning, text) for text in wordings) if row.intent != intent])
    }
    assert misread, "the model understands all of these by now: think of odder ones"
    for intent, found in misread.items():
        for row in found:
            officer.send(f"/review/{row.id}", queue="risk", intent=intent, language="th", answer="wrong")
    ids = [str(row.id) for found in misread.values() for row in found]
    page = officer.read("/learning/lessons")
    assert all(f'name="lesson" value="{number}"' in page for number in ids)
    officer.send("/learning/lessons", status="approved", lesson=ids)
    written = (learning.root / "data/nlu/th/reviewed.yml").read_text("utf-8")
    assert all(row.text in written for found in misread.values() for row in found)

    run = trained(learning, officer)
    assert run.status == "promoted", (run.error, run.reasons)
    assert run.candidate != before
    wait_for(lambda: learning.serving()["serves"] == run.candidate, 300, "the new model")
    assert not [
        row.text for intent, found in misread.items() for row in found if asked(learning, row.text).intent != intent
    ]
    page = officer.read(f"/learning/runs/{run.id}")
    assert "Thai" in page
    with reading(learning.database) as connection:
        new, old = promotions.find_promotions(connection)
    assert (new.model, new.made_by, old.model) == (run.candidate, "mali", before)
    assert new.card["lessons"] == len(ids)
    assert new.card["sentences"]["th"] > len(ids)

    officer.send("/learning/take-back")
    wait_for(lambda: learning.serving()["serves"] == before, 300, "the earlier model")
    intent, (again, *_) = next(iter(misread.items()))
    assert asked(learning, again.text).intent != intent


def test_a_poisoned_set_of_corrections_is_refused_before_training_and_leaves_nothing(learning: LearningHouse):
    live, before = model_files.checksum(learning.live), files_of_lessons(learning.root)
    wrong = {
        "ask_tuition": "ask_career",
        "ask_accommodation": "ask_scholarship",
        "ask_visa": "ask_partner_institutions",
    }
    texts = [(text, intent) for intent in wrong for text in thai_sentences(intent)]
    with writing(learning.database) as connection:
        poison = []
        for text, intent in texts:
            for said in (f"{text}นะ", f"{text}?"):  # a particle or a sign more than what is known
                _, number, _ = ask(connection, said, intent=intent, confidence=0.9)
                judgement = Judgement(wrong[intent], "th", (), "wrong")
                record_review(connection, number, judgement, reviewer="somebody", reviewers=1)
                poison.append(number)
        lessons.record_lessons(connection)
        assert len(lessons.decide(connection, poison, "approved", by="somebody")) == len(poison)
    officer = Officer(learning, "nok", "admin")
    run = trained(learning, officer)
    assert (run.status, run.candidate, run.figures) == ("refused", None, None), run.error
    assert run.reasons is not None
    [reason] = run.reasons
    assert reason["what"] == "contradiction"
    assert reason["new"] >= len(poison), "what an earlier try of these tests left counts, too"
    assert reason["lost"] > 0.9 * len(poison)
    page = officer.read(f"/learning/runs/{run.id}")
    with reading(learning.database) as connection:
        shown = runs.get_run(connection, run.id)
        refused = {each.message_id: each.run_id for each in lessons.all_lessons(connection, status="refused")}
    assert shown.reasons is not None
    assert shown.reasons[0]["rows"][0]["text"] in page
    assert shown.reasons[0]["rows"][0]["known"] in page
    assert {refused.get(number) for number in poison} == {run.id}
    assert 'name="confirm"' in officer.read("/learning/lessons?status=refused")
    # The console may just have written what was approved a moment before; its next look, within a minute, puts it right.
    wait_for(lambda: files_of_lessons(learning.root) == before, 180, "the files as they were")
    assert model_files.verify(learning.live) == live == learning.serving()["serves"]


def files_of_lessons(root: Path) -> dict[str, str]:
    """What approved lessons are written to."""
    found = [*root.glob("data/nlu/*/reviewed.yml"), *root.glob("tests/model/reviewed/*.jsonl")]
    return {str(path.relative_to(root)): path.read_text("utf-8") for path in found}


def thai_sentences(intent: str) -> list[str]:
    """Training sentences of an intent."""
    blocks = [
        block
        for path in sorted((ROOT / "data" / "nlu" / "th").glob("*.yml"))
        for block in YAML(typ="safe").load(path.read_text("utf-8"))["nlu"]
        if block["intent"] == intent
    ]
    found = [line[2:].strip() for block in blocks for line in block["examples"].splitlines() if line.startswith("- ")]
    assert len(found) > 20, intent
    return found[:60]


def test_a_thousand_messages_during_swaps_are_all_answered_once(learning: LearningHouse, tmp_path: Path):
    models = [tmp_path / "one.tar.gz", tmp_path / "two.tar.gz"]
    shutil.copyfile(learning.live, models[0])
    # The same weights in other bytes: another model to everyone who looks at the file.
    models[1].write_bytes(gzip.compress(gzip.decompress(models[0].read_bytes()), compresslevel=1))
    questions = [
        "How much is the tuition?",
        "ค่าเทอมเท่าไหร่คะ",
        "有宿舍吗？",
        "¿Qué programas hay?",
        "비자는 어떻게 받나요?",
    ]
    with reading(learning.database) as connection:
        last = connection.execute(sa.select(sa.func.max(journal.c.id))).scalar() or 0

    def converse(number: int) -> int:
        applicant, chance = Applicant(learning.public, "en"), Random(number)
        return sum(bool(applicant.send(text=chance.choice(questions))) for _ in range(MESSAGES // APPLICANTS))

    swaps = 0
    with ThreadPoolExecutor(APPLICANTS) as applicants:
        conversations = [applicants.submit(converse, number) for number in range(APPLICANTS)]
        while not all(each.done() for each in conversations):
            candidate = tmp_path / "candidate.tar.gz"
            shutil.copyfile(models[(swaps + 1) % 2], candidate)
            wanted = model_files.replace(learning.live, candidate, {})
            wait_for(lambda wanted=wanted: learning.serving()["serves"] == wanted, 300, "the swap")
            swaps += 1
    assert sum(each.result() for each in conversations) == MESSAGES
    assert swaps >= 3
    with reading(learning.database) as connection:
        statuses = connection.execute(
            sa.select(journal.c.status, sa.func.count()).where(journal.c.id > last).group_by(journal.c.status)
        ).all()
        entries = connection.execute(
            sa.select(message.c.sender, sa.func.count(), sa.func.count(sa.distinct(message.c.journal_id)))
            .where(message.c.journal_id > last)
            .group_by(message.c.sender)
        ).all()
    assert [tuple(row) for row in statuses] == [("answered", MESSAGES)]
    assert sorted(tuple(row) for row in entries) == [("applicant", MESSAGES, MESSAGES), ("bot", MESSAGES, MESSAGES)]
