"""Two or three next questions: published, fitting, not yet asked."""

from __future__ import annotations

from actions.suggestions import is_published
from office.answers.topics import TOPICS
from office.knowledge.queries import knowledge


def test_every_answer_ends_with_two_or_three_questions(talk):
    for intent in TOPICS:
        reply = talk("en").say("?", intent)
        assert 2 <= len(reply.buttons) <= 3, intent


def test_what_was_asked_is_not_suggested_again(talk):
    person = talk("en")
    person.say("which programs are there?", "list_programs")
    seen = {"list_programs"}
    for intent in ("ask_duration", "ask_degree_awarded", "list_admission_routes", "ask_outcomes", "list_campuses"):
        reply = person.say("?", intent)
        seen.add(intent)
        assert not {f"/{each}" for each in seen} & set(reply.payloads)


def test_only_what_is_published_is_suggested(talk):
    for intent in TOPICS:
        for payload in talk("en").say("?", intent).payloads:
            name = payload.removeprefix("/").split("{")[0]
            assert name not in TOPICS or is_published(name, knowledge())


def test_after_a_gap_a_person_comes_first(talk):
    assert talk("en").say("what does it cost?", "ask_tuition").payloads[0] == "/request_human"


def test_next_questions_are_about_the_program_talked_about(talk):
    reply = talk("en").say("how long is design?", "ask_duration", program="visual-communication-kr")
    assert '/ask_degree_awarded{"program": "visual-communication-kr"}' in reply.payloads


def test_the_way_in_is_offered_with_routes_stages_and_comparisons(talk):
    for intent in ("list_admission_routes", "ask_pathway", "compare_programs"):
        assert "/start_path" in talk("en").say("?", intent).payloads


def test_when_everything_was_asked_nothing_is_repeated(talk):
    person = talk("en")
    for intent in TOPICS:
        reply = person.say("?", intent)
    assert set(reply.payloads) <= {"/request_human", "/start_path"}
