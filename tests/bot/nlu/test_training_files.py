"""The quick importer reads what Rasa's own importer reads, and leaves odd and broken files to it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.shared.exceptions import YamlException
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.importers.rasa import RasaFileImporter

from bot.nlu.training_files import SentenceReader, TrainingFiles, TrainingSentence

PLAIN = """\
version: "3.1"
nlu:
- intent: ask_tuition
  metadata: {language: vi}
  examples: |
    - Học phí bao nhiêu?
    - học phí ngành [kế toán](program) ạ
    - học phí ngành [ô tô]{"entity": "program", "value": "automotive-de"}
    - Học phí bao nhiêu?
- intent: greet
  examples: |
    -   hello
"""
WITH_SYNONYM = """\
version: "3.1"
nlu:
- synonym: automotive-de
  examples: |
    - car program
- intent: greet
  examples: |
    - hi
"""


def data_of(importer: RasaFileImporter) -> str:
    return str(importer.get_nlu_data().fingerprint())


@pytest.mark.parametrize("files", [(PLAIN,), (WITH_SYNONYM,), (PLAIN, WITH_SYNONYM)])
def test_it_reads_what_rasas_own_importer_reads(tmp_path: Path, files: tuple[str, ...]):
    for number, content in enumerate(files):
        (tmp_path / f"{number}.yml").write_text(content, "utf-8")
    ours, theirs = (kind(None, None, [str(tmp_path)]) for kind in (TrainingFiles, RasaFileImporter))
    assert data_of(ours) == data_of(theirs)
    assert len(ours.get_nlu_data().training_examples) == len(theirs.get_nlu_data().training_examples) > 0


def test_what_stands_twice_is_learnt_once(tmp_path: Path):
    (tmp_path / "nlu.yml").write_text(PLAIN, "utf-8")
    found = TrainingFiles(None, None, [str(tmp_path)]).get_nlu_data()
    assert [example.get("text") for example in found.training_examples] == [
        "Học phí bao nhiêu?",
        "học phí ngành kế toán ạ",
        "học phí ngành ô tô",
        "hello",
    ]


@pytest.mark.parametrize(
    "text", ["version: '3.1'\nnlu:\n- intent: [a\n", "version: '3.1'\nnlu:\n- intent: 5\n  wrong: x\n"]
)
def test_a_broken_file_is_named_as_rasa_names_it(text: str):
    reader = SentenceReader()
    reader.filename = "data/nlu/vi/broken.yml"
    with pytest.raises(YamlException, match=r"broken\.yml"):
        reader.reads(text)


def test_a_sentence_that_changes_is_another():
    sentence = TrainingSentence({"text": "hi", "intent": "greet"})
    before = sentence.fingerprint()
    sentence.set("intent", "greet")
    assert sentence.fingerprint() == before
    sentence.set("intent", "goodbye")
    assert sentence.fingerprint() != before


def test_the_project_uses_it(tmp_path: Path):
    (tmp_path / "nlu.yml").write_text(PLAIN, "utf-8")
    importer = TrainingDataImporter.load_from_config("config.yml", "domain.yml", [str(tmp_path)])
    assert all(isinstance(example, TrainingSentence) for example in importer.get_nlu_data().nlu_examples)
