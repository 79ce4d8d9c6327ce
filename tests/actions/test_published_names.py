"""Companies and standards that a message names."""

from __future__ import annotations

import pytest

from actions.published_names import named_thing
from office.knowledge.queries import knowledge
from office.languages import CODES

SYDNEY = {
    "en": "what's that Sydney Agreement about?",
    "zh": "悉尼协议是怎么回事",
    "th": "ข้อตกลงซิดนีย์คืออะไร",
    "ko": "시드니 협약이 뭐예요?",
    "de": "was hat es mit dem Sydney-Abkommen auf sich?",
    "ru": "вы работаете по Сиднейскому соглашению?",
    "fr": "c'est quoi cet accord de Sydney ?",
    "ar": "ما قصة اتفاقية سيدني؟",
    "es": "¿qué es eso del Acuerdo de Sídney?",
    "ja": "シドニー協定って何ですか",
    "vi": "Thỏa thuận Sydney là gì vậy?",
    "id": "Perjanjian Sydney itu apa?",
}
OTHERS = {
    "you guys do stuff with Jinko?": ("en", "jinko-group"),
    "你们和晶科有合作？": ("zh", "jinko-group"),
    "普华永道来招人吗": ("zh", "pwc-australia"),
    "진코랑 뭐 하세요?": ("ko", "jinko-group"),
    "PwC มารับสมัครไหม": ("th", "pwc-australia"),
    "بتشتغلوا مع جينكو؟": ("ar", "jinko-group"),
    "ゲンティンと提携？": ("ja", "genting-malaysia"),
    "вы с Genting работаете?": ("ru", "genting-malaysia"),
    "richtet ihr euch nach ISO9000?": ("de", "iso-9000"),
}
NOTHING = {
    "en": "a group of us would like to visit your campus in Sydney, Australia",
    "de": "wir sind eine Gruppe aus Malaysia",
    "zh": "我们集团在马来西亚",
    "fr": "un accord avec l'Australie ?",
}


@pytest.mark.parametrize("language", CODES)
def test_a_standard_is_asked_for_by_its_name(talk, language):
    ranking = [("out_of_scope", 0.95)]
    reply = talk(language).say(SYDNEY[language], "out_of_scope", ranking=ranking)
    assert reply.data["topics"] == ["ask_curriculum"]
    assert "listing/sydney-agreement" in reply.data["facts"]


def test_the_proper_part_of_a_name_is_enough(office_database):
    for text, (language, thing) in OTHERS.items():
        found = named_thing(text, knowledge(), language)
        assert found is not None, text
        assert found.id == thing


def test_a_country_a_kind_or_half_a_name_is_not(office_database):
    for language, text in NOTHING.items():
        assert named_thing(text, knowledge(), language) is None, text


def test_a_company_is_no_partner_institution_and_a_sure_question_stays_what_it_is(talk):
    person = talk("en")
    ranking = [("ask_partner_institutions", 0.95)]
    reply = person.say("you cooperate with Jinko?", "ask_partner_institutions", ranking=ranking)
    assert reply.data["topics"] == ["ask_career"]
    ranking = [("ask_degree_recognition", 0.95)]
    words = "is the degree recognised under the Sydney Agreement?"
    assert person.say(words, "ask_degree_recognition", ranking=ranking).data["topics"] == ["ask_degree_recognition"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "what does Jingshi mean?"),
        ("zh", "经世国际学院是什么意思"),
        ("id", 'Saya baca kampus ini termasuk "Jingshi International College". Itu maksudnya apa?'),
        ("fr", "c'est quoi Jingshi ?"),
    ],
)
def test_an_honour_is_known_by_the_word_that_nothing_else_has(talk, language, text):
    assert talk(language).say(text, "ask_about_college").data["topics"] == ["ask_reputation"]


@pytest.mark.parametrize("text", ["which international colleges do you work with?", "is it an international college?"])
def test_words_that_all_use_name_no_honour(talk, text):
    assert talk("en").say(text, "ask_about_college").data["topics"] == ["ask_about_college"]


def test_a_company_is_found_inside_a_japanese_sentence(talk):
    doubt = ["ask_reputation", "ask_partner_institutions"]
    text = "この学校ってPwCとつながりあるって友達に聞いて"
    assert talk("ja").say(text, "ask_reputation", doubt=doubt).data["topics"] == ["ask_career"]
