"""Which models served, since when and by whose decision."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.conversations.records import columns_of
from office.database import now
from office.learning.tables import promotion


@dataclass(frozen=True)
class Promotion:
    """A model that began to serve: `card` says what it was made from and how well it does."""

    id: int
    model: str  # SHA-256
    file: str
    kind: str  # "promoted" or "taken_back"
    made_by: str
    made_at: datetime
    card: dict[str, Any]


_PROMOTION = columns_of(Promotion, promotion)
# Who promotes a model that did not come from a training run here.
INSTALLED = "make train"
_LONGEST_RECORD = 1000


def find_promotions(connection: Connection, *, limit: int = 20) -> list[Promotion]:
    """The latest first; the first is the model that serves."""
    rows = connection.execute(sa.select(*_PROMOTION).order_by(promotion.c.id.desc()).limit(limit))
    return [Promotion(**row) for row in rows.mappings()]


def record_promotion(connection: Connection, *, model: str, file: str, kind: str, by: str, card: dict[str, Any]) -> int:
    """A model serves from now on; returns the id of the record."""
    result = connection.execute(
        sa.insert(promotion).values(model=model, file=file, kind=kind, made_by=by, made_at=now(), card=card)
    )
    return int(result.inserted_primary_key[0])


def record_installed(connection: Connection, *, model: str, file: str, card: dict[str, Any]) -> None:
    """The model that serves, if the record does not know it: it came from `make train`."""
    latest = next(iter(find_promotions(connection, limit=1)), None)
    if latest is None or latest.model != model:
        record_promotion(connection, model=model, file=file, kind="promoted", by=INSTALLED, card=card)


def find_since_installed(connection: Connection, *, live: str) -> list[Promotion]:
    """The latest first, back to the last one that `make train` made; none when `live` itself is not on record, since `make train`
    has made it.
    """
    found = find_promotions(connection, limit=_LONGEST_RECORD)
    if not found or found[0].model != live:
        return []
    installed = next((at for at, each in enumerate(found) if each.made_by == INSTALLED), len(found) - 1)
    return found[: installed + 1]
