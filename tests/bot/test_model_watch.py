"""A worker follows the model file: a good one serves as soon as it is loaded, a bad one never does, and the old one answers meanwhile."""

from __future__ import annotations

import asyncio
import gc
import io
import json
import os
import tarfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from rasa.core.channels.channel import UserMessage, register
from rasa.core.run import create_http_input_channels
from sanic import Sanic

from bot.model_watch import LiveModel, ModelWatch
from office.learning import model_files
from office.settings import ROOT, settings


def write_model(path: Path, model_id: str) -> Path:
    """An archive that has what is read of one."""
    path.parent.mkdir(exist_ok=True)
    content = json.dumps({"model_id": model_id}).encode()
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("./metadata.json")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return path


class Processor:
    """What a loaded model is to an agent."""

    def __init__(self, path: Path, fails: bool = False) -> None:
        self.model_path = path
        self.domain = f"domain of {path}"
        self.asked: list[str] = []
        self._fails = fails

    async def parse_message(self, message: UserMessage) -> dict[str, Any]:
        if self._fails:
            raise KeyError("no such component")
        self.asked.append(message.text or "")
        return {}


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """The model that the server was started with."""
    path = write_model(tmp_path / "assistant.tar.gz", "one")
    model_files.record(path)
    return path


@pytest.fixture
def agent(live: Path) -> Any:
    return SimpleNamespace(
        processor=Processor(live), model_id="one", domain="old", tracker_store=SimpleNamespace(domain="old")
    )


def promote(live: Path, model_id: str) -> str:
    return model_files.replace(live, write_model(live.parent / "candidates" / "new.tar.gz", model_id), {})


async def test_the_model_of_the_start_serves_without_being_loaded_again(agent: Any, live: Path):
    watched = LiveModel(agent, load=lambda *_: pytest.fail("loaded"))
    assert not await watched.look()
    assert watched.serves == model_files.checksum(live)
    assert not await watched.look()


async def test_a_new_model_is_verified_loaded_warmed_up_and_then_serves(agent: Any, live: Path):
    loaded: list[Processor] = []
    old = agent.processor

    def load(of: Any, file: Path) -> Any:
        assert of.processor is old, "the old one answers while the new one is loaded"
        loaded.append(Processor(file))
        return loaded[-1]

    watched = LiveModel(agent, load=load)
    await watched.look()
    new = promote(live, "two")
    assert await watched.look()
    assert (watched.serves, watched.failed) == (new, None)
    assert agent.processor is loaded[0]
    assert len(loaded[0].asked) == 1
    assert agent.processor.model_path == live, "not the copy, which is gone"
    assert agent.domain == agent.tracker_store.domain == loaded[0].domain
    assert not await watched.look()


@pytest.mark.parametrize("fails_in", ["load", "warm up"])
async def test_a_model_that_does_not_work_is_told_of_and_the_old_one_goes_on(agent: Any, live: Path, fails_in: str):
    old, tried = agent.processor, 0

    def load(_agent: Any, file: Path) -> Any:
        nonlocal tried
        tried += 1
        if fails_in == "load":
            raise RuntimeError("other weights")
        return Processor(file, fails=True)

    watched = LiveModel(agent, load=load)
    await watched.look()
    first = watched.serves
    bad = promote(live, "two")
    assert not await watched.look()
    assert not await watched.look()
    assert tried == 1, "it is not tried again and again"
    assert agent.processor is old
    assert watched.serves == first
    assert watched.failed is not None
    assert watched.failed["model"] == bad
    model_files.put_back(live)
    assert not await watched.look()
    assert watched.failed is None


async def test_a_file_without_its_checksum_never_serves(agent: Any, live: Path):
    watched = LiveModel(agent, load=lambda *_: pytest.fail("loaded"))
    await watched.look()
    write_model(live, "foreign")
    assert not await watched.look()
    assert watched.failed is not None
    assert "WrongModel" in watched.failed["error"]


async def test_a_model_that_came_while_the_server_started_is_loaded(agent: Any, live: Path):
    new = promote(live, "two")  # the agent still has "one"
    watched = LiveModel(agent, load=lambda _, file: Processor(file))
    assert await watched.look()
    assert watched.serves == new


async def test_a_fixed_model_is_not_replaced(agent: Any, live: Path, monkeypatch: pytest.MonkeyPatch):
    watched = LiveModel(agent, load=lambda *_: pytest.fail("loaded"))
    await watched.look()
    monkeypatch.setenv("MODEL_SHA256", watched.serves or "")
    settings.cache_clear()
    try:
        promote(live, "two")
        assert not await watched.look()
        assert "MODEL_SHA256" in (watched.failed or {})["error"]
    finally:
        settings.cache_clear()


def test_credentials_give_the_pause_and_the_route_is_model():
    assert ModelWatch.from_credentials({"every": 7})._every == 7
    assert ModelWatch.from_credentials(None)._every > 0
    assert ModelWatch.name() == "model"


async def test_the_server_tells_which_model_serves_and_follows_the_file(agent: Any, live: Path, unused_tcp_port: int):
    agent.processor = Processor(live, fails=True)  # a first question that fails keeps no server from starting
    agent.is_ready = lambda: True
    watch = ModelWatch(every=0.02)
    app = Sanic("model_watch_test", configure_logging=False)
    app.ctx.agent = agent
    register([watch], app, route="/webhooks/")
    server = await app.create_server("127.0.0.1", unused_tcp_port, return_asyncio_server=True)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.after_start()
    try:
        assert watch._live is not None
        watch._live._load = lambda _, file: Processor(file)
        async with httpx.AsyncClient(trust_env=False) as client:

            async def serving() -> dict[str, Any]:
                return dict((await client.get(f"http://127.0.0.1:{unused_tcp_port}/webhooks/model/")).json())

            async def until(model: str) -> dict[str, Any]:
                while (told := await serving())["serves"] != model:
                    await asyncio.sleep(0.02)
                return told

            first = model_files.checksum(live)
            told = await asyncio.wait_for(until(first), 60)
            assert gc.get_freeze_count()
            assert told == {"serves": first, "failed": None, "process": os.getpid()}
            await asyncio.wait_for(until(promote(live, "two")), 60)
    finally:
        await server.before_stop()
        await server.close()
        await server.after_stop()
        gc.unfreeze()


def test_the_credentials_name_it():
    channels = create_http_input_channels(None, str(ROOT / "credentials.yml"))
    assert [channel.name() for channel in channels] == ["rest", "model"]
