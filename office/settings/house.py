"""Settings of the processes: where they are, what they share, what they let applicants do."""

from __future__ import annotations

from office.settings.kinds import Setting, log_format, port, port_or_none, positive

HOUSE = (
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
    Setting("PUBLIC_PORT", port, "8000", "Port of the public process (channels)"),
    Setting(
        "PUBLIC_URL",
        str,
        "",
        "Address under which applicants reach channels, such as https://chat.example.edu; empty: http://PUBLIC_HOST:PUBLIC_PORT",
    ),
    Setting(
        "RASA_URL", str, "http://127.0.0.1:5005", "Where channels reach Rasa; Rasa itself listens on loopback only"
    ),
    Setting("RASA_TIMEOUT", positive, "30", "Seconds that channels wait for Rasa's answer to one message"),
    Setting("RASA_WORKERS", positive, "1", "Rasa's worker processes on this machine; more than one needs REDIS_URL"),
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
    Setting(
        "REDIS_URL",
        str,
        "",
        "Redis for locks, rate limits and fan-out between processes, such as redis://127.0.0.1:6379/0; empty: in memory",
    ),
    Setting(
        "MESSAGE_LIMIT",
        positive,
        "2000",
        "Characters in one message of an applicant; longer ones are refused with a clear answer",
    ),
    Setting("RATE_PER_SESSION", positive, "20", "Messages a minute that one conversation may send"),
    Setting("RATE_PER_ADDRESS", positive, "120", "Requests a minute that one network address may make"),
    Setting(
        "REPLY_WAIT",
        positive,
        "10",
        "Seconds that a website request waits for the reply before it says that the reply will follow",
    ),
    Setting(
        "JOURNAL_ATTEMPTS",
        positive,
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
    Setting("LOG_LEVEL", str, "INFO", "DEBUG, INFO, WARNING or ERROR"),
    Setting("LOG_FORMAT", log_format, "text", "text for people, json for programs that collect logs"),
    Setting(
        "METRICS_HOST",
        str,
        "127.0.0.1",
        "Address that channels and console serve metrics on, for Prometheus; never one that applicants reach",
    ),
    Setting("METRICS_PORT", port_or_none, "", "Port of channels' metrics (console: one higher); empty: none"),
)
