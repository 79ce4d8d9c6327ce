"""Dashboard and alerts ask for metrics that there are."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from office.database import connect
from office.metrics import REGISTRY, FromDatabase
from office.settings import ROOT

FOLDER = ROOT / "deploy" / "monitoring"
DASHBOARD = json.loads((FOLDER / "grafana-dashboard.json").read_text("utf-8"))
ALERTS = yaml.safe_load((FOLDER / "alerts.yml").read_text("utf-8"))
EXPRESSIONS = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]] + [
    rule["expr"] for group in ALERTS["groups"] for rule in group["rules"]
]
# Prometheus' own, and those of its client for any process.
GENERAL = {"up", "process_resident_memory_bytes", "process_cpu_seconds_total"}


def served() -> set[str]:
    ours = [*REGISTRY.collect(), *FromDatabase(connect("sqlite:///:memory:")).collect()]
    kinds = {"counter": ["_total"], "histogram": ["_bucket", "_count", "_sum"], "gauge": [""]}
    return {family.name + ending for family in ours for ending in kinds.get(family.type, [""])}


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_every_expression_names_metrics_that_are_served(expression: str):
    asked = set(re.findall(r"\b(?:admissions_\w+|process_\w+_(?:bytes|total)|up)\b", expression)) - {"process"}
    assert asked
    assert asked <= served() | GENERAL


def test_each_metric_of_ours_is_shown_or_rings():
    shown = " ".join(EXPRESSIONS)
    families = [*REGISTRY.collect(), *FromDatabase(connect("sqlite:///:memory:")).collect()]
    for family in families:
        if family.name.startswith("admissions_"):
            assert family.name in shown, family.name


def test_panels_have_titles_units_and_places_of_their_own():
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in DASHBOARD["panels"]]
    assert len(set(places)) == len(places)
    for panel in DASHBOARD["panels"]:
        assert panel["title"]
        assert panel["fieldConfig"]["defaults"]["unit"]
