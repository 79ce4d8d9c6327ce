"""Which entity is it? The ontology's rules in twelve languages, and aliases that staff add while the server runs."""

from __future__ import annotations

import pytest

from bot.nlu.known_names import CurrentNames
from bot.nlu.name_linker import NameLinker
from office.knowledge.records import Alias
from tests.bot.nlu.conftest import small_college


def linked(linker: NameLinker, text: str, intent: str, language: str) -> set[tuple[str, str]]:
    return {(link.entity, link.value) for link in linker.link(text, intent, language).entities}


@pytest.mark.parametrize(
    ("text", "intent", "language", "wanted"),
    [
        # the longest mention wins; a country inside a program's name is none of its own
        ("Tell me about Sino-Australian accounting", "ask_program_details", "en", {("program", "accounting-au")}),
        ("中澳会计要多少钱", "ask_tuition", "zh", {("program", "accounting-au")}),
        ("the accounting program with Australia", "ask_duration", "en", {("program", "accounting-au")}),
        ("Sino-German please", "follow_up", "en", {("program", "automotive-de")}),
        ("What about the Korean program?", "ask_curriculum", "en", {("program", "visual-communication-kr")}),
        # a bare subject: a field in a wish for a list, else the program
        ("anything in design?", "list_programs", "en", {("field", "design")}),
        (
            "accounting or design?",
            "compare_programs",
            "en",
            {("program", "accounting-au"), ("program", "visual-communication-kr")},
        ),
        ("มีสาขาออกแบบไหมครับ", "list_programs", "th", {("field", "design")}),
        # countries and their adjectives
        ("and the German one?", "follow_up", "en", {("country", "DE")}),
        ("я из Казахстана", "ask_documents", "ru", {("country", "KZ")}),
        ("нужна ли виза в Южной Корее", "ask_visa", "ru", {("country", "KR")}),
        ("한국에서 공부할 수 있나요", "ask_pathway", "ko", {("country", "KR")}),
        ("هل الشهادة معترف بها في مصر؟", "ask_degree_recognition", "ar", {("country", "EG")}),
        ("em muốn sang Úc học", "ask_visa", "vi", {("country", "AU")}),
        ("タイでの生活費", "ask_living_cost", "ja", {("country", "TH")}),
        # the campus of a country only beside a word for campus
        ("the campus in Thailand", "ask_campus_details", "en", {("campus", "thailand")}),
        ("タイキャンパスはどこ", "ask_campus_details", "ja", {("campus", "thailand")}),
        ("Thailand visa", "ask_visa", "en", {("country", "TH")}),
        ("is Jining safe", "ask_campus_life", "en", {("campus", "jining")}),
        # a language only where one is asked for
        ("Können wir auf Russisch schreiben?", "change_language", "de", {("language", "ru")}),
        ("pakai Inggris aja", "change_language", "id", {("language", "en")}),
        (
            "Is it taught in English or Chinese?",
            "ask_teaching_language",
            "en",
            {("language", "en"), ("language", "zh")},
        ),
        ("do I have to speak Chinese", "ask_entry_requirements", "en", set()),
        (
            "Mein Vater versteht kein Deutsch, bitte antworten Sie auf Russisch",
            "change_language",
            "de",
            {("language", "ru")},
        ),
        # of two that are compared, a partner country is its program
        (
            "How does the German programme differ from the Singapore one?",
            "compare_programs",
            "en",
            {("program", "automotive-de"), ("program", "tourism-sg")},
        ),
        (
            "I am from Germany: accounting or design?",
            "compare_programs",
            "en",
            {("country", "DE"), ("program", "accounting-au"), ("program", "visual-communication-kr")},
        ),
        # inflection, clitics, compounds, particles, spelling
        ("رسوم المحاسبة", "ask_tuition", "ar", {("program", "accounting-au")}),
        ("Wie lange dauert der Autostudiengang?", "ask_duration", "de", {("program", "automotive-de")}),
        ("회계과는 몇 년이에요", "ask_duration", "ko", {("program", "accounting-au")}),
        ("nganh ke toan hoc phi bao nhieu", "ask_tuition", "vi", {("program", "accounting-au")}),
        ("acounting fees", "ask_tuition", "en", {("program", "accounting-au")}),
        ("春季高考怎么报名", "ask_admission_route", "zh", {("admission_route", "spring-gaokao")}),
        ("lulus dapat D3?", "ask_degree_awarded", "id", {("degree_level", "vocational")}),
    ],
)
def test_each_mention_is_read_by_the_ontologys_rules(
    linker: NameLinker, text: str, intent: str, language: str, wanted: set[tuple[str, str]]
):
    assert linked(linker, text, intent, language) == wanted


@pytest.mark.parametrize(
    ("text", "intent", "language"),
    [
        ("为什么你们的分数会计较高低", "ask_entry_requirements", "zh"),
        ("このタイプの部屋はありますか", "ask_accommodation", "ja"),
        ("anh ơi cho em hỏi học phí", "ask_tuition", "vi"),
        ("it is easy for us", "give_feedback", "en"),
        ("문과 사회계열도 되나요", "ask_entry_requirements", "ko"),
        ("몇 시에 가나요", "ask_deadline", "ko"),
        ("ở đây có phương pháp gì, ý kiến", "ask_curriculum", "vi"),
        ("are you a computer program or automotive robot", "bot_challenge", "en"),
        ("한국 생활비가 부담이란 말이죠"[3:], "ask_living_cost", "ko"),
        ("هل يوجد دعم مالي", "ask_scholarship", "ar"),
    ],
)
def test_words_that_only_contain_a_name_are_left_alone(linker: NameLinker, text: str, intent: str, language: str):
    assert linked(linker, text, intent, language) == set()


def test_an_out_of_scope_text_keeps_its_country_but_names_no_program(linker: NameLinker):
    assert linked(linker, "tourist visa for Japan, I like accounting", "out_of_scope", "en") == {("country", "JP")}


def test_what_the_college_does_not_have_is_recognised(linker: NameLinker):
    assert [found[0] for found in linker.link("do you have nursing?", "list_programs", "en").unknown] == ["program"]
    text = "is there a Paris campus?"
    assert [(kind, text[start:end]) for kind, start, end in linker.link(text, "list_campuses", "en").unknown] == [
        ("campus", "Paris")
    ]


def test_a_subject_of_study_in_another_sense_is_not_unknown(linker: NameLinker):
    assert linker.link("business hours of the office", "ask_contact", "en").unknown == []
    assert linker.link("อันแรกมีครูที่ได้ใบรับรองกี่คน", "ask_teachers", "th").unknown == []
    text = "Chương trình đào tạo được xây dựng theo tiêu chuẩn nào ạ?"
    assert linker.link(text, "ask_curriculum", "vi").unknown == []
    assert linker.link("учитель из Германии у вас есть?", "ask_teachers", "ru").unknown == []


def test_offsets_are_those_of_the_mention(linker: NameLinker):
    text = "fees for Sino-Australian accounting?"
    (entity,) = linker.link(text, "ask_tuition", "en").entities
    assert text[entity.start : entity.end] == "Sino-Australian accounting"


def test_two_equally_good_readings_are_handed_on_as_ambiguous():
    twin = Alias("program", "tourism-sg", "en", "Sino-Australian accounting")
    linker = NameLinker(source=CurrentNames(lambda version: small_college(version, (twin,)), lambda: 1))
    links = linker.link("Sino-Australian accounting fees", "ask_tuition", "en")
    assert links.entities == []
    assert links.ambiguous == [(0, 26, (("program", "accounting-au"), ("program", "tourism-sg")))]


def test_an_alias_that_staff_add_is_understood_without_training():
    now = {"version": 1, "more": ()}
    source = CurrentNames(lambda version: small_college(version, now["more"]), lambda: now["version"], patience=0.0)
    linker = NameLinker(source=source)
    assert linked(linker, "how long is bean counting", "ask_duration", "en") == set()
    now["more"] = (Alias("program", "accounting-au", "en", "bean counting"),)
    now["version"] = 2
    assert linked(linker, "how long is bean counting", "ask_duration", "en") == {("program", "accounting-au")}


def test_the_knowledge_base_is_asked_no_more_than_once_within_its_patience():
    asked = []

    def version() -> int:
        asked.append(1)
        return 1

    source = CurrentNames(small_college, version, patience=60.0)
    assert source.get() is source.get()
    assert len(asked) == 1
