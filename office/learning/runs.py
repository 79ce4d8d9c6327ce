"""Training runs: wished for by staff or a command, claimed by one process, followed while they go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.records import columns_of
from office.database import now
from office.learning.tables import lesson, training_run

# A run that has not said for so long that it is alive has died: training says so every few seconds.
SILENCE = timedelta(minutes=3)
GOING_ON = ("wanted", "training", "evaluating")
# What `error` of a failed run begins with; after a line break, where there is more to say, the words of the program.
FAILURES = (
    "process_ended",  # it died or was stopped
    "no_model",  # nothing to compare with: a first model is made by `make train`
    "no_questions",  # the frozen questions are not on this machine
    "model_is_fixed",  # MODEL_SHA256 says which model serves
    "training_failed",
    "evaluation_failed",
    "not_loaded",  # the server could not load the new model; the old one was put back
    "not_begun",  # its process could not even start
    "failed",  # anything else
)


class RunGoesOn(ValueError):
    """A training run is waiting or going on already; there is one at a time."""


@dataclass(frozen=True)
class Run:
    """One training run."""

    id: int
    wanted_by: str
    wanted_at: datetime
    status: str
    share: float
    started_at: datetime | None
    alive_at: datetime | None
    ended_at: datetime | None
    candidate: str | None
    live: str | None
    figures: dict[str, Any] | None
    reasons: list[dict[str, Any]] | None
    error: str | None

    @property
    def goes_on(self) -> bool:
        """Whether it is not yet decided."""
        return self.status in GOING_ON


_RUN = columns_of(Run, training_run)


def find_runs(connection: Connection, *, limit: int = 20) -> list[Run]:
    """The latest first."""
    rows = connection.execute(sa.select(*_RUN).order_by(training_run.c.id.desc()).limit(limit))
    return [Run(**row) for row in rows.mappings()]


def get_run(connection: Connection, run_id: int) -> Run:
    """With the words of the lessons that it speaks of, where they are not erased. LookupError: there is none of that id."""
    row = connection.execute(sa.select(*_RUN).where(training_run.c.id == run_id)).mappings().first()
    if row is None:
        raise LookupError(f"There is no training run {run_id}.")
    run = Run(**row)
    warnings = (run.figures or {}).get("warnings") or []
    texts = _texts_of(connection, [*warnings, *(each for reason in run.reasons or () for each in reason["rows"])])
    figures = run.figures and {**run.figures, "warnings": _worded(warnings, texts)}
    reasons = run.reasons and [{**reason, "rows": _worded(reason["rows"], texts)} for reason in run.reasons]
    return replace(run, figures=figures, reasons=reasons)


def _texts_of(connection: Connection, rows: Sequence[dict[str, Any]]) -> dict[int, str]:
    numbers = [row[name] for row in rows for name in ("message", "known_message") if row.get(name) is not None]
    query = sa.select(lesson.c.message_id, lesson.c.text).where(lesson.c.message_id.in_(numbers))
    return {row.message_id: row.text for row in connection.execute(query)} if numbers else {}


def _worded(rows: Sequence[dict[str, Any]], texts: dict[int, str]) -> list[dict[str, Any]]:
    """Rows that only name a message get its words; those of erased messages are left out, and so are erased words beside them."""
    return [_with_words(row, texts) for row in rows if "message" not in row or row["message"] in texts]


def _with_words(row: dict[str, Any], texts: dict[int, str]) -> dict[str, Any]:
    words = {"text": texts[row["message"]]} if "message" in row else {}
    if row.get("known_message") is not None:
        words["known"] = texts.get(row["known_message"], "")
    return {**row, **words}


def record_wish(connection: Connection, by: str) -> int:
    """Ask for a training run; returns its id. RunGoesOn: one is waiting or going on."""
    bury_dead(connection)
    going_on = connection.execute(
        sa.select(training_run.c.id).where(training_run.c.status.in_(GOING_ON)).limit(1)
    ).scalar()
    if going_on is not None:
        raise RunGoesOn(f"Training run {going_on} has not ended yet. Wait for it.")
    result = connection.execute(sa.insert(training_run).values(wanted_by=by, wanted_at=now(), status="wanted"))
    return int(result.inserted_primary_key[0])


def find_wish(connection: Connection) -> int | None:
    """The run that waits to be started, if there is one."""
    query = sa.select(training_run.c.id).where(training_run.c.status == "wanted").order_by(training_run.c.id).limit(1)
    found = connection.execute(query).scalar()
    return None if found is None else int(found)


def claim(connection: Connection, run_id: int) -> bool:
    """Begin it; False when another process has it already."""
    moment = now()
    result = connection.execute(
        sa.update(training_run)
        .where(training_run.c.id == run_id, training_run.c.status == "wanted")
        .values(status="training", started_at=moment, alive_at=moment)
    )
    return bool(result.rowcount == 1)


def record_progress(connection: Connection, run_id: int, *, status: str, share: float) -> None:
    """It is alive, and so far (0 to 1)."""
    connection.execute(
        sa.update(training_run)
        .where(training_run.c.id == run_id, training_run.c.status.in_(GOING_ON))
        .values(status=status, share=share, alive_at=now())
    )


def record_end(
    connection: Connection,
    run_id: int,
    status: str,
    *,
    candidate: str | None = None,
    live: str | None = None,
    figures: dict[str, Any] | None = None,
    reasons: list[dict[str, Any]] | None = None,
    error: str | None = None,
) -> None:
    """How it ended: "promoted", "refused" or "failed"."""
    connection.execute(
        sa.update(training_run)
        .where(training_run.c.id == run_id)
        .values(
            status=status,
            share=1.0,
            ended_at=now(),
            candidate=candidate,
            live=live,
            figures=figures,
            reasons=reasons,
            error=error,
        )
    )


def bury_dead(connection: Connection) -> int:
    """Runs whose process died count as failed; returns how many there were."""
    result = connection.execute(
        sa.update(training_run)
        .where(training_run.c.status.in_(("training", "evaluating")), training_run.c.alive_at < now() - SILENCE)
        .values(status="failed", ended_at=now(), error="process_ended")
    )
    return int(result.rowcount)
