"""Tables of what is learnt: lessons, training runs, promotions of models, groups of wordings that were not understood."""

from __future__ import annotations

import sqlalchemy as sa

from office.conversations.tables import BIG, conversation, message
from office.database import metadata

LESSON_SIDES = ("train", "test")
LESSON_STATUSES = ("waiting", "approved", "refused", "left_out")
RUN_STATUSES = ("wanted", "training", "evaluating", "promoted", "refused", "failed")
PROMOTION_KINDS = ("promoted", "taken_back")
GROUP_STATUSES = ("open", "decided", "set_aside")


def _one_of(column: str, values: tuple[str, ...], name: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=name)


# A reviewed message as an example to learn from, or as a question to be tested with; never both for one conversation.
lesson = sa.Table(
    "lesson",
    metadata,
    sa.Column("message_id", sa.ForeignKey(message.c.id), primary_key=True),
    sa.Column("conversation_id", sa.ForeignKey(conversation.c.id), nullable=False, index=True),
    sa.Column("text", sa.Text, nullable=False),  # personal data masked
    sa.Column("language", sa.String(16), nullable=False),
    sa.Column("intent", sa.String(64), nullable=False),
    sa.Column("entities", sa.JSON, nullable=False),  # [{"entity": "program", "value": "accounting-au"}, ...]
    sa.Column("side", sa.String(8), nullable=False),
    sa.Column("status", sa.String(16), nullable=False, server_default="waiting"),
    sa.Column("reviewers", sa.JSON, nullable=False),  # account names
    sa.Column("made_at", sa.DateTime, nullable=False),
    sa.Column("decided_by", sa.String(64)),
    sa.Column("decided_at", sa.DateTime),
    # A person has approved it by itself, with what contradicts it in view.
    sa.Column("confirmed", sa.Boolean, nullable=False, server_default=sa.false()),
    # The training run that settled it: promoted a model that has learnt it ("approved"), or was refused with it ("refused").
    sa.Column("run_id", sa.ForeignKey("training_run.id")),
    _one_of("side", LESSON_SIDES, "side_known"),
    _one_of("status", LESSON_STATUSES, "status_known"),
    sa.Index("ix_lesson_status", "status", "language", "message_id"),
)

training_run = sa.Table(
    "training_run",
    metadata,
    sa.Column("id", BIG, primary_key=True),
    sa.Column("wanted_by", sa.String(64), nullable=False),
    sa.Column("wanted_at", sa.DateTime, nullable=False),
    sa.Column("status", sa.String(16), nullable=False, server_default="wanted"),
    sa.Column("share", sa.Float, nullable=False, server_default="0"),  # how much of it is done, 0 to 1
    sa.Column("started_at", sa.DateTime),
    sa.Column("alive_at", sa.DateTime),  # the running process says so every few seconds
    sa.Column("ended_at", sa.DateTime),
    sa.Column("candidate", sa.String(64)),  # SHA-256 of the model files
    sa.Column("live", sa.String(64)),
    sa.Column(
        "figures", sa.JSON
    ),  # {"live": {...}, "candidate": {...}} as bot.nlu.scores gives them, without single questions
    sa.Column("reasons", sa.JSON),  # why it was refused: as office.learning.gate and .contradictions give them
    sa.Column("error", sa.Text),
    _one_of("status", RUN_STATUSES, "status_known"),
    sa.Index("ix_training_run_status", "status", "id"),
    sqlite_autoincrement=True,
)

promotion = sa.Table(
    "promotion",
    metadata,
    sa.Column("id", BIG, primary_key=True),
    sa.Column("model", sa.String(64), nullable=False),  # SHA-256
    sa.Column("file", sa.String(255), nullable=False),  # name in models/
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("made_by", sa.String(64), nullable=False),
    sa.Column("made_at", sa.DateTime, nullable=False, index=True),
    sa.Column("card", sa.JSON, nullable=False),  # data, code, encoders and figures that the model came from
    _one_of("kind", PROMOTION_KINDS, "kind_known"),
    sqlite_autoincrement=True,
)

# Messages of like meaning that the bot did not understand well, across languages.
wording_group = sa.Table(
    "wording_group",
    metadata,
    sa.Column("id", BIG, primary_key=True),
    sa.Column("made_at", sa.DateTime, nullable=False, index=True),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("languages", sa.JSON, nullable=False),  # {"th": 12, ...}
    sa.Column("nearest", sa.JSON, nullable=False),  # [["ask_tuition", 0.41], ...]
    sa.Column("proposal", sa.String(16), nullable=False),  # "intent": the nearest may be meant; "new": none is near
    sa.Column("status", sa.String(16), nullable=False, server_default="open"),
    sa.Column("decided_by", sa.String(64)),
    sa.Column("decided_at", sa.DateTime),
    sa.Column("intent", sa.String(64)),  # what a person decided
    _one_of("status", GROUP_STATUSES, "status_known"),
    sqlite_autoincrement=True,
)

wording_group_message = sa.Table(
    "wording_group_message",
    metadata,
    sa.Column("group_id", sa.ForeignKey(wording_group.c.id), primary_key=True),
    sa.Column("message_id", sa.ForeignKey(message.c.id), primary_key=True, index=True),
    sa.Column("conversation_id", sa.ForeignKey(conversation.c.id), nullable=False, index=True),
    sa.Column("nearness", sa.Float, nullable=False),  # cosine to the middle of the group
)
