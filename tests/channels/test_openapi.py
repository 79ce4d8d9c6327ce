"""The description of the public API is the application's: every route is in it, and every answer is as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks as openapi
from starlette.routing import Route

from channels.app import create_app
from office.database import connect
from office.settings import ROOT
from tests.channels.conftest import FakeRasa, Visitor, an_app, served
from tests.platforms.everything_on import SETTINGS

DESCRIPTION: dict[str, Any] = yaml.safe_load((ROOT / "channels" / "openapi.yml").read_text("utf-8"))
# A stream does not end: tests/channels/website/test_events.py reads it.
STREAMS = {("GET", "/api/events")}
METHODS = ("get", "post", "patch", "put", "delete")
DESCRIBED = {
    (method.upper(), path) for path, item in DESCRIPTION["paths"].items() for method in METHODS if method in item
}
CHECKS = (
    not_a_server_error,
    openapi.status_code_conformance,
    openapi.content_type_conformance,
    openapi.response_schema_conformance,
    openapi.response_headers_conformance,
)


def asks_for_something(method: str, path: str) -> bool:
    """Whether there is anything in a request that the description could forbid; XML is fuzzed in test_parsers.py."""
    call = DESCRIPTION["paths"][path][method.lower()]
    body = call.get("requestBody", {})
    return bool(call.get("parameters")) or "Xml" not in body.get("$ref", "Xml") or "content" in body


EXAMPLES = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def house(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The public process with every messenger switched on, over a seeded database; its address."""
    path = tmp_path_factory.mktemp("openapi") / "office.db"
    path.write_bytes(seeded_file.read_bytes())
    engine = connect(f"sqlite:///{path}")
    rasa = FakeRasa(engine)
    with served(rasa.app()) as rasa.url, served(an_app(rasa, pause=0.05, worker="w", engine=engine, **SETTINGS)) as url:
        yield url
    engine.dispose()


@pytest.fixture(scope="module")
def visitors(house: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=house, timeout=20, trust_env=False) as client:
        yield client


def test_every_route_is_described_and_nothing_else(seeded_file: Path) -> None:
    engine = connect(f"sqlite:///{seeded_file}")
    app = create_app(an_environment(), engine=engine)
    engine.dispose()
    routes = {
        (method, route.path)
        for route in app.routes
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD"
    }
    assert routes == DESCRIBED


def an_environment() -> Any:
    from office.settings import Settings

    return Settings(SETTINGS)


def test_what_is_refused_is_what_the_sources_refuse() -> None:
    """A status that the website's code can answer with is described somewhere."""
    sources = "\n".join(path.read_text("utf-8") for path in (ROOT / "channels").rglob("*.py"))
    refused = set(re.findall(r"Refusal\(\s*(\d{3})", sources)) - {"500"}
    described = {
        status for item in DESCRIPTION["paths"].values() for call in item.values() for status in call["responses"]
    }
    assert refused <= described


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        (method, path, kind)
        for method, path in sorted(DESCRIBED - STREAMS)
        for kind in ("allowed", "forbidden")
        if kind == "allowed" or asks_for_something(method, path)
    ],
)
def test_every_answer_is_as_described(house: str, visitors: httpx.Client, method: str, path: str, kind: str) -> None:
    """Requests that the description allows, and requests that it does not: never a fault, always a described answer."""
    schema = schemathesis.openapi.from_dict(DESCRIPTION)
    operation = schema[path][method]
    mode = schemathesis.GenerationMode.POSITIVE if kind == "allowed" else schemathesis.GenerationMode.NEGATIVE
    closed = path.startswith("/api") and (method, path) != ("POST", "/api/session")
    visitor = Visitor(visitors).open()
    visitor.say("something that can be rated")

    @EXAMPLES
    @given(data=st.data())
    def each(data: st.DataObject) -> None:
        nonlocal visitor
        case = data.draw(operation.as_strategy(generation_mode=mode))
        answer = case.call(base_url=house, headers=visitor.headers if closed else {}, timeout=20)
        case.validate_response(answer, checks=list(CHECKS))
        if (method, path) == ("DELETE", "/api/session"):
            visitor = Visitor(visitors).open()

    each()


@pytest.mark.parametrize(
    ("method", "path"),
    sorted((m, p) for m, p in DESCRIBED if p.startswith("/api") and (m, p) != ("POST", "/api/session")),
    ids=lambda value: str(value),
)
@pytest.mark.parametrize("secret", [None, "Bearer guessed", "Basic Z3Vlc3NlZDo=", "Bearer"])
def test_without_a_session_nothing_is_to_be_had(
    visitors: httpx.Client, method: str, path: str, secret: str | None
) -> None:
    answer = visitors.request(method, path, headers={"Authorization": secret} if secret else {}, json={})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("path", sorted({path for _, path in DESCRIBED}))
def test_other_methods_are_not_allowed(visitors: httpx.Client, path: str) -> None:
    there = {method for method, each in DESCRIBED if each == path}
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - there:
        answer = visitors.request(method, path.replace("{language}", "en"))
        assert answer.status_code == 405, f"{method} {path}: {answer.status_code}"
        assert answer.json()["error"]["code"] == "method_not_allowed"
