"""What a message means that goes on from the last answer: what comes next, sums, the subjects of an examination, names, results."""

from __future__ import annotations

import pytest

from office.languages import CODES
from office.wording.catalogues import translate
from tests.journeys.reading import plain

THEN = {
    "en": "ok and what comes after that?",
    "zh": "那之后呢",
    "th": "แล้วหลังจากนั้นล่ะ",
    "ko": "그 다음엔요?",
    "de": "und danach?",
    "ru": "а потом?",
    "fr": "et après ?",
    "ar": "وبعد ذلك؟",
    "es": "¿y después?",
    "ja": "その後は？",
    "vi": "thế sau đó thì sao ạ",
    "id": "terus setelah itu?",
}
IN_ALL = {
    "en": "and altogether?",
    "zh": "那一共呢",
    "th": "แล้วรวมทั้งหมดล่ะ",
    "ko": "그럼 다 합치면요?",
    "de": "und insgesamt?",
    "ru": "а всего?",
    "fr": "et en tout ?",
    "ar": "وبالمجموع؟",
    "es": "¿y en total?",
    "ja": "全部で？",
    "vi": "thế tổng cộng?",
    "id": "kalau totalnya?",
}
UNTIL = {
    "en": "how many years in total till the master's",
    "zh": "一直读到硕士一共几年",
    "th": "เรียนจนจบโทรวมกี่ปี",
    "ko": "석사까지 총 몇 년이에요?",
    "de": "wie viele Jahre insgesamt bis zum Master?",
    "ru": "сколько лет всего до магистра?",
    "fr": "combien d'années en tout jusqu'au master ?",
    "ar": "كم سنة بالمجموع حتى الماجستير؟",
    "es": "¿cuántos años en total hasta el máster?",
    "ja": "修士まで全部で何年？",
    "vi": "tổng cộng mấy năm đến thạc sĩ?",
    "id": "totalnya berapa tahun sampai S2?",
}
SUBJECTS = {
    "en": "which subjects are tested?",
    "zh": "考哪些科目",
    "th": "สอบวิชาอะไรบ้าง",
    "ko": "시험 과목이 뭐예요?",
    "de": "welche Fächer werden geprüft?",
    "ru": "какие предметы сдают?",
    "fr": "c'est quoi les épreuves ?",
    "ar": "ما هي مواد الامتحان؟",
    "es": "¿de qué es el examen?",
    "ja": "試験科目は何ですか？",
    "vi": "thi những môn gì ạ?",
    "id": "mata ujiannya apa aja?",
}
OF_THE_SECOND = {
    "en": "which subjects does the second one test?",
    "zh": "第二个考什么",
    "th": "อันที่สองสอบวิชาอะไร",
    "ko": "두번째꺼 시험은 어떤 거예요",
    "de": "was wird beim zweiten geprüft?",
    "ru": "а на втором что сдают",
    "fr": "quelles épreuves pour la deuxième ?",
    "ar": "ما مواد الثاني؟",
    "es": "¿y en la segunda qué examen hacen?",
    "ja": "二つ目の試験科目は？",
    "vi": "cái thứ hai thi môn gì?",
    "id": "yg kedua ujiannya apa?",
}
CALLED = {
    "en": "what are they called?",
    "zh": "都叫什么名字",
    "th": "ชื่ออะไรบ้าง",
    "ko": "이름이 뭐예요",
    "de": "wie heißen die",
    "ru": "как они называются",
    "fr": "comment elles s'appellent",
    "ar": "شو أسماؤهم",
    "es": "cómo se llaman",
    "ja": "名前は何ですか",
    "vi": "tên là gì ạ",
    "id": "namanya apa aja",
}
IN_THE_END = {
    "en": "and what do I end up with?",
    "zh": "最后能拿什么",
    "th": "จบแล้วจะได้อะไร",
    "ko": "결국 뭘 받아요?",
    "de": "und was hab ich am Ende?",
    "ru": "и что в итоге?",
    "fr": "et j'ai quoi au bout ?",
    "ar": "وشو باخذ بالنهاية",
    "es": "¿y al final qué tengo?",
    "ja": "最終的に何がもらえるの",
    "vi": "cuối cùng được gì",
    "id": "akhirnya dapat apa",
}
AGAIN = [("follow_up", 0.95), ("out_of_scope", 0.03)]


@pytest.mark.parametrize("language", CODES)
def test_what_comes_next_are_the_stages_of_the_program(talk, language):
    person = talk(language)
    person.say("?", "ask_duration", program="automotive-de")
    reply = person.say(THEN[language], "follow_up", ranking=AGAIN)
    assert reply.data["topics"] == ["ask_pathway"]
    assert reply.data["facts"] == ["program/automotive-de"]


def test_after_years_without_a_program_what_comes_next_is_told_in_years(talk):
    person = talk("en")
    person.say("how long do I study in China?", "ask_duration", country="CN")
    reply = person.say("and then?", "follow_up", ranking=AGAIN)
    assert "bachelor's degree" in reply
    assert "master's degree" in reply
    assert person.context["entities"]["degree_level"] == ["bachelor", "master"]


def test_after_the_stages_come_the_jobs(talk):
    person = talk("en")
    person.say("where would I study tourism?", "ask_pathway", program="tourism-sg")
    assert person.say("and then?", "follow_up", ranking=AGAIN).data["topics"] == ["ask_career"]


def test_what_comes_next_is_no_question_after_the_fees_and_see_you_later_is_a_goodbye(talk):
    person = talk("en")
    person.say("what does it cost?", "ask_tuition")
    assert person.say("and then?", "follow_up", ranking=AGAIN).data["topics"] != ["ask_pathway"]
    person.say("how long is tourism?", "ask_duration", program="tourism-sg")
    assert not person.say("see you afterwards", "goodbye", ranking=[("goodbye", 0.95)]).data["topics"]


@pytest.mark.parametrize("language", CODES)
def test_a_sum_is_asked_for_after_one_stage(talk, language):
    person = talk(language)
    person.say("?", "ask_duration", program="visual-communication-kr", degree_level="master")
    person.say(IN_ALL[language], "follow_up", ranking=AGAIN)
    assert person.context["intent"] == "ask_duration"
    assert person.context["entities"] == {"program": ["visual-communication-kr"]}


@pytest.mark.parametrize("language", CODES)
def test_up_to_the_masters_the_sum_is_told_with_its_stage(talk, language):
    person = talk(language)
    reply = person.say(UNTIL[language], "ask_duration", program="visual-communication-kr", degree_level="master")
    assert "6" in reply


@pytest.mark.parametrize("language", CODES)
def test_the_subjects_of_a_route_are_no_curriculum(talk, language):
    person = talk(language)
    person.say("?", "ask_admission_route", admission_route="spring-gaokao")
    reply = person.say(SUBJECTS[language], "ask_curriculum", ranking=[("ask_curriculum", 0.9)])
    assert reply.data["topics"] == reply.data["gaps"] == ["ask_admission_route"]
    assert reply.data["facts"] == ["admission_route/spring-gaokao"]


@pytest.mark.parametrize("language", CODES)
def test_a_route_that_was_counted_off_is_asked_for_its_subjects(talk, language):
    person = talk(language)
    person.say("?", "list_admission_routes")
    doubt = ["ask_curriculum", "ask_how_to_apply"]
    ranking = [("ask_curriculum", 0.4), ("ask_how_to_apply", 0.3)]
    person.say(OF_THE_SECOND[language], "ask_curriculum", ranking=ranking, doubt=doubt)
    assert person.context["intent"] == "ask_admission_route"
    assert person.context["entities"]["admission_route"] == ["individual-examination"]


def test_what_one_studies_is_asked_after_a_route_too(talk):
    person = talk("en")
    person.say("the spring gaokao?", "ask_admission_route", admission_route="spring-gaokao")
    reply = person.say("which courses will I take?", "ask_curriculum", ranking=[("ask_curriculum", 0.95)])
    assert reply.data["topics"] == ["ask_curriculum"]


def test_dates_and_requirements_of_a_route_are_said_to_be_unpublished_of_it(talk):
    person = talk("en")
    person.say("the spring gaokao?", "ask_admission_route", admission_route="spring-gaokao")
    reply = person.say("when is it?", "ask_deadline", ranking=[("ask_deadline", 0.95)])
    assert "dates of this route have not been published" in reply


@pytest.mark.parametrize("language", CODES)
def test_names_are_asked_for_of_what_was_counted(talk, language):
    person = talk(language)
    person.say("?", "ask_partner_institutions")
    reply = person.say(CALLED[language], "out_of_scope", ranking=[("out_of_scope", 0.9)])
    assert reply.data["topics"] == ["ask_partner_institutions"]


@pytest.mark.parametrize("language", CODES)
def test_what_is_there_in_the_end_are_the_degrees(talk, language):
    person = talk(language)
    person.say("?", "ask_program_details", program="tourism-sg")
    reply = person.say(IN_THE_END[language], "out_of_scope", ranking=[("out_of_scope", 0.6)])
    assert reply.data["topics"] == ["ask_degree_awarded"]


WHO_GOES = {
    "en": "who gets to go tho, what makes u eligible",
    "zh": "是谁都能去吗",
    "ko": "누구나 갈 수 있어요?",
    "ja": "全員行けるんですか",
    "th": "ทุกคนได้ไปไหมคะ",
    "vi": "ai cũng được đi hả ad",
    "id": "siapa aja yg bisa berangkat",
    "ru": "а кто может поехать?",
    "de": "wer darf denn da mit?",
    "fr": "qui peut partir alors ?",
    "es": "¿y quiénes pueden ir?",
    "ar": "ومين يقدر يروح؟",
}


@pytest.mark.parametrize("language", CODES)
def test_who_may_go_abroad_is_said_not_to_be_published(talk, language):
    person = talk(language)
    person.say("?", "ask_outcomes")
    ranking = [("list_admission_routes", 0.85)]
    reply = person.say(WHO_GOES[language], "list_admission_routes", ranking=ranking)
    assert reply.data["topics"] == ["ask_pathway"]
    assert translate(language, "utter_programs_eligibility_gap") in plain(reply.text)


def test_names_are_those_of_the_last_answer_where_another_topic_is_not_sure(talk):
    person = talk("de")
    person.say("?", "ask_partner_institutions")
    reply = person.say("namen?", "ask_reputation", ranking=[("ask_reputation", 0.53)])
    assert reply.data["topics"] == ["ask_partner_institutions"]


def test_whether_one_gets_in_by_a_route_is_a_question_for_the_route(talk):
    ranking = [("list_programs", 0.56), ("list_admission_routes", 0.18), ("ask_admission_route", 0.13)]
    route = "individual-examination"
    reply = talk("zh").say("孩子走单招可以报合作专业吗", "list_programs", ranking=ranking, admission_route=route)
    assert reply.data["topics"] == ["ask_admission_route"]


def test_which_ones_exactly_are_the_universities_just_counted(talk):
    person = talk("zh")
    person.say("跟国外多少所大学有合作", "ask_partner_institutions")
    reply = person.say("具体哪几所？", "list_campuses", ranking=[("list_campuses", 0.89)])
    assert reply.data["topics"] == ["ask_partner_institutions"]


def test_the_bachelor_after_the_years_at_the_college_is_told_in_years(talk):
    person = talk("ru")
    person.say("Сколько лет сначала учатся в самом колледже?", "ask_duration")
    text = "а потом бакалавриат за границей?"
    reply = person.say(text, "ask_pathway", degree_level="bachelor", ranking=[("ask_pathway", 0.8)])
    assert reply.data["topics"] == ["ask_duration"]


def test_whether_one_can_do_a_master_afterwards_is_told_by_the_stages(talk):
    person = talk("th")
    person.say("หลักสูตรคอมพิวเตอร์ต้องเรียนที่จีนกี่ปีครับ", "ask_duration", program="computing-gb")
    text = "หลังจากนั้นเรียนต่อถึงปริญญาโทได้ไหมครับ"
    reply = person.say(text, "ask_pathway", degree_level="master", ranking=[("ask_pathway", 0.99)])
    assert reply.data["topics"] == ["ask_pathway"]


def test_what_they_are_called_is_no_question_for_what_the_bot_can_do(talk):
    person = talk("ru")
    person.say("Сколько зарубежных вузов с вами сотрудничает?", "ask_partner_institutions")
    ranking = [("ask_capabilities", 0.7), ("ask_about_college", 0.2)]
    reply = person.say("А можно узнать, как они называются?", "ask_capabilities", ranking=ranking)
    assert reply.data["topics"] == ["ask_partner_institutions"]


WITHOUT = {
    "en": "can I get in without the summer gaokao?",
    "zh": "不参加夏季高考也能上吗？",
    "th": "ไม่ต้องสอบเกาเข่าฤดูร้อนเข้าได้ไหมคะ",
    "ko": "하계 가오카오 없이도 들어갈 수 있나요?",
    "de": "geht es auch ohne das Sommer-Gaokao?",
    "ru": "можно поступить без летнего гаокао?",
    "fr": "peut-on entrer sans le gaokao d'été ?",
    "ar": "هل يمكن الدخول بدون غاوكاو الصيف؟",
    "es": "¿se puede entrar sin el gaokao de verano?",
    "ja": "夏季高考なしでも入れますか？",
    "vi": "không thi cao khảo mùa hè có vào được không ạ?",
    "id": "bisa masuk tanpa gaokao musim panas?",
}


@pytest.mark.parametrize("language", CODES)
def test_without_one_route_there_are_the_others(talk, language):
    person = talk(language)
    ranking = [("ask_admission_route", 0.64), ("list_admission_routes", 0.11)]
    person.say(WITHOUT[language], "ask_admission_route", admission_route="summer-gaokao", ranking=ranking)
    assert person.context["intent"] == "list_admission_routes"


def test_stopping_after_the_three_years_is_not_what_comes_after(talk):
    person = talk("en")
    person.say("can I go on to a master's?", "ask_pathway", program="accounting-au")
    text = "ok nice. and do i have to go abroad or can i just stop after the 3 years?"
    person.say(text, "ask_pathway", ranking=[("ask_pathway", 1.0)])
    assert person.context["intent"] == "ask_pathway"


def test_the_difference_of_two_routes_is_no_comparison_of_programs(talk):
    person = talk("ja")
    person.say("春の高考と夏の高考", "ask_admission_route", admission_route=["spring-gaokao", "summer-gaokao"])
    reply = person.say("違いってなに", "compare_programs")
    assert reply.data["topics"] == ["ask_admission_route"]


def test_whether_everyone_goes_is_told_with_how_many_do(talk):
    reply = talk("en").say("Do all the students really go abroad?", "ask_pathway")
    assert "75%" in reply
    assert "75%" not in talk("en").say("How does the program go on?", "ask_pathway")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("id", "kalau begitu siapa yang bisa jawab?"),
        ("de", "Wer kann mir mehr dazu sagen?"),
        ("es", "¿Quién puede darme más información?"),
        ("ru", "кто может мне подсказать?"),
    ],
)
def test_who_can_tell_is_not_who_may_go(talk, language, text):
    person = talk(language)
    person.say("?", "list_programs")
    assert "ask_pathway" not in person.say(text, "nlu_fallback", ranking=[("nlu_fallback", 0.7)]).data["topics"]
