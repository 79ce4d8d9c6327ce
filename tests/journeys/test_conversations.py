"""Conversations over the public door in twelve languages: context, several questions in one message, and the language held."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from office.languages import CODES
from tests.journeys.reading import not_said, place_of, plain, wrongly_said

pytestmark = [pytest.mark.journey, pytest.mark.model]

FILE = Path(__file__).parent / "questions" / "conversations.yml"
SPOKEN = YAML(typ="safe").load(FILE.read_text("utf-8"))


@pytest.mark.parametrize("language", CODES)
def test_a_question_without_a_name_is_about_what_was_talked_of(applicant, language: str):
    person, wrong = applicant(), []
    for turn in SPOKEN[language]["context"]:
        reply = person.ask(turn["ask"])
        missing = not_said(turn["expect"], reply, language)
        strange = wrongly_said(turn.get("reject", ()), reply, language)
        if missing or strange or reply["language"] != language:
            wrong.append((turn["ask"], missing, strange, reply["language"], str(reply["text"])[:160]))
    assert wrong == []


@pytest.mark.parametrize("language", CODES)
def test_a_greeting_and_three_questions_are_answered_in_one_reply_in_their_order(applicant, language: str):
    case = SPOKEN[language]["several"]
    replies = applicant().send(text=case["ask"])
    assert len(replies) == 1
    text = plain(str(replies[0]["text"]))
    places = [place_of(each, text, language) for each in case["expect"]]
    assert -1 not in places, (case["expect"], places, text)
    assert places == sorted(places), (case["expect"], places, text)
    assert replies[0]["language"] == language


@pytest.mark.parametrize("language", CODES)
def test_the_language_follows_the_sentence_until_another_is_asked_for(applicant, language: str):
    person, words = applicant(), SPOKEN[language]["language"]
    foreign = "de" if language == "en" else "en"
    heard = [
        person.ask(text)["language"]
        for text in (
            SPOKEN[foreign]["language"]["own"],
            words["own"],
            words["mixed"],
            words["other"],
            words["own"],
            words["mixed"],
            words["back"],
            words["own"],
        )
    ]
    asked_for = words["other_code"]
    assert heard == [foreign, language, language, asked_for, asked_for, asked_for, language, language]


def test_traditional_characters_are_answered_in_traditional_and_simplified_in_simplified(applicant):
    person = applicant()
    assert person.ask("你們有哪些專業？")["language"] == "zh-Hant"
    later = person.ask("第二個要讀多久？")
    assert later["language"] == "zh-Hant"
    assert "專業" in str(later["text"]) or "學院" in str(later["text"])
    assert person.ask("你们有多少学生？")["language"] == "zh"
    changed = applicant()
    assert changed.ask("Please answer in Chinese")["language"] == "zh"
    assert changed.ask("學校在哪裡？")["language"] == "zh-Hant"
