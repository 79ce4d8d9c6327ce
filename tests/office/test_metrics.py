"""Metrics: what Prometheus reads, on a port of its own, without anything of an applicant."""

from __future__ import annotations

import urllib.request
from datetime import timedelta

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from office import metrics
from office.conversations import journal, sessions
from office.database import connect, writing
from office.metrics import REGISTRY, Counted, FromDatabase
from office.settings import SettingError, Settings
from tests.ports import free_port


def value(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


def gauges(collector: FromDatabase) -> dict[str, float]:
    return {sample.name: sample.value for family in collector.collect() for sample in family.samples}


async def answer(_request):
    return PlainTextResponse("yes")


@pytest.fixture
def client() -> TestClient:
    app = Starlette(routes=[Route("/people/{name}", answer)], middleware=[Middleware(Counted, process="test")])
    return TestClient(app)


def test_requests_are_counted_by_the_function_that_answers_and_never_by_address(client: TestClient):
    before = value("admissions_requests_total", process="test", endpoint="answer", status="200")
    client.get("/people/zoltan?session=secret")
    client.get("/people/bob")
    assert value("admissions_requests_total", process="test", endpoint="answer", status="200") == before + 2
    shown = [str(sample.labels) for family in REGISTRY.collect() for sample in family.samples]
    assert not any("zoltan" in labels or "secret" in labels for labels in shown)


def test_a_request_keeps_the_id_of_the_proxy_in_front(client: TestClient):
    assert client.get("/people/ann", headers={"X-Request-ID": "0123456789abcdef"}).headers["x-request-id"] == (
        "0123456789abcdef"
    )


@pytest.mark.parametrize("forged", ["short", "a" * 65, "line break\tand more", "id=1 level=error"])
def test_an_id_that_could_forge_a_line_of_the_log_is_replaced(client: TestClient, forged: str):
    given = client.get("/people/ann", headers={"X-Request-ID": forged}).headers["x-request-id"]
    assert given != forged
    assert given.isalnum()


def test_what_waits_in_the_journal_is_read_from_the_database(office_database):
    collector = FromDatabase(office_database, keep=0)
    assert gauges(collector)["admissions_journal_waiting"] == 0
    with writing(office_database) as connection:
        opened = sessions.open_conversation(connection, channel="website", language="en", time_zone=None)
        for number in range(3):
            entry, _ = journal.record_received(
                connection, opened.id, channel="website", platform_message_id=str(number), shown="?", asked="?",
                language="en",
            )  # fmt: skip
        journal.finish(connection, entry.id, "failed", error="x")
        first = journal.find_waiting(connection, opened.id)[0]
        journal.put_back(connection, first.id, pause=timedelta(0), error=f"{journal.UNDELIVERED}: busy")
    found = gauges(collector)
    assert found["admissions_journal_waiting"] == 1
    assert found["admissions_journal_undelivered"] == 1
    assert found["admissions_journal_failed"] == 1
    assert found["admissions_database_up"] == 1


def test_a_database_that_is_away_is_shown_and_breaks_no_scrape(tmp_path):
    collector = FromDatabase(connect(f"sqlite:///{tmp_path}/empty.db"), keep=0)
    assert gauges(collector)["admissions_database_up"] == 0


def test_metrics_have_a_port_of_their_own_and_none_by_default(office_database, monkeypatch: pytest.MonkeyPatch):
    port = free_port()
    monkeypatch.setattr(metrics, "REGISTRY", metrics.CollectorRegistry())
    metrics.serve(Settings({}), office_database)()
    stop = metrics.serve(Settings({"METRICS_PORT": str(port)}), office_database)
    try:
        text = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5).read().decode()
    finally:
        stop()
    assert "admissions_database_up 1.0" in text
    assert "process_resident_memory_bytes" in text
    with pytest.raises(SettingError, match="METRICS_PORT"):
        Settings({"METRICS_PORT": "many"})
