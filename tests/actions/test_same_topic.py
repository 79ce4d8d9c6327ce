"""Questions that stay with the topic of the last answer though their words are those of another."""

from __future__ import annotations

import pytest

from office.languages import CODES
from office.wording.catalogues import translate
from tests.journeys.reading import plain, published_words

JOBS = {
    "en": "and how many get a job afterwards?",
    "zh": "就业率是多少",
    "ko": "취업률은 얼마나 돼요?",
    "ja": "就職できた人はどれくらいですか",
    "th": "จบแล้วได้งานกี่เปอร์เซ็นต์คะ",
    "vi": "bao nhiêu người tìm được việc ạ",
    "id": "berapa persen yg langsung dapet kerja",
    "ru": "а сколько потом находят работу?",
    "de": "wieviel Prozent finden danach nen Job",
    "fr": "et combien trouvent un travail ?",
    "es": "¿y cuántos encuentran trabajo?",
    "ar": "وكم واحد بيلاقي شغل بعد التخرج؟",
}
SCHOOL_THERE = {
    "en": "is there one in Mali too?",
    "zh": "马里也有吗",
    "ko": "말리에도 있어요?",
    "ja": "マリにもありますか",
    "th": "มีที่มาลีไหมครับ",
    "vi": "có cái nào ở Mali không",
    "id": "ada yg di Mali ga?",
    "ru": "а в Мали есть?",
    "de": "gibts auch eine in Mali?",
    "fr": "il y en a un au Mali ?",
    "es": "¿hay alguno en Malí?",
    "ar": "في وحدة في مالي؟",
}
BESIDES = {
    "en": "and apart from that one?",
    "zh": "除了这个还有吗",
    "ko": "거기 말고 또 있어요?",
    "ja": "そこ以外にもありますか",
    "th": "แล้วนอกจากที่นั่นล่ะคะ",
    "vi": "ngoài chỗ đó ra còn đâu nữa ạ",
    "id": "selain itu ada lagi ga",
    "ru": "а кроме него?",
    "de": "und außer dem?",
    "fr": "et à part celui-là ?",
    "es": "¿y aparte de ese?",
    "ar": "وغير هذا؟",
}
ONE_OR_ALL = {
    "en": "is that number only for accounting?",
    "zh": "这数是会计一个专业的还是全部专业的",
    "ko": "그 숫자는 회계만의 것인가요?",
    "ja": "その数字は会計だけのものですか",
    "th": "ตัวเลขนี้เฉพาะสาขาบัญชีหรือเปล่า",
    "vi": "con số đó của riêng ngành kế toán à?",
    "id": "itu angka khusus akuntansi apa semua jurusan?",
    "ru": "эти цифры только по бухгалтерии?",
    "de": "gilt die Zahl nur für Rechnungswesen?",
    "fr": "ce chiffre, c'est seulement pour la comptabilité ?",
    "es": "¿esa cifra es solo de contabilidad?",
    "ar": "هذا الرقم بس للمحاسبة؟",
}
MEMBER = {
    "en": "and you're a member of some alliance?",
    "zh": "那和联盟有关的那个呢",
    "ko": "무슨 연맹 회원이라면서요?",
    "ja": "何かのアライアンスの会員ですよね",
    "th": "เป็นสมาชิกอะไรด้วยใช่ปะ",
    "vi": "trường là thành viên liên minh nào",
    "id": "jadi anggota aliansi apa",
    "ru": "а в каком вы альянсе?",
    "de": "sind Sie in irgendeinem Verband?",
    "fr": "vous êtes membres d'une alliance ?",
    "es": "¿son miembros de alguna alianza?",
    "ar": "أنتم أعضاء في أي تحالف؟",
}
CERTIFIED = {
    "en": "and those with an Australian certificate?",
    "zh": "有澳洲证书的呢",
    "ko": "호주 인증을 받은 분은요?",
    "ja": "オーストラリアの資格を持つ人は？",
    "th": "แล้วที่มีใบรับรองออสเตรเลียอ่ะ",
    "vi": "còn người có chứng chỉ Úc thì sao",
    "id": "kalau yg punya sertifikat Australia?",
    "ru": "а с австралийским сертификатом?",
    "de": "und mit australischem Zertifikat?",
    "fr": "et avec le certificat australien ?",
    "es": "¿y con el certificado australiano?",
    "ar": "واللي معاهم شهادة أسترالية؟",
}
PARTNERS = {
    "en": "how many partners in total?",
    "zh": "一共多少个合作院校",
    "ko": "협력 대학이 모두 몇 개예요?",
    "ja": "提携校は全部でいくつですか",
    "th": "มีมหาลัยคู่ความร่วมมือกี่แห่ง",
    "vi": "tất cả bao nhiêu đối tác",
    "id": "total berapa mitra",
    "ru": "сколько всего партнёров?",
    "de": "wie viele Partner insgesamt?",
    "fr": "au total vous avez combien de partenaires ?",
    "es": "¿cuántos socios en total?",
    "ar": "كم عدد الشركاء كلهم؟",
}


def gap(name: str, language: str) -> str:
    """A standing sentence as a reply has it."""
    return plain(translate(language, name))


@pytest.mark.parametrize("language", CODES)
def test_how_many_find_a_job_is_not_answered_by_how_many_graduate_alone(talk, language):
    reply = talk(language).say(JOBS[language], "ask_outcomes", ranking=[("ask_outcomes", 0.97)])
    assert plain(reply.text).startswith(gap("utter_programs_career_gap", language))
    assert reply.data["gaps"] == ["ask_outcomes"]


def test_how_many_graduate_says_nothing_of_jobs(talk):
    reply = talk("en").say("how many graduate abroad?", "ask_outcomes", ranking=[("ask_outcomes", 0.97)])
    assert gap("utter_programs_career_gap", "en") not in reply.text
    assert not reply.data["gaps"]


@pytest.mark.parametrize("language", CODES)
def test_a_country_after_the_schools_overseas_asks_for_one_there(talk, language):
    person = talk(language)
    person.say("?", "ask_overseas_schools")
    reply = person.say(SCHOOL_THERE[language], "list_campuses", country="ML", ranking=[("list_campuses", 0.6)])
    assert reply.data["topics"] == ["ask_overseas_schools"]
    assert gap("utter_campuses_overseas_schools_gap", language) in plain(reply.text)


def test_a_campus_is_asked_for_by_its_name_after_the_schools_overseas(talk):
    person = talk("en")
    person.say("Luban?", "ask_overseas_schools")
    reply = person.say("is there a campus in Thailand?", "ask_campus_details", campus="thailand", country="TH")
    assert reply.data["topics"] == ["ask_campus_details"]


def test_a_country_after_recognition_asks_whether_it_is_recognised_there(talk):
    person = talk("en")
    person.say("is it recognised?", "ask_degree_recognition")
    doubt = ["ask_pathway", "ask_partner_institutions"]
    ranking = [("ask_pathway", 0.44), ("ask_partner_institutions", 0.2)]
    reply = person.say("and over in Korea?", "ask_pathway", country="KR", doubt=doubt, ranking=ranking)
    assert gap("utter_programs_recognition_gap", "en") in reply.text


def test_people_from_a_country_after_the_routes_ask_for_whom_they_are(talk):
    person = talk("en")
    person.say("exams?", "list_admission_routes")
    ranking = [("ask_student_numbers", 0.82)]
    reply = person.say("and us from Lebanon?", "ask_student_numbers", country="LB", ranking=ranking)
    assert reply.data["topics"] == ["list_admission_routes"]
    long = "how many students from Lebanon do you have there, and how many of them are girls and how many are boys"
    reply = person.say(long, "ask_student_numbers", country="LB", ranking=ranking)
    assert reply.data["topics"] == ["ask_student_numbers"]


def test_what_is_taught_there_is_asked_of_the_campus_of_that_country(talk):
    person = talk("en")
    person.say("campuses?", "list_campuses")
    reply = person.say("what can one study at the Thai one?", "list_programs", country="TH", ranking=[("list_programs", 0.9)])  # fmt: skip
    assert reply.data["facts"] == ["campus/thailand"]
    assert gap("utter_campuses_details_gap", "en") in reply.text


def test_programs_with_a_partner_country_are_asked_for_after_the_campuses_too(talk):
    person = talk("en")
    person.say("campuses?", "list_campuses")
    ranking = [("list_programs", 0.97)]
    reply = person.say("which programs are with Australia?", "list_programs", country="AU", ranking=ranking)
    assert "program/accounting-au" in reply.data["facts"]


@pytest.mark.parametrize("language", CODES)
def test_whether_a_figure_is_of_one_program_is_not_published(talk, language):
    person = talk(language)
    person.say("?", "ask_outcomes")
    doubt = ["list_programs", "ask_program_details"]
    ranking = [("list_programs", 0.48), ("ask_program_details", 0.4)]
    reply = person.say(ONE_OR_ALL[language], "list_programs", field="accounting", doubt=doubt, ranking=ranking)
    assert gap("utter_programs_outcomes_program_gap", language) in plain(reply.text)


@pytest.mark.parametrize("language", CODES)
def test_an_alliance_after_the_honours_is_among_them(talk, language):
    person = talk(language)
    person.say("?", "ask_reputation")
    ranking = [("ask_partner_institutions", 0.7), ("ask_reputation", 0.13)]
    reply = person.say(MEMBER[language], "ask_partner_institutions", ranking=ranking)
    assert reply.data["topics"] == ["ask_reputation"]


def test_a_base_with_a_company_is_among_the_honours(talk):
    person = talk("ru")
    person.say("?", "ask_career")
    ranking = [("ask_campus_details", 0.52), ("ask_career", 0.13)]
    asked = "а с PwC у вас прям своя база какая то?"
    reply = person.say(asked, "ask_campus_details", campus="australia", doubt=["ask_campus_details"], ranking=ranking)
    assert plain(published_words("listing/pwc-training-base", "ru")).casefold() in plain(reply.text).casefold()


@pytest.mark.parametrize("language", CODES)
def test_a_certificate_after_the_teachers_is_theirs(talk, language):
    person = talk(language)
    person.say("?", "ask_teachers")
    ranking = [("ask_degree_awarded", 0.84), ("ask_degree_recognition", 0.07)]
    reply = person.say(CERTIFIED[language], "ask_degree_awarded", country="AU", ranking=ranking)
    assert reply.data["topics"] == ["ask_teachers"]
    assert "16" in plain(reply.text)


def test_my_own_certificate_after_the_teachers_is_no_teachers(talk):
    person = talk("en")
    person.say("?", "ask_teachers")
    reply = person.say("and do I get a certificate?", "ask_degree_awarded", ranking=[("ask_degree_awarded", 0.9)])
    assert reply.data["topics"] == ["ask_degree_awarded"]


@pytest.mark.parametrize("language", CODES)
def test_how_many_partners_is_a_question_for_partners(talk, language):
    person = talk(language)
    person.say("?", "list_programs")
    ranking = [("ask_outcomes", 0.47), ("ask_partner_institutions", 0.45)]
    reply = person.say(PARTNERS[language], "ask_outcomes", doubt=["ask_outcomes", "ask_partner_institutions"], ranking=ranking)  # fmt: skip
    assert reply.data["topics"] == ["ask_partner_institutions"]
    assert "70" in plain(reply.text)


def test_a_sure_job_after_the_employers_is_their_topic(talk):
    person = talk("vi")
    person.say("?", "ask_career")
    ranking = [("ask_reputation", 0.65), ("ask_career", 0.23)]
    reply = person.say("ra trường chắc chắn có việc ko?", "ask_reputation", ranking=ranking)
    assert reply.data["topics"] == ["ask_career"]


def test_a_partner_country_and_which_program_asks_for_its_programs(talk):
    ranking = [("list_programs", 0.35), ("follow_up", 0.32)]
    doubt = ["list_programs", "follow_up"]
    reply = talk("vi").say("thế Hàn là ngành nào", "list_programs", country="KR", doubt=doubt, ranking=ranking)
    assert "program/visual-communication-kr" in reply.data["facts"]


def test_how_many_foreign_teachers_counts_no_students(talk):
    person = talk("zh")
    person.say("?", "ask_teachers")
    ranking = [("ask_teachers", 0.61), ("ask_student_numbers", 0.37)]
    assert person.say("那外教一共有多少", "ask_teachers", ranking=ranking).data["topics"] == ["ask_teachers"]


def test_names_of_partners_are_not_answered_by_their_number(talk):
    person = talk("en")
    person.say("partners?", "ask_partner_institutions")
    reply = person.say("the names of those universities please", "ask_partner_institutions")
    assert gap("utter_programs_partner_names_gap", "en") in reply.text


def test_what_is_not_published_of_one_country_is_not_of_another(talk):
    person = talk("en")
    person.say("which university in Germany?", "ask_partner_institutions", country="DE")
    reply = person.say("sorry, I meant Britain", "ask_partner_institutions", country="GB")
    assert gap("utter_programs_partner_names_gap", "en") in reply.text


@pytest.mark.parametrize("language", CODES)
def test_besides_the_campus_that_is_named_there_are_all(talk, language):
    reply = talk(language).say(
        BESIDES[language], "ask_campus_details", campus="jining", ranking=[("ask_campus_details", 0.9)]
    )
    assert plain(published_words("campus/australia", language)).casefold() in plain(reply.text).casefold()
    assert reply.data["topics"] == ["list_campuses"]


@pytest.mark.parametrize("language", CODES)
def test_besides_the_country_of_the_campus_just_told_of_there_are_all(talk, language):
    person = talk(language)
    person.say("?", "ask_campus_details", campus="thailand")
    reply = person.say(BESIDES[language], "follow_up", country="TH", ranking=[("follow_up", 0.9)])
    assert reply.data["topics"] == ["list_campuses"]


def test_the_alliance_of_the_workshops_is_an_honour_and_not_the_workshops(talk):
    ranking = [("ask_overseas_schools", 0.99)]
    reply = talk("zh").say(
        "鲁班工坊那个联盟呢", "ask_overseas_schools", overseas_school="luban-workshop", ranking=ranking
    )
    assert published_words("listing/luban-workshop-alliance", "zh") in reply.text


def test_foreigners_after_the_routes_are_told_whom_those_are_for(talk):
    scope = gap("utter_admission_routes_scope", "vi")
    person = talk("vi")
    person.say("tuyển sinh theo hình thức nào", "list_admission_routes")
    assert scope in plain(
        person.say("còn học sinh nước ngoài thì sao", "follow_up", ranking=[("follow_up", 0.99)]).text
    )
    person = talk("es")
    person.say("¿por qué vías se entra?", "list_admission_routes")
    asked = "y para los q venimos de fuera de china, cuáles hay?"
    reply = person.say(asked, "list_campuses", ranking=[("list_campuses", 0.87)], country="CN")
    assert reply.data["topics"] == ["list_admission_routes"]


def test_companies_after_the_partners_are_those_of_the_college(talk):
    person = talk("id")
    person.say("kerja sama dengan universitas mana", "ask_partner_institutions")
    reply = person.say("kalau perusahan di Australia?", "follow_up", ranking=[("follow_up", 0.97)], country="AU")
    assert "PwC" in reply


def test_recognition_outside_china_is_not_published(talk):
    text = "¿Está reconocido fuera de China, en otros países?"
    reply = talk("es").say(text, "ask_degree_recognition", country="CN")
    assert gap("utter_programs_recognition_gap", "es") in plain(reply.text)


def test_in_which_countries_the_schools_stand_is_not_their_number(talk):
    person = talk("ko")
    person.say("루반공방은 모두 몇 곳 있나요?", "ask_overseas_schools")
    reply = person.say("어느 나라에 있습니까?", "list_campuses", ranking=[("list_campuses", 0.93)])
    assert gap("utter_campuses_overseas_schools_gap", "ko") in plain(reply.text)


def test_that_campus_is_the_one_in_the_country_asked_for(talk):
    person = talk("zh")
    person.say("你们在泰国也有校区吗？", "list_campuses", country="TH")
    ranking = [("list_campuses", 0.63), ("list_programs", 0.28)]
    reply = person.say("那个校区开了哪些专业？", "list_campuses", ranking=ranking)
    assert reply.data["topics"] == ["ask_campus_details"]
    assert published_words("campus/thailand", "zh") in reply


def test_the_dormitory_of_the_campus_there_is_not_the_campus(talk):
    person = talk("zh")
    person.say("有几个海外校区？", "list_campuses")
    reply = person.say("泰国的那个校区有学生宿舍吗?", "ask_campus_details", country="TH")
    assert reply.data["gaps"] == ["ask_accommodation"]


def test_elsewhere_abroad_after_one_campus_asks_for_all(talk):
    person = talk("th")
    person.say("มีวิทยาเขตในประเทศไทยไหมคะ", "list_campuses", country="TH")
    text = "แล้วในต่างประเทศมีวิทยาเขตที่อื่นอีกไหมคะ"
    reply = person.say(text, "list_campuses", ranking=[("list_campuses", 0.95)])
    assert published_words("campus/australia", "th") in reply


def test_one_of_the_schools_is_not_the_campus_there(talk):
    person = talk("en")
    person.say("how many luban workshops?", "ask_overseas_schools")
    person.say("is one of them in thailand?", "ask_campus_details", campus="thailand")
    assert person.context["intent"] == "ask_overseas_schools"


@pytest.mark.parametrize(
    ("language", "text", "named"),
    [
        ("th", "ถ้าเรียนที่ไทยครบสามปีเลยได้มั้ยคะ", {"country": "TH"}),
        ("fr", "on peut y faire les 3 ans ?", {}),
    ],
)
def test_all_three_years_there_is_a_question_on_the_campus(talk, language, text, named):
    person = talk(language)
    person.say("?", "ask_campus_details", campus="thailand")
    reply = person.say(text, "ask_pathway", ranking=[("ask_pathway", 0.93)], **named)
    assert person.context["intent"] == "ask_campus_details"
    assert reply.data["gap"] is True


def test_a_luban_alliance_after_the_honours_is_one_of_them(talk):
    person = talk("de")
    person.say("Seid ihr in einer Allianz?", "ask_reputation")
    text = "Und bei den Luban-Werkstätten, seid ihr da auch in so einem Verband?"
    person.say(text, "ask_overseas_schools", ranking=[("ask_overseas_schools", 1.0)])
    assert person.context["intent"] == "ask_reputation"


def test_what_is_studied_at_a_campus_is_a_question_on_it(talk):
    person = talk("es")
    person.say("¿tienen campus?", "list_campuses")
    person.say(
        "¿Y en el de Australia qué se estudia?",
        "ask_campus_details",
        campus="australia",
        doubt=["ask_campus_details", "follow_up", "ask_curriculum"],
        ranking=[("ask_campus_details", 0.45), ("follow_up", 0.32), ("ask_curriculum", 0.17)],
    )
    assert person.context["intent"] == "ask_campus_details"


def test_a_partner_elsewhere_is_no_student_from_there(talk):
    person = talk("id")
    person.say("berapa universitas mitra?", "ask_partner_institutions")
    ranking = [("ask_student_numbers", 0.69), ("list_campuses", 0.12)]
    person.say("Ada yang di Indonesia juga?", "ask_student_numbers", country="ID", ranking=ranking)
    assert person.context["intent"] == "ask_partner_institutions"


ONLY_ONE = {
    "en": "is Australia the only campus abroad?",
    "zh": "海外校区只有澳大利亚吗",
    "th": "วิทยาเขตต่างประเทศมีแค่ออสเตรเลียเหรอคะ",
    "ko": "해외 캠퍼스는 호주뿐인가요?",
    "de": "ist Australien der einzige Campus im Ausland?",
    "ru": "за рубежом кампус только в Австралии?",
    "fr": "l'Australie est le seul campus à l'étranger ?",
    "ar": "هل حرم أستراليا هو الوحيد في الخارج؟",
    "es": "¿el campus de Australia es el único en el extranjero?",
    "ja": "海外のキャンパスってオーストラリアだけですか",
    "vi": "cơ sở nước ngoài chỉ có Úc thôi ạ?",
    "id": "kampus luar negerinya cuma Australia?",
}


@pytest.mark.parametrize("language", CODES)
def test_whether_one_is_the_only_one_is_told_with_all(talk, language):
    reply = talk(language).say(ONLY_ONE[language], "ask_campus_details", campus="australia")
    assert reply.data["topics"] == ["list_campuses"]


def test_numbers_of_one_campus_are_not_those_of_the_college(talk):
    person = talk("zh")
    person.say("?", "list_campuses")
    reply = person.say("泰国那个有多少学生在那边读", "ask_student_numbers", country="TH")
    assert reply.data["topics"] == ["ask_campus_details"]


def test_the_bigger_of_two_campuses_is_no_comparison_of_programs(talk):
    person = talk("es")
    person.say("?", "list_campuses")
    reply = person.say("¿y cuál de las dos es más grande?", "compare_programs")
    assert "compare_programs" not in reply.data["topics"]


def test_a_country_after_the_partners_is_one_of_theirs(talk):
    person = talk("de")
    person.say("?", "ask_partner_institutions")
    ranking = [("list_campuses", 0.46), ("ask_partner_institutions", 0.11)]
    reply = person.say("ist da auch was in österreich dabei?", "list_campuses", ranking=ranking, country="AT")
    assert reply.data["topics"] == reply.data["gaps"] == ["ask_partner_institutions"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("vi", "anh chị cho em hỏi về ngành kế toán ạ"),
        ("en", "I just want to know about accounting"),
        ("de", "ich wollte nur etwas über Rechnungswesen wissen"),
        ("es", "solo quería saber de contabilidad"),
        ("ar", "بس أبي أعرف عن المحاسبة"),
        ("id", "jurusan akuntansi belajar apa aja?"),
    ],
)
def test_just_asking_of_one_is_not_asking_whether_it_is_the_only_one(talk, language, text):
    reply = talk(language).say(text, "ask_program_details", program="accounting-au")
    assert reply.data["facts"] == ["program/accounting-au"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("vi", "cho em hỏi về cơ sở Thái Lan thôi ạ"),
        ("id", "mau tau kampus Thailand doang kak"),
        ("ar", "اريد معلومات عن فرع تايلاند فقط"),
    ],
)
def test_only_about_one_is_about_that_one(talk, language, text):
    assert talk(language).say(text, "ask_campus_details", campus="thailand").data["topics"] == ["ask_campus_details"]


def test_what_is_studied_with_the_country_of_the_partners_is_its_program(talk):
    person = talk("ko")
    person.say("혹시 한국 대학이랑도 협력해여?", "ask_partner_institutions", country="KR")
    reply = person.say("오 그럼 무슨 과에요 그게", "follow_up", ranking=[("follow_up", 0.54), ("list_programs", 0.15)])
    assert (reply.data["topics"], reply.data["facts"]) == (["list_programs"], ["program/visual-communication-kr"])
