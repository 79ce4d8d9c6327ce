"""compose.yaml follows the specification, and its services are as locked down as the documentation says."""

from __future__ import annotations

import re
from typing import Any

import compose_spec
import pytest
import yaml

from office.settings import ROOT, SETTINGS

TEXT = (ROOT / "compose.yaml").read_text("utf-8")
OURS = ("prepare", "actions", "rasa", "channels", "console", "doctor")


def interpolated() -> str:
    """As Compose reads it: ${NAME:-default} is the default, and what has to be set is set."""
    return re.sub(
        r"\$\{(\w+)(?::([-?])([^}]*))?\}", lambda found: found[3] if found[2] == "-" else "a-long-secret", TEXT
    )


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load(interpolated())


def test_it_follows_the_specification():
    options = compose_spec.PyOptions()
    options.apply_merge = True
    parsed = options.from_yaml(interpolated())
    parsed.validate()
    assert set(OURS) < set(parsed.service_names())


def test_no_secret_has_a_default(compose: dict[str, Any]):
    for name in ("DATABASE_PASSWORD", "REDIS_PASSWORD", "RABBITMQ_PASSWORD"):
        assert f"${{{name}:?" in TEXT
        assert f"${{{name}:-" not in TEXT


@pytest.mark.parametrize("name", OURS)
def test_our_services_run_without_rights_on_a_read_only_system(compose: dict[str, Any], name: str):
    service = compose["services"][name]
    assert service["read_only"] is True
    assert service["user"] == "10001:10001"
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]


def test_every_service_that_goes_on_running_has_limits_and_a_health_check(compose: dict[str, Any]):
    for name, service in compose["services"].items():
        if name in ("prepare", "doctor"):
            continue
        limits = service["deploy"]["resources"]["limits"]
        assert {"memory", "cpus"} <= set(limits), name
        assert service["healthcheck"]["test"], name


def test_only_nginx_and_on_the_loopback_the_console_are_published(compose: dict[str, Any]):
    published = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert set(published) == {"nginx", "console"}
    assert published["console"] == ["127.0.0.1:8001:8001"]
    assert published["nginx"] == ["127.0.0.1:8080:8080"]


def test_rasa_actions_and_the_stores_have_no_way_outside(compose: dict[str, Any]):
    assert compose["networks"]["inside"]["internal"] is True
    for name in ("rasa", "actions", "database", "redis", "rabbitmq"):
        assert compose["services"][name]["networks"] == ["inside"], name


def test_every_setting_that_it_gives_exists(compose: dict[str, Any]):
    known = {setting.name for setting in SETTINGS}
    assert set(compose["services"]["rasa"]["environment"]) <= known


def test_the_image_has_what_its_commands_start(compose: dict[str, Any]):
    """Each file and module that a command or health check names is copied by the Dockerfile."""
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
    copied = {line.split()[1] for line in dockerfile.splitlines() if line.startswith("COPY") and "--from" not in line}
    for name in OURS:
        service = compose["services"][name]
        words = [*service["command"], *service.get("healthcheck", {}).get("test", [])]
        for word in words:
            if str(word).startswith("deploy/"):
                assert (ROOT / word).exists(), word
                assert "deploy" in copied
        if "-m" in words and (ROOT / words[words.index("-m") + 1].partition(".")[0]).is_dir():
            assert words[words.index("-m") + 1].partition(".")[0] in copied
    assert re.search(r"^USER 10001", dockerfile, flags=re.MULTILINE)


def test_nothing_secret_gets_into_the_image():
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert {".env", "var", ".git"} <= set(ignored)
    assert "COPY . " not in (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
