"""Where each process listens with no setting changed: on this machine's loopback, all of them."""

from __future__ import annotations

import re
import shlex

import yaml

from deploy.endpoints import endpoints
from deploy.rasa import command
from office.settings import ROOT, Settings

LOOPBACK = "127.0.0.1"


def test_by_default_every_door_is_on_the_loopback() -> None:
    values = Settings({})
    assert {values[name] for name in ("PUBLIC_HOST", "CONSOLE_HOST", "METRICS_HOST")} == {LOOPBACK}
    assert values["METRICS_PORT"] is None
    assert values["RASA_URL"].startswith(f"http://{LOOPBACK}:")
    assert values["ACTIONS_URL"].startswith(f"http://{LOOPBACK}:")


def test_rasa_is_started_on_the_loopback_without_its_http_api() -> None:
    procfile = yaml.safe_load((ROOT / "Procfile").read_text("utf-8"))
    words = shlex.split(procfile["rasa"])
    assert words[words.index("--interface") + 1] == LOOPBACK
    for line in (*procfile.values(), (ROOT / "deploy" / "rasa.py").read_text("utf-8")):
        assert "--enable-api" not in line  # it would let anybody who reaches it read and replace conversations
        assert "--cors" not in line


def test_the_start_of_one_rasa_is_on_the_loopback_too(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("deploy.rasa.verify", lambda *_: None)
    line = command(Settings({}), model=tmp_path / "m", file=tmp_path / "e.yml", interface=LOOPBACK, port=5005)
    assert line[line.index("--interface") + 1] == LOOPBACK
    assert (tmp_path / "e.yml").stat().st_mode & 0o077 == 0  # it may hold passwords
    default = re.search(r'"--interface", default="([^"]+)"', (ROOT / "deploy" / "rasa.py").read_text("utf-8"))
    assert default is not None
    assert default.group(1) == LOOPBACK


def test_the_action_server_is_told_to_stay_on_the_loopback() -> None:
    # rasa_sdk has no option for it: Sanic reads the variable.
    assert f'"SANIC_HOST": "{LOOPBACK}"' in (ROOT / "deploy" / "local.py").read_text("utf-8")


def test_only_rest_and_no_channel_that_strangers_could_reach_is_served_by_rasa() -> None:
    credentials = yaml.safe_load((ROOT / "credentials.yml").read_text("utf-8"))
    assert set(credentials) == {"rest", "bot.model_watch.ModelWatch"}


def test_what_rasa_talks_to_is_on_the_loopback_by_default() -> None:
    found = endpoints(Settings({}))
    assert found["action_endpoint"]["url"].startswith(f"http://{LOOPBACK}:")
    assert "event_broker" not in found
    assert "lock_store" not in found
