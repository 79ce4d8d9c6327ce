"""One program that is named: introduced, taken to a degree, singled out of the list."""

from __future__ import annotations

import pytest

from office.languages import CODES


def test_a_program_that_is_to_be_introduced_is_not_the_college(talk):
    text = "Wir haben gehört, dass Sie etwas mit Autos anbieten. Könnten Sie das kurz vorstellen?"
    reply = talk("de").say(text, "ask_about_college", ranking=[("ask_about_college", 0.94)], program="automotive-de")
    assert reply.data["topics"] == ["ask_program_details"]


def test_a_degree_with_a_program_asks_for_its_degrees(talk):
    ranking = [("list_programs", 0.64), ("ask_degree_awarded", 0.21)]
    asked = {"program": "tourism-sg", "degree_level": "bachelor"}
    reply = talk("en").say("can i get a bachelor with tourism too?", "list_programs", ranking=ranking, **asked)
    assert reply.data["topics"] == ["ask_degree_awarded"]


def test_which_of_the_programs_just_listed_is_no_question_for_subjects(talk):
    person = talk("vi")
    person.say("trường có những ngành nào", "list_programs")
    text = "Trong số đó, chương trình nào thuộc lĩnh vực thiết kế ạ?"
    reply = person.say(text, "ask_curriculum", ranking=[("ask_curriculum", 0.95)], program="visual-communication-kr")
    assert reply.data["topics"] == ["list_programs"]


def test_subjects_of_a_program_are_not_whether_there_is_one(talk):
    ranking = [("ask_curriculum", 0.49), ("ask_program_details", 0.29), ("list_programs", 0.21)]
    doubt = [intent for intent, _ in ranking]
    text = "自動車のコースにはどんな科目があるか教えてください"
    reply = talk("ja").say(text, "ask_curriculum", doubt=doubt, ranking=ranking, program="automotive-de")
    assert reply.data["topics"] != ["list_programs"]


@pytest.mark.parametrize("text", ["Есть ли у вас подходящая программа по туризму?"])
def test_a_fitting_program_in_one_field_is_told_without_questions(talk, text):
    reply = talk("ru").say(text, "list_programs", field="tourism")
    assert reply.data["topics"] == ["list_programs"]
    assert "Менеджмент в туризме" in reply


SUBJECTS_OF_COMPUTING = {
    "en": "can I have the subjects of the computing program?",
    "zh": "计算机专业有哪些科目？",
    "th": "สาขาคอมพิวเตอร์มีรายวิชาอะไรบ้าง",
    "ko": "컴퓨터 전공 과목 목록 있나요?",
    "de": "Welche Fächer hat der Computerstudiengang?",
    "ru": "Какие предметы на компьютерной программе?",
    "fr": "la liste des matières du programme d'informatique ?",
    "ar": "ما هي مواد برنامج الحاسوب؟",
    "es": "¿me pasan la lista de asignaturas de informática?",
    "ja": "コンピュータ専攻の科目の一覧はありますか",
    "vi": "ngành máy tính học những môn gì ạ",
    "id": "boleh minta daftar mata kuliah jurusan komputernya?",
}


@pytest.mark.parametrize("language", SUBJECTS_OF_COMPUTING)
def test_a_list_of_subjects_is_no_list_of_programs(talk, language):
    text = SUBJECTS_OF_COMPUTING[language]
    reply = talk(language).say(text, "list_programs", ranking=[("list_programs", 0.97)], program="computing-gb")
    assert reply.data["topics"] == ["ask_curriculum"]


def test_courses_may_be_programs(talk):
    reply = talk("en").say("what courses do you have?", "list_programs", ranking=[("list_programs", 0.97)])
    assert reply.data["topics"] == ["list_programs"]


PROGRAMS = {
    "en": "which programs with foreign partners are there?",
    "zh": "請問貴校有哪些中外合作辦學的科系？",
    "th": "มีหลักสูตรร่วมกับต่างประเทศอะไรบ้าง",
    "ko": "해외 대학과 함께하는 전공은 몇 가지예요?",
    "de": "Welche Studiengänge mit ausländischen Partnern bieten Sie an?",
    "ru": "Какие программы с зарубежными вузами у вас есть?",
    "fr": "Vous avez quelles formations en coopération avec l'étranger ?",
    "ar": "كم عدد البرامج المشتركة مع الخارج؟",
    "es": "¿Cuántos programas de cooperación internacional ofrece la escuela?",
    "ja": "海外と提携しているのはどんなプログラムですか",
    "vi": "Trường mình có mấy chương trình liên kết với nước ngoài ạ?",
    "id": "program kerja sama dengan luar negerinya apa saja?",
}


@pytest.mark.parametrize("language", PROGRAMS)
def test_which_programs_with_partners_are_programs(talk, language):
    ranking = [("ask_partner_institutions", 0.9), ("list_programs", 0.09)]
    reply = talk(language).say(PROGRAMS[language], "ask_partner_institutions", ranking=ranking)
    assert reply.data["topics"] == ["list_programs"]


def test_how_many_partners_the_programs_have_is_a_question_for_partners(talk):
    ranking = [("ask_partner_institutions", 0.9), ("list_programs", 0.09)]
    text = "how many partner universities do your programs have?"
    assert talk("en").say(text, "ask_partner_institutions", ranking=ranking).data["topics"] == [
        "ask_partner_institutions"
    ]


def test_of_a_program_that_alone_was_understood_all_is_told(talk):
    ranking = [("nlu_fallback", 0.77), ("list_programs", 0.23), ("ask_credit_transfer", 0.18), ("ask_pathway", 0.14)]
    text = "kalau ambil jurusan komputer nanti kuliahnya di Inggris ya?"
    reply = talk("id").say(text, "nlu_fallback", ranking=ranking, field="computing", country="GB")
    assert reply.data["facts"] == ["program/computing-gb"]
    off = [("nlu_fallback", 0.77), ("out_of_scope", 0.4), ("list_programs", 0.23)]
    assert not talk("id").say("komputerku rusak", "nlu_fallback", ranking=off, field="computing").data["facts"]


def test_where_a_program_leads_is_no_question_of_admission(talk):
    ranking = [("ask_entry_requirements", 0.53), ("list_programs", 0.25), ("ask_pathway", 0.09)]
    text = "Con tôi thích máy tính, học xong có được sang Anh không?"
    reply = talk("vi").say(text, "ask_entry_requirements", ranking=ranking, program="computing-gb", country="GB")
    assert reply.data["topics"] == ["ask_pathway"]


def test_years_in_the_partners_country_are_told_with_all_stages(talk):
    person = talk("ko")
    person.say("?", "ask_program_details", program="visual-communication-kr")
    text = "그럼 석사까지 하면 한국에서 몇 년 있는 거예요?"
    reply = person.say(text, "ask_duration", degree_level="master", country="KR")
    assert ("1년" in reply, "2년" in reply, "3년" in reply) == (True, True, True)


def test_what_is_in_doubt_between_parts_of_its_details_is_told_by_them(talk):
    doubt = ["ask_pathway", "ask_partner_institutions", "list_programs"]
    text = "你好，我家孩子今年高三，想学会计，听说你们有跟国外合办的？"
    reply = talk("zh").say(text, "ask_pathway", doubt=doubt, program="accounting-au")
    assert reply.data["topics"] == ["ask_program_details"]


LEARNT = {
    "en": "and what do you learn in computing?",
    "zh": "计算机具体学些什么",
    "th": "สาขาคอมเรียนอะไรบ้างคะ",
    "ko": "컴퓨터 과정은 뭘 배워요?",
    "de": "was lernt man in dem Computerprogramm?",
    "ru": "а чему там учат по компьютерам?",
    "fr": "et en informatique on apprend quoi ?",
    "ar": "ماذا ندرس في تخصص الحاسوب؟",
    "es": "¿qué se estudia en informática?",
    "ja": "コンピュータでは何を学びますか",
    "vi": "ngành máy tính học gì ạ",
    "id": "jurusan komputer belajar apa aja?",
}


@pytest.mark.parametrize("language", CODES)
def test_what_one_learns_in_a_program_is_its_curriculum(talk, language):
    ranking = [("ask_program_details", 0.7), ("list_programs", 0.2), ("ask_curriculum", 0.08)]
    reply = talk(language).say(LEARNT[language], "ask_program_details", ranking=ranking, program="computing-gb")
    assert reply.data["topics"] == ["ask_curriculum"]
