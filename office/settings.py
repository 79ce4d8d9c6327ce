"""Every setting of every process: name, default, meaning. Read once from the environment; .env.example lists them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from office.languages import CODES, supported

ROOT = Path(__file__).resolve().parent.parent


class SettingError(ValueError):
    """A setting has a value that cannot be used; the message names it and says what to do."""


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, how to read it, its default, what it is for."""

    name: str
    read: Callable[[str], Any]
    default: str
    help: str
    secret: bool = False


def _port(text: str) -> int:
    port = int(text)
    if not 0 < port < 65536:
        raise ValueError("not between 1 and 65535")
    return port


def _port_or_none(text: str) -> int | None:
    return _port(text) if text else None


def _log_format(text: str) -> str:
    if text not in {"text", "json"}:
        raise ValueError("neither text nor json")
    return text


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError("not a positive whole number")
    return number


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 <= number <= 60:
        raise ValueError("not between 0 and 60 seconds")
    return number


def _language(text: str) -> str:
    language = supported(text)
    if language is None:
        raise ValueError(f"not one of {', '.join(CODES)}")
    return language


def _switch(text: str) -> bool:
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"", "0", "false", "no", "off"}:
        return False
    raise ValueError("neither on nor off")


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "DATABASE_URL",
        str,
        "sqlite:///var/office.db",
        "Knowledge, conversations and log: SQLite file or postgresql://user:password@host/name",
        True,
    ),
    Setting(
        "STATE_DIR",
        str,
        "var",
        "Folder for the spool file, the encoding cache and other state that belongs to this machine",
    ),
    Setting(
        "PUBLIC_HOST", str, "127.0.0.1", "Address that the public process (channels) listens on; 0.0.0.0 behind a proxy"
    ),
    Setting("PUBLIC_PORT", _port, "8000", "Port of the public process (channels)"),
    Setting(
        "PUBLIC_URL",
        str,
        "",
        "Address under which applicants reach channels, such as https://chat.example.edu; empty: http://PUBLIC_HOST:PUBLIC_PORT",
    ),
    Setting(
        "RASA_URL", str, "http://127.0.0.1:5005", "Where channels reach Rasa; Rasa itself listens on loopback only"
    ),
    Setting("RASA_TIMEOUT", _positive, "30", "Seconds that channels wait for Rasa's answer to one message"),
    Setting("RASA_WORKERS", _positive, "1", "Rasa's worker processes on this machine; more than one needs REDIS_URL"),
    Setting(
        "MODEL_SHA256",
        str,
        "",
        "Checksum that the model must have; empty: the one that `make train` wrote beside it",
    ),
    Setting("ACTIONS_URL", str, "http://127.0.0.1:5055/webhook", "Where Rasa reaches the action server"),
    Setting(
        "EVENT_BROKER_URL",
        str,
        "",
        "RabbitMQ for other systems that want the conversations' events, such as amqp://user:password@host:5672; empty: none",
        True,
    ),
    Setting("EVENT_QUEUE", str, "admissions_events", "RabbitMQ: name of the exchange and queue of the events"),
    Setting("CONSOLE_HOST", str, "127.0.0.1", "Address that the staff console listens on"),
    Setting("CONSOLE_PORT", _port, "8001", "Port of the staff console"),
    Setting(
        "CONSOLE_URL",
        str,
        "",
        "Address under which staff reach the console, such as https://staff.example.edu; with https its cookie is Secure; empty: http://CONSOLE_HOST:CONSOLE_PORT",
    ),
    Setting("CONSOLE_SESSION_HOURS", _positive, "12", "Hours after which staff log in again"),
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
    Setting("KEEP_MESSAGES_DAYS", _positive, "730", "Days after their last message for which conversations are kept"),
    Setting("KEEP_EVENTS_DAYS", _positive, "90", "Days for which Rasa's memory of a silent conversation is kept"),
    Setting(
        "KEEP_CONTACTS_DAYS",
        _positive,
        "365",
        "Days for which an e-mail address or phone number is kept after its request was closed",
    ),
    Setting("KEEP_AUDIT_DAYS", _positive, "1095", "Days for which the audit trail of the console is kept"),
    Setting(
        "REDIS_URL",
        str,
        "",
        "Redis for locks, rate limits and fan-out between processes, such as redis://127.0.0.1:6379/0; empty: in memory",
    ),
    Setting(
        "MESSAGE_LIMIT",
        _positive,
        "2000",
        "Characters in one message of an applicant; longer ones are refused with a clear answer",
    ),
    Setting("RATE_PER_SESSION", _positive, "20", "Messages a minute that one conversation may send"),
    Setting("RATE_PER_ADDRESS", _positive, "120", "Requests a minute that one network address may make"),
    Setting(
        "REPLY_WAIT",
        _positive,
        "10",
        "Seconds that a website request waits for the reply before it says that the reply will follow",
    ),
    Setting(
        "JOURNAL_ATTEMPTS",
        _positive,
        "10",
        "How often a message is handed to Rasa (pauses grow to a minute) before staff see it as unanswered",
    ),
    Setting(
        "WIDGET_ORIGINS",
        str,
        "",
        "Comma-separated origins of pages that carry the chat, such as https://www.example.edu; empty: only the own page",
    ),
    Setting(
        "TRUSTED_PROXIES", str, "", "Comma-separated addresses of reverse proxies whose X-Forwarded-For is believed"
    ),
    Setting(
        "OFFICE_CONTACT_URL",
        str,
        "",
        "Web page of the admissions office that gap replies point to; empty: the hand-off in the chat is offered",
    ),
    Setting(
        "PROGRAM_PAGES",
        str,
        "",
        "Address of a program's page, which cards in messengers open, such as "
        "https://www.example.edu/{language}/programs/{program}; empty: the page that channels serve, if "
        "PUBLIC_URL is set",
    ),
    Setting("OFFICE_TIME_ZONE", str, "Asia/Shanghai", "Time zone of the admissions office (IANA name)"),
    Setting("OFFICE_HOURS", str, "Mon-Fri 08:30-17:30", "Hours in which staff answer, in the office's time zone"),
    Setting(
        "ENCODERS",
        str,
        "use,e5",
        "Sentence encoders, in order; one that this platform has no wheel for is left out with a warning",
    ),
    Setting(
        "LEARNING_ROOT",
        str,
        "",
        "Folder with the data/, tests/model/ and models/ that lessons are written to and models are trained from; empty: the project's",
    ),
    Setting(
        "WECHAT_APP_ID",
        str,
        "",
        "WeChat: the account's AppID (mp.weixin.qq.com, Settings and Development, Basic configuration); empty: off",
    ),
    Setting("WECHAT_APP_SECRET", str, "", "WeChat: the account's AppSecret (same page; shown once)", True),
    Setting("WECHAT_TOKEN", str, "", "WeChat: the Token that you chose under Server configuration", True),
    Setting(
        "WECHAT_AES_KEY",
        str,
        "",
        "WeChat: the EncodingAESKey (43 characters) under Server configuration; empty: plain messages",
        True,
    ),
    Setting("WECHAT_LANGUAGE", _language, "zh", "WeChat: language of the menu and of the first greeting"),
    Setting(
        "WECHAT_WAIT",
        _seconds,
        "0.5",
        "WeChat: seconds that a request waits for the reply before it is pushed; 4 for accounts that may not push",
    ),
    Setting(
        "WECHAT_API_URL",
        str,
        "https://api.weixin.qq.com",
        "WeChat: address of its API; another data centre or a proxy with a fixed address",
    ),
    Setting("WECOM_CORP_ID", str, "", "WeCom customer service: CorpID (work.weixin.qq.com, My Company); empty: off"),
    Setting("WECOM_SECRET", str, "", "WeCom customer service: Secret (Apps, WeChat Customer Service, API)", True),
    Setting("WECOM_TOKEN", str, "", "WeCom customer service: Token of the callback (same page)", True),
    Setting("WECOM_AES_KEY", str, "", "WeCom customer service: EncodingAESKey of the callback (same page)", True),
    Setting("WECOM_API_URL", str, "https://qyapi.weixin.qq.com", "WeCom customer service: address of its API"),
    Setting("TELEGRAM_TOKEN", str, "", "Telegram: the bot's token from @BotFather; empty: off", True),
    Setting(
        "TELEGRAM_SECRET",
        str,
        "",
        "Telegram: a secret of your own that its requests carry (1-256 letters, digits, _ and -)",
        True,
    ),
    Setting("TELEGRAM_API_URL", str, "https://api.telegram.org", "Telegram: address of its API"),
    Setting(
        "LINE_CHANNEL_SECRET", str, "", "LINE: Channel secret (developers.line.biz, Basic settings); empty: off", True
    ),
    Setting("LINE_CHANNEL_TOKEN", str, "", "LINE: long-lived channel access token (Messaging API tab)", True),
    Setting("LINE_API_URL", str, "https://api.line.me", "LINE: address of its API"),
    Setting(
        "WHATSAPP_APP_SECRET",
        str,
        "",
        "WhatsApp: App secret (developers.facebook.com, App settings, Basic); empty: off",
        True,
    ),
    Setting(
        "WHATSAPP_TOKEN", str, "", "WhatsApp: permanent access token of a system user (business.facebook.com)", True
    ),
    Setting("WHATSAPP_PHONE_ID", str, "", "WhatsApp: Phone number ID (WhatsApp, API setup)"),
    Setting("WHATSAPP_VERIFY_TOKEN", str, "", "WhatsApp: the Verify token that you chose for the webhook", True),
    Setting(
        "MESSENGER_APP_SECRET",
        str,
        "",
        "Facebook Messenger: App secret (developers.facebook.com, App settings, Basic); empty: off",
        True,
    ),
    Setting(
        "MESSENGER_PAGE_TOKEN", str, "", "Facebook Messenger: access token of the page (Messenger, Settings)", True
    ),
    Setting(
        "MESSENGER_VERIFY_TOKEN", str, "", "Facebook Messenger: the Verify token that you chose for the webhook", True
    ),
    Setting(
        "META_API_URL",
        str,
        "https://graph.facebook.com/v21.0",
        "WhatsApp and Messenger: address and version of Meta's Graph API",
    ),
    Setting(
        "KAKAO_SECRET",
        str,
        "",
        "KakaoTalk: a secret of your own, sent by the skill in the header X-Skill-Secret; empty: off",
        True,
    ),
    Setting(
        "KAKAO_BOT_ID",
        str,
        "",
        "KakaoTalk: id of the bot (chatbot.kakao.com, in the address of its settings); requests of other bots are refused",
    ),
    Setting(
        "KAKAO_CALLBACK_URL",
        str,
        "https://bot-api.kakao.com/",
        "KakaoTalk: what the addresses of late answers begin with; others are not called",
    ),
    Setting("LOG_LEVEL", str, "INFO", "DEBUG, INFO, WARNING or ERROR"),
    Setting("LOG_FORMAT", _log_format, "text", "text for people, json for programs that collect logs"),
    Setting(
        "METRICS_HOST",
        str,
        "127.0.0.1",
        "Address that channels and console serve metrics on, for Prometheus; never one that applicants reach",
    ),
    Setting("METRICS_PORT", _port_or_none, "", "Port of channels' metrics (console: one higher); empty: none"),
)

_BY_NAME = {setting.name: setting for setting in SETTINGS}


class Settings(Mapping[str, Any]):
    """All settings, read and checked: `settings["PUBLIC_PORT"]` is an int."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        environment = os.environ if environment is None else environment
        self._values: dict[str, Any] = {}
        for setting in SETTINGS:
            raw = environment.get(setting.name, setting.default)
            try:
                self._values[setting.name] = setting.read(raw)
            except ValueError as error:
                shown = "(hidden)" if setting.secret else repr(raw)
                raise SettingError(
                    f"{setting.name} is {shown}: {error}. {setting.help}. Correct it in .env or the environment."
                ) from error

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def database_url(self) -> str:
        """DATABASE_URL with a relative SQLite file anchored at the project's root, whatever the working directory."""
        url: str = self["DATABASE_URL"]
        prefix = "sqlite:///"
        if url.startswith(prefix) and url != "sqlite:///:memory:" and not url.startswith("sqlite:////"):
            return prefix + str(ROOT / url[len(prefix) :])
        return url

    @property
    def state_dir(self) -> Path:
        """STATE_DIR as an absolute path; made when missing."""
        path = Path(self["STATE_DIR"])
        path = path if path.is_absolute() else ROOT / path
        path.mkdir(parents=True, exist_ok=True)
        return path

    @property
    def learning_root(self) -> Path:
        """LEARNING_ROOT as an absolute path."""
        return (ROOT / self["LEARNING_ROOT"]).resolve()

    @property
    def console_url(self) -> str:
        """Where staff reach the console, without a trailing slash."""
        return (self["CONSOLE_URL"] or f"http://{self['CONSOLE_HOST']}:{self['CONSOLE_PORT']}").rstrip("/")

    @property
    def public_url(self) -> str:
        """Where applicants reach channels, without a trailing slash."""
        return (self["PUBLIC_URL"] or f"http://{self['PUBLIC_HOST']}:{self['PUBLIC_PORT']}").rstrip("/")


def read_env_file(path: Path) -> dict[str, str]:
    """NAME=value lines of a .env file; comments and blank lines skipped; quotes around a value taken off."""
    values: dict[str, str] = {}
    for line in path.read_text("utf-8").splitlines():
        name, separator, value = line.strip().partition("=")
        if separator and name and not name.startswith("#"):
            values[name.strip()] = value.strip().strip("'\"")
    return values


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process: the environment, and .env in the project's root for what it does not set."""
    file = ROOT / ".env"
    from_file = read_env_file(file) if file.exists() else {}
    return Settings({**from_file, **os.environ})
