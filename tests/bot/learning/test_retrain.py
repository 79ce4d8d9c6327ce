"""A training run to its end: promoted, refused or failed, and what it leaves on disk and in the table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from bot.learning import retrain as module
from bot.learning import serving, take_back
from bot.learning.judging import Judgement
from bot.learning.retrain import retrain
from bot.learning.training import ChildFailed
from office.database import reading, writing
from office.learning import model_files, promotions, runs
from office.learning.gate import Answer
from office.settings import settings

QUESTIONS = [
    ("ค่าเทอมเท่าไหร่", "th", "ask_tuition"),
    ("มีหอไหม", "th", "ask_housing"),
    ("How much is it?", "en", "ask_tuition"),
]


def judgement(*predicted: str) -> Judgement:
    """Of a model that takes the questions for these intents."""
    answers = tuple(Answer(*question, said) for question, said in zip(QUESTIONS, predicted, strict=True))
    right = sum(answer.predicted == answer.intent for answer in answers) / len(answers)
    overall = {"accuracy": right, "out_of_scope_recall": None, "in_scope_rejected": 0.0, "ece": 0.01, "questions": 3}
    languages = {
        code: {"accuracy": sum(a.predicted == a.intent for a in answers if a.language == code) / number}
        for code, number in (("th", 2), ("en", 1))
    }
    return Judgement({"overall": overall, "languages": languages, "intents": {}}, answers)


RIGHT = judgement("ask_tuition", "ask_housing", "ask_tuition")
WORSE = judgement("ask_housing", "ask_housing", "ask_tuition")


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
    monkeypatch: pytest.MonkeyPatch, *, live: Judgement = RIGHT, candidate: Judgement = RIGHT, trains: bool = True
) -> None:
    """Training and judging without a model."""

    def train(root: Path, name: str, **_: Any) -> Path:
        if not trains:
            raise ChildFailed("`rasa train` ended with 1.\nNo memory left.")
        model = root / "models" / "candidates" / f"{name}.tar.gz"
        model.parent.mkdir(exist_ok=True)
        model.write_bytes(b"candidate")
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
    assert run.reasons[0]["rows"] == [
        {
            "text": "ค่าเทอมเท่าไหร่",
            "language": "th",
            "intent": "ask_tuition",
            "live": "ask_tuition",
            "candidate": "ask_housing",
        }
    ]
    with reading(office_database) as connection:
        assert promotions.find_promotions(connection) == []
    assert list((root / "models" / "candidates").iterdir()) == []
    said = capsys.readouterr().out
    assert "The candidate is refused." in said
    assert "ask_tuition -> ask_housing  ค่าเทอมเท่าไหร่" in said


def test_what_the_new_model_was_taught_in_vain_is_a_warning(
    office_database: Engine, root: Path, monkeypatch: pytest.MonkeyPatch
):
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
