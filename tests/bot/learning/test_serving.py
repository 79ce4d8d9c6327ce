"""The command waits until every worker of a running server serves the new model, and is told when one never will."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from bot.learning.serving import NotLoaded, wait_until_served


@pytest.fixture
def server() -> Iterator[Callable[[list[dict[str, Any]]], tuple[str, list[str]]]]:
    """`server(answers)` gives an address that gives them in turn, the last one for ever, and the list of what was asked."""
    started: list[HTTPServer] = []

    def start(answers: list[dict[str, Any]]) -> tuple[str, list[str]]:
        asked: list[str] = []

        class Worker(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                content = json.dumps(answers[min(len(asked), len(answers) - 1)]).encode()
                asked.append(self.path)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        started.append(HTTPServer(("127.0.0.1", 0), Worker))
        threading.Thread(target=started[-1].serve_forever, args=(0.05,), daemon=True).start()
        return f"http://127.0.0.1:{started[-1].server_port}", asked

    yield start
    for each in started:
        each.shutdown()
        each.server_close()


def test_it_waits_until_every_worker_serves_the_model(server: Callable[..., tuple[str, list[str]]]):
    old, one, two = ({"serves": name, "process": number} for name, number in (("old", 1), ("new", 1), ("new", 2)))
    address, asked = server([old, one, one, two])
    assert wait_until_served(address, "new", workers=2, patience=30) == "served"
    assert asked == ["/webhooks/model/"] * 4


def test_a_server_that_cannot_load_it_ends_the_waiting(server: Callable[..., tuple[str, list[str]]]):
    address, _ = server([{"serves": "old", "process": 1, "failed": {"model": "new", "error": "OtherWeights: e5"}}])
    with pytest.raises(NotLoaded, match="OtherWeights"):
        wait_until_served(address, "new", patience=30)


def test_a_slow_server_is_not_waited_for_without_end(server: Callable[..., tuple[str, list[str]]]):
    address, _ = server([{"serves": "old", "process": 1, "failed": {"model": "another", "error": "…"}}])
    assert wait_until_served(address, "new", patience=0) == "late"


def test_where_no_server_runs_nobody_is_waited_for(server: Callable[..., tuple[str, list[str]]]):
    assert wait_until_served("http://127.0.0.1:9", "new", patience=30) == "absent"
