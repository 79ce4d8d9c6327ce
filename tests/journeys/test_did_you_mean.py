""" "Did you mean ...?" over the public door: a vague message is asked back, and one press gives the answer to what was meant."""

from __future__ import annotations

import pytest

from office.answers.topics import TOPICS, title
from office.wording.catalogues import translate
from tests.journeys.reading import Expected, not_said, plain

pytestmark = [pytest.mark.journey, pytest.mark.model]

# Vague messages: which of them are in doubt is the model's affair, so the first that is asked back will do.
VAGUE = {
    "ja": ("卒業してからのこと", "実績", "海外のこと", "卒業後のこと"),
    "zh": ("考试那块", "国际方面", "毕业之后的去向", "国外那边", "学校的情况和荣誉"),
    "de": ("was habt ihr so im Ausland", "was wird aus den Leuten", "etwas über das Ausland", "nach dem Abschluss"),
    "fr": (
        "quelque chose sur l'étranger",
        "les débouchés à l'étranger",
        "votre présence à l'étranger",
        "après le diplôme",
        "la fin du programme",
        "un truc sur la Chine",
        "infos étranger",
    ),
    "ko": ("진로와 유학", "해외에 뭐가 있어요", "졸업 무렵", "해외 경험", "졸업 후에는"),
    "ru": ("что после колледжа", "результаты", "и сколько", "после выпуска", "учёба за границей и диплом"),
}
TOLD: dict[str, list[Expected]] = {
    "ask_student_numbers": [1500, 256, 38],
    "ask_outcomes": [75, 100, 157],
    "ask_career": ["listing/jinko-group"],
    "ask_pathway": [3],
    "ask_degree_awarded": ["degree_level/master"],
    "ask_about_college": ["fact/college-concept"],
    "ask_reputation": ["listing/top-50-international"],
    "ask_overseas_schools": [5],
    "ask_partner_institutions": [70],
    "list_campuses": ["country/AU", "country/TH"],
}


def asked_back(applicant, language: str):
    """A visitor whose vague message was asked back, and the reply."""
    question = plain(translate(language, "utter_conversation_did_you_mean"))
    for words in VAGUE[language]:
        person = applicant(language)
        reply = person.ask(words)
        if question in plain(str(reply["text"])):
            return person, reply
    pytest.fail(f"None of these is asked back any more: {VAGUE[language]}")


@pytest.mark.parametrize("language", VAGUE)
def test_a_doubtful_message_is_asked_back_and_a_press_answers_it(applicant, language: str):
    person, reply = asked_back(applicant, language)
    titles = [plain(str(each["title"])) for each in reply["buttons"]]
    assert titles[-1] == plain(translate(language, "utter_conversation_button_other"))
    topics = {plain(translate(language, title(topic))): topic for topic in TOPICS}
    readings = [topics[words] for words in titles[:-1]]
    assert len(set(readings)) > 1, titles
    # Both readings are answered in the same conversation: the buttons stay.
    for place, topic in enumerate(readings):
        answer = person.press(reply, place)
        assert not_said(TOLD.get(topic, ()), answer, language) == [], (topic, answer["text"])
        assert answer["language"] == language


@pytest.mark.parametrize("language", VAGUE)
def test_something_else_leads_to_other_words_or_a_person(applicant, language: str):
    person, reply = asked_back(applicant, language)
    declined = person.press(reply, len(reply["buttons"]) - 1)
    assert plain(translate(language, "utter_conversation_offer_person")) in plain(str(declined["text"]))
    assert plain(translate(language, title("request_human"))) in [
        plain(str(each["title"])) for each in declined["buttons"]
    ]
