"""Letters: sent once, tried again, never with a password over a line that can be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from office.conversations import mail
from office.conversations.mail import Letter, MailError, deliver_by_smtp, send_due, write_letter
from office.conversations.review_tables import outgoing_mail
from office.database import now, writing
from office.settings import settings
from tests.mail_server import MailServer, mail_server

LETTER = Letter("gap:1", "anna@example.org", "学费\nand fees", "您好\n\nthe fees are …")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with mail_server() as box:
        monkeypatch.setenv("SMTP_URL", box.url)
        monkeypatch.setenv("MAIL_FROM", "Admissions <office@example.edu>")
        settings.cache_clear()
        yield box
    settings.cache_clear()


def status(database: Engine) -> tuple[str, int, str]:
    with database.connect() as connection:
        row = connection.execute(sa.select(outgoing_mail)).one()
    return row.status, row.attempts, row.body


def write(database: Engine) -> None:
    with writing(database) as connection:
        write_letter(connection, LETTER)


def test_a_letter_arrives_in_any_script(whole_database: Engine, server: MailServer):
    write(whole_database)
    assert send_due(whole_database) == 1
    (letter,) = server.letters
    assert letter["To"] == "anna@example.org"
    assert letter["From"] == "Admissions <office@example.edu>"
    assert letter["Subject"] == "学费 and fees"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter.get_content().strip().splitlines() == LETTER.body.splitlines()


def test_what_was_sent_is_not_sent_again_and_its_words_are_forgotten(whole_database: Engine, server: MailServer):
    write(whole_database)
    send_due(whole_database)
    assert send_due(whole_database) == 0
    assert status(whole_database) == ("sent", 1, "")


def test_a_second_letter_about_the_same_is_not_written(whole_database: Engine):
    with writing(whole_database) as connection:
        assert write_letter(connection, LETTER)
        assert not write_letter(connection, LETTER)


def test_a_server_that_is_busy_is_asked_again_later(whole_database: Engine, server: MailServer):
    server.refuses = 1
    write(whole_database)
    assert send_due(whole_database) == 0
    assert status(whole_database)[:2] == ("waiting", 1)
    assert send_due(whole_database) == 0  # not before the pause is over
    with writing(whole_database) as connection:
        connection.execute(sa.update(outgoing_mail).values(available_at=now() - timedelta(seconds=1)))
    assert send_due(whole_database) == 1


def test_after_enough_attempts_it_is_given_up_and_kept(whole_database: Engine):
    write(whole_database)

    def away(_letter: EmailMessage) -> None:
        raise ConnectionRefusedError

    for _ in range(mail.ATTEMPTS + 2):
        send_due(whole_database, deliver=away)
        with writing(whole_database) as connection:
            connection.execute(sa.update(outgoing_mail).values(available_at=now() - timedelta(seconds=1)))
    assert status(whole_database)[:2] == ("failed", mail.ATTEMPTS)


def test_two_processes_do_not_send_the_same(whole_database: Engine, server: MailServer):
    write(whole_database)
    seen = []

    def first(letter: EmailMessage) -> None:
        assert send_due(whole_database, deliver=seen.append) == 0  # the other process finds nothing to do
        seen.append(letter)

    assert send_due(whole_database, deliver=first) == 1
    assert len(seen) == 1


def test_without_a_server_letters_wait(whole_database: Engine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SMTP_URL", "")
    settings.cache_clear()
    write(whole_database)
    assert send_due(whole_database) == 0
    assert status(whole_database)[0] == "waiting"
    settings.cache_clear()


@pytest.mark.parametrize("url", ["mail.example.org", "http://mail.example.org", "smtp://"])
def test_an_address_of_a_server_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch, url: str):
    monkeypatch.setenv("SMTP_URL", url)
    settings.cache_clear()
    with pytest.raises(MailError, match="is written smtp://"):
        deliver_by_smtp(EmailMessage())
    settings.cache_clear()


def test_a_password_is_not_sent_over_an_open_line(server: MailServer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SMTP_URL", f"smtp://user:secret@127.0.0.1:{server.port}")
    settings.cache_clear()
    with pytest.raises(MailError, match="no encryption"):
        deliver_by_smtp(EmailMessage())
