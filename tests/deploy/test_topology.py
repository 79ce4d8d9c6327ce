"""The topology of compose.yaml as plain processes: PostgreSQL, Redis, RabbitMQ, nginx, two of each process of ours."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from deploy.nginx_configuration import configuration
from office.settings import ROOT
from tests.databases import POSTGRES
from tests.ports import free_port
from tests.rabbitmq import RABBITMQ, events_in

MODEL = ROOT / "models" / "assistant.tar.gz"
REDIS = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/8")
PATIENCE = 240

pytestmark = pytest.mark.journey


def answers(address: str) -> bool:
    host, _, port = address.rpartition("@")[2].rpartition("://")[2].partition("/")[0].partition(":")
    with socket.socket() as probe:
        probe.settimeout(2)
        return probe.connect_ex((host, int(port))) == 0


@dataclass
class Topology:
    """What runs, where it is reached, and with which settings."""

    public: str
    queue: str
    environment: dict[str, str]
    folder: Path
    ports: dict[str, list[int]]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, *command: str, **more: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                command, cwd=ROOT, env={**self.environment, **more}, stdout=log, stderr=log, start_new_session=True
            )

    def logs(self) -> str:
        return "\n".join(
            f"--- {file.stem}\n" + "\n".join(file.read_text("utf-8", "replace").splitlines()[-12:])
            for file in sorted(self.folder.glob("*.log"))
        )


@pytest.fixture(scope="module")
def topology(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Topology]:
    if not MODEL.exists():
        pytest.skip("there is no model: run `make train`")
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not installed (Debian: nginx-light)")
    for what, address in (("PostgreSQL", POSTGRES), ("Redis", REDIS), ("RabbitMQ", RABBITMQ)):
        if not answers(address):
            pytest.skip(f"{what} does not answer on {address.rpartition('@')[2]}")
    folder = tmp_path_factory.mktemp("topology")
    name = f"admissions_topology_{secrets.token_hex(4)}"
    server = sa.create_engine(f"{POSTGRES}/postgres", future=True, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    public, rasa_door, actions_door, rasa1, rasa2 = (free_port() for _ in range(5))
    actions1, actions2, channels1, channels2, console = (free_port() for _ in range(5))
    environment = {
        **os.environ,
        "DATABASE_URL": f"{POSTGRES}/{name}",
        "REDIS_URL": REDIS,
        "EVENT_BROKER_URL": RABBITMQ,
        "EVENT_QUEUE": name,
        "RASA_URL": f"http://127.0.0.1:{rasa_door}",
        "ACTIONS_URL": f"http://127.0.0.1:{actions_door}/webhook",
        "PUBLIC_PORT": str(channels1),
        "CONSOLE_PORT": str(console),
        "STATE_DIR": str(folder / "state"),
        "TRUSTED_PROXIES": "127.0.0.1",
        "LOG_FORMAT": "json",
        "SANIC_HOST": "127.0.0.1",
        "PYTHONPATH": str(ROOT),
    }
    ports = {"rasa": [rasa1, rasa2], "actions": [actions1, actions2], "channels": [channels1, channels2]}
    house = Topology(f"http://127.0.0.1:{public}", name, environment, folder, ports)
    (folder / "nginx.conf").write_text(
        configuration(
            channels=[f"127.0.0.1:{channels1}", f"127.0.0.1:{channels2}"],
            rasa=[f"127.0.0.1:{rasa1}", f"127.0.0.1:{rasa2}"],
            actions=[f"127.0.0.1:{actions1}", f"127.0.0.1:{actions2}"],
            folder=folder,
            public=f"127.0.0.1:{public}",
            rasa_at=f"127.0.0.1:{rasa_door}",
            actions_at=f"127.0.0.1:{actions_door}",
            burst=1000,
        )
    )
    python = sys.executable
    try:
        subprocess.run([python, "-m", "office.prepare"], cwd=ROOT, env=environment, check=True, capture_output=True)
        for number, port in ((1, actions1), (2, actions2)):
            house.start(
                f"actions{number}",
                python,
                "-W",
                "ignore",
                "-m",
                "rasa_sdk",
                "--actions",
                "actions",
                "--port",
                str(port),
            )
        for number, port in ((1, rasa1), (2, rasa2)):
            house.start(
                f"rasa{number}", python, "deploy/rasa.py", "--model", str(MODEL), "--port", str(port),
                STATE_DIR=str(folder / f"rasa{number}"),
            )  # fmt: skip
        for number, port in ((1, channels1), (2, channels2)):
            house.start(f"channels{number}", python, "-m", "channels", PUBLIC_PORT=str(port))
        house.start("console", python, "-m", "console")
        house.start("nginx", "nginx", "-c", str(folder / "nginx.conf"), "-g", "daemon off;")
        addresses = [f"http://127.0.0.1:{port}/webhooks/rest/" for port in (rasa1, rasa2)]
        addresses += [f"http://127.0.0.1:{port}/ready" for port in (channels1, channels2)]
        addresses += [f"http://127.0.0.1:{port}/health" for port in (actions1, actions2, console)]
        wait_for(house, *addresses, f"{house.public}/health")
        yield house
    finally:
        for process in house.processes.values():
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in house.processes.values():
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
        asyncio.run(forget(name))
        with server.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
        server.dispose()


def wait_for(house: Topology, *addresses: str) -> None:
    until = time.monotonic() + PATIENCE
    for address in addresses:
        while True:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(address, timeout=5, trust_env=False).status_code == 200:
                    break
            assert time.monotonic() < until, f"{address} did not answer\n{house.logs()}"
            time.sleep(0.5)


async def forget(queue: str) -> None:
    import aio_pika

    connection = await aio_pika.connect(RABBITMQ)
    async with connection:
        channel = await connection.channel()
        await channel.queue_delete(queue)
        await channel.exchange_delete(queue)


def a_visitor(house: Topology) -> httpx.Client:
    client = httpx.Client(base_url=house.public, timeout=60, trust_env=False)
    session = client.post("/api/session", json={"language": "en"})
    assert session.status_code == 201, f"{session.text}\n{house.logs()}"
    client.headers["Authorization"] = f"Bearer {session.json()['session']}"
    return client


def ask(house: Topology, client: httpx.Client, number: int, text: str) -> str:
    """The reply, waited for however long it takes."""
    body = client.post("/api/messages", json={"client_id": f"topology-{number}", "text": text})
    assert body.status_code in (200, 202), f"{body.status_code} {body.text}\n{house.logs()}"
    replies = body.json()["messages"]
    until = time.monotonic() + 90
    while not replies:
        assert time.monotonic() < until, f"no reply to {text!r}\n{house.logs()}"
        time.sleep(0.3)
        page = client.get("/api/messages", params={"after": body.json()["message"]["id"]})
        if page.status_code == 200:
            replies = [each for each in page.json()["messages"] if each["sender"] == "bot"]
    return str(replies[0]["text"])


def test_questions_are_answered_through_nginx_by_both_of_each(topology: Topology):
    for number in range(8):
        with contextlib.closing(a_visitor(topology)) as client:
            assert "256" in ask(topology, client, number, "How many international students are there?")
    outside = (topology.folder / "admissions.access.log").read_text()
    inside = (topology.folder / "admissions.inside.log").read_text()
    for name, log in (("channels", outside), ("rasa", inside), ("actions", inside)):
        for port in topology.ports[name]:
            assert f" 127.0.0.1:{port} " in log, f"no request went to {name} at {port}"


def test_what_was_said_reaches_other_systems_after_it_is_in_the_database(topology: Topology):
    with contextlib.closing(a_visitor(topology)) as client:
        ask(topology, client, 100, "Which campuses are there?")
    # A turn begins with some that nobody has said: the reply is the seventh event of a new conversation.
    kinds = {"user", "bot", "action"}
    events = asyncio.run(events_in(topology.queue, lambda found: kinds <= {each["event"] for each in found}, 30))
    assert kinds <= {str(event["event"]) for event in events}
    engine = sa.create_engine(topology.environment["DATABASE_URL"])
    with engine.connect() as connection:
        known = {row[0] for row in connection.exec_driver_sql("SELECT id FROM conversation")}
    engine.dispose()
    assert {event["sender_id"] for event in events} <= known


def test_nobody_outside_reaches_metrics_readiness_or_rasa(topology: Topology):
    for path in ("/metrics", "/ready", "/webhooks/rest/webhook", "/version"):
        assert httpx.get(topology.public + path, trust_env=False).status_code == 404
