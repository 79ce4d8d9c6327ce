"""What goes beyond an answer is said not to be published: details, years gone by, origins, the programs of a campus."""

from __future__ import annotations

import pytest

from office.languages import CODES
from office.wording.catalogues import translate
from tests.actions.talk import beyond

LAST_YEAR = {
    "en": "and last year?",
    "zh": "去年有多少",
    "th": "แล้วปีที่แล้วล่ะคะ",
    "ko": "작년엔 몇 명이었어요?",
    "de": "und letztes Jahr?",
    "ru": "а в прошлом году?",
    "fr": "et l'année dernière ?",
    "ar": "والسنة الماضية؟",
    "es": "¿y el año pasado?",
    "ja": "去年は？",
    "vi": "năm ngoái thì sao ạ",
    "id": "kalau tahun lalu?",
}


@pytest.mark.parametrize("language", CODES)
def test_what_goes_beyond_the_last_answer_is_not_published(talk, language):
    person = talk(language)
    assert beyond(language) not in person.say("?", "ask_reputation")
    reply = person.say("?!", "ask_reputation")
    assert beyond(language) in reply
    assert reply.data["gap"] is True


def test_another_subject_of_the_same_topic_is_no_repetition(talk):
    person = talk("en")
    person.say("how long is accounting?", "ask_duration", program="accounting-au")
    assert beyond("en") not in person.say("and design?", "ask_duration", program="visual-communication-kr")


def test_what_the_answer_had_is_answered_by_it(talk):
    person = talk("en")
    person.say("how many partners are there?", "ask_partner_institutions")
    assert beyond("en") not in person.say("in which countries?", "ask_partner_institutions")
    person.say("how many students are there?", "ask_student_numbers")
    one = person.say("how many of them are foreign?", "ask_student_numbers")
    assert "256" in one
    assert beyond("en") not in one


def test_after_something_else_an_answer_may_come_again(talk):
    person = talk("en")
    person.say("honours?", "ask_reputation")
    person.say("how long is accounting?", "ask_duration", program="accounting-au")
    assert beyond("en") not in person.say("honours?", "ask_reputation")


def test_the_easiest_program_is_not_told_by_a_comparison_alone(talk):
    person, other = talk("es"), talk("es")
    for each in (person, other):
        each.say("?", "list_programs")
    assert beyond("es") in person.say("¿cuál es la más fácil?", "compare_programs")
    assert beyond("es") not in other.say("¿en qué se diferencian?", "compare_programs")


@pytest.mark.parametrize("language", CODES)
def test_figures_are_of_today(talk, language):
    person = talk(language)
    person.say("?", "ask_student_numbers")
    reply = person.say(LAST_YEAR[language], "ask_student_numbers", ranking=[("ask_student_numbers", 0.9)])
    assert beyond(language) in reply
    assert reply.data["gap"] is True


def test_the_programs_of_a_campus_are_not_published(talk):
    person = talk("id")
    person.say("ada kampus di thailand?", "ask_campus_details", campus="thailand")
    gap = translate("id", "utter_campuses_details_gap")
    reply = person.say("jurusannya apa aja", "list_programs")
    assert (gap in reply, reply.data["topics"]) == (True, ["ask_campus_details"])
    assert gap not in person.say("dan di kampus utama perguruan tinggi ini, program apa saja?", "list_programs")


def test_how_the_schools_are_divided_is_not_published(talk):
    person = talk("en")
    person.say("how many luban workshops?", "ask_overseas_schools")
    reply = person.say("how many Luban Workshops alone?", "ask_overseas_schools")
    assert "5" in reply
    assert beyond("en") in reply


def test_which_countries_the_students_are_from_is_not_published(talk):
    person = talk("zh")
    person.say("你们学校现在有多少外国留学生？", "ask_student_numbers")
    reply = person.say("都是哪些国家来的？", "ask_student_numbers", ranking=[("ask_student_numbers", 0.67)])
    assert translate("zh", "utter_college_origin_gap") in reply
    assert translate("zh", "utter_college_origin_gap") not in talk("zh").say(
        "有多少个国家的学生？", "ask_student_numbers"
    )


def test_what_it_takes_to_go_abroad_is_not_what_it_takes_to_be_admitted(talk):
    person = talk("es")
    person.say("¿puedo seguir hasta un máster?", "ask_pathway")
    reply = person.say("¿Y qué nota media piden para eso?", "ask_entry_requirements")
    assert translate("es", "utter_programs_eligibility_gap") in reply


def test_how_many_partners_one_country_has_is_not_published(talk):
    person = talk("ko")
    person.say("몇 군데나 돼요?", "ask_partner_institutions")
    reply = person.say("그중에 한국 대학은 몇 개인데요?", "ask_partner_institutions", country="KR")
    assert beyond("ko") in reply
    assert beyond("ko") not in talk("ko").say(
        "중국 대학인데 협력은 몇 군데예요?", "ask_partner_institutions", country="CN"
    )


def test_names_that_are_not_published_are_brought_to_the_office(talk):
    reply = talk("ko").say("그 대학의 이름을 알려 주세요", "ask_partner_institutions", country="KR")
    assert reply.data["gaps"] == ["ask_partner_institutions"]


def test_some_of_the_students_are_counted_by_nobody(talk):
    person = talk("ar")
    person.say("كم عدد الطلاب الدوليين؟", "ask_student_numbers")
    assert beyond("ar") in person.say("وكم طالبا منهم من الدول العربية؟", "ask_student_numbers")


def test_whether_that_is_all_is_answered_by_all_there_is(talk):
    person = talk("fr")
    person.say("combien de profs étrangers ?", "ask_teachers")
    reply = person.say("c tout ?? et les autres", "follow_up")
    assert reply.data["topics"] == ["ask_teachers"]
    assert beyond("fr") in reply


PUBLIC = {
    "en": "is it a public or private college?",
    "zh": "你们是公办还是民办",
    "th": "เป็นของรัฐหรือเอกชนคะ",
    "ko": "공립이에요, 사립이에요?",
    "de": "ist das eine staatliche oder private Hochschule?",
    "ru": "это государственный или частный колледж?",
    "fr": "c'est une école publique ou privée ?",
    "ar": "هل الكلية حكومية أم خاصة؟",
    "es": "¿es pública o privada?",
    "ja": "公立ですか、私立ですか",
    "vi": "đây là trường công hay trường tư?",
    "id": "ini kampus negeri atau swasta?",
}


@pytest.mark.parametrize("language", CODES)
def test_who_runs_the_college_is_not_published(talk, language):
    reply = talk(language).say(PUBLIC[language], "ask_about_college")
    assert beyond(language) in reply
    assert reply.data["gaps"] == ["ask_about_college"]


def test_what_it_takes_to_be_admitted_is_not_what_it_takes_to_go_abroad(talk):
    person = talk("ja")
    person.say("何年かかりますか", "ask_duration")
    reply = person.say("中国語ができないのですが、入学できますか", "ask_entry_requirements")
    assert translate("ja", "utter_programs_eligibility_gap") not in reply


def test_what_is_not_published_is_named_in_the_applicants_own_words(talk):
    person = talk("fr")
    person.say("Des stages ?", "ask_career")
    assert "« Ils sont  payés ? »".replace("  ", " ") in person.say(" Ils sont\n payés ? ", "ask_career")
    assert "utter" not in person.replies[-1].text


def test_a_long_story_is_not_quoted(talk):
    person = talk("en")
    person.say("honours?", "ask_reputation")
    story = "My cousin studied with you some years ago and told me so much about it all, " * 2 + "so who gave them?"
    reply = person.say(story, "ask_reputation")
    assert "Nothing beyond this has been published on the subject." in reply
    assert "cousin" not in reply


def test_who_doubts_a_number_is_told_it_again(talk):
    person = talk("ar")
    person.say("?", "ask_outcomes")
    reply = person.say("مئة بالمئة؟ هل أنت متأكد؟", "ask_outcomes")
    assert not reply.data["gaps"]
    assert "100" in reply
