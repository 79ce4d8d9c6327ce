"""A model's card says which data, code and encoders it came from."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

import pytest

from bot.learning.card import make_card


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "nlu" / "th"
    folder.mkdir(parents=True)
    (folder / "money.yml").write_text(
        'version: "3.1"\nnlu:\n- intent: ask_tuition\n  examples: |\n    - ค่าเทอม\n    - แพง - ไหม\n- intent: greet\n  examples: |\n    - ดี\n',
        "utf-8",
    )
    return tmp_path


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "assistant.tar.gz"
    content = json.dumps([{"name": "use", "version": "1", "checksum": "ab"}]).encode()
    with tarfile.open(path, "w:gz") as archive:
        member = tarfile.TarInfo("./components/train_SentenceEncoder3/encoders.json")
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))
    return path


def test_it_names_sentences_and_encoders(root: Path, model: Path):
    card = make_card(model, root, lessons=2, seconds=61.04)
    assert card["sentences"] == {"th": 3}
    assert card["encoders"] == [{"name": "use", "version": "1", "checksum": "ab"}]
    assert (card["lessons"], card["seconds"], card["rasa"]) == (2, 61.0, "3.6.21")


def test_one_more_sentence_is_other_data_and_the_same_code(root: Path, model: Path):
    before = make_card(model, root)
    with (root / "data/nlu/th/money.yml").open("a", encoding="utf-8") as file:
        file.write("    - ดีจ้า\n")
    after = make_card(model, root)
    assert before["data"] != after["data"]
    assert before["code"] == after["code"]
    assert after["sentences"] == {"th": 4}
