"""A language that is not taught is found where the others are: by texts that all have, its mean and its turn are undone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from bot.nlu.centring import LanguageShift, centred, learn_shifts

BLOCKS = (0, 24, 40)


class Language:
    """What two encoders make of meanings (texts, 40) in one language: moved aside, and turned."""

    def __init__(self, seed: int, *, silent: bool = False) -> None:
        chance = np.random.default_rng(seed)
        self.aside = chance.standard_normal(BLOCKS[-1]) * 3
        turned = np.eye(BLOCKS[-1])
        for start, end in pairwise(BLOCKS):
            some = np.eye(end - start) + 0.15 * chance.standard_normal((end - start, end - start))
            turned[start:end, start:end] = np.linalg.qr(some)[0] * np.sign(np.diag(np.linalg.qr(some)[1]))
        self.turned = turned
        self.silent = silent

    def say(self, meanings: np.ndarray) -> np.ndarray:
        said = (meanings @ self.turned + self.aside).astype(np.float32)
        if self.silent:
            said[:, : BLOCKS[1]] = 0
        return said


def alike(one: np.ndarray, other: np.ndarray) -> float:
    """The mean cosine of rows."""
    return float(np.mean((one * other).sum(1) / np.linalg.norm(one, axis=1) / np.linalg.norm(other, axis=1)))


@pytest.fixture(scope="module")
def meanings() -> np.ndarray:
    return np.random.default_rng(1).standard_normal((300, BLOCKS[-1]))


def shifts(languages: dict[str, Language], meanings: np.ndarray, *, untaught: str) -> dict[str, LanguageShift]:
    asked = (
        np.random.default_rng(2).standard_normal((500, BLOCKS[-1])) + 0.5
    )  # training sentences are about other things
    taught = {code: each.say(asked).mean(axis=0) for code, each in languages.items() if code != untaught}
    return learn_shifts(taught, {code: each.say(meanings) for code, each in languages.items()}, BLOCKS)


def test_its_sentences_come_to_lie_where_the_taught_ones_do(meanings: np.ndarray):
    languages = {"en": Language(10), "de": Language(11), "vi": Language(12)}
    found = shifts(languages, meanings, untaught="vi")
    assert list(found) == ["vi"]
    new = np.random.default_rng(3).standard_normal((200, BLOCKS[-1])) + 0.5
    wanted = centred(languages["en"].say(new), languages["en"].say(new).mean(axis=0), BLOCKS)
    as_it_is = centred(languages["vi"].say(new), languages["en"].say(new).mean(axis=0), BLOCKS)
    moved = found["vi"].shown(languages["vi"].say(new), BLOCKS)
    assert alike(moved, wanted) > 0.8
    assert alike(moved, wanted) > alike(as_it_is, wanted) + 0.3
    assert np.allclose(np.linalg.norm(moved, axis=1), np.sqrt(2), atol=1e-3)


def test_an_encoder_that_says_nothing_of_it_goes_on_saying_nothing(meanings: np.ndarray):
    languages = {"en": Language(10), "de": Language(11), "vi": Language(12, silent=True)}
    moved = shifts(languages, meanings, untaught="vi")["vi"].shown(languages["vi"].say(meanings), BLOCKS)
    assert not moved[:, : BLOCKS[1]].any()
    assert moved[:, BLOCKS[1] :].any()


def test_one_of_which_an_encoder_says_nothing_is_no_guide_for_it(meanings: np.ndarray):
    languages = {"en": Language(10), "vi": Language(12, silent=True), "de": Language(11)}
    found = shifts(languages, meanings, untaught="de")["de"]
    alone = shifts({"en": languages["en"], "de": languages["de"]}, meanings, untaught="de")["de"]
    assert np.allclose(found.mean[: BLOCKS[1]], alone.mean[: BLOCKS[1]])


def test_without_a_taught_language_there_is_nothing_to_go_by(meanings: np.ndarray):
    assert learn_shifts({}, {"vi": Language(12).say(meanings)}, BLOCKS) == {}


def test_it_comes_back_from_a_file_as_it_was(meanings: np.ndarray):
    shift = shifts({"en": Language(10), "vi": Language(12)}, meanings, untaught="vi")["vi"]
    again = LanguageShift.from_arrays(shift.arrays("vi"), "vi", 2)
    assert np.array_equal(again.shown(meanings, BLOCKS), shift.shown(meanings, BLOCKS))
