"""The seed files are checked before anything is written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from office.knowledge.seed_files import SEED, SeedError, read_seed
from office.languages import CODES


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    shutil.copytree(SEED, tmp_path / "seed")
    return tmp_path / "seed"


def change(path: Path, old: str, new: str) -> int:
    """Replace the first occurrence; the line it stands on."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_shipped_seed_is_accepted():
    seed = read_seed()
    assert len(seed.rows["programs"]) == 5
    assert {label.language for label in seed.labels} == set(CODES)


def test_an_unknown_source_is_refused_with_file_and_line(seed: Path):
    line = change(seed / "campuses.yml", "source: profile-2-2", "source: a-rumour")
    with pytest.raises(SeedError, match=rf"campuses\.yml, line {line}: australia names the unknown source 'a-rumour'"):
        read_seed(seed)


def test_an_unknown_route_of_a_program_is_refused(seed: Path):
    line = change(seed / "programs.yml", "route: spring-gaokao", "route: winter-gaokao")
    with pytest.raises(SeedError, match=rf"programs\.yml, line {line}: .*unknown admission route 'winter-gaokao'"):
        read_seed(seed)


def test_a_row_without_a_source_is_refused(seed: Path):
    change(seed / "partners.yml", "{id: DE, source: profile-3-1}", "{id: DE}")
    with pytest.raises(SeedError, match=r"partners\.yml, line \d+: 'DE' has no source"):
        read_seed(seed)


def test_a_missing_translation_is_refused_with_the_language(seed: Path):
    change(seed / "languages" / "th.yml", "    australia:", "    #australia:")
    with pytest.raises(SeedError, match=r"th\.yml, line \d+: campus 'australia' has no name in th"):
        read_seed(seed)


def test_a_name_for_an_unknown_program_is_refused_with_its_line(seed: Path):
    line = change(seed / "languages" / "de.yml", "    accounting-au:", "    nursing-at:")
    with pytest.raises(SeedError, match=rf"de\.yml, line {line}: unknown program 'nursing-at'"):
        read_seed(seed)


def test_broken_yaml_is_refused_with_its_line(seed: Path):
    (seed / "figures.yml").write_text("figures:\n- {id: a\n- b", "utf-8")
    with pytest.raises(SeedError, match=r"figures\.yml, line \d+:"):
        read_seed(seed)


def test_no_alias_means_two_things_of_a_kind():
    meanings: dict[tuple[str, str, str], set[str]] = {}
    for label in read_seed().labels:
        if label.role in ("name", "alias"):
            meanings.setdefault((label.kind, label.language, label.text.casefold()), set()).add(label.subject_id)
    assert {key: found for key, found in meanings.items() if len(found) > 1} == {}
