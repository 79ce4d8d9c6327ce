"""One training run at a time, claimed by one process; a dead one does not block the next."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from office.database import now, reading, writing
from office.learning import promotions, runs
from office.learning.tables import training_run


def test_a_second_wish_has_to_wait_for_the_first(office_database: Engine):
    with writing() as connection:
        run = runs.record_wish(connection, "li")
        with pytest.raises(runs.RunGoesOn, match=str(run)):
            runs.record_wish(connection, "wang")
        runs.record_end(connection, run, "refused", reasons=[{"what": "overall"}])
        assert runs.record_wish(connection, "wang") > run


def test_a_run_is_claimed_once(office_database: Engine):
    with writing() as connection:
        run = runs.record_wish(connection, "li")
        assert runs.find_wish(connection) == run
        assert runs.claim(connection, run)
        assert not runs.claim(connection, run)
        assert runs.find_wish(connection) is None


def test_a_run_tells_how_far_it_is_and_how_it_ended(office_database: Engine):
    with writing() as connection:
        run = runs.record_wish(connection, "li")
        runs.claim(connection, run)
        runs.record_progress(connection, run, status="evaluating", share=0.7)
        found = runs.get_run(connection, run)
        assert (found.status, found.share, found.goes_on) == ("evaluating", 0.7, True)
        runs.record_end(connection, run, "promoted", candidate="a" * 64, live="b" * 64, figures={"live": {}})
        found = runs.get_run(connection, run)
        assert (found.status, found.candidate, found.goes_on) == ("promoted", "a" * 64, False)
        runs.record_progress(connection, run, status="training", share=0.1)  # comes too late
        assert runs.get_run(connection, run).status == "promoted"


def test_a_run_whose_process_died_does_not_block_the_next(office_database: Engine):
    with writing() as connection:
        run = runs.record_wish(connection, "li")
        runs.claim(connection, run)
        connection.execute(sa.update(training_run).values(alive_at=now() - runs.SILENCE - timedelta(seconds=1)))
        assert runs.record_wish(connection, "wang") != run
        assert (runs.get_run(connection, run).status, runs.get_run(connection, run).error) == (
            "failed",
            "process_ended",
        )


def test_an_unknown_run_is_named(office_database: Engine):
    with reading() as connection, pytest.raises(LookupError, match="77"):
        runs.get_run(connection, 77)


def test_the_model_that_serves_comes_first(office_database: Engine):
    with writing() as connection:
        promotions.record_promotion(connection, model="a" * 64, file="a", kind="promoted", by="li", card={"n": 1})
        promotions.record_promotion(connection, model="b" * 64, file="b", kind="taken_back", by="li", card={})
        assert [found.model[0] for found in promotions.find_promotions(connection)] == ["b", "a"]
