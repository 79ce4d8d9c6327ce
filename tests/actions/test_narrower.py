"""Details asked for right after an answer, in words that belong to another topic."""

from __future__ import annotations

import pytest

from office.languages import CODES
from office.wording.catalogues import translate

CHEAPEST = {
    "en": "which one is the cheapest?",
    "zh": "哪个最便宜",
    "th": "อันไหนถูกที่สุดคะ",
    "ko": "제일 저렴한 건 뭐예요?",
    "de": "und welches ist am günstigsten?",
    "ru": "а какая дешевле?",
    "fr": "laquelle est la moins chère ?",
    "ar": "وأيها أرخص؟",
    "es": "¿cuál es la más barata?",
    "ja": "一番安いのはどれですか",
    "vi": "ngành nào rẻ nhất ạ",
    "id": "yang paling murah yang mana?",
}
PAY = {
    "en": "and what do graduates earn?",
    "zh": "毕业生工资多少",
    "th": "จบแล้วเงินเดือนเท่าไหร่",
    "ko": "졸업생 연봉은 얼마예요?",
    "de": "was verdient man danach?",
    "ru": "а какая зарплата у выпускников?",
    "fr": "et quel salaire ensuite ?",
    "ar": "وكم راتب الخريجين؟",
    "es": "¿cuánto ganan después?",
    "ja": "卒業生の給料はどのくらいですか",
    "vi": "ra trường lương bao nhiêu ạ",
    "id": "gajinya berapa setelah lulus?",
}
PLACE = {
    "en": "which place exactly?",
    "zh": "具体第几名",
    "th": "ได้อันดับที่เท่าไหร่คะ",
    "ko": "정확히 몇 위예요?",
    "de": "auf welchem Platz genau?",
    "ru": "а на каком месте?",
    "fr": "à quelle place exactement ?",
    "ar": "في أي مركز بالضبط؟",
    "es": "¿en qué puesto exactamente?",
    "ja": "何位ですか",
    "vi": "xếp thứ mấy ạ",
    "id": "peringkat berapa?",
}


def beyond(language: str) -> str:
    return translate(language, "utter_conversation_gap_beyond")


@pytest.mark.parametrize("language", CODES)
def test_the_cheapest_program_is_asked_for_its_price(talk, language):
    person = talk(language)
    person.say("?", "list_programs")
    person.say(CHEAPEST[language], "compare_programs", ranking=[("compare_programs", 0.92)])
    assert person.context["intent"] == "ask_tuition"


def test_the_cheapest_thing_of_all_is_still_off_topic(talk):
    person = talk("en")
    person.say("which phone is the cheapest?", "out_of_scope", ranking=[("out_of_scope", 0.97)])
    assert person.context["intent"] == ""


@pytest.mark.parametrize("language", CODES)
def test_wages_are_no_number_of_graduates(talk, language):
    person = talk(language)
    reply = person.say(PAY[language], "ask_outcomes", ranking=[("ask_outcomes", 0.6)])
    assert person.context["intent"] == "ask_career"
    assert translate(language, "utter_programs_career_gap") in reply


def test_paid_after_the_internships_is_no_fee(talk):
    person = talk("fr")
    person.say("Des stages ?", "ask_career")
    person.say("Ils sont payés ?", "ask_tuition", ranking=[("ask_tuition", 0.95)])
    assert person.context["intent"] == "ask_career"
    fees = talk("fr")
    fees.say("Quels programmes ?", "list_programs")
    fees.say("Comment sont payés les frais ?", "ask_tuition", ranking=[("ask_tuition", 0.95)])
    assert fees.context["intent"] == "ask_tuition"


def test_who_earns_a_degree_is_counted(talk):
    person = talk("en")
    person.say("how many earn a master's?", "ask_outcomes", degree_level="master", ranking=[("ask_outcomes", 0.9)])
    assert person.context["intent"] == "ask_outcomes"


@pytest.mark.parametrize("language", CODES)
def test_a_place_in_a_ranking_is_no_campus(talk, language):
    person = talk(language)
    person.say("?", "ask_reputation")
    reply = person.say(PLACE[language], "list_campuses", ranking=[("list_campuses", 0.95)])
    assert person.context["intent"] == "ask_reputation"
    assert beyond(language) in reply


def test_the_language_of_teachers_is_no_wish_for_it(talk):
    person = talk("fr")
    person.say("Il y a des profs étrangers ?", "ask_teachers")
    ranking = [("change_language", 0.93), ("ask_teaching_language", 0.06)]
    reply = person.say("ils parlent français ?", "change_language", language="fr", ranking=ranking)
    assert translate("fr", "utter_programs_teaching_language_gap") in reply


def test_a_certificate_of_a_standard_is_no_paper_to_hand_in(talk):
    person = talk("es")
    person.say("¿qué estándares siguen?", "ask_curriculum")
    reply = person.say("¿y tienen el certificado ISO?", "ask_documents", ranking=[("ask_documents", 0.82)])
    assert person.context["intent"] == "ask_curriculum"
    assert beyond("es") in reply
    other = talk("es")
    other.say("¿y tienen el certificado ISO?", "ask_documents", ranking=[("ask_documents", 0.82)])
    assert other.context["intent"] == "ask_documents"


EUROPE = {
    "en": "which of them are in Europe?",
    "zh": "哪些是欧洲的？",
    "th": "อันไหนอยู่ในยุโรปคะ",
    "ko": "유럽 쪽은 어떤 거예요?",
    "de": "welche davon sind in Europa?",
    "ru": "а какие с Европой?",
    "fr": "lesquels sont en Europe ?",
    "ar": "وأيها في أوروبا؟",
    "es": "¿cuáles son en Europa?",
    "ja": "ヨーロッパのはどれですか",
    "vi": "những ngành nào ở châu Âu ạ",
    "id": "yang di Eropa apa saja?",
}


@pytest.mark.parametrize("language", CODES)
def test_a_part_of_the_world_singles_out_programs(talk, language):
    person = talk(language)
    person.say("?", "list_programs")
    person.say(EUROPE[language], "list_campuses", ranking=[("list_campuses", 0.84)])
    assert person.context["intent"] == "list_programs"
    assert sorted(program for _, program in person.context["listed"]) == ["automotive-de", "computing-gb"]


def test_a_ranking_of_asia_is_no_program(talk):
    person = talk("en")
    person.say("?", "list_programs")
    person.say("are you in the Asia-Pacific ranking?", "ask_reputation", ranking=[("ask_reputation", 0.98)])
    assert person.context["intent"] == "ask_reputation"


def test_partners_of_a_part_of_the_world(talk):
    person = talk("de")
    person.say("Welche Partner gibt es?", "ask_partner_institutions")
    reply = person.say("und in Asien?", "follow_up", ranking=[("follow_up", 0.9)])
    assert "Singapur" in reply
    assert "Südkorea" in reply
    assert person.context["intent"] == "ask_partner_institutions"


REACH = {
    "en": "ok, and where can I call?",
    "zh": "那打哪个电话",
    "th": "แล้วโทรไปที่ไหนได้คะ",
    "ko": "그럼 전화는 어디로 하면 돼요?",
    "de": "und wo kann ich anrufen oder hinschreiben?",
    "ru": "а куда можно позвонить?",
    "fr": "et où puis-je appeler ?",
    "ar": "وكيف أتصل بكم؟",
    "es": "¿y a dónde puedo llamar?",
    "ja": "どこに電話すればいいですか",
    "vi": "thế gọi điện vào đâu ạ",
    "id": "bisa telepon ke mana?",
}


@pytest.mark.parametrize("language", CODES)
def test_where_to_call_is_no_application(talk, language):
    person = talk(language)
    ranking = [("ask_how_to_apply", 0.96), ("ask_contact", 0.03)]
    person.say(REACH[language], "ask_how_to_apply", ranking=ranking)
    assert person.context["intent"] == "ask_contact"


UNIVERSITY = {
    "en": "and which university would that be?",
    "zh": "那去哪所大学",
    "th": "แล้วไปมหาวิทยาลัยไหนคะ",
    "ko": "그럼 어느 대학으로 가요?",
    "de": "und an welche Hochschule geht man?",
    "ru": "а в какой университет поедут?",
    "fr": "et dans quelle université ?",
    "ar": "وفي أي جامعة؟",
    "es": "¿y en qué universidad?",
    "ja": "どこの大学ですか",
    "vi": "sang đó học trường nào ạ",
    "id": "kampusnya apa ya?",
}
WHEN = {
    "en": "in which year?",
    "zh": "是哪一年评上的",
    "th": "ได้ตั้งแต่ปีไหนคะ",
    "ko": "몇 년도에 받았어요?",
    "de": "in welchem Jahr war das?",
    "ru": "а в каком году?",
    "fr": "en quelle année ?",
    "ar": "في أي سنة؟",
    "es": "¿en qué año?",
    "ja": "いつ選ばれたのですか",
    "vi": "được từ năm nào ạ",
    "id": "dapatnya tahun berapa?",
}


@pytest.mark.parametrize("language", CODES)
def test_which_university_after_a_program_is_not_published(talk, language):
    person = talk(language)
    person.say("?", "ask_program_details", program="visual-communication-kr")
    reply = person.say(UNIVERSITY[language], "ask_pathway", ranking=[("ask_pathway", 0.7)])
    assert translate(language, "utter_programs_partner_names_gap") in reply


@pytest.mark.parametrize("language", CODES)
def test_since_when_an_honour_is_held_is_not_published(talk, language):
    person = talk(language)
    person.say("?", "ask_reputation")
    reply = person.say(WHEN[language], "ask_duration", ranking=[("ask_duration", 0.9)])
    assert beyond(language) in reply


def test_more_honours_are_no_programs(talk):
    person = talk("ru")
    person.say("В какие рейтинги входит ваш колледж?", "ask_reputation")
    person.say("А ещё какие-нибудь звания есть?", "list_programs", ranking=[("list_programs", 0.92)])
    assert person.context["intent"] == "ask_reputation"


def test_an_e_mail_address_asked_for_is_no_thanks(talk):
    person = talk("ar")
    person.say("طيب عطني إيميلكم", "thank", ranking=[("thank", 0.36), ("goodbye", 0.27)])
    assert person.context["intent"] == "ask_contact"


def test_sure_thanks_stay_thanks(talk):
    person = talk("en")
    reply = person.say("thanks, can I call you again?", "thank", ranking=[("thank", 0.97)])
    assert person.context["intent"] == ""
    assert translate("en", "utter_conversation_thank") in reply
