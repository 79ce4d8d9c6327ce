"""Praise and complaint in words."""

from __future__ import annotations

import pytest

from actions.feedback import rating_in
from office.conversations.queries import last_message, ratings_in
from office.database import reading

WORDS = {
    "en": ("very helpful, thanks!", "that's not what I asked"),
    "zh": ("讲得很清楚，点赞", "答非所问"),
    "th": ("ตอบดีมากค่ะ", "ตอบไม่ตรงคำถามเลย"),
    "ko": ("설명 잘하네요 최고", "질문이랑 상관없는 답변인데요"),
    "de": ("Super, hat mir geholfen", "Die Antwort ist leider falsch"),
    "ru": ("отличный ответ, спасибо", "бесполезный бот"),
    "fr": ("parfait, merci", "vous ne répondez pas à ma question, c'est nul"),
    "ar": ("ممتاز، شكرا", "إجابة خاطئة"),
    "es": ("¡Excelente, muy útil!", "no me sirve, está mal"),
    "ja": ("とてもわかりやすいです、ありがとう", "全然役に立たない"),
    "vi": ("trả lời rất hữu ích, cảm ơn", "trả lời sai rồi"),
    "id": ("jawabannya jelas, mantap", "gak nyambung jawabannya"),
}


@pytest.mark.parametrize("language", WORDS)
def test_praise_and_complaint_are_told_apart_in_every_language(talk, language):
    praise, complaint = WORDS[language]
    assert rating_in(praise, language) == 1
    assert rating_in(complaint, language) == -1
    person = talk(language)
    assert person.say(praise, "give_feedback").buttons == []
    assert person.say(complaint, "give_feedback").payloads == ["/request_human"]


@pytest.mark.parametrize(("text", "rating"), [("not helpful", -1), ("good but wrong", -1), ("5 stars", 1), ("hm", 0)])
def test_a_complaint_with_a_kind_word_is_a_complaint(text, rating):
    assert rating_in(text, "en") == rating


def test_the_remark_is_kept_with_the_answer_it_is_about(talk):
    person = talk("en")
    person.say("which programs are there?", "list_programs")
    with reading() as connection:
        answer = last_message(connection, person.id, sender="bot")
    person.say("that's wrong", "give_feedback")
    with reading() as connection:
        ratings = ratings_in(connection, person.id)
    assert [(rating.rating, rating.comment) for rating in ratings.values()] == [(-1, "that's wrong")]
    assert list(ratings) == [answer.id]


def test_feedback_before_any_answer_or_without_a_conversation_is_taken_all_the_same(talk):
    assert "glad" in talk("en").say("great bot", "give_feedback")
    assert "sorry" in talk("en", announced=False).say("useless", "give_feedback")


def test_what_cannot_be_told_is_noted_and_a_person_offered(talk):
    reply = talk("en").say("I have a remark on your reply", "give_feedback")
    assert "remark has been noted" in reply
    assert reply.buttons == ["Talk to a person"]
