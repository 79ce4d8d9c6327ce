""" "Not the Korean, I meant the British one": by countries, subjects, parts of names and words cut short."""

from __future__ import annotations

import pytest

from office.languages import CODES

NOT_KOREA = {
    "en": "sorry, not Korea, the British one",
    "zh": "不好意思，不是韩国，是英国的",
    "th": "ขอโทษค่ะ ไม่ใช่เกาหลี หมายถึงอังกฤษ",
    "ko": "죄송해요 한국 말고 영국이요",
    "de": "sorry, nicht Korea, das britische",
    "ru": "ой, не корейская, а британская",
    "fr": "pardon, pas la Corée, le Royaume-Uni",
    "ar": "آسف، مو الكوري، البريطاني",
    "es": "perdón, no el coreano, el británico",
    "ja": "すみません、韓国ではなくイギリスです",
    "vi": "xin lỗi, không phải Hàn Quốc, ý em là Anh",
    "id": "maaf bukan Korea, yang Inggris",
}
MASTER = {"program": "visual-communication-kr", "degree_level": "master"}


@pytest.mark.parametrize("language", CODES)
def test_of_two_countries_the_one_talked_about_is_taken_back(talk, language):
    person = talk(language)
    person.say("?", "ask_duration", **MASTER)
    ranking = [("deny", 0.5), ("compare_programs", 0.3)]
    reply = person.say(NOT_KOREA[language], "deny", ranking=ranking, country=["KR", "GB"])
    assert person.context["intent"] == "ask_duration"
    assert person.context["entities"] == {"degree_level": ["master"], "country": ["GB"]}
    assert reply.data["facts"] == ["program/computing-gb"]


def test_two_languages_stand_for_the_countries_of_programs(talk):
    person = talk("fr")
    person.say("le master coréen ?", "ask_duration", **MASTER)
    ranking = [("change_language", 0.88)]
    words = "pardon, pas le coréen, je voulais dire l'anglais"
    person.say(words, "change_language", ranking=ranking, language="fr")  # names nothing
    person.say("le master coréen ?", "ask_duration", **MASTER)
    reply = _named(person, words, ranking)
    assert reply.data["facts"] == ["program/computing-gb"]


def _named(person, words, ranking):
    """Entities of the kind "language" are named apart: `language` of Talk.say is the message's own."""
    parsed = {
        "text": words,
        "intent": {"name": "change_language", "confidence": 0.9},
        "entities": [{"entity": "language", "value": code, "start": 0, "end": 0} for code in ("ko", "en")],
        "language": {"code": "fr", "locale": "fr", "certain": True},
        "questions": [],
        "unknown_names": [],
        "ambiguous": [],
        "intent_ranking": [{"name": name, "confidence": share} for name, share in ranking],
    }
    return person._turn(words, parsed, 5.0)


def test_a_subject_takes_the_place_of_the_country_talked_about(talk):
    person = talk("en")
    person.say("which country is tourism with?", "ask_pathway", program="tourism-sg")
    ranking = [("out_of_scope", 0.6)]
    reply = person.say("sorry, I meant the computing one", "out_of_scope", ranking=ranking, field="computing")
    assert reply.data["facts"] == ["program/computing-gb"]


def test_a_part_of_a_name_is_enough_and_may_be_cut_short(talk):
    for language, words in (
        ("ru", "извините, я имел в виду компьютеры"),
        ("fr", "nn pardon jvoulais dire celui d'info"),
    ):
        person = talk(language)
        person.say("?", "ask_program_details", program="tourism-sg")
        reply = person.say(words, "give_feedback", ranking=[("give_feedback", 0.9)])
        assert reply.data["facts"] == ["program/computing-gb"], words


def test_a_question_of_its_own_is_left_alone(talk):
    person = talk("en")
    person.say("the Korean master's?", "ask_duration", **MASTER)
    ranking = [("ask_degree_recognition", 0.95)]
    words = "is that degree not valid in Korea or in Britain?"
    reply = person.say(words, "ask_degree_recognition", ranking=ranking, country=["KR", "GB"])
    assert reply.data["topics"] == ["ask_degree_recognition"]
