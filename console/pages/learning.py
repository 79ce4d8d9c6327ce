"""Learning at a glance: what has drifted, which model serves, what waits for a person."""

from __future__ import annotations

from starlette.responses import Response

from console.visit import Visit
from office.learning import drift, groups, lessons, promotions, runs


def show(visit: Visit) -> Response:
    """GET /learning."""
    visit.house.lessons.look()
    with visit.reading() as connection:
        return visit.page(
            "learning/overview.html",
            drift=drift.find_drift(connection),
            counts=lessons.count_lessons(connection),
            groups=groups.count_open(connection),
            serving=next(iter(promotions.find_promotions(connection, limit=1)), None),
            run=next(iter(runs.find_runs(connection, limit=1)), None),
        )
