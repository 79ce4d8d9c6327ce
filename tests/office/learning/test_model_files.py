"""One model takes the place of another without a moment in between, and the earlier ones can be put back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from office.learning import model_files
from office.learning.model_files import NoEarlierModel, WrongModel


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """A model that serves."""
    path = tmp_path / "assistant.tar.gz"
    path.write_bytes(b"first")
    model_files.record(path)
    model_files.write_card(path, {"trained_at": "long ago"})
    return path


def candidate(live: Path, content: str) -> Path:
    path = live.parent / "candidates" / f"{content}.tar.gz"
    path.parent.mkdir(exist_ok=True)
    path.write_text(content)
    return path


def test_the_candidate_serves_with_its_checksum_and_its_card(live: Path):
    first = model_files.checksum(live)
    second = model_files.replace(live, candidate(live, "second"), {"trained_at": "now"})
    assert live.read_bytes() == b"second"
    assert model_files.verify(live) == second
    assert model_files.read_card(live) == {"trained_at": "now", "sha256": second, "before": first}


def test_killed_at_any_step_it_leaves_a_model_that_may_start(live: Path, monkeypatch: pytest.MonkeyPatch):
    class Killed(BaseException):
        pass

    really, steps = os.replace, 0
    for last in range(20):
        steps = 0

        def step(source: Path, target: Path, last: int = last) -> None:
            nonlocal steps
            if steps == last:
                raise Killed
            steps += 1
            really(source, target)

        monkeypatch.setattr(os, "replace", step)
        try:
            model_files.replace(live, candidate(live, f"number {last}"), {})
        except Killed:
            model_files.verify(live)
        else:
            break
    assert last > 3, "no step was interrupted"
    assert live.read_text() == f"number {last}"


def test_taken_back_twice_it_goes_back_two_steps(live: Path):
    first = model_files.checksum(live)
    second = model_files.replace(live, candidate(live, "second"), {})
    model_files.replace(live, candidate(live, "third"), {})
    assert model_files.put_back(live) == second
    assert live.read_bytes() == b"second"
    assert model_files.put_back(live) == first
    assert live.read_bytes() == b"first"
    assert model_files.read_card(live)["trained_at"] == "long ago"
    with pytest.raises(NoEarlierModel):
        model_files.put_back(live)


def test_what_was_taken_back_can_be_chosen_again(live: Path):
    model_files.replace(live, candidate(live, "second"), {})
    third = model_files.replace(live, candidate(live, "third"), {})
    model_files.put_back(live)
    model_files.put_back(live, third)
    assert live.read_bytes() == b"third"
    with pytest.raises(NoEarlierModel, match="is not kept"):
        model_files.put_back(live, "0" * 64)
    with pytest.raises(ValueError, match="no SHA-256"):
        model_files.put_back(live, "../../etc/passwd")


def test_the_last_five_are_kept(live: Path):
    served = [model_files.checksum(live)]
    for number in range(7):
        served.append(model_files.replace(live, candidate(live, str(number)), {}))
        for age, sha256 in enumerate(reversed(served[:-1])):  # a file system may not tell so near times apart
            kept = model_files.kept_as(live, sha256)
            if kept.exists():
                os.utime(kept, (1_000_000 - age, 1_000_000 - age))
    assert model_files.find_kept(live) == served[-2:-7:-1]


def test_a_kept_model_that_was_changed_is_not_put_back(live: Path):
    first = model_files.checksum(live)
    model_files.replace(live, candidate(live, "second"), {})
    model_files.kept_as(live, first).write_bytes(b"worse")
    with pytest.raises(WrongModel, match="was changed since it served"):
        model_files.put_back(live)
    assert live.read_bytes() == b"second"
