"""Each worker of Rasa's server looks at the model file and serves a new one as soon as it is loaded; until then the old one answers.

In credentials.yml as an input channel, since that is how Rasa takes routes and tasks of ours; no message comes in here.
`GET /webhooks/model/` tells which model this worker serves. Rasa's own HTTP API, which can replace models and read
conversations, stays closed.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tarfile
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.settled_heap import settle
from office.learning.model_files import WrongModel, beside, checksum, verify
from office.settings import settings

log = structlog.get_logger()

EVERY = 2.0  # seconds between looks
_WARM_UP = "Which programs are there, and what do they cost?"

Load = Callable[[Agent, Path], MessageProcessor]


def load_processor(agent: Agent, file: Path) -> MessageProcessor:
    """Everything that answers with that model, ready; the agent goes on with its own. Rasa's errors: it cannot be loaded."""
    return MessageProcessor(
        model_path=file,
        tracker_store=agent.tracker_store,
        lock_store=agent.lock_store,
        action_endpoint=agent.action_endpoint,
        generator=agent.nlg,
        http_interpreter=agent.http_interpreter,
    )


class LiveModel:
    """The model of one worker: which checksum serves, which one could not be loaded and why."""

    def __init__(self, agent: Agent, *, load: Load = load_processor) -> None:
        self._agent = agent
        self._load = load
        self._file = Path(agent.processor.model_path) if agent.processor else Path()
        self._seen: tuple[Any, ...] | None = None
        self.serves: str | None = None
        self.failed: dict[str, str] | None = None

    async def look(self) -> bool:
        """Serve the file if it is another than before; whether it was. Never raises for a bad file: the old model goes on."""
        stamp = _stamp(self._file)
        if stamp is None or stamp == self._seen:
            return False
        loop = asyncio.get_running_loop()
        # What is verified must be what is loaded, whatever happens to the file meanwhile.
        with tempfile.TemporaryDirectory(prefix="model-") as folder:
            copy = Path(folder) / self._file.name
            try:
                found = await loop.run_in_executor(None, _copy, self._file, copy)
            except OSError as error:
                log.warning("model.unreadable", file=str(self._file), error=str(error))
                return False
            if self.serves is None and _model_id(copy) == self._agent.model_id:
                self.serves, self._seen = found, stamp
                return False
            if found == self.serves:
                self._seen, self.failed = stamp, None
                return False
            try:
                await loop.run_in_executor(None, _check, self._file, found)
                processor = await loop.run_in_executor(None, self._load, self._agent, copy)
                # In this thread, as every question: the encoders are not made for two at once.
                await processor.parse_message(UserMessage(_WARM_UP))
            except Exception as error:  # whatever is wrong with a new model, the old one answers
                self._seen = stamp
                self.failed = {"model": found, "error": f"{type(error).__name__}: {error}"}
                log.error("model.not_loaded", **self.failed)
                return False
        processor.model_path = self._file
        self._agent.processor = processor
        self._agent.domain = self._agent.tracker_store.domain = processor.domain
        self.serves, self.failed, self._seen = found, None, stamp
        log.info("model.serves", model=found)
        return True


class ModelWatch(InputChannel):
    """credentials.yml: `bot.model_watch.ModelWatch: {every: 2}`."""

    @classmethod
    def name(cls) -> str:
        """Part of the route."""
        return "model"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> ModelWatch:
        """`every`: seconds between looks at the file."""
        return cls(float((credentials or {}).get("every", EVERY)))

    def __init__(self, every: float = EVERY) -> None:
        self._every = every
        self._live: LiveModel | None = None

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """The route, and the task that begins with the server."""
        blueprint = Blueprint("model_watch")

        @blueprint.route("/", methods=["GET"])
        async def tell(_request: Request) -> HTTPResponse:
            live = self._live
            return response.json(
                {
                    "serves": live.serves if live else None,
                    "failed": live.failed if live else None,
                    "process": os.getpid(),
                }
            )

        @blueprint.listener("after_server_start")
        async def begin(app: Sanic, loop: asyncio.AbstractEventLoop) -> None:
            if app.ctx.agent is not None and app.ctx.agent.is_ready():
                self._live = LiveModel(app.ctx.agent)
                try:  # what is loaded with the first question is loaded now
                    await app.ctx.agent.processor.parse_message(UserMessage(_WARM_UP))
                except Exception:  # the first question may fare better; it must not keep the server from starting
                    log.exception("model.warm_up_failed")
                settle()
                app.ctx.model_watch = loop.create_task(self._watch(self._live))

        @blueprint.listener("before_server_stop")
        async def end(app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
            if task := getattr(app.ctx, "model_watch", None):
                task.cancel()

        return blueprint

    async def _watch(self, live: LiveModel) -> None:
        changed = False
        while True:
            if changed:  # one look later: nothing is answered by the old model any more
                settle()
            try:
                changed = await live.look()
            except Exception:  # a look that goes wrong must not be the last
                changed = False
                log.exception("model.look_failed")
            await asyncio.sleep(self._every)


def _copy(file: Path, copy: Path) -> str:
    shutil.copyfile(file, copy)
    return checksum(copy)


def _check(file: Path, found: str) -> None:
    """WrongModel: a model of that checksum may not serve."""
    fixed = settings()["MODEL_SHA256"].lower()
    if fixed and found != fixed:
        raise WrongModel(f"MODEL_SHA256 is {fixed[:12]}..., the model's {found[:12]}... .")
    verify(file)


def _model_id(file: Path) -> str | None:
    """Rasa's own id of a model, another one for each training."""
    try:
        with tarfile.open(file) as archive:
            for member in archive:
                if member.name.split("/")[-1] == "metadata.json" and (content := archive.extractfile(member)):
                    return str(json.load(content)["model_id"])
    except (tarfile.TarError, OSError, ValueError, KeyError, EOFError):
        pass
    return None


def _stamp(file: Path) -> tuple[Any, ...] | None:
    """Changes when the model or its checksum is replaced; None while there is no model."""
    try:
        found = [file.stat()]
        if beside(file).exists():
            found.append(beside(file).stat())
    except OSError:
        return None
    return tuple((each.st_ino, each.st_mtime_ns, each.st_size) for each in found)
