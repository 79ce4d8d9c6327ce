"""What goes on beside the pages: letters, the review queue."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy.engine import Engine

from console.house import House, build_house
from console.work import Work
from office.conversations import reviews
from office.conversations.handoffs import request_handoff
from office.database import reading, writing
from office.settings import settings
from office.staff import accounts
from tests.mail_server import MailServer, mail_server
from tests.talk import ask


@pytest.fixture
def house(database: Engine) -> House:
    return build_house(settings(), database)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with mail_server() as box:
        monkeypatch.setenv("SMTP_URL", box.url)
        monkeypatch.setenv("MAIL_FROM", "office@example.edu")
        monkeypatch.setenv("CONSOLE_URL", "https://staff.example.edu")
        settings.cache_clear()
        yield box
    settings.cache_clear()


def test_a_request_is_told_by_mail_in_the_language_of_whoever_reads_it(server: MailServer, database: Engine):
    with writing(database) as connection:
        for name, language in (("reviewer", "zh"), ("editor", "en")):
            account = accounts.find_account(connection, name)
            assert account is not None
            accounts.change_profile(
                connection, account.id, language=language, email=f"{name}@example.edu", notify="always"
            )
        conversation, _, _ = ask(connection, "my secret question")
        request_handoff(connection, conversation, language="th")
    assert Work(build_house(settings(), database)).send_letters() == 2
    letters = {letter["To"]: letter for letter in server.letters}
    assert letters["reviewer@example.edu"]["Subject"] == "有考生请求人工（泰语）"
    assert letters["editor@example.edu"]["Subject"] == "An applicant asks for a person (Thai)"
    body = letters["editor@example.edu"].get_content()
    assert f"https://staff.example.edu/inbox/{conversation}" in body
    assert "secret" not in body


def test_without_a_mail_server_nothing_is_written(house: House):
    assert Work(house).send_letters() == 0


def test_the_queue_is_filled_to_the_end(house: House, database: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("office.conversations.review_queue.BATCH", 3)
    with writing(database) as connection:
        for _ in range(5):
            ask(connection, "?", intent="ask_visa", confidence=0.2, ago=timedelta(minutes=5))
    assert Work(house).fill_queue() == 10
    with reading(database) as connection:
        assert reviews.counts(connection, reviewer="li")["risk"] == 5


async def test_one_failure_does_not_stop_the_rest(house: House, monkeypatch: pytest.MonkeyPatch):
    work = Work(house, letters_every=0.01, queue_every=0.01)
    done: list[str] = []

    def flaky() -> int:
        done.append("again")
        if len(done) < 3:
            raise RuntimeError("a bad letter")
        return 0

    work._loops = ((flaky, 0.01),)
    await work.start()
    await asyncio.sleep(0.5)
    await work.stop()
    assert len(done) > 3
