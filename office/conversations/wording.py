"""Whether something is put in words that nobody has used before: asked of the full-text index, nothing is kept."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from office.search import tokens

# Pieces of a message that are looked up at most, and the share of unseen ones that makes the wording new.
PIECES = 12
NEW_SHARE = 0.5
FEWEST = 3

_CHARACTER, _BREAK = "zq", "zqbreak"  # office.search: a character's token, and what stands between two runs


def is_new_wording(connection: Connection, text: str, *, before: int) -> bool:
    """Whether half of a message's pieces stand in no message with a lower id. Short messages never are."""
    pieces = _pieces(text)
    if len(pieces) < FEWEST:
        return False
    unseen = sum(not _was_used(connection, piece, before) for piece in pieces)
    return unseen / len(pieces) >= NEW_SHARE


def _pieces(text: str) -> list[str]:
    """Words of four letters or more; of scripts without spaces, pairs of neighbouring characters."""
    found: list[str] = []
    last = ""
    for piece in tokens(text).split():
        by_character = piece.startswith(_CHARACTER) and piece != _BREAK
        if by_character and last:
            found.append(f"{last} {piece}")
        elif not by_character and len(piece) > 3 and piece.isalpha() and piece != _BREAK:
            found.append(piece)
        last = piece if by_character else ""
    return list(dict.fromkeys(found))[:PIECES]


def _was_used(connection: Connection, piece: str, before: int) -> bool:
    if connection.dialect.name == "sqlite":
        sql = "SELECT 1 FROM message_fts WHERE message_fts MATCH :asked AND rowid < :before LIMIT 1"
        asked = f'"{piece}"'
    else:
        sql = (
            "SELECT 1 FROM message WHERE to_tsvector('simple', tokens) @@ to_tsquery('simple', :asked) "
            "AND id < :before LIMIT 1"
        )
        asked = " <-> ".join(f"'{token}'" for token in piece.split())
    return connection.execute(sa.text(sql), {"asked": asked, "before": before}).first() is not None
