"""Canned replies: a title, texts by language."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine

from office.database import writing
from office.staff import canned_replies


def test_texts_are_kept_by_language_and_empty_ones_left_out(whole_database: Engine):
    with writing(whole_database) as connection:
        canned_replies.save_canned_reply(connection, "Wait", {"en": " One moment. ", "th": "", "xx": "?"})
        (kept,) = canned_replies.find_canned_replies(connection)
    assert kept.texts == {"en": "One moment."}


def test_a_reply_is_changed_and_removed(whole_database: Engine):
    with writing(whole_database) as connection:
        canned_replies.save_canned_reply(connection, "Wait", {"en": "One moment."})
        (kept,) = canned_replies.find_canned_replies(connection)
        canned_replies.save_canned_reply(connection, "Wait", {"en": "A moment."}, reply_id=kept.id)
        assert canned_replies.find_canned_replies(connection)[0].texts == {"en": "A moment."}
        canned_replies.remove_canned_reply(connection, kept.id)
        assert canned_replies.find_canned_replies(connection) == []


@pytest.mark.parametrize(("title", "texts"), [("", {"en": "x"}), ("Wait", {}), ("Wait", {"en": "  "})])
def test_a_reply_without_title_or_text_is_refused(whole_database: Engine, title: str, texts: dict):
    with writing(whole_database) as connection, pytest.raises(ValueError, match="needs a title and a text"):
        canned_replies.save_canned_reply(connection, title, texts)


def test_a_title_is_taken_once(whole_database: Engine):
    with writing(whole_database) as connection:
        canned_replies.save_canned_reply(connection, "Wait", {"en": "x"})
        with pytest.raises(ValueError, match="already"):
            canned_replies.save_canned_reply(connection, "Wait", {"en": "y"})
