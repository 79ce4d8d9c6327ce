"""Places that are asked for after the last answer, or at a campus that is named."""

from __future__ import annotations

import pytest

from office.languages import CODES

WHERE = {
    "en": "which province is that in?",
    "zh": "在哪个城市",
    "th": "อยู่เมืองอะไรคะ",
    "ko": "정확히 어디에 있어요?",
    "de": "in welcher Stadt denn",
    "ru": "где именно?",
    "fr": "dans quelle ville",
    "ar": "في أي مدينة؟",
    "es": "¿dónde exactamente?",
    "ja": "具体的にどこですか？",
    "vi": "ở tỉnh nào vậy",
    "id": "tepatnya di mana?",
}
ADDRESS = {
    "en": "what's the address of the second one?",
    "zh": "第二个的地址是什么",
    "th": "อันที่สองที่อยู่คืออะไร",
    "ko": "두 번째 주소가 어떻게 되나요?",
    "de": "wie ist die genaue Adresse vom zweiten?",
    "ru": "какой точный адрес у второго?",
    "fr": "quelle est l'adresse du deuxième ?",
    "ar": "ما هو عنوان الثاني بالضبط؟",
    "es": "¿cuál es la dirección del segundo?",
    "ja": "二つ目の住所を教えて",
    "vi": "địa chỉ của cái thứ hai là gì?",
    "id": "alamat yg kedua di mana?",
}
OTHERS = {
    "en": "any others abroad?",
    "zh": "国外还有别的吗",
    "th": "มีที่อื่นในต่างประเทศอีกไหม",
    "ko": "해외에 또 있어요?",
    "de": "gibts noch andere im ausland",
    "ru": "а ещё за границей есть?",
    "fr": "il y en a d'autres à l'étranger ?",
    "ar": "في غيره بالخارج؟",
    "es": "hay otros en el extranjero?",
    "ja": "海外に他にもある？",
    "vi": "có nơi nào khác nữa không",
    "id": "ada lagi di luar negeri?",
}
FOOD = {
    "en": "how's the food there",
    "zh": "那边吃的怎么样",
    "th": "อาหารที่นั่นเป็นไง",
    "ko": "거기 밥은 어때요",
    "de": "wie ist das essen da",
    "ru": "а как там со столовой",
    "fr": "et la cantine là-bas ?",
    "ar": "كيف الأكل هناك",
    "es": "qué tal la comida allí",
    "ja": "学食はどう？",
    "vi": "đồ ăn ở đó sao",
    "id": "makanan di sana gmn",
}
DORMITORY = {
    "en": "a dorm at the Thai campus?",
    "zh": "泰国校区有宿舍吗？",
    "th": "วิทยาเขตไทยมีหอพักไหม",
    "ko": "태국 캠퍼스에 기숙사가 있나요?",
    "de": "Wohnheim am thailändischen Campus?",
    "ru": "общежитие в тайском кампусе?",
    "fr": "un logement au campus thaïlandais ?",
    "ar": "سكن في فرع تايلاند؟",
    "es": "¿residencia en el campus de Tailandia?",
    "ja": "タイのキャンパスに寮はありますか？",
    "vi": "Cơ sở Thái Lan có ký túc xá không?",
    "id": "asrama di kampus Thailand?",
}
LIST = [("list_campuses", 0.97)]


@pytest.mark.parametrize("language", CODES)
def test_where_exactly_is_asked_of_the_campus_just_named(talk, language):
    person = talk(language)
    person.say("?", "ask_campus_details", campus="thailand")
    reply = person.say(WHERE[language], "list_campuses", ranking=LIST)
    assert reply.data["gaps"] == ["ask_campus_details"]
    assert reply.data["facts"] == ["campus/thailand"]


def test_where_the_college_is_can_be_asked_after_a_campus_and_is_after_anything_else(talk):
    person = talk("en")
    person.say("the Thai campus?", "ask_campus_details", campus="thailand")
    assert person.say("where is your college?", "list_campuses", ranking=LIST).data["topics"] == ["list_campuses"]
    person.say("awards?", "ask_reputation")
    assert person.say("which town is it in?", "list_campuses", ranking=LIST).data["topics"] == ["list_campuses"]


def test_where_they_are_is_asked_of_the_schools_overseas(talk):
    person = talk("en")
    person.say("Luban?", "ask_overseas_schools")
    reply = person.say("where are they?", "follow_up", ranking=[("follow_up", 0.6), ("list_campuses", 0.3)])
    assert "Where they are and what each of them teaches has not been published." in reply


@pytest.mark.parametrize("language", CODES)
def test_the_address_of_a_campus_is_not_that_of_the_office(talk, language):
    person = talk(language)
    person.say("?", "list_campuses")
    reply = person.say(ADDRESS[language], "ask_contact", ranking=[("ask_contact", 0.97)])
    assert reply.data["gaps"] == ["ask_campus_details"]
    assert reply.data["facts"] == ["campus/thailand"]


@pytest.mark.parametrize("language", CODES)
def test_others_abroad_after_one_campus_are_campuses(talk, language):
    person = talk(language)
    person.say("?", "ask_campus_details", campus="thailand")
    reply = person.say(OTHERS[language], "ask_pathway", ranking=[("ask_pathway", 0.8)])
    assert "campus/australia" in reply.data["facts"]


@pytest.mark.parametrize("language", CODES)
def test_food_at_a_campus_is_on_topic(talk, language):
    person = talk(language)
    person.say("?", "ask_campus_details", campus="thailand")
    reply = person.say(FOOD[language], "out_of_scope", ranking=[("out_of_scope", 0.7)])
    assert reply.data["topics"] == ["ask_campus_life"]


def test_food_there_is_even_where_food_is_surely_off_topic(talk):
    person = talk("zh")
    person.say("?", "ask_campus_details", campus="thailand")
    ranking = [("out_of_scope", 0.95)]
    assert person.say("那边吃的怎么样", "out_of_scope", ranking=ranking).data["topics"] == ["ask_campus_life"]
    assert not person.say("我的快递到哪儿了，饭也没吃", "out_of_scope", ranking=ranking).data["topics"]


def test_an_e_mail_address_is_that_of_the_office(talk):
    for language, words in (("de", "und die E-Mail-Adresse?"), ("en", "and the email address?"), ("zh", "邮箱地址呢")):
        person = talk(language)
        person.say("?", "ask_campus_details", campus="thailand")
        reply = person.say(words, "ask_contact", ranking=[("ask_contact", 0.97)])
        assert reply.data["topics"] == ["ask_contact"]


def test_food_by_itself_is_not(talk):
    assert not talk("en").say("good food recipes", "out_of_scope", ranking=[("out_of_scope", 0.9)]).data["topics"]


@pytest.mark.parametrize("language", CODES)
def test_housing_beside_the_name_of_a_campus_is_what_is_asked_for(talk, language):
    ranking = [("ask_campus_details", 0.95)]
    person = talk(language)
    reply = person.say(DORMITORY[language], "ask_campus_details", ranking=ranking, campus="thailand")
    assert reply.data["topics"] == ["ask_accommodation"]


def test_the_same_is_asked_of_another_campus(talk):
    person = talk("zh")
    person.say("泰国校区有宿舍吗？", "ask_accommodation", campus="thailand")
    spans = {"australia": (0, 6)}
    ranking = [("ask_campus_details", 0.9)]
    reply = person.say("澳大利亚校区呢", "ask_campus_details", ranking=ranking, campus="australia", spans=spans)
    assert reply.data["topics"] == ["ask_accommodation"]


def test_programs_at_a_campus_overseas_are_not_published(talk):
    reply = talk("en").say("what can I study at the Thai campus?", "list_programs", campus="thailand")
    assert reply.data["gaps"] == ["ask_campus_details"]


def test_all_of_it_in_china_asks_where_the_years_are(talk):
    person = talk("ar")
    person.say("كم سنة الدراسة؟", "ask_duration")
    assert person.say("يعني كلها في الصين؟", "list_campuses", country="CN").data["topics"] == ["ask_pathway"]


def test_the_campus_over_there_is_that_of_the_partners_country(talk):
    person = talk("zh")
    person.say("会计专业是跟哪个国家合作的？", "ask_partner_institutions", program="accounting-au")
    reply = person.say("学校在那边的校区具体在哪个城市？", "list_campuses", ranking=[("list_campuses", 0.99)])
    assert (reply.data["topics"], reply.data["gaps"]) == (["ask_campus_details"], ["ask_campus_details"])


def test_a_campus_over_there_without_one_in_the_country_is_among_all(talk):
    person = talk("zh")
    person.say("?", "ask_partner_institutions", program="automotive-de")
    reply = person.say("学校在那边的校区具体在哪个城市？", "list_campuses", ranking=[("list_campuses", 0.99)])
    assert reply.data["topics"] == ["list_campuses"]
