"""The linguistic data: every language has every section, and the names are the world's."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu import lexicon as module
from bot.nlu.lexicon import LexiconError, lexicon
from bot.nlu.world_names import world_names
from office.languages import CODES


@pytest.mark.parametrize("language", CODES)
def test_every_language_has_its_words(language: str):
    words = lexicon(language)
    assert len(words.subjects) >= 70
    assert len(words.cities) >= 30
    assert words.campus_words
    assert words.program_words
    assert words.countries
    assert words.languages


@pytest.mark.parametrize("language", CODES)
def test_every_partner_country_has_a_name_in_every_language(language: str):
    named = {name.id for name in world_names() if name.kind == "country" and name.language == language}
    assert {"AU", "DE", "GB", "SG", "KR", "CN", "TH", "VN", "EG", "BR"} <= named
    spoken = {name.id for name in world_names() if name.kind == "language" and name.language == language}
    assert set(CODES) <= spoken


def test_a_section_with_an_unquoted_yes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    text = (Path(module.__file__).parent / "lexicon" / "en.yml").read_text("utf-8")
    (tmp_path / "xx.yml").write_text(text.replace("never: [", "never: [yes, "), "utf-8")
    monkeypatch.setattr(module, "_FOLDER", tmp_path)
    with pytest.raises(LexiconError, match="never"):
        lexicon("xx")


def test_a_missing_file_is_named():
    with pytest.raises(LexiconError, match=r"qq\.yml"):
        lexicon("qq")
