"""What was told just now is not told again: the one figure that is asked for, and nothing of what is not published."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ja", "では、オーストラリアの課程の認定を受けた先生は何人ですか。"),
        ("id", "trs yg bersertifikat kurikulum aussie brp org"),
        ("en", "and how many are certified for the Australian curriculum?"),
    ],
)
def test_the_teachers_certified_for_a_country_are_one_figure(talk, language, text):
    person = talk(language)
    person.say("?", "ask_teachers")
    reply = person.say(text, "ask_teachers", country="AU")
    assert (reply.data["facts"], reply.data["gaps"]) == (["figure/australian_certified_teachers"], [])


def test_whether_there_are_germans_among_them_is_not_published(talk):
    person = talk("ja")
    person.say("?", "ask_teachers")
    assert person.say("ドイツ人の先生はいますか", "ask_teachers", country="DE").data["gaps"] == ["ask_teachers"]


def test_the_number_of_partners_is_their_one_figure(talk):
    person = talk("de")
    person.say("?", "ask_partner_institutions")
    reply = person.say("hm schade. wieviele partner habt ihr denn überhaupt so", "ask_partner_institutions")
    assert (reply.data["facts"], reply.data["gaps"]) == (["figure/partner_institutions"], [])


@pytest.mark.parametrize(
    ("language", "text", "figure"),
    [
        ("de", "und schaffen die dann da auch den abschluss?", "graduation_rate"),
        ("en", "do those who go abroad graduate?", "graduation_rate"),
    ],
)
def test_whether_they_graduate_is_one_figure(talk, language, text, figure):
    person = talk(language)
    person.say("?", "ask_outcomes")
    reply = person.say(text, "ask_degree_awarded", doubt=["ask_degree_awarded", "follow_up"])
    assert (reply.data["topics"], reply.data["facts"]) == (["ask_outcomes"], [f"figure/{figure}"])


def test_those_certified_for_the_dual_system_are_teachers_and_no_degrees(talk):
    person = talk("zh")
    person.say("外教多吗", "ask_teachers")
    doubt = ["ask_degree_recognition", "ask_degree_awarded"]
    reply = person.say(
        "那双元制认证的呢 几个", "ask_degree_recognition", doubt=doubt, ranking=[("ask_degree_recognition", 0.42)]
    )
    assert reply.data["facts"] == ["figure/german_certified_teachers"]


@pytest.mark.parametrize(
    ("language", "topic", "text", "figure"),
    [
        ("th", "ask_teachers", "แล้วอาจารย์จีนที่เคยไปเรียนต่างประเทศแล้วกลับมาสอนล่ะคะ มีกี่คน", "returnee_teachers"),
        ("ru", "ask_overseas_schools", "и скок их", "overseas_schools"),
    ],
)
def test_a_number_that_the_answer_had_is_told_alone(talk, language, topic, text, figure):
    person = talk(language)
    person.say("?", topic)
    country = {"country": "CN"} if language == "th" else {}
    reply = person.say(text, topic, **country)
    assert (reply.data["facts"], reply.data["gaps"]) == ([f"figure/{figure}"], [])


def test_which_degrees_the_teachers_have_is_told_of_teachers(talk):
    person = talk("es")
    person.say("¿De qué países proceden los profesores?", "ask_teachers")
    reply = person.say("¿Y qué títulos tienen?", "ask_degree_awarded", ranking=[("ask_degree_awarded", 0.84)])
    assert reply.data["topics"] == ["ask_teachers"]
    person.say("¿De qué países proceden los profesores?", "ask_teachers")
    mine = person.say("¿y qué título obtengo yo?", "ask_degree_awarded", ranking=[("ask_degree_awarded", 0.98)])
    assert mine.data["topics"] == ["ask_degree_awarded"]
