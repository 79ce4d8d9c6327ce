"""Details asked for right after an answer, in words that belong to another topic."""

from __future__ import annotations

import pytest

from office.languages import CODES
from office.wording.catalogues import translate
from tests.actions.talk import beyond

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


REQUIRED = {
    "en": "do I have to know Chinese before I apply?",
    "zh": "申请之前必须会中文吗",
    "th": "ต้องเรียนภาษาจีนมาก่อนไหมคะ",
    "ko": "지원하기 전에 중국어를 배워야 하나요?",
    "de": "muss ich vorher schon Chinesisch können?",
    "ru": "нужно ли знать китайский до поступления?",
    "fr": "faut-il déjà parler chinois avant de postuler ?",
    "ar": "هل يجب أن أكون قد تعلمت اللغة الصينية قبل أن أتقدم بالطلب؟",
    "es": "¿hay que saber chino antes de inscribirse?",
    "ja": "出願の前に中国語ができないといけませんか",
    "vi": "có bắt buộc phải biết tiếng Trung trước không ạ?",
    "id": "apakah harus sudah bisa bahasa Mandarin sebelum mendaftar?",
}
HELPED = {
    "en": "does the college help with it?",
    "zh": "学校会帮忙办吗",
    "th": "ทางวิทยาลัยช่วยทำให้ไหมคะ",
    "ko": "학교에서 도와주나요?",
    "de": "hilft die Hochschule dabei?",
    "ru": "а колледж помогает?",
    "fr": "l'école aide pour ça ?",
    "ar": "هل تساعد الكلية في ذلك؟",
    "es": "¿la institución ayuda con eso?",
    "ja": "学校は手伝ってくれますか",
    "vi": "thế trường có làm giúp không",
    "id": "kampusnya bantu ngurus nggak?",
}
WHO_KNOWS = {
    "en": "who can tell me, then?",
    "zh": "那谁能告诉我",
    "th": "แล้วใครบอกได้คะ",
    "ko": "그럼 누가 알려 줄 수 있어요?",
    "de": "wer kann mir das denn sagen?",
    "ru": "а кто может подсказать?",
    "fr": "bon bah qui peut me le dire",
    "ar": "طيب مين يقدر يخبرني؟",
    "es": "¿y quién me lo puede decir?",
    "ja": "誰に聞けばいいですか",
    "vi": "vậy em hỏi ai ạ",
    "id": "terus siapa yang bisa jawab?",
}


@pytest.mark.parametrize("language", CODES)
def test_a_language_that_must_be_known_before_is_a_requirement(talk, language):
    reply = talk(language).say(REQUIRED[language], "ask_teaching_language")
    assert reply.data["gaps"] == ["ask_entry_requirements"]


@pytest.mark.parametrize("language", CODES)
def test_help_after_what_is_not_published_stays_with_it(talk, language):
    person = talk(language)
    person.say("visa?", "ask_visa")
    doubt = ["ask_career", "ask_campus_life", "ask_part_time_work"]
    reply = person.say(HELPED[language], "ask_career", doubt=doubt)
    assert reply.data["gaps"] == ["ask_visa"]


@pytest.mark.parametrize("language", CODES)
def test_who_can_tell_what_is_not_published_is_the_office(talk, language):
    person = talk(language)
    person.say("fees?", "ask_tuition")
    reply = person.say(WHO_KNOWS[language], "out_of_scope", ranking=[("out_of_scope", 0.6)])
    assert reply.data["gaps"] == ["ask_contact"]


def test_a_number_to_write_to_is_not_yet_a_person(talk):
    ranking = [("request_human", 0.55), ("bot_challenge", 0.18), ("ask_contact", 0.17)]
    reply = talk("th").say("ขอเบอร์หรือไลน์ไว้คุยหน่อยได้มั้ยคะ", "nlu_fallback", ranking=ranking, doubt=["request_human"])
    assert reply.data is not None


RECOGNISED = {
    "en": "and if I go abroad for that year, does China recognise it?",
    "zh": "那出国读的那一年，国内承认吗",
    "th": "แล้วถ้าไปต่อเมืองนอกอีกปีนึง จีนรับรองมั้ย",
    "ko": "해외에서 1년 더 하면 중국에서 인정해 주나요?",
    "de": "und wenn ich das Jahr im Ausland mache, wird das in China anerkannt?",
    "ru": "а если поехать на год за границу, Китай это признаёт?",
    "fr": "et si je pars un an, c'est reconnu en Chine ?",
    "ar": "وإذا سافرت سنة، هل تعترف الصين بذلك؟",
    "es": "y si voy un año al extranjero, ¿lo reconocen en China?",
    "ja": "海外で1年学んだら、中国で認められますか",
    "vi": "nếu em đi thêm một năm thì Trung Quốc có công nhận không ạ?",
    "id": "kalau lanjut setahun di luar negeri, diakui Tiongkok nggak?",
}
DUAL = {
    "en": "is there something like dual training?",
    "zh": "有双元制吗",
    "th": "มีแบบทวิภาคีไหมคะ",
    "ko": "이원제 교육도 있나요?",
    "de": "und gibt's da sowas wie duale Ausbildung?",
    "ru": "а есть дуальное обучение?",
    "fr": "il y a de l'alternance ?",
    "ar": "هل يوجد نظام مزدوج؟",
    "es": "¿hay formación dual?",
    "ja": "デュアルシステムはありますか",
    "vi": "có đào tạo kép không ạ?",
    "id": "ada sistem ganda nggak?",
}
PER_YEAR = {
    "en": "is that per year or in total?",
    "zh": "是一年的还是累计的",
    "th": "ต่อปีหรือสะสมคะ",
    "ko": "1년에요, 아니면 지금까지요?",
    "de": "pro Jahr oder insgesamt?",
    "ru": "Это за один год или за всё время?",
    "fr": "par an ou au total ?",
    "ar": "سنويا أم حتى الآن؟",
    "es": "¿por año o en total?",
    "ja": "1年間ですか、累計ですか",
    "vi": "mỗi năm hay tổng cộng ạ?",
    "id": "per tahun atau total?",
}


@pytest.mark.parametrize("language", CODES)
def test_what_is_recognised_is_no_question_for_the_stages(talk, language):
    ranking = [("ask_pathway", 0.88), ("ask_degree_recognition", 0.05)]
    reply = talk(language).say(RECOGNISED[language], "ask_pathway", ranking=ranking, country="CN")
    assert reply.data["topics"] == ["ask_degree_recognition"]


@pytest.mark.parametrize("language", CODES)
def test_dual_training_is_what_teachers_are_certified_for(talk, language):
    reply = talk(language).say(DUAL[language], "list_programs")
    assert reply.data["topics"] == ["ask_teachers"]


@pytest.mark.parametrize("language", CODES)
def test_for_which_time_a_number_is_is_no_length_of_a_program(talk, language):
    person = talk(language)
    person.say("?", "ask_outcomes")
    reply = person.say(PER_YEAR[language], "ask_duration")
    assert reply.data["topics"] == ["ask_outcomes"]
    assert beyond(language) in reply


def test_why_there_is_no_answer_is_no_remark_to_be_thanked_for(talk):
    person = talk("ar")
    person.say("?", "ask_documents")
    assert person.say("طيب ليش ما عندك جواب 😅", "give_feedback").data["gaps"] == ["ask_documents"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("vi", "Kết nối em với nhân viên giúp ạ"),
        ("ru", "Нужна помощь сотрудника"),
        ("id", "tolong bantu sambungkan ke petugas"),
    ],
)
def test_a_person_wished_for_after_a_gap_is_no_help_with_it(talk, language, text):
    person = talk(language)
    person.say("?", "ask_tuition")
    assert person.say(text, "request_human").data["gaps"] == []


@pytest.mark.parametrize(
    ("language", "text", "intent"),
    [
        ("ru", "Всего доброго!", "goodbye"),
        ("vi", "Năm nay hạn nộp hồ sơ là khi nào ạ", "ask_deadline"),
        ("id", "pendaftaran tahun ini ditutup kapan?", "ask_deadline"),
    ],
)
def test_a_period_in_another_question_is_no_matter_of_figures(talk, language, text, intent):
    person = talk(language)
    person.say("?", "ask_outcomes")
    assert person.say(text, intent, ranking=[(intent, 0.98)]).data["topics"] != ["ask_outcomes"]
