"""The doctor names what is wrong with a deployment and what to do, and nothing that is secret."""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from deploy import doctor, doctor_machine, doctor_services
from deploy.findings import Finding, Level
from deploy.model_checksum import record
from office.settings import Settings
from tests.channels.conftest import served
from tests.ports import free_port


def levels(found: Iterator[Finding]) -> dict[str, Level]:
    """The worst of each check."""
    order = [Level.OFF, Level.OK, Level.WARN, Level.FAIL]
    worst: dict[str, Level] = {}
    for each in found:
        worst[each.what] = max(worst.get(each.what, Level.OFF), each.level, key=order.index)
    return worst


def only(found: Iterator[Finding], level: Level) -> Finding:
    matching = [each for each in found if each.level is level]
    assert len(matching) == 1, matching
    return matching[0]


def test_a_prepared_database_is_fine(office_database):
    found = levels(doctor_services.database(Settings({"DATABASE_URL": str(office_database.url)})))
    assert found == {"database": Level.OK, "migrations": Level.OK}


def test_an_empty_database_is_sent_to_make_database(tmp_path: Path):
    found = only(doctor_services.database(Settings({"DATABASE_URL": f"sqlite:///{tmp_path}/new.db"})), Level.FAIL)
    assert found.what == "migrations"
    assert "make database" in found.advice


def test_tables_of_another_version_are_named(office_database):
    with office_database.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    found = only(doctor_services.database(Settings({"DATABASE_URL": str(office_database.url)})), Level.FAIL)
    assert "at 0001" in found.says


def test_a_database_that_is_away_is_named_without_its_password():
    away = Settings({"DATABASE_URL": f"postgresql://robot:tellnobody@127.0.0.1:{free_port()}/office"})
    found = only(doctor_services.database(away), Level.FAIL)
    assert found.what == "database"
    assert "refused" in found.says
    assert "tellnobody" not in found.says


def test_a_question_that_waits_for_long_is_reported(office_database):
    from datetime import timedelta

    from office.conversations import journal, sessions
    from office.conversations.tables import journal as table
    from office.database import now, writing

    with writing(office_database) as connection:
        opened = sessions.open_conversation(connection, channel="website", language="en", time_zone=None)
        journal.record_received(
            connection, opened.id, channel="website", platform_message_id="1", shown="?", asked="?", language="en"
        )
        connection.execute(table.update().values(received_at=now() - timedelta(minutes=9)))
    found = only(doctor_services.database(Settings({"DATABASE_URL": str(office_database.url)})), Level.WARN)
    assert "waited for 9 minutes" in found.says


@pytest.mark.redis
def test_redis_is_written_to_and_its_clock_compared():
    found = levels(doctor_services.redis(Settings({"REDIS_URL": "redis://127.0.0.1:6379/9"})))
    if Level.FAIL in found.values():
        pytest.skip("no Redis on 127.0.0.1:6379")
    assert found == {"redis": Level.OK, "clock": Level.OK}


def test_services_that_are_away_fail_and_those_not_wanted_do_not():
    away = Settings(
        {"REDIS_URL": f"redis://127.0.0.1:{free_port()}", "EVENT_BROKER_URL": f"amqp://127.0.0.1:{free_port()}"}
    )
    assert only(doctor_services.redis(away), Level.FAIL).advice == "Start it, or correct REDIS_URL."
    assert only(doctor_services.rabbitmq(away), Level.FAIL).advice == "Start it, or correct EVENT_BROKER_URL."
    assert only(doctor_services.redis(Settings({})), Level.OFF)
    assert only(doctor_services.rabbitmq(Settings({})), Level.OFF)


@pytest.mark.parametrize(("seconds", "level"), [(0, Level.OK), (5, Level.WARN), (-90, Level.FAIL)])
def test_clocks_that_differ_are_noticed(seconds: float, level: Level):
    assert doctor_services.clock("the database", time.time() + seconds).level is level


def test_each_process_is_asked_whether_it_is_ready():
    def app(path: str, body: dict) -> Starlette:
        async def answer(_request):
            return JSONResponse(body)

        return Starlette(routes=[Route(path, answer)])

    with (
        served(app("/version", {"version": "3.6.20"})) as rasa,
        served(app("/health", {"status": "ok"})) as actions,
        served(app("/ready", {"ready": False, "database": True, "rasa": False})) as channels,
    ):
        values = Settings(
            {
                "RASA_URL": rasa,
                "ACTIONS_URL": f"{actions}/webhook",
                "PUBLIC_PORT": channels.rpartition(":")[2],
                "CONSOLE_PORT": str(free_port()),
            }
        )
        found = {each.what: each for each in doctor_services.processes(values)}
    assert "is version 3.6.20, not 3.6.21" in found["rasa"].says
    assert found["actions"].level is Level.OK
    assert "not ready: rasa away" in found["channels"].says
    assert found["console"].level is Level.FAIL


def test_secrets_that_others_can_read_fail(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_text("TELEGRAM_TOKEN=1:a\nTELEGRAM_SECRET=b\n")
    file.chmod(0o644)
    values = Settings({"TELEGRAM_TOKEN": "1:a", "TELEGRAM_SECRET": "b"})
    assert only(doctor_machine.secrets(values, file), Level.FAIL).advice == f"chmod 600 {file}"
    file.chmod(0o600)
    assert levels(doctor_machine.secrets(values, file)) == {"secrets": Level.OK}


def test_weak_passwords_and_half_of_a_platform_fail(tmp_path: Path):
    none = tmp_path / "none"
    weak = Settings({"DATABASE_URL": "postgresql://postgres:postgres@db.example.edu/office"})
    assert "everybody tries" in only(doctor_machine.secrets(weak, none), Level.FAIL).says
    half = Settings({"LINE_CHANNEL_SECRET": "x"})
    assert "LINE is set up in part: LINE_CHANNEL_TOKEN" in only(doctor_machine.secrets(half, none), Level.FAIL).says


def test_a_full_disk_and_waiting_turns_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    values = Settings({"STATE_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/office.db"})
    (tmp_path / "spool.jsonl").write_text("{}\n")
    assert levels(doctor_machine.disk(values))["spool"] is Level.WARN
    full = type("Usage", (), {"free": 200_000_000})
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: full)
    assert levels(doctor_machine.disk(values))["disk"] is Level.FAIL


def test_a_port_in_use_is_named_with_its_setting():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        free = {name: f"http://127.0.0.1:{free_port()}" for name in ("RASA_URL", "ACTIONS_URL")}
        values = Settings({"PUBLIC_PORT": port, "CONSOLE_PORT": str(free_port()), **free})
        assert f"127.0.0.1:{port} (PUBLIC_PORT) is not free" in only(doctor_machine.ports(values), Level.FAIL).says


def test_the_command_ends_with_1_and_gives_json(
    office_database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    from office.settings import settings

    model = tmp_path / "assistant.tar.gz"
    model.write_bytes(b"weights")
    record(model)
    for name in ("PUBLIC_PORT", "CONSOLE_PORT"):
        monkeypatch.setenv(name, str(free_port()))
    for name in ("RASA_URL", "ACTIONS_URL"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}/webhook")
    settings.cache_clear()
    monkeypatch.setattr(sys, "argv", ["doctor", "--model", str(model), "--before-start", "--json"])
    assert doctor.main() == 0
    assert {each["level"] for each in json.loads(capsys.readouterr().out)} <= {"ok", "off", "warn"}
    model.write_bytes(b"other")
    assert doctor.main() == 1
    assert '"what": "model"' in capsys.readouterr().out


def test_a_check_that_breaks_off_does_not_hide_the_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    def broken(_values: Settings) -> Iterator[Finding]:
        raise RuntimeError("out of paper")
        yield

    monkeypatch.setattr(doctor_services, "redis", broken)
    values = Settings({"STATE_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/office.db"})
    found = list(doctor.examine(values, model=tmp_path / "none", before_start=True))
    assert any("out of paper" in each.says for each in found)
    assert found[-1].what == "ports"
