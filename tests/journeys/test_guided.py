"""The guided parts over the public door: "my path" interrupted, resumed, seen again and cancelled; the way to a person; doubt."""

from __future__ import annotations

import pytest

from office.wording.catalogues import translate
from tests.journeys.reading import not_said, plain, published_words

pytestmark = [pytest.mark.journey, pytest.mark.model]

# In each language: a question in the middle of the form, an answer to "which field", one to "how far", "show it again", an answer in
# words to "how would you be admitted", and a contact that is none.
SPOKEN = {
    "zh": ("校区在哪里？", "设计", "读到硕士", "再看一下我的升学路径", "lihua@qq"),
    "ru": ("Где находятся кампусы?", "дизайн", "магистратура", "Покажите ещё раз мой путь", "aidos@mail"),
    "es": ("¿Dónde están los campus?", "diseño", "máster", "Quiero ver otra vez mi camino", "ana@correo"),
    "ko": ("캠퍼스는 어디에 있나요?", "디자인", "석사까지요", "제 진학 경로 다시 보여 주세요", "minsu@naver"),
}


def says(reply: dict[str, object], name: str, language: str, **values: str) -> bool:
    """Whether a reply of domain.yml is said."""
    return plain(translate(language, name, **values)) in plain(str(reply["text"]))


def title(language: str, name: str) -> str:
    return plain(translate(language, name))


def press(person, reply: dict[str, object], words: str) -> dict[str, object]:
    titles = [plain(str(each["title"])) for each in reply["buttons"]]
    assert words in titles, (words, titles)
    return person.press(reply, titles.index(words))


@pytest.mark.parametrize("language", list(SPOKEN))
def test_the_path_is_interrupted_resumed_found_and_seen_again(applicant, language: str):
    question, field, degree, again, _ = SPOKEN[language]
    person = applicant(language)
    asked = person.ask(translate(language, "utter_conversation_path_button"))
    assert says(asked, "utter_conversation_path_ask_origin", language)
    asked = press(person, asked, title(language, "utter_conversation_path_origin_chinese"))
    assert says(asked, "utter_conversation_path_ask_field", language)

    answered, resumed = person.send(text=question)
    assert not_said(["country/AU", "country/TH"], answered, language) == []
    assert says(resumed, "utter_conversation_path_resume", language)
    assert says(resumed, "utter_conversation_path_ask_field", language)

    asked = person.ask(field)
    assert says(asked, "utter_conversation_path_ask_degree", language), asked["text"]
    found = person.ask(degree)
    assert says(found, "utter_conversation_path_title", language)
    wanted = ["program/visual-communication-kr", "admission_route/spring-gaokao", "degree_level/master", 6]
    assert not_said([*wanted, "fact/degree-recognition"], found, language) == []
    # What is not published is named, and the way to the office shown.
    assert says(found, "utter_conversation_path_missing", language)
    assert title(language, "utter_money_title_ask_tuition") in plain(str(found["text"]))

    assert person.ask(again)["text"] == found["text"]


@pytest.mark.parametrize("language", list(SPOKEN))
def test_the_path_is_cancelled_in_a_word_and_questions_go_on(applicant, language: str):
    person = applicant(language)
    person.ask(translate(language, "utter_conversation_path_button"))
    stopped = person.ask(translate(language, "utter_conversation_button_cancel"))
    assert says(stopped, "utter_conversation_path_cancelled", language)
    answered = person.send(text=SPOKEN[language][0])
    assert len(answered) == 1
    assert not_said(["country/AU"], answered[0], language) == []


@pytest.mark.parametrize("language", list(SPOKEN))
def test_a_person_is_called_with_a_contact_that_is_checked(applicant, language: str):
    person = applicant(language)
    noted = person.ask(translate(language, "utter_conversation_title_request_human"))
    assert says(noted, "utter_conversation_human_noted", language)
    assert says(noted, "utter_conversation_human_open", language)
    unclear = person.ask(SPOKEN[language][4])
    assert says(unclear, "utter_conversation_human_contact_unclear", language)
    taken = person.ask("applicant@example.org")
    # Shown so that the applicant knows it again and nobody else learns it.
    assert says(taken, "utter_conversation_human_recorded_contact", language, contact="a…@example.org")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "xqz vbn"), ("de", "blorf zwick"), ("th", "กฟหด าสวก"), ("id", "qwe zxc")]
)
def test_what_is_not_understood_twice_leads_to_a_person_and_is_never_answered(applicant, language: str, words: str):
    person = applicant(language)
    person.ask(published_words("reply/utter_programs_title_list_programs", language))
    first, second = person.ask(words), person.ask(words)
    for reply in (first, second):
        assert reply["sources"] == []
    person_button = title(language, "utter_conversation_title_request_human")
    assert person_button in [plain(str(each["title"])) for each in second["buttons"]]
    noted = press(person, second, person_button)
    assert says(noted, "utter_conversation_human_noted", language)
