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
