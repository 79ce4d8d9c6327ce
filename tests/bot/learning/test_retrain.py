"""A training run to its end: promoted, refused or failed, and what it leaves on disk and in the table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from bot.learning import retrain as module
from bot.learning import serving, take_back
from bot.learning.judging import Judgement
from bot.learning.retrain import retrain
from bot.learning.training import ChildFailed
from office.conversations.retention import erase_conversation
from office.conversations.reviews import Judgement as Reviewed
from office.conversations.reviews import record_review
from office.database import reading, writing
from office.learning import lessons, model_files, promotions, runs
from office.learning.gate import Answer
from office.learning.tables import lesson, training_run
from office.settings import settings
from tests.talk import ask

QUESTIONS = [
    ("ค่าเทอมเท่าไหร่", "th", "ask_tuition"),
    *((f"ค่าเรียนปีที่ {number} กี่บาท", "th", "ask_tuition") for number in range(259)),
    *((f"How much is year {number}?", "en", "ask_tuition") for number in range(260)),
]


def judgement(misread: int = 0) -> Judgement:
    """Of a model that misreads so many of the Thai questions."""
    answers = tuple(
        Answer(*question, "ask_housing" if number < misread else "ask_tuition")
        for number, question in enumerate(QUESTIONS)
    )
    number = len(answers)
    right = (number - misread) / number
    overall = {"accuracy": right, "out_of_scope_recall": None, "in_scope_rejected": 0.0, "ece": 0.01}
    languages = {"th": {"accuracy": (260 - misread) / 260}, "en": {"accuracy": 1.0}}
    return Judgement({"overall": {**overall, "questions": number}, "languages": languages, "intents": {}}, answers)


RIGHT = judgement()
WORSE = judgement(misread=4)


@pytest.fixture
def root(office_database: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what is trained from, with a live model; no server runs."""
    folder = tmp_path / "root"
    for place in ("models", "data/nlu/th", "tests/model/questions"):
        (folder / place).mkdir(parents=True)
    live = folder / "models" / "assistant.tar.gz"
    live.write_bytes(b"live")
    model_files.record(live)
    rows = (json.dumps({"text": text, "lang": code, "intent": intent}) for text, code, intent in QUESTIONS)
    (folder / "tests/model/questions/th.jsonl").write_text("\n".join(rows), "utf-8")
    monkeypatch.setenv("LEARNING_ROOT", str(folder))
    monkeypatch.setenv("RASA_URL", "http://127.0.0.1:9")  # nobody listens on the discard port
    settings.cache_clear()
    return folder


def pretend(
    monkeypatch: pytest.MonkeyPatch,
    *,
    live: Judgement = RIGHT,
    candidate: Judgement = RIGHT,
    trains: bool = True,
    content: str = "candidate",
) -> None:
    """Training and judging without a model."""

    def train(root: Path, name: str, **_: Any) -> Path:
        if not trains:
            raise ChildFailed("`rasa train` ended with 1.\nNo memory left.")
        model = root / "models" / "candidates" / f"{name}.tar.gz"
        model.parent.mkdir(exist_ok=True)
        model.write_bytes(content.encode())
        return model

    def judge(model: Path, questions: Sequence[Path], folder: Path, **_: Any) -> Judgement:
        return live if model.name == "assistant.tar.gz" else candidate

    monkeypatch.setattr(module, "train", train)
    monkeypatch.setattr(module, "judge", judge)
    monkeypatch.setattr(module, "make_card", lambda *_args, **more: {"data": "d", "code": "c", **more})


def wished(engine: Engine) -> int:
    with writing(engine) as connection:
        return runs.record_wish(connection, "ada")


def ended(engine: Engine, number: int) -> runs.Run:
    with reading(engine) as connection:
        return runs.get_run(connection, number)


def test_a_model_that_is_no_worse_is_promoted(office_database: Engine, root: Path, monkeypatch: pytest.MonkeyPatch):
    pretend(monkeypatch)
    number, live = wished(office_database), root / "models" / "assistant.tar.gz"
    before = model_files.checksum(live)
    assert retrain(office_database, settings(), number) == "promoted"
    assert live.read_bytes() == b"candidate"
    run = ended(office_database, number)
    assert (run.status, run.live, run.candidate, run.error) == ("promoted", before, model_files.verify(live), None)
    assert run.figures is not None
    assert run.figures["candidate"]["overall"]["accuracy"] == 1
    with reading(office_database) as connection:
        new, old = promotions.find_promotions(connection)
    assert (new.model, new.kind, new.made_by) == (run.candidate, "promoted", "ada")
    assert new.card["figures"] == RIGHT.figures
    assert new.card["standing"]["languages"] == {"en": [260, 260], "th": [260, 260]}
    assert (old.model, old.card["figures"]) == (before, RIGHT.figures), "one can go back to what served first"
    assert list((root / "models" / "candidates").iterdir()) == []

    take_back.take_back(office_database, live, settings(), by="ada")
    assert live.read_bytes() == b"live"
    with reading(office_database) as connection:
        assert [each.kind for each in promotions.find_promotions(connection)] == ["taken_back", "promoted", "promoted"]


def test_a_worse_one_is_refused_with_the_questions_that_it_loses(
    office_database: Engine, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    pretend(monkeypatch, candidate=WORSE)
    number, live = wished(office_database), root / "models" / "assistant.tar.gz"
    assert retrain(office_database, settings(), number) == "refused"
    assert live.read_bytes() == b"live"
    run = ended(office_database, number)
    assert run.status == "refused"
    assert run.reasons is not None
    assert {(reason["what"], reason["name"]) for reason in run.reasons} == {("overall", ""), ("language", "th")}
    assert [reason["lost"] for reason in run.reasons] == [4, 4]
    assert run.reasons[0]["rows"][0] == {
        "text": "ค่าเทอมเท่าไหร่",
        "language": "th",
        "intent": "ask_tuition",
        "live": "ask_tuition",
        "candidate": "ask_housing",
    }
    with reading(office_database) as connection:
        assert promotions.find_promotions(connection) == []
    assert list((root / "models" / "candidates").iterdir()) == []
    said = capsys.readouterr().out
    assert "The candidate is refused." in said
    assert "ask_tuition -> ask_housing  ค่าเทอมเท่าไหร่" in said


def approved(engine: Engine, text: str, side: str) -> str:
    """An applicant's message that has become a lesson; returns the id of its conversation."""
    with writing(engine) as connection:
        while True:
            conversation, number, _ = ask(connection, text, intent="greet", confidence=0.9)
            if lessons.side_of(conversation) == side:
                break
        record_review(connection, number, Reviewed("ask_housing", "th", (), "wrong"), reviewer="ada", reviewers=1)
        lessons.record_lessons(connection)
        assert lessons.decide(connection, [number], "approved", by="ada")
    return conversation


def test_what_the_new_model_was_taught_in_vain_is_a_warning(
    office_database: Engine, root: Path, monkeypatch: pytest.MonkeyPatch
):
    approved(office_database, "หอในมีมั้ย", "train")
    approved(office_database, "มีหอป่าว", "train")
    taught = (
        Answer("หอในมีมั้ย", "th", "ask_housing", "ask_tuition"),
        Answer("มีหอป่าว", "th", "ask_housing", "ask_housing"),
    )
    pretend(monkeypatch, candidate=Judgement(RIGHT.figures, RIGHT.answers, taught))
    number = wished(office_database)
    assert retrain(office_database, settings(), number) == "promoted"
    figures = ended(office_database, number).figures
    assert figures is not None
    assert [(row["text"], row["candidate"]) for row in figures["warnings"]] == [("หอในมีมั้ย", "ask_tuition")]


def test_whoever_is_erased_is_gone_from_the_reasons_and_warnings_of_earlier_runs(
    office_database: Engine, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    tested = approved(office_database, QUESTIONS[0][0], "test")
    taught = approved(office_database, "หอในมีมั้ย", "train")
    with writing(office_database) as connection:  # the frozen question came from this person
        connection.execute(
            sa.update(lesson).where(lesson.c.conversation_id == tested).values(intent="ask_tuition", status="approved")
        )
    missed = (Answer("หอในมีมั้ย", "th", "ask_housing", "greet"),)
    pretend(monkeypatch, candidate=Judgement(WORSE.figures, WORSE.answers, missed))
    number = wished(office_database)
    assert retrain(office_database, settings(), number) == "refused"
    run = ended(office_database, number)
    assert run.reasons is not None
    assert run.figures is not None
    assert QUESTIONS[0][0] in [row["text"] for row in run.reasons[0]["rows"]]
    assert [row["text"] for row in run.figures["warnings"]] == ["หอในมีมั้ย"]
    with writing(office_database) as connection:
        stored = connection.execute(sa.select(training_run.c.reasons, training_run.c.figures)).one()
        assert "หอในมีมั้ย" not in json.dumps(list(stored), ensure_ascii=False)
        erase_conversation(connection, tested)
        erase_conversation(connection, taught)
    run = ended(office_database, number)
    assert run.reasons is not None
    assert run.figures is not None
    assert QUESTIONS[0][0] not in [row["text"] for row in run.reasons[0]["rows"]]
    assert run.figures["warnings"] == []
    assert "หอในมีมั้ย" not in capsys.readouterr().out


def files(root: Path) -> dict[str, str]:
    """What lessons are written to."""
    found = [*root.rglob("reviewed.yml"), *(root / "tests/model/reviewed").glob("*.jsonl")]
    return {str(path.relative_to(root)): path.read_text("utf-8") for path in found}


def statuses(engine: Engine) -> dict[str, str]:
    with reading(engine) as connection:
        return {each.text: each.status for each in lessons.find_lessons(connection)}


def test_what_a_refused_run_has_learnt_is_taken_out_of_the_files_and_can_be_offered_again(
    office_database: Engine, root: Path, monkeypatch: pytest.MonkeyPatch
):
    approved(office_database, "หอในมีมั้ย", "train")
    pretend(monkeypatch)
    assert retrain(office_database, settings(), wished(office_database)) == "promoted"
    before = files(root)
    assert set(before) == {"data/nlu/th/reviewed.yml"}

    approved(office_database, "นอนไหนดีอะ", "train")
    approved(office_database, "นอนไหนได้บ้าง", "test")
    pretend(monkeypatch, candidate=WORSE)
    assert retrain(office_database, settings(), wished(office_database)) == "refused"
    assert files(root) == before
    assert statuses(office_database) == {
        "หอในมีมั้ย": "approved",  # a promoted model has learnt it
        "นอนไหนดีอะ": "refused",
        "นอนไหนได้บ้าง": "refused",
    }
    with writing(office_database) as connection:
        refused = [each.message_id for each in lessons.find_lessons(connection, status="refused")]
        lessons.decide(connection, refused, "approved", by="ada")
    pretend(monkeypatch)
    assert retrain(office_database, settings(), wished(office_database)) == "promoted"
    assert set(statuses(office_database).values()) == {"approved"}
    assert "นอนไหนดีอะ" in files(root)["data/nlu/th/reviewed.yml"]
    assert "นอนไหนได้บ้าง" in files(root)["tests/model/reviewed/th.jsonl"]


def test_lessons_that_contradict_what_is_known_are_refused_before_anything_is_trained(
    office_database: Engine, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    pretend(monkeypatch, trains=False)
    conversations = [approved(office_database, f"{text}นะ", "train") for text, *_ in QUESTIONS[1:31]]
    harmless = "หอในมีมั้ย"
    approved(office_database, harmless, "train")
    number, live = wished(office_database), root / "models" / "assistant.tar.gz"
    assert retrain(office_database, settings(), number) == "refused"
    assert live.read_bytes() == b"live"
    assert files(root) == {}
    run = ended(office_database, number)
    assert (run.status, run.candidate, run.figures, run.error) == ("refused", None, None, None)
    assert run.live == model_files.checksum(live)
    assert run.reasons is not None
    [reason] = run.reasons
    assert (reason["what"], reason["lost"], reason["new"], reason["allowed"]) == ("contradiction", 30, 31, 3)
    row = reason["rows"][0]
    assert (row["text"], row["intent"]) == (f"{QUESTIONS[1][0]}นะ", "ask_housing")
    assert (row["known"], row["known_intent"]) == (QUESTIONS[1][0], "ask_tuition")
    assert set(statuses(office_database).values()) == {"refused"}, "a person decides about the harmless one, too"
    said = capsys.readouterr().out
    assert "30 of 31 new lessons contradict known wordings, 3 may." in said
    assert "The run is refused." in said
    assert "นะ" not in said, "applicants' words are in no log"

    with writing(office_database) as connection:
        erase_conversation(connection, conversations[0])
    after = ended(office_database, number)
    assert after.reasons is not None
    assert len(after.reasons[0]["rows"]) == 29
    with writing(office_database) as connection:  # a person has looked at each of them
        for each in lessons.find_lessons(connection, status="refused"):
            lessons.decide(connection, [each.message_id], "approved", by="ada", confirmed=each.text != harmless)
    pretend(monkeypatch)
    assert retrain(office_database, settings(), wished(office_database)) == "promoted"


def test_small_losses_over_many_promotions_do_not_add_up(
    office_database: Engine, root: Path, monkeypatch: pytest.MonkeyPatch
):
    """Two questions of 260 at a time: each time less than is allowed, three times more than chance."""
    live = root / "models" / "assistant.tar.gz"
    for misread, status in ((2, "promoted"), (4, "promoted"), (6, "refused")):
        pretend(monkeypatch, live=judgement(misread - 2), candidate=judgement(misread), content=f"lost {misread}")
        number = wished(office_database)
        assert retrain(office_database, settings(), number) == status
    run = ended(office_database, number)
    assert run.reasons is not None
    by_name = {(reason["what"], reason["name"]): reason for reason in run.reasons}
    assert set(by_name) == {("overall_since_best", ""), ("language_since_best", "th")}
    assert by_name["language_since_best", "th"]["lost"] == 6
    assert live.read_bytes() == b"lost 4"

    # A person puts another model there: that is a new beginning.
    live.write_bytes(b"made by hand")
    model_files.record(live)
    pretend(monkeypatch, live=judgement(4), candidate=judgement(6), content="lost 6")
    assert retrain(office_database, settings(), wished(office_database)) == "promoted"
    with reading(office_database) as connection:
        served = promotions.find_promotions(connection)
    assert [each.made_by for each in served] == ["ada", "make train", "ada", "ada", "make train"]


def test_a_training_that_fails_says_why_and_changes_nothing(
    office_database: Engine, root: Path, monkeypatch: pytest.MonkeyPatch
):
    pretend(monkeypatch, trains=False)
    number = wished(office_database)
    assert retrain(office_database, settings(), number) == "failed"
    run = ended(office_database, number)
    assert run.status == "failed"
    assert run.error == "training_failed\n`rasa train` ended with 1.\nNo memory left."
    assert (root / "models" / "assistant.tar.gz").read_bytes() == b"live"


@pytest.mark.parametrize(
    ("missing", "code"), [("models/assistant.tar.gz", "no_model"), ("tests/model/questions/th.jsonl", "no_questions")]
)
def test_what_is_missing_is_named(
    office_database: Engine, root: Path, monkeypatch: pytest.MonkeyPatch, missing: str, code: str
):
    pretend(monkeypatch)
    (root / missing).unlink()
    number = wished(office_database)
    assert retrain(office_database, settings(), number) == "failed"
    assert ended(office_database, number).error == code


def test_a_fixed_model_is_not_trained_over(office_database: Engine, root: Path, monkeypatch: pytest.MonkeyPatch):
    pretend(monkeypatch)
    monkeypatch.setenv("MODEL_SHA256", "0" * 64)
    settings.cache_clear()
    number = wished(office_database)
    assert retrain(office_database, settings(), number) == "failed"
    assert ended(office_database, number).error == "model_is_fixed"


def test_a_model_that_the_server_cannot_load_is_taken_back_at_once(
    office_database: Engine, root: Path, monkeypatch: pytest.MonkeyPatch
):
    pretend(monkeypatch)

    def refuse(*_: Any, **__: Any) -> str:
        raise serving.NotLoaded("OtherWeights: e5")

    monkeypatch.setattr(serving, "wait_until_served", refuse)
    number, live = wished(office_database), root / "models" / "assistant.tar.gz"
    assert retrain(office_database, settings(), number) == "failed"
    assert ended(office_database, number).error == "not_loaded\nOtherWeights: e5"
    assert live.read_bytes() == b"live"
    model_files.verify(live)
    with reading(office_database) as connection:
        assert promotions.find_promotions(connection) == []


def test_stopped_in_the_middle_it_counts_as_failed(
    office_database: Engine, root: Path, monkeypatch: pytest.MonkeyPatch
):
    pretend(monkeypatch)

    def stopped(*_: Any, **__: Any) -> Judgement:
        raise SystemExit(143)

    monkeypatch.setattr(module, "judge", stopped)
    number = wished(office_database)
    with pytest.raises(SystemExit):
        retrain(office_database, settings(), number)
    assert ended(office_database, number).error == "process_ended"
    assert list((root / "models" / "candidates").iterdir()) == []


def test_a_run_is_done_by_one_process_only(office_database: Engine, root: Path, monkeypatch: pytest.MonkeyPatch):
    pretend(monkeypatch)
    number = wished(office_database)
    assert retrain(office_database, settings(), number) == "promoted"
    assert retrain(office_database, settings(), number) == "failed"
    assert ended(office_database, number).status == "promoted"
