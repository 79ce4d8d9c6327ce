"""Several questions in one message, read beside each other."""

from __future__ import annotations

COLLEGE = "Hello, I'm looking at your college for my daughter."
PROGRAMS = "Which joint programs with foreign partners do you offer?"


def both(first: str) -> list[dict[str, object]]:
    return [
        {"intent": "ask_about_college", "text": first, "entities": []},
        {"intent": "list_programs", "text": PROGRAMS, "entities": []},
    ]


def test_who_names_the_college_does_not_ask_about_it(talk):
    reply = talk("en").say(f"{COLLEGE} {PROGRAMS}", "ask_about_college", questions=both(COLLEGE))
    assert reply.data["topics"] == ["list_programs"]


def test_who_asks_about_the_college_is_told(talk):
    for first in ("Tell me about your college.", "What kind of college are you?"):
        reply = talk("en").say(f"{first} {PROGRAMS}", "ask_about_college", questions=both(first))
        assert reply.data["topics"] == ["ask_about_college", "list_programs"]
