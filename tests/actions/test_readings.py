"""What a message means after what was said before it."""

from __future__ import annotations

import pytest

from actions.words import best_match, units_of
from office.languages import CODES
from tests.actions.test_lexicon import RETURNED

SUMMER = {
    "en": "and the summer one?",
    "zh": "夏季的呢",
    "th": "แล้วภาคฤดูร้อนล่ะคะ",
    "ko": "하계는요?",
    "de": "und die im Sommer?",
    "ru": "а летний?",
    "fr": "et celui d'été ?",
    "ar": "والصيفي؟",
    "es": "¿y el de verano?",
    "ja": "夏のほうは？",
    "vi": "còn mùa hè thì sao ạ",
    "id": "kalau yang musim panas?",
}


@pytest.mark.parametrize("language", CODES)
def test_a_part_of_its_name_is_enough_after_a_list(talk, language):
    person = talk(language)
    person.say("?", "list_admission_routes")
    person.say(SUMMER[language], "follow_up", ranking=[("follow_up", 0.95)])
    assert person.context["subjects"]["admission_route"] == ["summer-gaokao"]
    assert person.context["intent"] == "ask_admission_route"


def test_a_figure_is_asked_for_by_its_words_and_told_alone(talk):
    person = talk("en")
    person.say("how many go abroad?", "ask_outcomes")
    reply = person.say("and trained altogether?", "follow_up", ranking=[("follow_up", 0.9), ("ask_curriculum", 0.07)])
    assert "3,000" in reply
    assert "75" not in reply
    assert reply.data["facts"] == ["figure/talents_trained"]


def test_certified_teachers_are_no_recognised_degree_after_the_teachers(talk):
    person = talk("zh")
    person.say("老师都什么水平", "ask_teachers")
    ranking = [("ask_degree_recognition", 0.72), ("ask_degree_awarded", 0.23)]
    assert "16" in person.say("有德国双元制认证的吧？几位", "ask_degree_recognition", ranking=ranking, country="DE")
    # First thing in a conversation it is what it is read as.
    reply = talk("zh").say("有德国认证的吧？几位", "ask_degree_recognition", ranking=ranking, country="DE")
    assert reply.data["topics"] == ["ask_degree_recognition"]


def test_more_of_what_is_not_published_is_not_published_either(talk):
    person = talk("ru")
    person.say("общага есть?", "ask_accommodation")
    reply = person.say("и почём", "nlu_fallback", ranking=[("nlu_fallback", 0.63), ("follow_up", 0.37)])
    assert reply.data["gaps"] == ["ask_accommodation"]


def test_what_was_meant_instead_takes_the_place_of_what_was_asked(talk):
    person = talk("ko")
    person.say("회계 과정 몇 년이에요", "ask_duration", program="accounting-au")
    named = {"program": ["accounting-au", "computing-gb"]}
    person.say("아 회계 말고 컴퓨터요", "compare_programs", ranking=[("compare_programs", 0.57)], **named)
    assert person.context["intent"] == "ask_duration"
    assert person.context["entities"] == {"program": ["computing-gb"]}
    person = talk("zh")
    person.say("汽车专业读几年", "ask_duration", program="automotive-de")
    person.say("不是，我是问设计", "deny", ranking=[("deny", 0.92)], program="visual-communication-kr")
    assert person.context["entities"] == {"program": ["visual-communication-kr"]}


def test_another_campus_by_its_country(talk):
    person = talk("es")
    person.say("¿y el campus de Tailandia?", "ask_campus_details", campus="thailand")
    reply = person.say("perdón, quería decir el de Australia", "follow_up", country="AU")
    assert "Campus de Australia" in reply
    assert "Tailandia" not in reply


def test_to_compare_with_one_is_to_compare_it_with_the_one_talked_about(talk):
    person = talk("id")
    person.say("program desain gimana", "ask_program_details", program="visual-communication-kr")
    ranking = [("follow_up", 0.32), ("ask_program_details", 0.23), ("compare_programs", 0.22)]
    doubt = ["follow_up", "ask_program_details", "compare_programs"]
    person.say("bandingin dong sama pariwisata", "follow_up", doubt=doubt, ranking=ranking, program="tourism-sg")
    assert person.context["entities"]["program"] == ["visual-communication-kr", "tourism-sg"]


def test_words_are_compared_by_their_beginnings_and_by_what_tells_them_apart():
    assert units_of("Masterstudium", "de") & units_of("in den Master", "de")
    named = {"spring": "spring examination", "summer": "summer examination"}
    assert best_match("the summer examination", named, "en") == "summer"
    assert best_match("the examination", named, "en") is None
    assert best_match("x", {}, "en") is None


def test_words_of_grammar_single_out_nothing_in_thai():
    named = {"rate": "นักศึกษาไปต่างประเทศแล้ว", "summer": "รอบฤดูร้อน"}
    assert best_match("แล้วล่ะคะ", named, "th") is None
    assert best_match("แล้วฤดูร้อนล่ะคะ", named, "th") == "summer"


@pytest.mark.parametrize("language", CODES)
def test_how_many_returned_is_told_alone_after_the_outcomes(talk, language):
    person = talk(language)
    person.say("?", "ask_outcomes")
    reply = person.say(RETURNED[language], "ask_outcomes", ranking=[("ask_outcomes", 0.7)])
    assert reply.data["facts"] == ["figure/students_returned"]


def test_of_two_topics_with_figures_it_is_the_one_in_whose_words_it_is_put(talk):
    ranking = [("ask_student_numbers", 0.63), ("ask_outcomes", 0.34)]
    reply = talk("fr").say("vous avez formé combien de gens en tout", "ask_student_numbers", ranking=ranking)
    assert reply.data["topics"] == ["ask_outcomes"]
    reply = talk("fr").say("combien sont inscrits", "ask_student_numbers", ranking=ranking)
    assert reply.data["topics"] == ["ask_student_numbers"]


def test_the_partner_that_was_named_stands_for_its_program(talk):
    person = talk("en")
    asked = "is the bachelor's from the UK partner recognised in China?"
    person.say(asked, "ask_degree_recognition", country=["GB", "CN"], degree_level="bachelor")
    person.say("how many years till I have it?", "ask_duration")
    assert person.context["entities"] == {"program": ["computing-gb"]}


def test_where_a_degree_is_recognised_singles_out_no_program(talk):
    person = talk("en")
    person.say("is the degree recognised in Germany?", "ask_degree_recognition", country="DE")
    person.say("how long does it take?", "ask_duration")
    assert person.context["entities"] == {}


def test_after_those_who_went_on_to_a_masters_the_length_is_that_of_the_masters(talk):
    person = talk("es")
    person.say("cuántos se fueron a hacer el máster", "ask_outcomes", degree_level="master")
    person.say("y eso cuánto dura", "ask_duration")
    assert person.context["entities"] == {"degree_level": ["master"]}
    # The way to a degree is longer than its stage.
    person.say("¿dan un máster?", "ask_degree_awarded", degree_level="master")
    person.say("y eso cuánto dura", "ask_duration")
    assert person.context["entities"] == {}


def test_a_phone_number_is_not_published_and_a_person_is_offered(talk):
    ranking = [("ask_contact", 0.45), ("request_human", 0.34)]
    reply = talk("en").say(
        "give me a phone number", "ask_contact", doubt=["ask_contact", "request_human"], ranking=ranking
    )
    assert reply.data["gaps"] == ["ask_contact"]
    assert reply.buttons[0] == "Talk to a person"


EXISTS = {
    "en": "i fix cars, six years in a garage now. you got anything with cars?",
    "zh": "我在修车厂上班，有汽车的吗",
    "th": "เป็นช่างซ่อมรถ มีสาขารถยนต์ไหม",
    "ko": "정비소에서 일해요. 자동차 과 있나요?",
    "de": "ich arbeite in einer Werkstatt, habt ihr was mit Autos?",
    "ru": "работаю в автосервисе, есть что-нибудь по машинам?",
    "fr": "je bosse dans un garage, vous avez un truc avec les voitures ?",
    "ar": "أعمل في كراج، عندكم شي عن السيارات؟",
    "es": "trabajo en un taller, ¿tienen algo de autos?",
    "ja": "整備工場で働いてます、自動車系ってありますか？",
    "vi": "em làm ở gara, có ngành nào về ô tô không?",
    "id": "saya kerja di bengkel, ada jurusan otomotif?",
}
_CARS = (
    "cars",
    "汽车",
    "รถยนต์",
    "자동차",
    "Autos",
    "машинам",
    "voitures",
    "السيارات",
    "autos",
    "自動車",
    "ô tô",
    "otomotif",
)
CARS = dict(zip(("en", "zh", "th", "ko", "de", "ru", "fr", "ar", "es", "ja", "vi", "id"), _CARS, strict=True))


@pytest.mark.parametrize("language", CODES)
def test_whether_there_is_such_a_program_is_no_question_for_jobs(talk, language):
    text, word = EXISTS[language], CARS[language]
    spans = {"automotive": (text.rindex(word), text.rindex(word) + len(word))}
    ranking = [("ask_career", 0.6), ("ask_part_time_work", 0.2), ("list_programs", 0.15)]
    reply = talk(language).say(text, "ask_career", ranking=ranking, field="automotive", spans=spans)
    assert reply.data["topics"] == ["list_programs"]
    assert reply.data["facts"] == ["program/automotive-de"]


def test_the_list_and_the_details_of_programs_count_as_one_where_one_is_named(talk):
    ranking = [("list_programs", 0.34), ("ask_documents", 0.29), ("ask_program_details", 0.2)]
    doubt = ["list_programs", "ask_documents", "ask_program_details"]
    reply = talk("en").say(
        "is there something in tourism", "list_programs", ranking=ranking, doubt=doubt, field="tourism"
    )
    assert reply.data["topics"] == ["list_programs"]


def test_jobs_after_a_program_are_asked_for_in_one_clause(talk):
    ranking = [("ask_career", 0.7), ("list_programs", 0.1)]
    reply = talk("en").say("are there jobs in tourism?", "ask_career", ranking=ranking, field="tourism")
    assert reply.data["topics"] == ["ask_career"]


def test_a_named_route_is_asked_for_itself_where_the_list_is_as_likely(talk):
    ranking = [("ask_admission_route", 0.45), ("list_admission_routes", 0.36)]
    doubt = ["ask_admission_route", "list_admission_routes"]
    named = {"admission_route": "individual-examination"}
    reply = talk("zh").say("那单招呢", "ask_admission_route", ranking=ranking, doubt=doubt, **named)
    assert reply.data["topics"] == ["ask_admission_route"]


def test_the_country_of_the_college_singles_out_no_program(talk):
    person = talk("en")
    person.say("accounting or tourism?", "compare_programs", program=["accounting-au", "tourism-sg"])
    ranking = [("ask_duration", 0.96)]
    reply = person.say("the second one then, how long in china", "ask_duration", ranking=ranking, country="CN")
    assert reply.data["facts"] == ["program/tourism-sg"]


def test_what_second_messages_teach_decides_where_words_do_not(talk):
    person = talk("en")
    person.say("?", "ask_overseas_schools")
    doubt, ranking = ["ask_student_numbers", "list_campuses"], [("ask_student_numbers", 0.37), ("list_campuses", 0.3)]
    reply = person.say(
        "hm and since what year",
        "ask_student_numbers",
        doubt=doubt,
        ranking=ranking,
        continues={"ask_overseas_schools": 0.9},
    )
    assert reply.data["topics"] == ["ask_overseas_schools"]


@pytest.mark.parametrize(
    ("continues", "confidence"),
    [({"ask_overseas_schools": 0.65}, 0.6), ({"ask_teachers": 0.99}, 0.6), ({"ask_overseas_schools": 0.99}, 0.9)],
)
def test_a_message_moves_on_unless_it_surely_stays_with_the_last_answer(talk, continues, confidence):
    person = talk("en")
    person.say("?", "ask_overseas_schools")
    reply = person.say(
        "people there in all", "ask_outcomes", ranking=[("ask_outcomes", confidence)], continues=continues
    )
    assert reply.data["topics"] == ["ask_outcomes"]


def test_the_same_again_with_a_name_is_about_the_name_though_the_topic_stays(talk):
    person = talk("en")
    person.say("?", "ask_duration", program="accounting-au")
    reply = person.say(
        "and tourism",
        "follow_up",
        program="tourism-sg",
        ranking=[("follow_up", 0.95)],
        continues={"ask_duration": 0.99},
    )
    assert "program/tourism-sg" in reply.data["facts"]


@pytest.mark.parametrize("language", CODES)
def test_a_greeting_with_a_name_asks_for_what_is_named(talk, language):
    reply = talk(language).say("?", "greet", program="accounting-au", ranking=[("greet", 0.9)])
    assert reply.data["topics"] == ["ask_program_details"]


def test_a_wish_for_another_language_does_not_stay_with_the_topic(talk):
    person = talk("en")
    person.say("?", "ask_duration")
    ranking, continues = [("change_language", 0.96)], {"ask_duration": 0.95}
    reply = person.say("another language please", "change_language", ranking=ranking, continues=continues)
    assert "Which language" in reply


@pytest.mark.parametrize("named", [{"program": "accounting-au"}, {"field": "accounting"}, {"country": "AU"}])
def test_of_one_program_that_is_named_all_readings_about_it_are_answered(talk, named):
    doubt, ranking = ["compare_programs", "list_programs"], [("compare_programs", 0.49), ("list_programs", 0.4)]
    reply = talk("fr").say(
        "slt ya une filière là-dedans chez vs ?", "compare_programs", doubt=doubt, ranking=ranking, **named
    )
    assert "program/accounting-au" in reply.data["facts"]
    assert "program/tourism-sg" not in reply.data["facts"]


def test_a_comparison_of_two_stays_one(talk):
    person = talk("en")
    person.say("?", "ask_program_details", program="tourism-sg")
    ranking = [("compare_programs", 0.6), ("list_programs", 0.3)]
    reply = person.say("better than accounting?", "compare_programs", program="accounting-au", ranking=ranking)
    assert reply.data["topics"] == ["compare_programs"]
