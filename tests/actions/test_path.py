""" "My path": what the form's own actions do. That Rasa runs them as a form is in tests/conversations/path.yml."""

from __future__ import annotations

import pytest

from actions.path_state import SLOTS
from tests.actions.talk import Reply, Talk, rules

FORM = "path_form"


class Form:
    """Does what Rasa's form does: validates each message, leaves what is no answer to the rules, asks for the rest."""

    def __init__(self, person: Talk) -> None:
        self.person = person
        person.say("/start_path", "start_path")
        person.loop = FORM
        self.reply = self._next()

    def say(self, text: str, intent: str = "nlu_fallback", **found) -> Reply:
        """Type a message while the form is active."""
        return self._turn(lambda: self.person.say(text, intent, **found))

    def press(self, title: str) -> Reply:
        """Press a button while the form is active."""
        return self._turn(lambda: self.person.press(title))

    def _turn(self, send) -> Reply:
        person = self.person
        rule = person.run
        person.run = lambda action: Reply("", [], [], {}, [])  # first the form's validation, then the rule
        send()
        person.run = rule
        person.run("validate_path_form")
        if "requested_slot" in person.changes:
            return self._end()
        if not person.changes:
            person.events.append({"event": "action_execution_rejected", "name": FORM})
            self.interruption = person.run(rules()[person._latest["intent"]["name"]])
            person.run("validate_path_form")
            if "requested_slot" in person.changes:
                return self._end()
        self.reply = self._next()
        return self.reply

    def _next(self) -> Reply:
        for slot in SLOTS:
            if self.person.slots.get(slot) is None:
                self.person.slots["requested_slot"] = slot
                return self.person.run(f"action_ask_{slot}")
        return self._end()

    def _end(self) -> Reply:
        self.person.loop = None
        self.person.slots["requested_slot"] = None
        self.reply = self.person.run("action_show_path")
        return self.reply


@pytest.fixture
def form(talk):
    return lambda language="en": Form(talk(language))


def test_three_buttons_lead_to_a_path_with_routes_stages_gaps_and_the_office(form):
    path = form()
    assert path.reply.buttons[-1] == "Cancel"
    path.press("By an examination or evaluation in China")
    path.press("Design")
    reply = path.press("Master's degree")
    for expected in (
        "summer gaokao",
        "In all: 6 years",
        "recognised by the Chinese Ministry",
        "Tuition and fees",
        "office",
    ):
        assert expected in reply
    (block,) = [block for block in reply.blocks if block["kind"] == "path"]
    assert block["title"] == "Your path"
    assert len(block["steps"][0]["lines"]) == 4
    assert block["text"] == reply.text
    assert reply.buttons[0] == "Talk to a person"
    assert path.person.context["subjects"]["program"] == ["visual-communication-kr"]


def test_an_applicant_from_abroad_is_told_that_no_route_is_published(form):
    path = form()
    path.press("I apply from another country")
    path.press("Accounting")
    reply = path.press("Bachelor's degree")
    assert "nothing yet about routes of admission for applicants from other countries" in reply
    assert "summer gaokao" not in reply
    assert "Visa" in reply
    assert "In all: 4 years" in reply


def test_the_country_is_asked_only_while_it_makes_a_difference(form):
    path = form()
    path.press("I do not know yet")
    assert "Which partner country" in path.press("No preference")
    path.press("South Korea")
    assert "Sino-Korean" in path.press("No preference")
    assert path.person.slots["path_country"] == "KR"


@pytest.mark.parametrize(
    ("language", "origin", "field", "degree"),
    [
        ("en", "by the gaokao", "design please", "as far as possible, a master's"),
        ("zh", "我参加高考", "设计", "硕士"),
        ("ko", "외국에서요", "디자인이요", "석사"),
        ("es", "soy de México", "diseño", "la maestría"),
    ],
)
def test_answers_can_be_typed(form, language, origin, field, degree):
    path = form(language)
    path.say(origin, "nlu_fallback")
    assert path.person.slots["path_origin"] in ("china", "abroad")
    path.say(field, "list_programs", field="design", spans={"design": (0, 6)})
    path.say(degree, "follow_up", degree_level="master", spans={"master": (0, len(degree))})
    assert path.person.slots["path_state"]["stage"] == "found"


def test_a_question_interrupts_and_the_form_goes_on(form):
    path = form()
    path.press("By an examination or evaluation in China")
    reply = path.say("how long does design take?", "ask_duration", program="visual-communication-kr")
    assert "In all: 6 years" in path.interruption
    assert path.interruption.buttons == []
    assert reply.text == "Back to your path:\n\nWhich field interests you?"
    assert path.press("Design").text.startswith("How far")


def test_after_three_other_questions_the_path_steps_aside_and_can_go_on(form):
    path = form()
    path.press("By an examination or evaluation in China")
    for _ in range(2):
        assert "Back to your path" in path.say("where are you?", "list_campuses")
    reply = path.say("what does it cost?", "ask_tuition")
    assert "put your path aside" in reply
    assert reply.buttons == ["Find my path"]
    again = Form(path.person)
    assert again.reply.text == "Which field interests you?"


def test_a_person_called_in_between_is_not_talked_over(form):
    path = form()
    path.press("By an examination or evaluation in China")
    assert path.say("can I talk to someone?", "request_human").text == ""
    reply = path.person.press("Answer me here in the chat")
    assert reply.buttons == ["Find my path"]


@pytest.mark.parametrize(
    ("language", "word", "intent"),
    [
        ("en", "cancel", "nlu_fallback"),
        ("zh", "算了", "deny"),
        ("fr", "annuler", "out_of_scope"),
        ("id", "dadah", "goodbye"),
    ],
)
def test_it_can_be_cancelled_at_any_time(form, language, word, intent):
    path = form(language)
    path.say(word, intent)
    assert path.person.slots["path_state"]["stage"] == "stopped"
    assert path.reply.payloads == ["/start_path"]


def test_cancel_by_button(form):
    path = form()
    assert "stopped" in path.press("Cancel")


def test_the_path_can_be_seen_again_and_is_offered_where_it_matters(form):
    path = form()
    path.press("By an examination or evaluation in China")
    path.press("Design")
    found = path.press("Master's degree")
    reply = path.person.say("which stages are there?", "ask_pathway")
    assert reply.buttons[0] == "Your path"
    assert path.person.press("Your path").text == found.text


def test_beginning_again_forgets_the_last_path(form):
    path = form()
    path.press("By an examination or evaluation in China")
    path.press("Design")
    path.press("Master's degree")
    assert Form(path.person).reply.text.startswith("Let us find your path")


def test_without_a_path_there_is_none_to_show(talk):
    reply = talk("en").say("/show_path", "show_path")
    assert reply.payloads == ["/start_path"]


def test_the_path_that_was_found_is_shown_again_when_asked_for_in_words_and_can_be_begun_anew(form):
    path = form("zh")
    path.press("在中国参加考试或评价")
    path.press("设计")
    found = path.press("硕士学位（硕士研究生）")
    reply = path.person.say("再给我看一下我的升学路径", "ask_pathway")
    assert reply.text == found.text
    assert "/start_path" in reply.payloads


@pytest.mark.parametrize(
    ("language", "words", "country"),
    [
        ("th", "สมัครจากประเทศไทยค่ะ", "TH"),
        ("ru", "поступаю из Казахстана", "KZ"),
        ("vi", "đăng ký từ Việt Nam ạ", "VN"),
    ],
)
def test_applying_from_a_country_is_an_answer_though_it_reads_like_a_question(form, language, words, country):
    path = form(language)
    path.say(words, "ask_how_to_apply", country=country)
    assert path.person.slots["path_origin"] == "abroad"


def test_how_to_apply_from_a_country_is_a_question(form):
    path = form("en")
    path.say("how do I apply from Thailand", "ask_how_to_apply", country="TH")
    assert path.person.slots["path_origin"] is None


def test_a_field_said_before_it_is_asked_for_is_kept(form):
    path = form("en")
    path.say("tourism", "list_programs", field="tourism")
    assert path.person.slots["path_field"] == "tourism"
    assert path.person.slots["path_origin"] is None


def test_a_part_of_a_buttons_words_is_the_answer(form):
    path = form("th")
    path.press("สมัครจากประเทศอื่น")
    path.say("ท่องเที่ยว", "out_of_scope")
    assert path.person.slots["path_field"] == "tourism"


def test_a_faint_no_does_not_stop_it(form):
    path = form("en")
    path.say("can I see it again", "deny", ranking=[("deny", 0.4), ("greet", 0.1)])
    assert path.person.slots["path_state"]["stage"] == "asking"
