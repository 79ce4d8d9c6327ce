"""Charts as SVG drawn on the server: no script, no style attribute; each stands beside the table that it shows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 200
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 10, 26


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: its place and its words."""

    at: float
    text: str


@dataclass(frozen=True)
class Lines:
    """Lines over days: a path and its points for each series, marks on both axes."""

    paths: tuple[str, ...]
    points: tuple[tuple[tuple[float, float], ...], ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


@dataclass(frozen=True)
class Bar:
    """One bar of a list: its words, its value, its length of a hundred."""

    text: str
    value: int
    length: float


def lines(labels: Sequence[str], *series: Sequence[float]) -> Lines:
    """Lines of several series over the same labels."""
    top = nice_top(max((value for values in series for value in values), default=0))
    step = (WIDTH - LEFT - RIGHT) / max(1, len(labels) - 1)

    def place(index: int, value: float) -> tuple[float, float]:
        height = HEIGHT - TOP - BOTTOM
        return round(LEFT + index * step, 1), round(TOP + height * (1 - value / top), 1)

    points = tuple(tuple(place(index, value) for index, value in enumerate(values)) for values in series)
    paths = tuple("M" + "L".join(f"{x} {y}" for x, y in each) if each else "" for each in points)
    every = max(1, math.ceil(len(labels) / 8))
    across = tuple(Tick(place(index, 0)[0], label) for index, label in enumerate(labels) if index % every == 0)
    up = tuple(Tick(place(0, top * part / 4)[1], f"{top * part / 4:g}") for part in range(5))
    return Lines(paths, points, across, up)


def bars(rows: Sequence[tuple[str, int]]) -> list[Bar]:
    """Rows with bars, the longest a hundred."""
    most = max((value for _, value in rows), default=0) or 1
    return [Bar(text, value, round(100 * value / most, 1)) for text, value in rows]


def nice_top(value: float) -> float:
    """A round number at or above `value` that four equal steps divide into round numbers."""
    if value <= 4:
        return 4
    power = 10 ** math.floor(math.log10(value))
    return next(
        factor * power for factor in (1, 2, 4, 8, 10, 20) if factor * power >= value and factor * power % 4 == 0
    )
