"""The same again of something else, or the topic on: what a second message adds, and when it is about another thing."""

from __future__ import annotations

import pytest

from office.languages import CODES


def test_what_about_a_thing_of_its_own_is_no_more_of_the_last(talk):
    person = talk("vi")
    person.say("trường mình có ký túc xá không ạ", "ask_accommodation")
    ranking = [("follow_up", 0.77), ("ask_campus_life", 0.22)]
    text = "Vậy còn nhà ăn với sân thể thao thì sao ạ?"
    reply = person.say(text, "follow_up", ranking=ranking, continues={"ask_accommodation": 0.71})
    assert reply.data["gaps"] == ["ask_campus_life"]


@pytest.mark.parametrize(
    ("language", "first", "text", "topic"),
    [
        ("th", "ask_documents", "แล้วเรื่องวีซ่าล่ะ", "ask_visa"),
        ("id", "ask_deadline", "kalau batas umur?", "ask_entry_requirements"),
    ],
)
def test_a_message_stays_with_the_topic_that_it_fits_best(talk, language, first, text, topic):
    person = talk(language)
    person.say("?", first)
    ranking = [(topic, 0.71), ("follow_up", 0.29)]
    reply = person.say(text, topic, ranking=ranking, continues={first: 0.86, topic: 0.98})
    assert reply.data["gaps"] == [topic]
    # "The same again" does not hide the topic that is heard in it, either.
    person = talk(language)
    person.say("?", first)
    ranking = [("follow_up", 0.95), (topic, 0.05)]
    reply = person.say(text, "follow_up", ranking=ranking, continues={first: 0.73, topic: 0.9})
    assert reply.data["gaps"] == [topic]


def test_another_program_is_asked_the_same_where_that_is_the_likeliest_reading(talk):
    person = talk("ja")
    person.say("会計の課程はどの国との提携でしょうか", "ask_partner_institutions", program="accounting-au")
    ranking = [("follow_up", 0.45), ("ask_curriculum", 0.34)]
    doubt = ["follow_up", "ask_curriculum"]
    text = "では、自動車の課程のほうはいかがでしょうか。"
    reply = person.say(text, "follow_up", doubt=doubt, ranking=ranking, program="automotive-de")
    assert reply.data["topics"] == ["ask_partner_institutions"]
    assert "ドイツ" in reply


def test_a_program_after_the_fees_asks_for_its_fees(talk):
    person = talk("zh")
    person.say("会计专业学费多少", "ask_tuition", program="accounting-au")
    ranking = [("ask_program_details", 0.54), ("follow_up", 0.44)]
    reply = person.say("那旅游管理的呢？", "ask_program_details", ranking=ranking, program="tourism-sg")
    assert reply.data["gaps"] == ["ask_tuition"]


def test_until_when_after_the_papers_is_another_question(talk):
    person = talk("de")
    person.say("Welche Unterlagen brauche ich?", "ask_documents")
    ranking = [("follow_up", 0.99), ("ask_deadline", 0.01)]
    person.say("Und bis wann?", "follow_up", ranking=ranking, continues={"ask_deadline": 0.93, "ask_pathway": 0.79})
    assert person.context["intent"] == "ask_deadline"


def test_the_same_again_stays_where_second_messages_stay(talk):
    person = talk("de")
    person.say("Welche Unterlagen brauche ich?", "ask_documents")
    ranking = [("follow_up", 0.99), ("ask_deadline", 0.01)]
    person.say("Und sonst?", "follow_up", ranking=ranking, continues={"ask_deadline": 0.93, "ask_documents": 0.8})
    assert person.context["intent"] == "ask_documents"


def test_hardly_more_the_same_than_a_question_of_its_own(talk):
    person = talk("zh")
    person.say("出国率多少", "ask_outcomes")
    ranking = [("follow_up", 0.5), ("ask_duration", 0.49)]
    person.say("韩国那个呢，也是一年吗？", "follow_up", country="KR", ranking=ranking, continues={"ask_duration": 0.99})
    assert person.context["intent"] == "ask_duration"


REALLY = {
    "en": "really?",
    "zh": "真的吗？",
    "th": "จริงเหรอคะ",
    "ko": "진짜요?",
    "de": "Wirklich?",
    "ru": "Правда?",
    "fr": "Vraiment ?",
    "ar": "صحيح؟",
    "es": "¿de verdad?",
    "ja": "本当ですか？",
    "vi": "thật không ạ?",
    "id": "serius?",
}


@pytest.mark.parametrize("language", CODES)
def test_really_asks_for_the_answer_and_not_for_the_bot(talk, language):
    person = talk(language)
    first = person.say("?", "ask_degree_recognition")
    again = person.say(REALLY[language], "bot_challenge", ranking=[("bot_challenge", 0.75)])
    assert again.text == first.text
    assert talk(language).say(REALLY[language], "bot_challenge").text != first.text


def test_those_who_went_on_to_a_masters_are_counted(talk):
    person = talk("id")
    person.say("sudah berapa orang yang dididik?", "ask_outcomes")
    ranking = [("follow_up", 0.66), ("ask_pathway", 0.33)]
    person.say("yang lanjut S2?", "follow_up", degree_level="master", ranking=ranking, continues={"ask_pathway": 0.95})
    assert person.context["intent"] == "ask_outcomes"


THANKS = {
    "en": "ok thanks, I'll ask the office myself then",
    "zh": "好的谢谢，我再跟家里商量一下",
    "th": "ขอบคุณค่ะ เดี๋ยวไปปรึกษาพ่อเขาก่อน",
    "ko": "감사합니다, 직접 문의해 볼게요",
    "de": "danke, ich frage dann selbst im Büro nach",
    "ru": "спасибо, тогда сам спрошу в приёмной комиссии",
    "fr": "merci, je vais demander directement au bureau",
    "ar": "شكرًا، سأسأل المكتب بنفسي",
    "es": "gracias, voy a preguntar yo en la oficina",
    "ja": "ありがとうございます、直接聞いてみます",
    "vi": "cảm ơn ạ, để em hỏi trực tiếp văn phòng",
    "id": "Baik, terima kasih banyak, nanti saya tanyakan langsung ke kantornya.",
}
THANKS_AND_MORE = {
    "en": "thanks, and what is the phone number of the office",
    "zh": "谢谢，招生办电话是多少",
    "th": "ขอบคุณค่ะ แล้วเบอร์โทรเบอร์อะไรคะ",
    "ko": "감사합니다, 전화번호가 어떻게 되나요?",
    "de": "danke, und wie ist die Telefonnummer?",
    "ru": "спасибо, а какой телефон приёмной комиссии?",
    "fr": "merci, et quel est le numéro du bureau ?",
    "ar": "شكرًا، وما هو رقم المكتب؟",
    "es": "gracias, ¿y cuál es el teléfono?",
    "ja": "ありがとうございます。電話番号は何番ですか？",
    "vi": "cảm ơn ạ, số điện thoại là gì ạ?",
    "id": "terima kasih, nomor teleponnya berapa?",
}


@pytest.mark.parametrize("language", CODES)
def test_thanks_with_what_one_will_do_are_thanks(talk, language):
    person = talk(language)
    person.say("?", "ask_credit_transfer")
    reply = person.say(THANKS[language], "ask_contact", ranking=[("ask_contact", 0.7), ("thank", 0.2)])
    assert reply.data["gaps"] == []
    assert reply.data["topics"] == []


@pytest.mark.parametrize("language", CODES)
def test_thanks_with_a_question_are_a_question(talk, language):
    reply = talk(language).say(THANKS_AND_MORE[language], "ask_contact")
    assert reply.data["gaps"] == ["ask_contact"]


def test_thanks_are_no_more_of_the_last_answer(talk):
    person = talk("ja")
    person.say("サークルはありますか", "ask_campus_life")
    reply = person.say("そっかー、りょうかいです！ありがと", "thank", continues={"ask_campus_life": 0.88})
    assert reply.data["gaps"] == []


def test_a_degree_by_its_words_is_not_the_stages_again(talk):
    person = talk("vi")
    person.say("học tiếp ở nước ngoài được không ạ?", "ask_pathway")
    ranking = [("ask_degree_awarded", 0.64), ("ask_entry_requirements", 0.29)]
    text = "Nếu em không muốn đi thì em sẽ nhận được bằng gì ạ?"
    parsed = person.say(text, "ask_degree_awarded", ranking=ranking, continues={"ask_pathway": 0.71})
    assert parsed.data["topics"] == ["ask_degree_awarded"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Not even roughly?"),
        ("de", "Nicht mal ungefähr?"),
        ("zh", "大概也没有？"),
        ("ar", "ولا تقريبًا؟"),
        ("ja", "だいたいでも？"),
    ],
)
def test_not_even_roughly_is_no_farewell(talk, language, text):
    person = talk(language)
    person.say("?", "ask_tuition")
    assert person.say(text, "deny").data["gaps"] == ["ask_tuition"]


def test_number_two_of_a_list_is_no_telephone_number(talk):
    person = talk("id")
    person.say("jalur masuknya apa aja ya", "list_admission_routes")
    ranking = [("ask_contact", 0.61), ("deny", 0.09)]
    reply = person.say("yg nomor 2 itu gmn maksudnya", "ask_contact", ranking=ranking)
    assert reply.data["facts"] == ["admission_route/individual-examination"]


def test_what_is_surely_off_topic_does_not_stay(talk):
    person = talk("ja")
    person.say("学校の近くにコンビニとかある？", "ask_campus_life")
    ranking = [("out_of_scope", 0.96), ("ask_campus_life", 0.04)]
    reply = person.say("じゃあ明日の天気は？", "out_of_scope", ranking=ranking, continues={"ask_campus_life": 0.71})
    assert reply.data["gaps"] == []


def test_disbelief_in_some_words_is_answered_by_the_answer(talk):
    person = talk("es")
    person.say("¿llegan a graduarse?", "ask_outcomes")
    reply = person.say(
        "¿Todos, de verdad? Me cuesta creerlo", "bot_challenge", doubt=["bot_challenge", "give_feedback"]
    )
    assert reply.data["topics"] == ["ask_outcomes"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("vi", "cho em xin học phí với ạ, em cảm ơn"),
        ("th", "ขอถามเรื่องค่าเทอมหน่อยค่ะ ขอบคุณค่ะ"),
        ("zh", "我先问一下学费，谢谢"),
        ("en", "the fees please, thank you"),
    ],
)
def test_a_question_that_ends_in_thanks_is_answered(talk, language, text):
    ranking = [("ask_tuition", 0.7), ("ask_living_cost", 0.2)]
    assert talk(language).say(text, "ask_tuition", ranking=ranking).data["gaps"] == ["ask_tuition"]
    # In doubt it is asked back, and no thanks are returned.
    doubted = talk(language).say(text, "ask_tuition", ranking=ranking, doubt=["ask_tuition", "ask_living_cost"])
    assert doubted.data.get("doubt") or doubted.data["gaps"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("vi", "Cho em xin số điện thoại để liên hệ ạ, em cảm ơn"),
        ("ru", "Дайте телефон приёмной комиссии, я позвоню. Спасибо"),
        ("id", "Mau tanya nomor WA admisinya kak, makasih"),
    ],
)
def test_a_number_asked_for_with_thanks_is_asked_for(talk, language, text):
    assert talk(language).say(text, "ask_contact", ranking=[("ask_contact", 0.97)]).data["gaps"] == ["ask_contact"]
