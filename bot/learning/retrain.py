"""`python -m bot.learning.retrain`: lessons into files, a candidate trained, judged beside the live model, promoted or refused.

With `--run ID` a run that the console wished for; else one of its own, wished for by `--by NAME`. Exit codes: 0 promoted,
1 failed, 3 refused.
"""

from __future__ import annotations

import argparse
import getpass
import os
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Engine

from bot.learning import serving
from bot.learning.card import make_card
from bot.learning.judging import Judgement, frozen_questions, judge
from bot.learning.progress import Progress, say
from bot.learning.report import report
from bot.learning.training import CANDIDATES, ChildFailed, train
from office import database
from office.learning import gate, lessons, model_files, promotions, runs
from office.learning.contradictions import judge_lessons
from office.learning.examples import QUESTIONS, read_examples
from office.learning.gate import Answer
from office.learning.lesson_files import keep_apart, write_lessons
from office.learning.lessons import Lesson, all_lessons
from office.learning.standing import Standing, read_standing, standing_of
from office.settings import Settings, settings

EXIT_CODES = {"promoted": 0, "failed": 1, "refused": 3}
# Shares of the whole at which the training, the live model's questions and the candidate's end: only for the progress bar.
_TRAINED, _LIVE, _JUDGED = 0.5, 0.7, 0.95
_USUAL_SECONDS = 90.0  # of a training, while no card says how long the last one took
# Applicants' questions go first on a machine that serves at the same time.
_NICE = 5


class RunFailed(RuntimeError):
    """The run has to end: `code` is one of office.learning.runs.FAILURES."""

    def __init__(self, code: str, words: str = "") -> None:
        super().__init__(words)
        self.code = code
        self.words = words


@dataclass(frozen=True)
class Outcome:
    """How a run ended."""

    status: str  # "promoted" or "refused"
    candidate: str | None  # SHA-256; None: refused before anything was trained
    live: str
    figures: dict[str, Any] | None
    reasons: list[dict[str, Any]]


class Retraining:
    """One run, over the folders under `root`."""

    def __init__(self, engine: Engine, root: Path, values: Settings, progress: Progress, run_id: int) -> None:
        self._engine = engine
        self._root = root
        self._values = values
        self._progress = progress
        self._run_id = run_id
        self.live = root / "models" / "assistant.tar.gz"

    def go(self, by: str) -> Outcome:
        """Everything; what was made and not promoted is removed, what was learnt in vain is taken back out. RunFailed: it could
        not be done.
        """
        if self._values["MODEL_SHA256"]:
            raise RunFailed("model_is_fixed")
        if not self.live.exists():
            raise RunFailed("no_model")
        with database.reading(self._engine) as connection:
            approved = list(all_lessons(connection, status="approved"))
        too_many = judge_lessons(approved, read_examples(self._root, reviewed=False))
        if too_many:
            self._take_out(approved)
            return Outcome("refused", None, model_files.checksum(self.live), None, [too_many.as_json()])
        self._write_lessons()
        questions = frozen_questions(self._root)
        if not questions:
            raise RunFailed("no_questions")
        for left in (self.live.parent / CANDIDATES).glob("*.tar.gz"):  # of runs that were killed
            left.unlink()
        taught = [each for each in keep_apart(approved, self._root) if each.side == "train"]
        candidate, card = self._train(len(taught))
        try:
            before, after = self._judge(candidate, questions, taught)
            figures = {
                "live": before.figures,
                "candidate": after.figures,
                "warnings": warnings_of(taught, after.lessons),
                "lessons": len(taught),
            }
            live, new = model_files.checksum(self.live), model_files.checksum(candidate)
            own, standings = self._standings(before, after, questions)
            reasons = gate.judge(before.figures, after.figures, list(zip(before.answers, after.answers, strict=True)))
            reasons += gate.judge_since_best(standings[1], [standings[0], *self._earlier(live)], own)
            if reasons:
                worded = self._without_words([each.as_json() for each in reasons])
                self._take_out(approved)
                return Outcome("refused", new, live, figures, worded)
            old_card = {
                **model_files.read_card(self.live),
                "figures": before.figures,
                "standing": standings[0].as_json(),
            }
            card.update(figures=after.figures, standing=standings[1].as_json())
            self._promote(candidate, card, old_card, by)
            with database.writing(self._engine) as connection:
                lessons.record_learnt(connection, [each.message_id for each in approved], self._run_id)
            return Outcome("promoted", new, live, figures, [])
        finally:
            candidate.unlink(missing_ok=True)

    def _write_lessons(self) -> None:
        with database.reading(self._engine) as connection:
            write_lessons(connection, self._root)

    def _take_out(self, approved: Sequence[Lesson]) -> None:
        """The new ones among them are refused, and gone from the files: whatever is trained next does not learn them."""
        with database.writing(self._engine) as connection:
            lessons.record_refused(connection, [each.message_id for each in approved], self._run_id)
        self._write_lessons()

    def _standings(
        self, before: Judgement, after: Judgement, questions: Sequence[Path]
    ) -> tuple[list[tuple[Answer, Answer]], tuple[Standing, Standing]]:
        """Both models' answers to the project's own questions, without those of reviews, and what they make of each model."""
        files = [path for path in questions if path.parent == self._root / QUESTIONS[0]]
        number = sum(bool(line.strip()) for path in files for line in path.read_text("utf-8").splitlines())
        own = list(zip(before.answers[:number], after.answers[:number], strict=True))  # they come first
        one, other = (
            standing_of(((pair[at].language, pair[at].predicted == pair[at].intent) for pair in own), files)
            for at in (0, 1)
        )
        return own, (one, other)

    def _earlier(self, live: str) -> list[Standing]:
        """Of the models promoted since a person last put one there (`make train`), which is a new beginning."""
        with database.reading(self._engine) as connection:
            served = promotions.find_since_installed(connection, live=live)
        return [found for each in served if (found := read_standing(each.card)) is not None]

    def _without_words(self, reasons: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Questions that came from applicants are named by their message: whoever is erased is gone from here, too."""
        with database.reading(self._engine) as connection:
            tested = all_lessons(connection, status="approved", side="test")
            numbers = {(each.text, each.language, each.intent): each.message_id for each in tested}
        for reason in reasons:
            for row in reason["rows"]:
                number = numbers.get((row["text"], row["language"], row["intent"]))
                if number is not None:
                    row.update(text="", message=number)
        return reasons

    def _train(self, lessons: int) -> tuple[Path, dict[str, Any]]:
        usual = float(model_files.read_card(self.live).get("seconds") or _USUAL_SECONDS)
        name = time.strftime("%Y%m%d-%H%M%S")
        started = time.monotonic()

        def heard(_line: str) -> None:
            self._progress.at("training", _TRAINED * min(0.95, (time.monotonic() - started) / usual))

        self._progress.at("training", 0.0)
        try:
            model = train(self._root, name, told=heard)
        except ChildFailed as error:
            raise RunFailed("training_failed", str(error)) from error
        return model, make_card(model, self._root, lessons=lessons, seconds=time.monotonic() - started)

    def _judge(
        self, candidate: Path, questions: Sequence[Path], taught: Sequence[Lesson]
    ) -> tuple[Judgement, Judgement]:
        folder = self._values.state_dir / "judgements"
        rows = [{"text": each.text, "lang": each.language, "intent": each.intent} for each in taught]

        def between(start: float, end: float) -> Any:
            return lambda share: self._progress.at("evaluating", start + (end - start) * share)

        try:
            before = judge(self.live, questions, folder, told=between(_TRAINED, _LIVE))
            after = judge(candidate, questions, folder, lessons=rows, told=between(_LIVE, _JUDGED))
        except ChildFailed as error:
            raise RunFailed("evaluation_failed", str(error)) from error
        return before, after

    def _promote(self, candidate: Path, card: dict[str, Any], old_card: dict[str, Any], by: str) -> None:
        self._progress.at("evaluating", _JUDGED)
        old = model_files.checksum(self.live)
        model_files.write_card(self.live, {**old_card, "sha256": old})
        new = model_files.replace(self.live, candidate, card)
        workers = int(self._values["RASA_WORKERS"])
        try:
            said = serving.wait_until_served(self._values["RASA_URL"], new, workers=workers)
        except serving.NotLoaded as error:
            model_files.put_back(self.live, old)
            raise RunFailed("not_loaded", str(error)) from error
        say({"served": "The running server serves the new model.", "absent": "No server runs here."}.get(said, ""))
        with database.writing(self._engine) as connection:
            # What `make train` put there is on record, too: one can go back to it, and it is what later ones are measured by.
            promotions.record_installed(connection, model=old, file=self.live.name, card=old_card)
            promotions.record_promotion(
                connection,
                model=new,
                file=self.live.name,
                kind="promoted",
                by=by,
                card=model_files.read_card(self.live),
            )


def warnings_of(taught: Sequence[Lesson], answers: Sequence[Answer]) -> list[dict[str, Any]]:
    """Approved lessons that the candidate does not understand although it has learnt from them, by their messages."""
    return [
        {
            "what": "lesson",
            "message": each.message_id,
            "text": "",
            "language": each.language,
            "intent": each.intent,
            "candidate": answer.predicted,
        }
        for each, answer in zip(taught, answers, strict=False)
        if answer.predicted != answer.intent
    ]


def retrain(engine: Engine, values: Settings, run_id: int) -> str:
    """One run to its end, which stands in the table; returns the status. Whatever goes wrong ends it as failed."""
    with database.writing(engine) as connection:
        if not runs.claim(connection, run_id):
            say(f"Run {run_id} is not waiting: another process has it, or it has ended.")
            return "failed"
        by = runs.get_run(connection, run_id).wanted_by
    try:
        with Progress(engine, run_id) as progress:
            outcome = Retraining(engine, values.learning_root, values, progress, run_id).go(by)
    except BaseException as error:
        ended = isinstance(error, (KeyboardInterrupt, SystemExit))
        code = error.code if isinstance(error, RunFailed) else "process_ended" if ended else "failed"
        words = error.words if isinstance(error, RunFailed) else "" if ended else f"{type(error).__name__}: {error}"
        with database.writing(engine) as connection:
            runs.record_end(connection, run_id, "failed", error=f"{code}\n{words}".strip())
        say(f"Failed: {code}. {words}".strip())
        if isinstance(error, Exception) and isinstance(error, RunFailed):
            return "failed"
        raise
    with database.writing(engine) as connection:
        runs.record_end(
            connection,
            run_id,
            outcome.status,
            candidate=outcome.candidate,
            live=outcome.live,
            figures=outcome.figures,
            reasons=outcome.reasons or None,
        )
    sys.stdout.write(report(outcome.status, outcome.figures, outcome.reasons))
    return outcome.status


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m bot.learning.retrain", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--run", type=int, help="id of a run that was wished for")
    parser.add_argument("--by", default=f"{getpass.getuser()} (command line)", help="who wishes for a run of its own")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    os.nice(_NICE)
    engine = database.engine()
    run_id = options.run
    if run_id is None:
        try:
            with database.writing(engine) as connection:
                run_id = runs.record_wish(connection, options.by[:64])
        except runs.RunGoesOn as error:
            sys.stderr.write(f"{error}\n")
            return 1
    return EXIT_CODES[retrain(engine, settings(), run_id)]


if __name__ == "__main__":
    sys.exit(main())
