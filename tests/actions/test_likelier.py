"""Which of several readings is the likelier, by words, by the last answer and by how probable they are."""

from __future__ import annotations

import pytest

from office.languages import CODES
from tests.actions.test_lexicon import COUNTRY, TRANSPORT, WHY


@pytest.mark.parametrize("language", CODES)
def test_which_country_is_that_of_the_program_talked_about(talk, language):
    person = talk(language)
    person.say("?", "ask_duration", program="tourism-sg")
    person.say(COUNTRY[language], "list_campuses", ranking=[("list_campuses", 0.9)])
    assert person.context["intent"] == "ask_pathway"
    assert person.context["entities"] == {"program": ["tourism-sg"]}


@pytest.mark.parametrize("language", CODES)
def test_which_country_is_that_of_the_partners_or_students_asked_for_before(talk, language):
    person = talk(language)
    for topic in ("ask_partner_institutions", "ask_student_numbers"):
        person.say("?", topic)
        person.say(COUNTRY[language], "list_campuses", ranking=[("list_campuses", 0.9)])
        assert person.context["intent"] == topic


def test_where_the_campuses_are_is_asked_after_a_program_too(talk):
    person = talk("en")
    person.say("how long is tourism?", "ask_duration", program="tourism-sg")
    person.say("in which countries are your campuses?", "list_campuses", ranking=[("list_campuses", 0.9)])
    assert person.context["intent"] == "list_campuses"


def test_a_price_without_a_thing_is_that_of_the_last_one(talk):
    person = talk("en")
    person.say("do you have dorms?", "ask_accommodation")
    ranking = [("ask_living_cost", 0.9), ("ask_tuition", 0.1)]
    assert person.say("how much per month?", "ask_living_cost", ranking=ranking).data["gaps"] == ["ask_accommodation"]
    assert person.say("and the cost of living?", "ask_living_cost", ranking=ranking).data["gaps"] == ["ask_living_cost"]


def test_a_language_that_is_not_named_is_that_of_teaching(talk):
    person = talk("ja")
    person.say("カリキュラムはどんな感じですか", "ask_curriculum")
    person.say("何語で?", "change_language", ranking=[("change_language", 0.62), ("ask_teaching_language", 0.36)])
    assert person.context["intent"] == "ask_teaching_language"


def test_rankings_are_known_by_their_words(talk):
    ranking = [("list_campuses", 0.5), ("ask_about_college", 0.19), ("ask_reputation", 0.1)]
    reply = talk("id").say("peringkat kampusnya gimana?", "list_campuses", ranking=ranking)
    assert reply.data["topics"] == ["ask_reputation"]
    # A reading that is sure is not outweighed.
    sure = [("list_campuses", 0.97), ("ask_reputation", 0.02)]
    reply = talk("id").say("peringkat kampusnya gimana?", "list_campuses", ranking=sure)
    assert reply.data["topics"] == ["list_campuses"]


@pytest.mark.parametrize("language", CODES)
def test_what_the_overseas_schools_are_for_is_asked_after_them(talk, language):
    person = talk(language)
    aims = person.say("?", "ask_overseas_schools").text
    ranking = [("ask_capabilities", 0.65), ("out_of_scope", 0.21)]
    reply = person.say(WHY[language], "ask_capabilities", ranking=ranking)
    assert reply.data["facts"] == person.replies[0].data["facts"]
    assert reply.text == aims
    # First thing in a conversation, it is asked of the bot.
    assert not talk(language).say(WHY[language], "ask_capabilities", ranking=ranking).data["topics"]


@pytest.mark.parametrize("language", CODES)
def test_the_way_to_a_campus_is_known_by_its_words(talk, language):
    doubt = ["ask_campus_life", "list_campuses", "ask_about_college"]
    ranking = list(zip(doubt, (0.44, 0.26, 0.23), strict=True))
    reply = talk(language).say(TRANSPORT[language], "ask_campus_life", doubt=doubt, ranking=ranking)
    assert reply.data["gaps"] == ["ask_campus_life"]


@pytest.mark.parametrize("language", CODES)
def test_the_country_of_a_program_is_told_though_little_was_understood(talk, language):
    ranking = [("nlu_fallback", 0.8), ("ask_partner_institutions", 0.2)]
    reply = talk(language).say(COUNTRY[language], "nlu_fallback", ranking=ranking, program="accounting-au")
    assert reply.data["topics"] == ["ask_pathway"]


def test_standards_are_of_the_curriculum_where_the_message_is_in_doubt(talk):
    ranking = [("ask_reputation", 0.3), ("ask_about_college", 0.2)]
    doubt = ["ask_reputation", "ask_about_college"]
    reply = talk("en").say("which standards do you follow?", "ask_reputation", ranking=ranking, doubt=doubt)
    assert reply.data["topics"] == ["ask_curriculum"]


def test_amid_questions_a_topic_as_likely_as_none_is_the_one(talk):
    person = talk("en")
    person.say("phone number?", "ask_contact")
    ranking = [("nlu_fallback", 0.55), ("ask_how_to_apply", 0.45), ("out_of_scope", 0.45)]
    assert person.say("so how to sign up", "nlu_fallback", ranking=ranking).data["topics"] == ["ask_how_to_apply"]


def test_what_is_studied_in_the_years_is_not_how_many_they_are(talk):
    ranking = [("ask_duration", 0.65), ("ask_curriculum", 0.26)]
    reply = talk("es").say("¿Qué se estudia durante los tres años?", "ask_duration", ranking=ranking)
    assert reply.data["topics"] == ["ask_curriculum"]


def test_standards_are_of_the_curriculum_though_the_college_is_likelier(talk):
    ranking = [("ask_about_college", 0.79), ("ask_curriculum", 0.18)]
    text = "Standar internasional apa yang dipakai dalam kurikulum?"
    assert talk("id").say(text, "ask_about_college", ranking=ranking).data["topics"] == ["ask_curriculum"]


def test_a_topic_among_readings_about_the_talk_is_what_is_meant(talk):
    doubt = ["ask_documents", "ask_capabilities", "bot_challenge"]
    reply = talk("ru").say("ок бот тогда скажи какие доки нужны", "ask_documents", doubt=doubt)
    assert reply.data["gaps"] == ["ask_documents"]


def test_whether_the_college_is_a_good_one_is_its_name(talk):
    doubt = ["ask_reputation", "ask_about_college", "ask_scholarship"]
    reply = talk("id").say("Maaf mau tanya, kampus ini bagus tidak ya?", "ask_reputation", doubt=doubt)
    assert reply.data["topics"] == ["ask_reputation"]


SPEAK = {
    "en": "I'd like to talk to someone from admissions",
    "zh": "我想跟招生办老师聊聊",
    "th": "ขอคุยกับเจ้าหน้าที่ฝ่ายรับสมัครค่ะ",
    "ko": "입학 담당자랑 이야기하고 싶어요",
    "de": "ich möchte mit jemandem von der Zulassung sprechen",
    "ru": "хочу поговорить с кем-нибудь из приёмной комиссии",
    "fr": "je voudrais parler à quelqu'un des admissions",
    "ar": "أبي أكلم أحد من القبول لو سمحت",
    "es": "quiero hablar con alguien de admisiones",
    "ja": "入試の担当の方と話したいです",
    "vi": "em muốn nói chuyện với nhân viên tuyển sinh",
    "id": "saya mau bicara dengan petugas penerimaan",
}


GRADUATES = {
    "en": "what if she can't graduate over there?",
    "zh": "那出去了万一跟不上，毕不了业咋办啊",
    "th": "ถ้าไปแล้วเรียนไม่จบล่ะคะ",
    "ko": "거기서 졸업을 못 하면요?",
    "de": "und wenn er das dort nicht schafft?",
    "ru": "а если он там не справится?",
    "fr": "et si elle ne réussit pas là-bas ?",
    "ar": "وإذا ما قدر يتخرج هناك؟",
    "es": "¿y si no se gradúa allá?",
    "ja": "向こうで卒業できなかったら？",
    "vi": "sang bên kia học liệu có tốt nghiệp nổi không?",
    "id": "kalau di sana tidak lulus bagaimana?",
}


@pytest.mark.parametrize("language", CODES)
def test_whoever_wants_to_talk_to_somebody_is_heard_among_other_readings(talk, language):
    doubt = ["list_admission_routes", "request_human", "ask_application_status"]
    reply = talk(language).say(SPEAK[language], "list_admission_routes", doubt=doubt)
    assert "ask_application_status" not in reply.data["topics"]
    assert not reply.data.get("doubt")


@pytest.mark.parametrize("language", CODES)
def test_who_may_fail_asks_how_many_graduate(talk, language):
    doubt = ["ask_entry_requirements", "ask_outcomes", "ask_career"]
    reply = talk(language).say(GRADUATES[language], "ask_entry_requirements", doubt=doubt)
    assert reply.data["topics"] == ["ask_outcomes"]


def test_more_titles_are_asked_after_the_titles(talk):
    person = talk("fr")
    person.say("vous êtes dans un classement ?", "ask_reputation")
    doubt = ["ask_reputation", "ask_documents", "list_programs"]
    reply = person.say("ah ouais pas mal! d'autres titres?", "ask_reputation", doubt=doubt)
    assert reply.data["topics"] == ["ask_reputation"]


def test_the_standards_one_works_by_are_those_of_the_curriculum(talk):
    text = "con q estandares trabajan? tipo calidad internacional y eso"
    reply = talk("es").say(text, "ask_career", ranking=[("ask_career", 0.85)])
    assert reply.data["topics"] == ["ask_curriculum"]


def test_how_long_it_is_to_a_degree_is_asked_in_words_of_length(talk):
    person = talk("ru")
    person.say("?", "ask_pathway")
    text = "А если всё-таки поехать, сколько лет там учиться до диплома бакалавра?"
    doubt = ["ask_outcomes", "ask_duration", "ask_pathway"]
    reply = person.say(text, "ask_outcomes", doubt=doubt, degree_level="bachelor")
    assert reply.data["topics"] == ["ask_duration"]
