"""What is pushed to people on WeChat: tokens, quotas, refusals, outages."""

from __future__ import annotations

import time
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from channels.platform_http import Forbidden, NotTaken, Refused
from channels.wechat import errors
from office.conversations import log
from office.conversations.delivery_tables import delivery
from office.conversations.tables import conversation, journal
from office.database import now, writing
from tests.channels.conftest import FakeRasa
from tests.channels.observing import entries, wait_for
from tests.channels.wechat.account import Account
from tests.platforms.wechat import (
    WeChatServer,
    event_xml,
)

FORBIDDEN = (
    "not allowed before they write again: WeChat lets no more be written before the person writes again (five messages "
    "within 48 hours of theirs, three within a minute of a menu click)"
)


def test_an_expired_token_is_renewed_and_the_message_sent(
    open_account: Any, wechat: WeChatServer, rasa: FakeRasa
) -> None:
    with open_account(WECHAT_WAIT="0") as url:
        account = Account(url, wechat)
        account.say("u1", "one")
        wait_for(lambda: len(wechat.sent) == 1)
        wechat.expire()
        account.say("u1", "two")
        wait_for(lambda: len(wechat.sent) == 2)
    assert wechat.forced == 0  # WeChat allows 20 forced ones a day


def test_the_quota_is_never_exceeded_and_staff_see_what_was_not_said(
    open_account: Any, wechat: WeChatServer, rasa: FakeRasa
) -> None:
    with open_account(WECHAT_WAIT="0") as url:
        account = Account(url, wechat)
        account.say("u1", "long " + "x" * 1900)
        wait_for(lambda: wechat.sent)
        with writing(rasa.engine) as connection:
            thread = connection.execute(conversation.select()).one()
            for number in range(6):
                log.record_staff_message(connection, thread.id, f"staff {number}", author="anna")
        wait_for(lambda: len(wechat.sent) == 5)
        time.sleep(0.3)
    assert len(wechat.sent) == 5
    assert wechat.quota["u1"] == 0


def test_after_a_menu_click_three_messages_may_be_pushed_and_only_within_a_minute(
    open_account: Any, wechat: WeChatServer, rasa: FakeRasa
) -> None:
    wechat.clicked("u1")
    with open_account(WECHAT_WAIT="0") as url:
        Account(url, wechat).post(event_xml("u1", "CLICK", "ask:list_campuses"))
        wait_for(lambda: len(wechat.sent) == 1)
        with writing(rasa.engine) as connection:
            thread = connection.execute(conversation.select()).one()
            for number in range(4):
                log.record_staff_message(connection, thread.id, f"staff {number}", author="anna")
        wait_for(lambda: len(wechat.sent) == 3)
        assert wechat.quota["u1"] == 0
        with writing(rasa.engine) as connection:
            connection.execute(journal.update().values(received_at=now() - timedelta(minutes=2)))
            connection.execute(delivery.delete())
            log.record_staff_message(connection, thread.id, "a minute later", author="anna")
        wechat.clicked("u1")
        time.sleep(0.5)
    assert len(wechat.sent) == 3
    assert wechat.refusals == []  # nothing was tried that WeChat would have refused


def test_a_token_that_ran_out_is_replaced_without_force(
    open_account: Any, wechat: WeChatServer, rasa: FakeRasa
) -> None:
    with open_account(WECHAT_WAIT="0") as url:
        account = Account(url, wechat)
        account.say("u1", "one")
        wait_for(lambda: len(wechat.sent) == 1)
        wechat.expire()
        wechat.expire()  # somebody has already asked for the next one
        account.say("u1", "two")
        wait_for(lambda: len(wechat.sent) == 2)
        wechat.dies = True
        account.say("u1", "three")
        wait_for(lambda: len(wechat.sent) == 3)
    assert wechat.forced == 1


def test_a_platforms_refusal_is_explained_and_not_repeated(
    open_account: Any, wechat: WeChatServer, rasa: FakeRasa
) -> None:
    wechat.code = 48001
    with open_account(WECHAT_WAIT="0") as url:
        Account(url, wechat).say("u1", "hello")
        wait_for(lambda: entries(rasa)[0][0] == "failed")
    assert "verified account" in str(entries(rasa)[0][1])


@pytest.mark.parametrize("code", sorted({**errors._SENTENCES, 99999: "", 45009: "", 50002: ""}))
def test_every_error_code_is_a_sentence_and_only_a_passing_one_is_tried_again(code: int) -> None:
    passing = {45009, 50002}
    with pytest.raises(NotTaken if code in passing else Refused) as raised:
        errors.check(code, "errmsg of WeChat")
    assert str(code) in str(raised.value)
    assert len(str(raised.value).split()) > 3
    assert isinstance(raised.value, Forbidden) == (code in (45015, 45047))


def test_a_busy_platform_is_asked_again(open_account: Any, wechat: WeChatServer, rasa: FakeRasa) -> None:
    wechat.faults = ["500", "busy"]
    with open_account(WECHAT_WAIT="0") as url:
        Account(url, wechat).say("u1", "hello")
        wait_for(lambda: entries(rasa) and entries(rasa)[0][0] == "answered")
    assert len(wechat.sent) == len(rasa.asked) == 1


def test_an_outage_longer_than_any_number_of_attempts_loses_nothing(
    open_account: Any, wechat: WeChatServer, rasa: FakeRasa
) -> None:
    """More questions than WeChat lets one answer after the last of them: the rest is said after the next question."""
    wechat.down = True
    with open_account(WECHAT_WAIT="0", JOURNAL_ATTEMPTS="2", pause=0.01) as url:
        account = Account(url, wechat)
        for number in range(8):
            account.say("u1", f"question {number}.")
        wait_for(lambda: wechat.calls > 40, seconds=60)
        wechat.down = False
        wait_for(lambda: Counter(status for status, _ in entries(rasa)) == {"answered": 5, "failed": 3}, seconds=60)
        assert {error for _, error in entries(rasa) if error} == {FORBIDDEN}
        assert wechat.refusals == []  # nothing was tried that WeChat would have refused
        account.say("u1", "question 8.")
        wait_for(lambda: Counter(status for status, _ in entries(rasa)) == {"answered": 9}, seconds=60)
    said = sorted(text.partition(".")[0] for _, text in wechat.sent)
    assert said == [f"Answer to: question {number}" for number in range(9)]
    assert len(rasa.asked) == 9


def test_a_question_is_answered_passively_while_no_answer_can_be_pushed(
    open_account: Any, wechat: WeChatServer, rasa: FakeRasa
) -> None:
    rasa.seconds = 0.6
    wechat.down = True
    with open_account(WECHAT_WAIT="0.2") as url:
        account = Account(url, wechat)
        account.say("u1", "first")
        wait_for(lambda: wechat.calls >= 4, seconds=60)
    rasa.seconds = 0.0
    with open_account(WECHAT_WAIT="4") as url:
        text = Account(url, wechat).say("u1", "second")
    assert text is not None
    assert text.startswith("Answer to: second")


def test_a_token_that_is_slow_in_coming_costs_no_answer(
    open_account: Any, wechat: WeChatServer, rasa: FakeRasa
) -> None:
    wechat.token_faults = 3
    with open_account(WECHAT_WAIT="0") as url:
        Account(url, wechat).say("u1", "hello")
        wait_for(lambda: entries(rasa) == [("answered", "")], seconds=30)
    assert len(wechat.sent) == 1


def test_a_broken_connection_is_not_sent_over_twice_and_staff_see_it(
    open_account: Any, wechat: WeChatServer, rasa: FakeRasa
) -> None:
    wechat.faults = ["breaks"]
    with open_account(WECHAT_WAIT="0") as url:
        Account(url, wechat).say("u1", "hello")
        wait_for(lambda: entries(rasa)[0][0] == "failed")
    assert len(wechat.sent) == 1
    assert "not known whether it arrived" in str(entries(rasa)[0][1])
