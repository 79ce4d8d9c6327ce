"""Models in the console: training asked for by administrators, followed, explained, taken back; started beside the pages."""

from __future__ import annotations

import os
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from console.children import Children
from console.house import House, build_house
from console.intents import intent_title
from console.wording import LANGUAGES, texts
from console.work import GROUPS, RETRAIN, TAKE_BACK, Work
from office.database import now, reading, writing
from office.learning import runs
from office.learning.gate import WHATS, Answer, Reason
from office.learning.tables import RUN_STATUSES, training_run
from office.settings import settings
from office.staff import audit
from tests.console.conftest import Person
from tests.console.learning_things import contradicting_run, promoted, refused_run

# A stand-in for `python -m`: it writes down what it was asked for, then does as it is told.
STAND_IN = """
import os, sys, time
with open(os.environ["ASKED"], "a") as file:
    file.write(" ".join(sys.argv[1:]) + "\\n")
while os.path.exists(os.environ["HOLD"]):
    time.sleep(0.02)
"""


def test_an_administrator_asks_for_training_once(admin: Person, database: Engine):
    assert "Train a candidate" in admin.get("/learning/models").text
    assert admin.post("/learning/runs").cookies["notice"] == "notice_training_wanted"
    assert admin.post("/learning/runs").cookies["notice"] == "notice_training_goes_on"
    with reading(database) as connection:
        [run] = runs.find_runs(connection)
        [entry] = audit.find_entries(connection, action="wanted_training")
    assert (run.status, run.wanted_by, entry.subject_id) == ("wanted", "admin", str(run.id))
    text = admin.get("/learning/models").text
    assert "waiting to begin" in text
    assert 'action="/learning/runs"' not in text


def test_a_reviewer_sees_progress_and_no_buttons(reviewer: Person, database: Engine):
    with writing(database) as connection:
        number = runs.record_wish(connection, "admin")
        runs.claim(connection, number)
        runs.record_progress(connection, number, status="evaluating", share=0.62)
    piece = reviewer.get("/learning/progress", **{"HX-Request": "true"}).text
    assert 'value="0.62"' in piece
    assert "asking the frozen questions" in piece
    assert 'hx-trigger="every 2s"' in piece
    assert "<form" not in piece
    assert 'action="/learning/take-back"' not in reviewer.get("/learning/models").text


def test_when_it_is_over_the_page_is_loaded_anew(reviewer: Person, database: Engine):
    response = reviewer.get("/learning/progress", **{"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Redirect"]) == (204, "/learning/models")


def test_a_refusal_is_explained_with_figures_and_rows(reviewer: Person, database: Engine):
    with writing(database) as connection:
        number = refused_run(connection)
    text = reviewer.get(f"/learning/runs/{number}").text
    assert "It understands this less well: Tuition" in text
    for shown in ("93.0%", "61.0%", "4.0%", "ค่าเทอมเท่าไหร่", "1 question that it loses", "−32.0", "91.4%", "90.2%"):
        assert shown in text
    worst, other = (f">{intent_title('en', name)}</th>" for name in ("ask_tuition", "ask_visa"))
    assert text.index(worst) < text.index(other), "the greatest loss first"
    assert reviewer.get("/learning/runs/999").status_code == 404


def test_lessons_that_contradict_are_shown_beside_what_is_known(reviewer: Person, database: Engine):
    with writing(database) as connection:
        number = contradicting_run(connection)
    text = reviewer.get(f"/learning/runs/{number}").text
    assert "Too many new lessons give known wordings another meaning. Nothing was trained." in text
    assert "4 of 4 new lessons; allowed without being confirmed: 3." in text
    for shown in ("ค่าเทอมเท่าไหร่คะ 2นะ", "ค่าเทอมเท่าไหร่คะ 2<", "4 lessons", 'href="/learning/lessons?status=refused"'):
        assert shown in text
    for intent in ("ask_career", "ask_tuition"):
        assert intent_title("en", intent) in text
    assert "Overall, in per cent" not in text, "nothing was measured"


def test_small_losses_that_added_up_are_explained(reviewer: Person, database: Engine):
    with writing(database) as connection:
        number = runs.record_wish(connection, "admin")
        row = (Answer("ค่าเทอม", "th", "ask_tuition", "greet"), Answer("ค่าเทอม", "th", "ask_tuition", "greet"))
        reason = Reason("language_since_best", "th", 0.925, 0.885, 0.02, (row,))
        runs.record_end(connection, number, "refused", reasons=[reason.as_json()])
    text = reviewer.get(f"/learning/runs/{number}").text
    for shown in (
        "an earlier model understood more in: Thai",
        "92.5% with the best earlier model",
        "1 question that it misreads",
    ):
        assert shown in text


@pytest.mark.parametrize(
    ("error", "told"),
    [("process_ended", "ran out of memory"), ("training_failed\nOSError: No space left", "OSError: No space left")],
)
def test_a_failure_is_told_in_words(reviewer: Person, database: Engine, error: str, told: str):
    with writing(database) as connection:
        number = runs.record_wish(connection, "admin")
        runs.record_end(connection, number, "failed", error=error)
    assert told in reviewer.get(f"/learning/runs/{number}").text


def test_every_way_to_fail_and_to_be_refused_has_words():
    for language in LANGUAGES:
        known = set(texts(language))
        assert {f"run_error_{code}" for code in runs.FAILURES} <= known
        assert {f"run_{status}" for status in RUN_STATUSES} <= known
        assert {f"refused_{what}" for what in WHATS} <= known


def test_the_model_that_serves_is_shown_with_what_it_came_from(reviewer: Person, database: Engine):
    with writing(database) as connection:
        promoted(connection, "a")
        promoted(connection, "b", kind="taken_back")
    text = reviewer.get("/learning/models").text
    for shown in ("bbbbbbbbbbbb", "put back", "Code (commit)", "0123456789abcdef", "th 2843", "91.4%"):
        assert shown in text


def test_taking_back_needs_a_model_before(admin: Person, database: Engine):
    with writing(database) as connection:
        promoted(connection, "a")
    assert admin.post("/learning/take-back").cookies["notice"] == "notice_no_model_before"
    with writing(database) as connection:
        promoted(connection, "b")
    assert admin.post("/learning/take-back").cookies["notice"] == "notice_taking_back"
    assert "The model before is put back…" in admin.get("/learning/models").text
    with reading(database) as connection:
        assert len(audit.find_entries(connection, action="took_back_model")) == 1


def test_a_model_that_could_not_be_put_back_is_told(admin: Person):
    children = admin.client.app.state.house.children
    assert "could not be put back" not in admin.get("/learning/models").text
    children.failed = frozenset({TAKE_BACK, GROUPS})
    assert "could not be put back" in admin.get("/learning/models").text
    assert "Messages could not be grouped" in admin.get("/learning/groups").text


def test_nothing_is_taken_back_while_training_goes_on(admin: Person, database: Engine):
    with writing(database) as connection:
        promoted(connection, "a")
        promoted(connection, "b")
        runs.record_wish(connection, "admin")
    assert admin.post("/learning/take-back").cookies["notice"] == "notice_training_goes_on"


# ---- beside the pages


@pytest.fixture
def house(database: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """Its children are stand-ins, which run until the file `hold` is gone."""
    script = tmp_path / "stand_in.py"
    script.write_text(STAND_IN, "utf-8")
    monkeypatch.setenv("ASKED", str(tmp_path / "asked"))
    monkeypatch.setenv("HOLD", str(tmp_path / "hold"))
    made = build_house(settings(), database)
    made.children = Children(tmp_path / "log", command=(sys.executable, str(script)))
    return made


def asked(tmp_path: Path, *, wanted: int) -> list[str]:
    """What was started so far; waits until there are `wanted`."""
    path = tmp_path / "asked"
    until = time.monotonic() + 60
    while time.monotonic() < until:
        lines = path.read_text().splitlines() if path.exists() else []
        if len(lines) >= wanted:
            return lines
        time.sleep(0.02)
    raise AssertionError(f"{wanted} children should have started")


def wait_for_end(work: Work, house: House) -> None:
    until = time.monotonic() + 60
    while house.children.busy_with and time.monotonic() < until:
        work.mind_children()
        time.sleep(0.02)
    assert house.children.busy_with == ()


def test_a_wish_is_started_once_and_one_thing_at_a_time(house: House, database: Engine, tmp_path: Path):
    (tmp_path / "hold").touch()
    work = Work(house)
    with writing(database) as connection:
        number = runs.record_wish(connection, "admin")
    work.mind_children()
    work.mind_children()
    assert asked(tmp_path, wanted=1) == [f"{RETRAIN} --run {number}"]
    with writing(database) as connection:
        assert runs.claim(connection, number)
    assert house.children.wish(TAKE_BACK, "--by", "admin")
    assert not house.children.wish(TAKE_BACK, "--by", "admin")
    work.mind_children()
    assert house.children.busy_with == (RETRAIN, TAKE_BACK)
    assert len(asked(tmp_path, wanted=1)) == 1
    (tmp_path / "hold").unlink()
    wait_for_end(work, house)
    assert asked(tmp_path, wanted=2)[1] == f"{TAKE_BACK} --by admin"


def test_training_that_cannot_begin_has_failed(house: House, database: Engine, tmp_path: Path):
    work = Work(house)
    with writing(database) as connection:
        number = runs.record_wish(connection, "admin")
    work.mind_children()
    wait_for_end(work, house)
    with reading(database) as connection:
        run = runs.get_run(connection, number)
    assert (run.status, run.error) == ("failed", "not_begun")
    assert len(asked(tmp_path, wanted=1)) == 1


def test_training_whose_process_died_has_failed(house: House, database: Engine):
    with writing(database) as connection:
        number = runs.record_wish(connection, "admin")
        runs.claim(connection, number)
        connection.execute(sa.update(training_run).values(alive_at=now() - runs.SILENCE - timedelta(seconds=1)))
    Work(house).mind_children()
    with reading(database) as connection:
        assert runs.get_run(connection, number).status == "failed"


def test_what_has_failed_is_told_until_it_succeeds(house: House, tmp_path: Path):
    house.children = Children(
        tmp_path / "log", command=(sys.executable, "-c", "import sys; sys.exit(sys.argv[2] == 'bad')")
    )
    for argument, failed in (("bad", {TAKE_BACK}), ("good", set())):
        house.children.wish(TAKE_BACK, argument)
        wait_for_end(Work(house), house)
        assert house.children.failed == failed


def test_what_runs_ends_with_the_console(house: House, tmp_path: Path):
    (tmp_path / "hold").touch()
    house.children.wish(GROUPS)
    Work(house).mind_children()
    asked(tmp_path, wanted=1)
    house.children.end()
    assert house.children.busy_with == ()
    assert house.children.look() is None


def test_wordings_are_grouped_once_a_night_and_not_on_the_first_day(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    night, evening = (
        "2026-11-28 19:30",
        "2026-11-28 12:00",
    )  # UTC: 03:30 of the 29th and 20:00 of the 28th at the office
    work, stamp = Work(house), house.settings.state_dir / "grouped"
    monkeypatch.setattr("console.work.now", lambda: _moment(evening))
    work.mind_children()
    assert house.children.busy_with == ()
    os.utime(stamp, (_seconds(evening),) * 2)
    work.mind_children()
    assert house.children.busy_with == ()
    monkeypatch.setattr("console.work.now", lambda: _moment(night))
    work.mind_children()
    assert house.children.busy_with == (GROUPS,)
    os.utime(stamp, (_seconds(night),) * 2)
    wait_for_end(work, house)
    assert asked(tmp_path, wanted=1) == [GROUPS]


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M")


def _seconds(text: str) -> float:
    return _moment(text).replace(tzinfo=timezone.utc).timestamp()
