"""Letters by e-mail: written in the transaction of what they are about, sent afterwards, tried again, never twice."""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from office.conversations.review_tables import outgoing_mail
from office.database import now, reading, writing
from office.settings import settings

log = logging.getLogger(__name__)

ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=30)  # doubled after each failure: the last attempt comes about an hour later
LEASE = timedelta(minutes=5)  # whoever sends holds a letter for so long
PATIENCE = 15  # seconds that a mail server is given

_C = outgoing_mail.c


@dataclass(frozen=True)
class Letter:
    """One letter to one address. `key` names what it is about: a second one with the same key is not written."""

    key: str
    recipient: str
    subject: str
    body: str
    conversation_id: str | None = None


class MailError(ValueError):
    """SMTP_URL or MAIL_FROM cannot be used; the message says how they are written."""


def write_letter(connection: Connection, letter: Letter) -> bool:
    """Have a letter sent; False: one with this key has been written before."""
    if connection.execute(sa.select(_C.id).where(_C.key == letter.key)).first():
        return False
    moment = now()
    connection.execute(
        sa.insert(outgoing_mail).values(
            key=letter.key,
            conversation_id=letter.conversation_id,
            recipient=letter.recipient,
            subject=" ".join(letter.subject.split())[:300],
            body=letter.body,
            created_at=moment,
            available_at=moment,
        )
    )
    return True


def is_set_up() -> bool:
    """Whether letters can be sent at all."""
    return bool(settings()["SMTP_URL"] and settings()["MAIL_FROM"])


def send_due(database: Engine, *, deliver: Callable[[EmailMessage], None] | None = None, limit: int = 20) -> int:
    """Send what waits; returns how many letters went out. Without SMTP_URL everything goes on waiting."""
    if deliver is None:
        if not is_set_up():
            return 0
        deliver = deliver_by_smtp
    sent = 0
    for number in _claim(database, limit):
        with reading(database) as connection:
            row = connection.execute(sa.select(outgoing_mail).where(_C.id == number)).first()
        if row is None:
            continue  # erased meanwhile
        try:
            deliver(_as_message(row))
        except (OSError, smtplib.SMTPException, MailError) as error:
            _put_back(database, number, row.attempts, error)
        else:
            # The words go with the sending: they are in the conversation, and a letter is not kept twice.
            values = {"status": "sent", "sent_at": now(), "body": "", "error": None}
            with writing(database) as connection:
                connection.execute(sa.update(outgoing_mail).where(_C.id == number).values(**values))
            sent += 1
    return sent


def _claim(database: Engine, limit: int) -> list[int]:
    moment = now()
    due = sa.select(_C.id).where(_C.status == "waiting", _C.available_at <= moment).order_by(_C.id).limit(limit)
    claimed = []
    with writing(database) as connection:
        for number in connection.execute(due).scalars().all():
            mine = sa.and_(_C.id == number, _C.status == "waiting", _C.available_at <= moment)
            values = {"available_at": moment + LEASE, "attempts": _C.attempts + 1}
            if connection.execute(sa.update(outgoing_mail).where(mine).values(**values)).rowcount:
                claimed.append(number)
    return claimed


def _put_back(database: Engine, number: int, attempts: int, error: Exception) -> None:
    reason = f"{type(error).__name__}"
    log.warning("mail.not_sent id=%d attempts=%d error=%s", number, attempts, reason)
    values = {"status": "waiting", "available_at": now() + FIRST_PAUSE * 2 ** (attempts - 1), "error": reason[:200]}
    if attempts >= ATTEMPTS:
        values["status"] = "failed"
    with writing(database) as connection:
        connection.execute(sa.update(outgoing_mail).where(_C.id == number).values(**values))


def _as_message(row: sa.engine.Row) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = row.subject
    message["From"] = settings()["MAIL_FROM"]
    message["To"] = row.recipient
    message["Date"] = formatdate(localtime=False)
    sender = parseaddr(settings()["MAIL_FROM"])[1]
    message["Message-ID"] = make_msgid(domain=sender.partition("@")[2] or None)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(row.body)
    return message


def deliver_by_smtp(message: EmailMessage) -> None:
    """Hand a letter to the server of SMTP_URL: smtp:// (STARTTLS where offered) or smtps://, with user and password.

    MailError: the address cannot be read. OSError, SMTPException: the server did not take it.
    """
    url = urlsplit(settings()["SMTP_URL"])
    if url.scheme not in ("smtp", "smtps") or not url.hostname:
        raise MailError("SMTP_URL is written smtp://user:password@host:587 or smtps://user:password@host:465.")
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if url.scheme == "smtps":
        server = smtplib.SMTP_SSL(url.hostname, url.port or 465, timeout=PATIENCE, context=context)
    else:
        server = smtplib.SMTP(url.hostname, url.port or 587, timeout=PATIENCE)
    with server:
        if url.scheme == "smtp":
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
            elif url.username:
                raise MailError("The mail server offers no encryption: a password is not sent to it. Use smtps://.")
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        server.send_message(message)
