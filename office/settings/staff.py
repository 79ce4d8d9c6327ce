"""Settings of the staff: their console, logging in, mail, office hours, how long data is kept."""

from __future__ import annotations

from office.settings.kinds import Setting, port, positive

STAFF = (
    Setting("CONSOLE_HOST", str, "127.0.0.1", "Address that the staff console listens on"),
    Setting("CONSOLE_PORT", port, "8001", "Port of the staff console"),
    Setting(
        "CONSOLE_URL",
        str,
        "",
        "Address under which staff reach the console, such as https://staff.example.edu; with https its cookie is Secure; empty: http://CONSOLE_HOST:CONSOLE_PORT",
    ),
    Setting("CONSOLE_SESSION_HOURS", positive, "12", "Hours after which staff log in again"),
    Setting(
        "OIDC_ISSUER",
        str,
        "",
        "Single sign-on: the OpenID Connect provider, such as https://login.example.edu/realms/staff; empty: off",
    ),
    Setting(
        "OIDC_CLIENT_ID",
        str,
        "",
        "Single sign-on: the console's client id at the provider; its return address is CONSOLE_URL/sso/return",
    ),
    Setting("OIDC_CLIENT_SECRET", str, "", "Single sign-on: the console's client secret", True),
    Setting(
        "OIDC_NEW_ROLE",
        str,
        "",
        "Single sign-on: role of people without an account (reader, reviewer, editor); empty: they are refused",
    ),
    Setting(
        "SMTP_URL",
        str,
        "",
        "Mail server for notices to staff and answers by e-mail: smtp://user:password@host:587 or smtps://user:password@host:465; empty: no mail",
        True,
    ),
    Setting("MAIL_FROM", str, "", "Sender of e-mails, such as Admissions Office <admissions@example.edu>"),
    Setting("KEEP_MESSAGES_DAYS", positive, "730", "Days after their last message for which conversations are kept"),
    Setting("KEEP_EVENTS_DAYS", positive, "90", "Days for which Rasa's memory of a silent conversation is kept"),
    Setting(
        "KEEP_CONTACTS_DAYS",
        positive,
        "365",
        "Days for which an e-mail address or phone number is kept after its request was closed",
    ),
    Setting("KEEP_AUDIT_DAYS", positive, "1095", "Days for which the audit trail of the console is kept"),
    Setting("OFFICE_TIME_ZONE", str, "Asia/Shanghai", "Time zone of the admissions office (IANA name)"),
    Setting(
        "OFFICE_HOURS",
        str,
        "",
        "Hours in which staff answer, in the office's time zone: Mon-Fri 08:30-17:30, say; nothing is said of hours while empty",
    ),
)
