"""Draws docs/benchmarks/*.svg from the results that lie beside them: `python -m benchmarks.load_plots`."""

from __future__ import annotations

import json
import sys
from typing import Any

import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt

from benchmarks.load import LIMIT, RESULTS


def draw_load(found: dict[str, Any]) -> None:
    """95 of 100 replies by messages a second: one line a house and mix, up to where it no longer holds."""
    figure, axes = plt.subplots(figsize=(7, 4))
    for each in found["measured"]:
        points = sorted((step["per_second"], step["p95_ms"]) for step in [*each["steps"], each["half"]])
        axes.plot(*zip(*points, strict=True), marker="o", label=f"{each['house']}, {each['mix']}")
    axes.axhline(LIMIT * 1000, color="grey", linestyle=":")
    axes.set(xlabel="messages answered a second", ylabel="95 of 100 replies within, ms", yscale="log")
    axes.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(RESULTS / "load.svg")


def draw_growth(found: dict[str, Any]) -> None:
    """Median and 95 of 100 by events of the conversation, and by messages of the log."""
    figure, both = plt.subplots(1, 2, figsize=(8, 3.4), sharey=True)
    for axes, key, label in (
        (both[0], "by_events", "events of the conversation"),
        (both[1], "by_messages", "messages in the log"),
    ):
        sizes = [max(1, int(size)) for size in found[key]]
        for name in ("p50_ms", "p95_ms"):
            axes.plot(sizes, [value[name] for value in found[key].values()], marker="o", label=name[:3])
        axes.set(xlabel=label, xscale="log", ylim=(0, None))
    both[0].set_ylabel("milliseconds to the reply")
    both[0].legend()
    figure.tight_layout()
    figure.savefig(RESULTS / "growth.svg")


def main() -> int:
    """Draw what there is."""
    plt.rcParams["svg.hashsalt"] = "admissions"
    for name, draw in (("load", draw_load), ("growth", draw_growth)):
        file = RESULTS / f"{name}.json"
        if file.exists():
            draw(json.loads(file.read_text("utf-8")))
            sys.stdout.write(f"{file.with_suffix('.svg')}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
