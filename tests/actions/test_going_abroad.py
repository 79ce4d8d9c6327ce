"""Going abroad after anything of programs: whether one must, what applies to those who stay, whether many go, all of them alike, full time."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from office.languages import CODES
from office.wording.catalogues import translate

MUST_ONE = {
    "en": "is it compulsory to go abroad?",
    "zh": "必须出国吗",
    "th": "จำเป็นต้องไปต่างประเทศไหมคะ",
    "ko": "꼭 해외로 나가야 하나요?",
    "de": "muss man ins Ausland gehen?",
    "ru": "обязательно ли уезжать за границу?",
    "fr": "faut-il obligatoirement partir à l'étranger ?",
    "ar": "هل يجب السفر إلى الخارج؟",
    "es": "¿es obligatorio ir al extranjero?",
    "ja": "必ず海外に行かなければなりませんか",
    "vi": "có bắt buộc phải ra nước ngoài không ạ",
    "id": "apakah wajib pergi ke luar negeri?",
}
IF_NOT = {
    "en": "and what if I don't want to go?",
    "zh": "那如果不想出国呢",
    "th": "ถ้าไม่อยากไปล่ะคะ",
    "ko": "안 가면 어떻게 되나요?",
    "de": "und wenn ich nicht ins Ausland gehen möchte?",
    "ru": "а если я не хочу ехать?",
    "fr": "et si je ne veux pas partir ?",
    "ar": "وإذا لا أريد أن أسافر؟",
    "es": "¿y si no quiero ir?",
    "ja": "行きたくない場合はどうなりますか",
    "vi": "thế nếu em không muốn đi nước ngoài thì sao",
    "id": "kalau saya tidak mau ke luar negeri?",
}
MANY = {
    "en": "do many of them go abroad?",
    "zh": "出国的人多吗",
    "th": "ได้ไปต่างประเทศกันเยอะไหมคะ",
    "ko": "해외로 나가는 학생이 많은가요?",
    "de": "gehen viele davon ins Ausland?",
    "ru": "многие едут за границу?",
    "fr": "est-ce que beaucoup partent à l'étranger ?",
    "ar": "هل كثير منهم يسافرون إلى الخارج؟",
    "es": "¿muchos van al extranjero?",
    "ja": "海外に行く学生は多いですか",
    "vi": "có nhiều bạn đi nước ngoài không ạ",
    "id": "banyak yang pergi ke luar negeri?",
}
ALL_ALIKE = {
    "en": "is that the same for all five of them?",
    "zh": "其他几个合作专业也是这样吗？",
    "th": "ทุกหลักสูตรเหมือนกันไหมคะ",
    "ko": "다섯 개 다 똑같나요?",
    "de": "ist das bei allen gleich?",
    "ru": "у всех так?",
    "fr": "c'est pareil pour toutes ?",
    "ar": "هل كلها نفس الشيء؟",
    "es": "¿es igual para todos?",
    "ja": "全部同じですか",
    "vi": "cả 5 ngành đều giống nhau ạ?",
    "id": "sama untuk semua?",
}
FULL_TIME = {
    "en": "is that full time?",
    "zh": "是全日制的吗",
    "th": "เรียนเต็มเวลาไหมคะ",
    "ko": "전일제인가요?",
    "de": "Ist das ein Vollzeitstudium?",
    "ru": "это очное обучение?",
    "fr": "c'est à temps plein ?",
    "ar": "هل الدراسة بدوام كامل؟",
    "es": "¿es a tiempo completo?",
    "ja": "フルタイムですか",
    "vi": "học toàn thời gian ạ?",
    "id": "kuliahnya penuh waktu ya?",
}
WHERE_IN_THE_FIRST_YEARS = {
    "en": "where does one study in the first three years?",
    "zh": "前三年在哪里上课",
    "th": "สามปีแรกเรียนที่ไหนคะ",
    "ko": "처음 3년은 어디에서 공부하나요?",
    "de": "Wo studiert man in den ersten drei Jahren?",
    "ru": "где учатся первые три года?",
    "fr": "où se trouve-t-on les trois premières années, où est-ce ?",
    "ar": "أين يدرس الطالب السنوات الثلاث الأولى؟",
    "es": "¿dónde se estudia los tres primeros años?",
    "ja": "最初の3年はどこで勉強しますか",
    "vi": "ba năm đầu học ở đâu ạ",
    "id": "tiga tahun pertama kuliahnya di mana?",
}
REGION = {
    "en": "any of them in Africa?",
    "zh": "非洲有吗",
    "th": "ในแอฟริกามีไหมคะ",
    "ko": "아프리카에도 있나요?",
    "de": "auch in Afrika?",
    "ru": "а в Африке есть?",
    "fr": "il y en a en Afrique ?",
    "ar": "هل يوجد في أفريقيا؟",
    "es": "¿hay en África?",
    "ja": "アフリカにもありますか",
    "vi": "có ở châu Phi không ạ",
    "id": "ada di Afrika?",
}


@pytest.fixture
def choice() -> Callable[[str], str]:
    """The sentence in a language which says that going abroad is a choice."""
    return lambda language: translate(language, "utter_programs_pathway_choice")


@pytest.mark.parametrize("language", CODES)
def test_whether_one_must_go_is_told_by_the_choice_there_is(talk, language, choice):
    person = talk(language)
    person.say("?", "ask_partner_institutions", program="tourism-sg")
    ranking = [("ask_duration", 0.6), ("ask_pathway", 0.4)]
    reply = person.say(MUST_ONE[language], "ask_duration", ranking=ranking)
    assert reply.data["topics"] == ["ask_pathway"]
    assert reply.text.startswith(choice(language))
    assert not reply.data["gaps"]


@pytest.mark.parametrize("language", CODES)
def test_what_applies_to_those_who_stay_begins_with_the_choice(talk, language, choice):
    person = talk(language)
    person.say("?", "ask_pathway")
    reply = person.say(IF_NOT[language], "ask_pathway", ranking=[("ask_pathway", 0.99)])
    assert reply.text.startswith(choice(language))
    assert not reply.data["gaps"]


@pytest.mark.parametrize("language", CODES)
def test_whether_many_go_is_told_by_how_many_go(talk, language):
    person = talk(language)
    person.say("?", "list_programs", field="tourism")
    ranking = [("ask_pathway", 0.7), ("ask_outcomes", 0.14)]
    reply = person.say(MANY[language], "ask_pathway", ranking=ranking)
    assert reply.data["topics"] == ["ask_outcomes"]
    assert "75" in reply


def test_many_questions_about_going_are_no_question_for_how_many(talk):
    person = talk("en")
    person.say("?", "list_programs", field="tourism")
    ranking = [("ask_pathway", 0.9), ("ask_outcomes", 0.05)]
    reply = person.say("I have many questions. How does one go abroad?", "ask_pathway", ranking=ranking)
    assert reply.data["topics"] == ["ask_pathway"]


@pytest.mark.parametrize("language", CODES)
def test_whether_all_are_alike_is_told_by_the_stage_in_which_they_differ(talk, language):
    person = talk(language)
    person.say("?", "ask_duration", program="visual-communication-kr", degree_level="master")
    reply = person.say(ALL_ALIKE[language], "list_programs", ranking=[("list_programs", 0.95)])
    assert reply.data["topics"] == ["ask_duration"]
    assert len(reply.data["facts"]) == 5


def test_after_something_else_all_programs_are_listed(talk):
    person = talk("en")
    person.say("?", "ask_teachers")
    reply = person.say(ALL_ALIKE["en"], "list_programs", ranking=[("list_programs", 0.95)])
    assert reply.data["topics"] == ["list_programs"]


def test_the_only_one_with_two_years_is_told_with_all(talk):
    person = talk("ko")
    person.say("?", "ask_program_details", program="visual-communication-kr")
    reply = person.say("그 과정만 석사가 2년이라고 들었는데 맞나요?", "ask_duration", degree_level="master")
    assert len(reply.data["facts"]) == 5


@pytest.mark.parametrize("language", CODES)
def test_whether_it_is_full_time_is_published(talk, language):
    ranking = [("ask_part_time_work", 0.7), ("ask_duration", 0.2)]
    reply = talk(language).say(FULL_TIME[language], "ask_part_time_work", ranking=ranking)
    assert reply.data["topics"] == ["ask_curriculum"]


def test_a_full_time_job_is_none_of_the_studies(talk):
    ranking = [("ask_part_time_work", 0.93), ("ask_career", 0.05)]
    reply = talk("en").say("can I have a full time job beside it?", "ask_part_time_work", ranking=ranking)
    assert reply.data["gaps"] == ["ask_part_time_work"]


@pytest.mark.parametrize("language", CODES)
def test_where_the_first_years_are_is_told_by_the_stages(talk, language):
    ranking = [("ask_curriculum", 0.86), ("ask_pathway", 0.06)]
    reply = talk(language).say(WHERE_IN_THE_FIRST_YEARS[language], "ask_curriculum", ranking=ranking)
    assert reply.data["topics"] == ["ask_pathway"]


@pytest.mark.parametrize("language", CODES)
def test_a_part_of_the_world_after_the_schools_overseas_is_about_them(talk, language):
    person = talk(language)
    person.say("?", "ask_overseas_schools")
    reply = person.say(REGION[language], "follow_up")
    assert (reply.data["topics"], reply.data["gaps"]) == (["ask_overseas_schools"], ["ask_overseas_schools"])


def test_a_part_of_the_world_after_the_rankings_is_in_the_rankings(talk):
    person = talk("de")
    person.say("?", "ask_reputation")
    reply = person.say("ok u speziell in asien?", "follow_up")
    assert (reply.data["topics"], reply.data["gaps"]) == (["ask_reputation"], [])


def test_how_much_of_it_is_in_china_is_told_by_the_stages(talk):
    person = talk("de")
    person.say("?", "ask_duration", degree_level="master")
    reply = person.say(
        "und davon in china?", "follow_up", country="CN", ranking=[("follow_up", 0.56), ("list_campuses", 0.43)]
    )
    assert reply.data["topics"] == ["ask_pathway"]


def test_the_conditions_of_those_who_go_are_those_of_the_stages(talk):
    person = talk("ar")
    person.say("?", "ask_pathway", degree_level="bachelor")
    doubt = ["ask_health_insurance", "ask_pathway", "ask_entry_requirements"]
    reply = person.say("طب ايه الشروط عشان ابقى من الي يسافرو", "ask_health_insurance", doubt=doubt)
    assert reply.data["topics"] == ["ask_pathway"]


def test_where_one_goes_on_after_a_program_is_with_its_partner(talk):
    person = talk("th")
    person.say("?", "list_programs", field="computing")
    reply = person.say("ละเรียนต่อเมืองนอกที่ไหนอะ", "list_campuses", ranking=[("list_campuses", 0.96)])
    assert reply.data["topics"] == ["ask_pathway"]
    reply = talk("ko").say(
        "자동차는 어디로 가요", "list_campuses", doubt=["list_campuses", "ask_career"], program="automotive-de"
    )
    assert reply.data["topics"] == ["ask_pathway"]


def test_between_years_and_stages_there_is_nothing_to_choose(talk):
    doubt = ["ask_duration", "ask_pathway"]
    reply = talk("ru").say(
        "скок учиться на туризме если с заграницей", "ask_duration", doubt=doubt, program="tourism-sg"
    )
    assert reply.data["topics"] == ["ask_duration"]


def test_one_degree_in_two_questions_is_that_of_both(talk):
    questions = [
        {
            "intent": "ask_pathway",
            "text": "kalau mau lanjut S1 di kampus mitra",
            "entities": [{"entity": "degree_level", "value": "bachelor"}],
        },
        {"intent": "ask_duration", "text": "berapa lama kuliahnya?", "entities": []},
    ]
    text = "kalau mau lanjut S1 di kampus mitra, berapa lama kuliahnya?"
    reply = talk("id").say(text, "ask_pathway", questions=questions, degree_level="bachelor")
    assert reply.text.count("1 tahun (total 4 tahun") == 5


def test_a_first_message_can_ask_it_as_well(talk, choice):
    text = "Обязательно ли после трёх лет ехать учиться за границу?"
    reply = talk("ru").say(text, "ask_pathway", ranking=[("ask_pathway", 0.99)])
    assert reply.text.startswith(choice("ru"))


LANGUAGE_CLASSES = {
    "en": "are there at least lang classes before going abroad",
    "zh": "出国前有语言培训吗",
    "th": "ก่อนไปต่างประเทศมีสอนภาษาไหมคะ",
    "ko": "해외 나가기 전에 어학 수업이 있나요?",
    "de": "Gibt es vorher Sprachkurse?",
    "ru": "а языковые курсы перед отъездом есть?",
    "fr": "y a-t-il des cours de langue avant de partir ?",
    "ar": "هل هناك دورات لغة قبل السفر؟",
    "es": "¿hay clases de idioma antes de ir?",
    "ja": "行く前に語学の授業はありますか",
    "vi": "trước khi đi có lớp tiếng không ạ",
    "id": "sebelum ke luar negeri ada kursus bahasa?",
}


@pytest.mark.parametrize("language", CODES)
def test_language_classes_before_going_are_published(talk, language):
    reply = talk(language).say(LANGUAGE_CLASSES[language], "ask_pathway", ranking=[("ask_pathway", 0.94)])
    assert reply.data["topics"] == ["ask_teaching_language"]


def test_whether_one_can_go_on_to_a_degree_is_told_by_the_stages(talk):
    for doubt in (["ask_duration", "ask_pathway"], ["ask_pathway", "ask_degree_awarded", "ask_degree_recognition"]):
        reply = talk("id").say(
            "otomotif bs lanjut s2 gak min", doubt[0], doubt=doubt, program="automotive-de", degree_level="master"
        )
        assert reply.data["topics"] == ["ask_pathway"]


def test_a_route_that_is_named_is_asked_about(talk):
    text = "Nếu thi đại học mùa hè ở Trung Quốc thì có đăng ký vào chương trình liên kết được không?"
    ranking = [("ask_pathway", 0.5), ("ask_admission_route", 0.18)]
    reply = talk("vi").say(text, "ask_pathway", ranking=ranking, admission_route="summer-gaokao", country="CN")
    assert reply.data["topics"] == ["ask_admission_route"]


def test_what_the_company_of_a_country_is_called_is_about_the_companies(talk):
    person = talk("es")
    person.say("tienen convenio con empresas o q", "ask_career")
    reply = person.say("como se llamaba la d malasia", "out_of_scope", ranking=[("out_of_scope", 0.99)], country="MY")
    assert reply.data["topics"] == ["ask_career"]
    assert "Genting Malaysia" in reply


def test_the_master_of_one_against_the_others_is_told_with_all(talk):
    person = talk("es")
    person.say("?", "list_programs", field="design")
    text = "¿Y el máster dura lo mismo que en los demás programas?"
    reply = person.say(text, "ask_duration", degree_level="master", ranking=[("ask_duration", 0.82)])
    assert len(reply.data["facts"]) == 5


VOLUNTARY = {
    "en": "is going optional?",
    "zh": "出国是自愿的吗",
    "th": "เลือกได้ไหมคะว่าจะไปหรือไม่ไป",
    "ko": "가는 건 선택 사항인가요?",
    "de": "Und muss man danach wirklich weg, oder ist das freiwillig?",
    "ru": "это по желанию?",
    "fr": "c'est facultatif ?",
    "ar": "هل هذا اختياري؟",
    "es": "¿es voluntario?",
    "ja": "行くのは任意ですか",
    "vi": "đi là tự nguyện ạ?",
    "id": "itu opsional ya?",
}


@pytest.mark.parametrize("language", CODES)
def test_whether_it_is_voluntary_is_told_by_the_choice(talk, language, choice):
    person = talk(language)
    person.say("?", "ask_duration")
    reply = person.say(VOLUNTARY[language], "ask_pathway", ranking=[("ask_pathway", 0.86)])
    assert reply.text.startswith(choice(language))


def test_the_master_after_the_stages_is_told_in_years(talk):
    person = talk("ar")
    person.say("?", "ask_pathway", degree_level=["vocational", "bachelor"])
    reply = person.say("وماذا عن الماجستير؟", "follow_up", degree_level="master")
    assert (reply.data["topics"], reply.data["gaps"]) == (["ask_duration"], [])


def test_the_others_of_a_degree_are_told_with_all(talk):
    person = talk("zh")
    person.say("?", "ask_pathway", program="visual-communication-kr")
    reply = person.say("那其他几个硕士都1年咯?", "ask_duration", degree_level="master")
    assert len(reply.data["facts"]) == 5


def test_whether_degrees_count_at_home_is_their_recognition(talk):
    person = talk("en")
    person.say("?", "ask_degree_awarded", country="GB")
    ranking = [("ask_outcomes", 0.51), ("ask_pathway", 0.2), ("ask_degree_recognition", 0.07)]
    reply = person.say("n would those count in china after?", "ask_outcomes", ranking=ranking, country="CN")
    assert reply.data["topics"] == ["ask_degree_recognition"]
