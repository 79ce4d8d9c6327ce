"""endpoints.yml for Rasa, made from the environment: `python deploy/endpoints.py > endpoints.yml`.

The file in the project's root is what this gives with no setting changed. Past one machine it adds the locks in Redis
(several Rasa processes must not work on one conversation at once) and the event broker for other systems.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import yaml

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from office.settings import SettingError, Settings, settings  # noqa: E402

LOCK_PREFIX = "admissionslock"  # Rasa takes letters and digits only


def endpoints(values: Settings) -> dict[str, Any]:
    """What Rasa's server talks to. SettingError: the settings do not go together."""
    content: dict[str, Any] = {
        "action_endpoint": {"url": values["ACTIONS_URL"], "enable_selective_domain": True},
        "tracker_store": {"type": "bot.conversation_store.ConversationStore"},
        "nlg": {"type": "bot.replies.localised_replies.LocalisedReplies"},
    }
    if values["REDIS_URL"]:
        content["lock_store"] = lock_store(values["REDIS_URL"])
    elif values["RASA_WORKERS"] > 1:
        raise SettingError(
            f"RASA_WORKERS is {values['RASA_WORKERS']}, but REDIS_URL is empty: several processes need its locks. "
            "Set REDIS_URL, or RASA_WORKERS=1."
        )
    if values["EVENT_BROKER_URL"]:
        content["event_broker"] = event_broker(values["EVENT_BROKER_URL"], values["EVENT_QUEUE"])
    return content


def lock_store(url: str) -> dict[str, Any]:
    """Rasa's Redis lock store at redis://user:password@host:port/number (rediss:// for TLS)."""
    parts = _parts(url, "REDIS_URL", {"redis", "rediss"})
    number = parts.path.strip("/") or parse_qs(parts.query).get("db", ["0"])[0]
    store = {
        "type": "redis",
        "url": parts.hostname,
        "port": parts.port or 6379,
        "db": int(number) if number.isdigit() else 0,
        "key_prefix": LOCK_PREFIX,
        "socket_timeout": 5,
    }
    if parts.username:
        store["username"] = unquote(parts.username)
    if parts.password:
        store["password"] = unquote(parts.password)
    if parts.scheme == "rediss":
        store["use_ssl"] = True
    return store


def event_broker(url: str, queue: str) -> dict[str, Any]:
    """Rasa's broker for RabbitMQ at amqp://user:password@host:port; it gets events after they are committed."""
    parts = _parts(url, "EVENT_BROKER_URL", {"amqp", "amqps"})
    return {
        "type": "pika",
        "url": parts.hostname if parts.scheme == "amqp" else f"amqps://{parts.hostname}:{parts.port or 5671}",
        "port": parts.port or 5672,
        "username": unquote(parts.username or "guest"),
        "password": unquote(parts.password or "guest"),
        "queues": [queue],
        "exchange_name": queue,
        "should_keep_unpublished_messages": True,
        "raise_on_failure": False,
        "connection_attempts": 3,
        "retry_delay_in_seconds": 2,
    }


def _parts(url: str, setting: str, schemes: set[str]) -> Any:
    parts = urlsplit(url)
    if parts.scheme not in schemes or not parts.hostname:
        expected = " or ".join(f"{scheme}://host" for scheme in sorted(schemes))
        raise SettingError(f"{setting} is (hidden) and does not begin with {expected}. Correct it in .env.")
    return parts


def main() -> int:
    """Print the file; exit code 1 with one line when a setting is wrong."""
    try:
        sys.stdout.write(yaml.safe_dump(endpoints(settings()), sort_keys=False))
    except SettingError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
