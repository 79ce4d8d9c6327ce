"""Commands that staff have asked for outlast the console, run once on a machine, and are not begun twice."""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path

import pytest

from console.children import Children
from console.wishes import Wishes
from tests.console.test_learning_models import STAND_IN, asked


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "wishes"


def test_one_of_a_module_waits_or_runs(folder: Path):
    wishes = Wishes(folder)
    assert wishes.take() is None
    assert wishes.add("bot.back", ("--by", "mali"))
    assert not wishes.add("bot.back", ("--by", "nok"))
    assert wishes.add("bot.groups", ())
    assert wishes.waiting() == ["bot.back", "bot.groups"]
    taken = wishes.take()
    assert taken is not None
    assert (taken.module, taken.arguments) == ("bot.back", ("--by", "mali"))
    assert (wishes.running(), wishes.waiting()) == (["bot.back"], ["bot.groups"])
    assert not wishes.add("bot.back", ())
    assert wishes.take() is None, "one at a time"
    assert wishes.bury() == []
    taken.end()
    assert wishes.running() == []
    assert wishes.add("bot.back", ())


def test_of_two_processes_one_takes_it(folder: Path):
    one, other = Wishes(folder), Wishes(folder)
    assert one.add("bot.back", ())
    assert not other.add("bot.back", ())
    taken = one.take()
    assert taken is not None
    assert other.running() == ["bot.back"]
    assert other.take() is None
    taken.end()


def _take_and_die(folder: Path) -> None:
    assert Wishes(folder).take() is not None
    os._exit(9)


def test_what_a_dead_process_had_begun_is_not_run_again(folder: Path):
    wishes = Wishes(folder)
    wishes.add("bot.back", ())
    wishes.add("bot.groups", ())
    process = multiprocessing.get_context("fork").Process(target=_take_and_die, args=(folder,))
    process.start()
    process.join(60)
    assert process.exitcode == 9
    assert wishes.running() == []
    assert wishes.bury() == ["bot.back"]
    assert wishes.bury() == []
    assert wishes.waiting() == ["bot.groups"]


def test_what_waits_is_run_by_the_next_console_and_what_ran_has_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    script = tmp_path / "stand_in.py"
    script.write_text(STAND_IN, "utf-8")
    monkeypatch.setenv("ASKED", str(tmp_path / "asked"))
    monkeypatch.setenv("HOLD", str(tmp_path / "hold"))
    command = (sys.executable, str(script))
    (tmp_path / "hold").touch()
    first = Children(tmp_path / "learning.log", command=command)
    first.wish("bot.back", "--by", "mali")
    first.wish("bot.groups")
    first.look()
    asked(tmp_path, wanted=1)
    first.end()
    second = Children(tmp_path / "learning.log", command=command)
    assert second.busy_with == ("bot.groups",)
    second.look()
    assert second.failed == {"bot.back"}
    assert asked(tmp_path, wanted=2) == ["bot.back --by mali", "bot.groups"]
    second.end()


def test_what_cannot_be_started_has_failed_and_blocks_nothing(tmp_path: Path):
    children = Children(tmp_path / "learning.log", command=(str(tmp_path / "no such program"),))
    children.wish("bot.back")
    assert children.look() is None
    assert (children.failed, children.busy_with) == ({"bot.back"}, ())
    assert children.wish("bot.back")
