"""A model is used only when it is the one that was trained."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy import local
from deploy.model_checksum import WrongModel, beside, main, record, verify


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "assistant.tar.gz"
    path.write_bytes(b"weights")
    return path


def test_what_was_recorded_is_accepted(model: Path):
    recorded = record(model)
    assert verify(model) == recorded
    assert beside(model).read_text() == f"{recorded}  assistant.tar.gz\n"  # as sha256sum -c reads it


def test_one_changed_byte_is_noticed(model: Path):
    record(model)
    model.write_bytes(b"weighst")
    with pytest.raises(WrongModel, match=r"was changed, or copied only in part.*make train"):
        verify(model)
    assert main(["verify", str(model)]) == 1


def test_a_model_of_unknown_origin_is_refused(model: Path):
    with pytest.raises(WrongModel, match="is not known"):
        verify(model)


def test_the_setting_goes_before_the_file_beside_the_model(model: Path):
    record(model)
    with pytest.raises(WrongModel):
        verify(model, "0" * 64)


def test_the_start_refuses_a_model_that_was_changed(tmp_path: Path):
    import tarfile

    path = tmp_path / "assistant.tar.gz"
    (tmp_path / "metadata.json").write_text("{}")
    with tarfile.open(path, "w:gz") as archive:
        archive.add(tmp_path / "metadata.json", "metadata.json")
    record(path)
    local.check_model(path)
    with tarfile.open(path, "w:gz") as archive:
        archive.add(tmp_path / "metadata.json", "metadata.json")
        archive.add(tmp_path / "metadata.json", "more.json")
    with pytest.raises(local.NotReady, match="changed"):
        local.check_model(path)
