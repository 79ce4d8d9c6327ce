"""Whom or what a number counts that is asked for after the last answer."""

from __future__ import annotations

import pytest

from office.languages import CODES

FOREIGNERS = {
    "en": "and how many are foreigners?",
    "zh": "那外国人有几个",
    "th": "แล้วเป็นชาวต่างชาติกี่คน",
    "ko": "그럼 외국인은 몇 명이에요?",
    "de": "ok. und wie viele sind Ausländer?",
    "ru": "а иностранцев сколько",
    "fr": "et combien sont étrangers ?",
    "ar": "وكم منهم أجانب؟",
    "es": "¿y cuántos son extranjeros?",
    "ja": "外国人は何人ですか？",
    "vi": "thế có bao nhiêu người nước ngoài?",
    "id": "kalau yang orang asing berapa?",
}
RETURNEES = {
    "en": "how many have come back from abroad?",
    "zh": "海归有多少",
    "th": "ที่กลับมาจากเมืองนอกมีกี่คน",
    "ko": "유학하고 돌아온 분은 몇 명이에요?",
    "de": "wie viele sind Rückkehrer?",
    "ru": "а сколько вернулись из-за границы?",
    "fr": "combien sont revenus de l'étranger ?",
    "ar": "كم منهم عائد من الخارج؟",
    "es": "¿cuántos son retornados?",
    "ja": "海外帰りの人は何人？",
    "vi": "có bao nhiêu người du học về?",
    "id": "yang pulang dari luar negeri berapa?",
}
STUDENTS = {
    "en": "and foreign students?",
    "zh": "外国学生呢",
    "th": "แล้วนักศึกษาต่างชาติล่ะคะ",
    "ko": "외국인 학생은요?",
    "de": "und ausländische Studierende?",
    "ru": "а иностранных студентов?",
    "fr": "et les étudiants étrangers ?",
    "ar": "والطلاب الأجانب؟",
    "es": "¿y estudiantes extranjeros?",
    "ja": "外国人学生は？",
    "vi": "thế sinh viên nước ngoài thì sao?",
    "id": "kalau mahasiswa asing?",
}
TRAINED = {
    "en": "how many have you trained by now?",
    "zh": "一共培养了多少人",
    "th": "ผลิตบัณฑิตไปแล้วกี่คน",
    "ko": "지금까지 몇 명 배출했어요?",
    "de": "wie viele habt ihr ausgebildet?",
    "ru": "скока уже выпустили",
    "fr": "vous en avez formé combien ?",
    "ar": "كم خرّجتم حتى الآن؟",
    "es": "¿cuántos han formado?",
    "ja": "何人育てましたか？",
    "vi": "đã đào tạo bao nhiêu người rồi?",
    "id": "sudah meluluskan berapa orang?",
}
THERE_ARE = {
    "en": "how many are there",
    "zh": "有几个",
    "th": "มีกี่แห่ง",
    "ko": "몇 개 있어요",
    "de": "wie viele gibts davon",
    "ru": "сколько их",
    "fr": "il y en a combien",
    "ar": "كم عددها",
    "es": "cuántos hay",
    "ja": "いくつありますか",
    "vi": "có bao nhiêu cái",
    "id": "ada brp",
}
STUDENT_NUMBERS = [("ask_student_numbers", 0.97), ("follow_up", 0.02)]


@pytest.mark.parametrize("language", CODES)
def test_foreigners_and_returnees_after_the_teachers_are_teachers(talk, language):
    for asked, figure in ((FOREIGNERS, "foreign_teachers"), (RETURNEES, "returnee_teachers")):
        person = talk(language)
        person.say("?", "ask_teachers")
        reply = person.say(asked[language], "ask_student_numbers", ranking=STUDENT_NUMBERS)
        assert reply.data["facts"] == [f"figure/{figure}"]


@pytest.mark.parametrize("language", CODES)
def test_students_after_the_teachers_are_students(talk, language):
    person = talk(language)
    person.say("?", "ask_teachers")
    reply = person.say(STUDENTS[language], "follow_up", ranking=[("follow_up", 0.95)])
    assert "figure/international_students" in reply.data["facts"]


@pytest.mark.parametrize("language", CODES)
def test_those_who_were_trained_are_not_those_who_study_now(talk, language):
    reply = talk(language).say(TRAINED[language], "ask_student_numbers", ranking=STUDENT_NUMBERS)
    assert "figure/talents_trained" in reply.data["facts"]


def test_the_trained_are_counted_in_one_of_several_questions(talk):
    questions = [
        {"intent": "ask_about_college", "text": "What kind of college are you?"},
        {"intent": "ask_student_numbers", "text": "How many have you trained?"},
    ]
    reply = talk("en").say("What kind of college are you? How many have you trained?", "x", questions=questions)
    assert reply.data["topics"] == ["ask_about_college", "ask_outcomes"]


@pytest.mark.parametrize("language", CODES)
def test_how_many_there_are_is_asked_of_what_was_told_of(talk, language):
    person = talk(language)
    person.say("?", "ask_overseas_schools")
    reply = person.say(THERE_ARE[language], "ask_student_numbers", ranking=STUDENT_NUMBERS)
    assert reply.data["topics"] == ["ask_overseas_schools"]


def test_how_many_of_what_was_named_are_no_students(talk):
    schools = {"text": "قرأت أن لديكم ورش لوبان.", "intent": "ask_overseas_schools"}
    questions = [schools, {"text": "كم عددها كلها؟", "intent": "ask_student_numbers"}]
    reply = talk("ar").say("قرأت أن لديكم ورش لوبان. كم عددها كلها؟", "ask_overseas_schools", questions=questions)
    assert reply.data["topics"] == ["ask_overseas_schools"]
    questions[1] = {"text": "كم عدد الطلاب؟", "intent": "ask_student_numbers"}
    reply = talk("ar").say("قرأت أن لديكم ورش لوبان. كم عدد الطلاب؟", "ask_overseas_schools", questions=questions)
    assert reply.data["topics"] == ["ask_overseas_schools", "ask_student_numbers"]


def test_professors_are_no_students(talk):
    ranking = [("ask_student_numbers", 0.85), ("ask_teachers", 0.15)]
    reply = talk("ar").say("كم عدد الأساتذة الأجانب في الكلية؟", "ask_student_numbers", ranking=ranking)
    assert reply.data["topics"] == ["ask_teachers"]


def test_teachers_who_came_back_are_no_way_abroad(talk):
    person = talk("ko")
    person.say("교수진은요?", "ask_teachers")
    reply = person.say("해외 유학 후 귀국한 교사는요?", "ask_pathway", ranking=[("ask_pathway", 0.78)])
    assert reply.data["topics"] == ["ask_teachers"]


def test_how_many_took_a_masters_are_among_the_outcomes(talk):
    reply = talk("ko").say("석사 간 학생 몇 명?", "ask_student_numbers", degree_level="master")
    assert reply.data["topics"] == ["ask_outcomes"]


def test_those_who_came_back_after_the_outcomes_are_among_them(talk):
    person = talk("ko")
    person.say("석사 과정으로 진학한 학생이 몇 명이나 되나요", "ask_outcomes")
    reply = person.say("그럼 유학을 마치고 중국으로 돌아온 학생은요?", "ask_pathway", ranking=[("ask_pathway", 0.9)])
    assert reply.data["topics"] == ["ask_outcomes"]


def test_those_who_study_now_are_not_those_who_were_trained(talk):
    person = talk("id")
    person.say("berapa yang dididik?", "ask_outcomes")
    person.say(
        "kalau yang lagi kuliah sekarang ada berapa?",
        "ask_student_numbers",
        doubt=["ask_student_numbers", "ask_tuition"],
        ranking=[("ask_student_numbers", 0.39), ("ask_tuition", 0.2)],
    )
    assert person.context["intent"] == "ask_student_numbers"


def test_how_much_is_not_how_many(talk):
    person = talk("fr")
    person.say("vous avez du tourisme ?", "list_programs", field="tourism")
    ranking = [("ask_tuition", 0.63), ("ask_living_cost", 0.37)]
    person.say("super, et ça coûte combien par an ?", "ask_tuition", ranking=ranking)
    assert person.context["intent"] == "ask_tuition"


def test_in_doubt_the_figures_of_the_last_answer_are_meant_by_their_words(talk):
    person = talk("zh")
    person.say("出国的比例有多少", "ask_outcomes")
    readings = ["ask_degree_awarded", "ask_outcomes", "ask_degree_recognition"]
    ranking = [("ask_degree_awarded", 0.43), ("ask_outcomes", 0.37), ("ask_degree_recognition", 0.12)]
    person.say("那出去的都能顺利毕业吗", "nlu_fallback", doubt=readings, ranking=ranking)
    assert person.context["intent"] == "ask_outcomes"


ONLY_EIGHT = {
    "en": "only 8? is that enough?",
    "zh": "才8个？够用吗",
    "th": "แค่ 8 คนเองเหรอคะ พอเหรอ",
    "ko": "8명뿐이에요? 충분한가요?",
    "de": "nur 8? reicht das?",
    "ru": "всего 8? этого хватает?",
    "fr": "seulement 8 ? ça suffit ?",
    "ar": "8 فقط؟ هل هذا كافٍ؟",
    "es": "¿solo 8? ¿alcanza?",
    "ja": "8人だけですか？足りますか？",
    "vi": "có 8 người thôi ạ? đủ không ạ?",
    "id": "cuma 8? cukup?",
}


@pytest.mark.parametrize("language", CODES)
def test_a_number_of_the_last_answer_that_is_taken_up_stays_with_it(talk, language):
    person = talk(language)
    person.say("?", "ask_teachers")
    reply = person.say(ONLY_EIGHT[language], "ask_entry_requirements")
    assert reply.data["topics"] == ["ask_teachers"]
    assert "8" in reply


def test_a_number_that_two_topics_have_is_told_of_both(talk):
    person = talk("fr")
    person.say("combien d'étudiants ?", "ask_student_numbers")
    text = "256 c pas plutot ceux qui sont rentrés en chine après leurs études ?"
    reply = person.say(text, "ask_outcomes", country="CN")
    assert reply.data["topics"] == ["ask_student_numbers", "ask_outcomes"]


def test_teachers_from_one_country_are_not_students_from_there(talk):
    person = talk("th")
    person.say("?", "ask_teachers")
    reply = person.say("แล้วเป็นคนเยอรมันกี่คนคะ", "ask_student_numbers", country="DE")
    assert reply.data["topics"] == ["ask_teachers"]
    assert reply.data["gaps"] == ["ask_teachers"]


def test_out_of_how_many_altogether_stays_with_those_who_were_trained(talk):
    person = talk("ja")
    person.say("修士まで進んだ人は？", "ask_outcomes")
    reply = person.say("え、全部で何人中？", "ask_student_numbers", ranking=[("ask_student_numbers", 0.91)])
    assert "3,000" in reply


def test_how_many_partners_are_of_a_country_counts_no_students(talk):
    person = talk("de")
    person.say(
        "Mit welchen Hochschulen in Deutschland arbeiten Sie zusammen?", "ask_partner_institutions", country="DE"
    )
    reply = person.say("Und wie viele von den siebzig sind deutsche?", "ask_student_numbers", country="DE")
    assert reply.data["topics"] == reply.data["gaps"] == ["ask_partner_institutions"]


def test_a_number_that_is_hard_to_believe_is_said_again(talk):
    person = talk("vi")
    person.say("?", "ask_outcomes")
    reply = person.say("100% thật không đấy, nghe khó tin quá", "give_feedback")
    assert reply.data["topics"] == ["ask_outcomes"]


def test_what_is_left_of_a_share_is_not_published(talk):
    person = talk("vi")
    person.say("?", "ask_outcomes")
    reply = person.say("Vậy 25% còn lại thì sao, không đủ điều kiện à?", "ask_entry_requirements")
    assert reply.data["topics"] == reply.data["gaps"] == ["ask_outcomes"]


def test_another_number_than_was_told_is_told_of_where_it_stands(talk):
    person = talk("es")
    person.say("¿cuántos alumnos hay?", "ask_student_numbers")
    ranking = [("out_of_scope", 0.6), ("ask_outcomes", 0.2)]
    reply = person.say("Me habían dicho que eran 3000.", "out_of_scope", ranking=ranking)
    assert ("1.500" in reply, "3.000" in reply) == (True, True)


def test_a_number_that_seems_large_is_confirmed(talk):
    person = talk("de")
    person.say("?", "ask_partner_institutions")
    ranking = [("ask_outcomes", 0.74), ("ask_entry_requirements", 0.07)]
    reply = person.say("70? Das kommt mir sehr viel vor, stimmt das?", "ask_outcomes", ranking=ranking)
    assert reply.data["topics"] == ["ask_partner_institutions"]


GOING = {
    "en": "how many of your people really go abroad?",
    "zh": "真正出国的有多少人",
    "th": "ไปต่างประเทศจริง ๆ กี่คนคะ",
    "ko": "실제로 해외로 나가는 사람은 몇 명이에요?",
    "de": "wie viele von euren Leuten gehen denn wirklich ins Ausland?",
    "ru": "сколько человек реально уезжает за границу?",
    "fr": "combien partent vraiment à l'étranger ?",
    "ar": "كم عدد الذين يسافرون فعلًا إلى الخارج؟",
    "es": "¿cuántos van al extranjero de verdad?",
    "ja": "実際に海外に行く人は何人ですか",
    "vi": "có bao nhiêu người thật sự đi nước ngoài?",
    "id": "berapa banyak yang benar-benar ke luar negeri?",
}


@pytest.mark.parametrize("language", CODES)
def test_how_many_go_abroad_counts_no_enrolment(talk, language):
    reply = talk(language).say(GOING[language], "ask_student_numbers", ranking=[("ask_student_numbers", 0.84)])
    assert reply.data["topics"] == ["ask_outcomes"]


def test_a_number_told_before_another_question_is_taken_up(talk):
    person = talk("en")
    questions = [
        {"text": "256 intl students?", "intent": "ask_student_numbers", "confidence": 0.9, "entities": []},
        {"text": "from where", "intent": "list_campuses", "confidence": 0.9, "entities": []},
    ]
    person.say("256 intl students?? from where", "ask_student_numbers", questions=questions)
    reply = person.say("hm but 256 came back to china after finishing. same ppl?", "ask_outcomes", country="CN")
    assert reply.data["topics"] == ["ask_student_numbers", "ask_outcomes"]


THE_REST = {
    "en": "and the other quarter, what do they do?",
    "zh": "那剩下的呢",
    "th": "แล้วที่เหลือล่ะคะ",
    "ko": "나머지는요?",
    "de": "und was macht der Rest?",
    "ru": "а остальные что делают?",
    "fr": "et le reste, ils font quoi ?",
    "ar": "والباقي ماذا يفعلون؟",
    "es": "¿y el resto qué hace?",
    "ja": "残りの人は？",
    "vi": "còn lại thì sao ạ?",
    "id": "sisanya gimana?",
}


@pytest.mark.parametrize("language", CODES)
def test_what_becomes_of_the_rest_is_not_published(talk, language):
    person = talk(language)
    person.say("?", "ask_outcomes")
    reply = person.say(THE_REST[language], "follow_up")
    assert reply.data["topics"] == reply.data["gaps"] == ["ask_outcomes"]


def test_how_many_of_the_years_are_abroad_counts_no_students(talk):
    person = talk("ru")
    person.say("?", "ask_duration", program="computing-gb")
    ranking = [("ask_student_numbers", 0.53), ("ask_outcomes", 0.24)]
    reply = person.say("а из них за границей сколько?", "ask_student_numbers", ranking=ranking)
    assert reply.data["topics"] == ["ask_duration"]


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("ru", "Хорошо, остальное понятно. А стипендия есть?", "ask_scholarship"),
        ("vi", "hai năm còn lại học ở đâu ạ", "ask_pathway"),
    ],
)
def test_what_is_left_of_other_things_is_not_the_rest_of_a_share(talk, language, text, intent):
    person = talk(language)
    person.say("?", "ask_outcomes")
    assert "ask_outcomes" not in person.say(text, intent, ranking=[(intent, 0.97)]).data["topics"]


@pytest.mark.parametrize("number", ["3000", "3,000", "3.000", "3 000", "3\u00a0000", "3\u202f000"])
def test_thousands_are_known_however_they_are_parted(talk, number):
    person = talk("fr")
    person.say("?", "ask_student_numbers")
    reply = person.say(f"on m'avait dit {number}", "out_of_scope", ranking=[("out_of_scope", 0.6)])
    assert reply.data["topics"] == ["ask_student_numbers", "ask_outcomes"]
