"""Models: which one serves, training of the next one with its progress, before and after, why one was refused, and back again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from console.visit import NotFound, Visit
from console.work import RETRAIN, TAKE_BACK
from office.languages import CODES
from office.learning import promotions, runs
from office.learning.runs import RunGoesOn

# Figures of a model that are shown, and whether more of it is better.
FIGURES = {
    "accuracy": True,
    "macro_f1": True,
    "out_of_scope_recall": True,
    "in_scope_rejected": False,
    "ece": False,
    "entity_f1": True,
    "language_accuracy": True,
}
# Parts of a model's card that are shown elsewhere.
_APART = {"figures", "standing", "sha256"}


@dataclass(frozen=True)
class Row:
    """One figure of the live model and of the candidate; shares, 0 to 1."""

    name: str
    questions: int | None
    before: float | None
    after: float | None
    more_is_better: bool = True

    @property
    def change(self) -> float:
        """Points of a hundred, better above zero."""
        if self.before is None or self.after is None:
            return 0.0
        change = round(100 * (self.after - self.before), 2)
        return change if self.more_is_better else -change


def show(visit: Visit) -> Response:
    """GET /learning/models."""
    with visit.reading() as connection:
        found = promotions.find_promotions(connection)
        listed = runs.find_runs(connection)
    return visit.page(
        "learning/models.html",
        promotions=found,
        card=_card(found[0].card, visit) if found else [],
        runs=listed,
        has_failed=TAKE_BACK in visit.house.children.failed,
        figures=_figures(found[0].card.get("figures") if found else None),
        **_under_way(visit, listed),
    )


def show_progress(visit: Visit) -> Response:
    """GET /learning/progress: a piece of the page, asked for again and again; the page anew once it is over."""
    with visit.reading() as connection:
        under_way = _under_way(visit, runs.find_runs(connection, limit=1))
    if under_way["run"] is None and not under_way["takes_back"]:
        return visit.go("/learning/models")
    return visit.page("learning/progress.html", **under_way)


def show_run(visit: Visit) -> Response:
    """GET /learning/runs/{id}: what the candidate does better and worse, and the questions behind a refusal."""
    with visit.reading() as connection:
        try:
            run = runs.get_run(connection, visit.number("id"))
        except LookupError:
            raise NotFound from None
    figures = run.figures or {}
    live, candidate = figures.get("live") or {}, figures.get("candidate") or {}
    return visit.page(
        "learning/run.html",
        run=run,
        overall=_overall(live, candidate),
        languages_compared=_rows(live, candidate, "languages", "accuracy", order=CODES),
        intents=sorted(_rows(live, candidate, "intents", "f1"), key=lambda row: (row.change, row.name)),
        warnings=figures.get("warnings") or [],
    )


def wish(visit: Visit) -> Response:
    """POST /learning/runs: a training run, begun by the work loop."""
    try:
        with visit.writing() as connection:
            number = runs.record_wish(connection, visit.account.name)
            visit.note(connection, "wanted_training", subject=("training_run", str(number)))
    except RunGoesOn:
        return visit.go("/learning/models", notice="notice_training_goes_on")
    return visit.go("/learning/models", notice="notice_training_wanted")


def take_back(visit: Visit) -> Response:
    """POST /learning/take-back: the model before serves again."""
    with visit.reading() as connection:
        found = promotions.find_promotions(connection, limit=2)
        busy = any(run.goes_on for run in runs.find_runs(connection, limit=1))
    if len(found) < 2:
        return visit.go("/learning/models", notice="notice_no_model_before")
    if busy or not visit.house.children.wish(TAKE_BACK, "--by", visit.account.name):
        return visit.go("/learning/models", notice="notice_training_goes_on")
    with visit.writing() as connection:
        visit.note(connection, "took_back_model", subject=("model", found[0].model[:12]))
    return visit.go("/learning/models", notice="notice_taking_back")


def _under_way(visit: Visit, listed: list[runs.Run]) -> dict[str, Any]:
    run = listed[0] if listed and listed[0].goes_on else None
    busy = visit.house.children.busy_with
    return {"run": run, "takes_back": TAKE_BACK in busy, "is_starting": RETRAIN in busy}


def _overall(live: dict[str, Any], candidate: dict[str, Any]) -> list[Row]:
    before, after = live.get("overall") or {}, candidate.get("overall") or {}
    return [
        Row(name, after.get("questions"), before.get(name), after.get(name), better)
        for name, better in FIGURES.items()
        if before.get(name) is not None or after.get(name) is not None
    ]


def _rows(
    live: dict[str, Any], candidate: dict[str, Any], part: str, figure: str, *, order: tuple[str, ...] = ()
) -> list[Row]:
    before, after = live.get(part) or {}, candidate.get(part) or {}
    names = [name for name in order if name in before or name in after] or sorted({*before, *after})
    return [
        Row(
            name,
            (after.get(name) or before.get(name) or {}).get("questions"),
            (before.get(name) or {}).get(figure),
            (after.get(name) or {}).get(figure),
        )
        for name in names
    ]


def _figures(figures: dict[str, Any] | None) -> list[tuple[str, float]]:
    overall = (figures or {}).get("overall") or {}
    return [(name, overall[name]) for name in FIGURES if overall.get(name) is not None]


def _card(card: dict[str, Any], visit: Visit) -> list[tuple[str, str]]:
    """What a model was made from, as words: lists and tables within it on one line."""
    return [
        (visit.display.one_of("card", name), _words(value))
        for name, value in card.items()
        if name not in _APART and value
    ]


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_words(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(_words(each) for each in value)
    text = str(value)
    return f"{text[:12]}…" if len(text) == 64 else text
