"""The demonstration: a month that looks like one, in an empty database only."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from console import demo
from office.conversations.tables import conversation, message
from office.database import connect


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("demo") / "demo.db"
    url = f"sqlite:///{path}"
    assert demo.main(["--url", url, "--conversations", "40"]) == 0
    return url


def test_it_has_conversations_of_many_languages_with_real_answers(url: str):
    with connect(url).connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(conversation)).scalar() == 44
        languages = connection.execute(sa.select(sa.distinct(message.c.language))).scalars().all()
        answers = connection.execute(sa.select(message.c.reply).where(message.c.sender == "bot")).scalars().all()
    assert len(languages) >= 6
    assert any(reply["facts"] for reply in answers)


def test_somebody_waits_and_somebody_is_talking(url: str):
    with connect(url).connect() as connection:
        states = connection.execute(sa.select(conversation.c.state)).scalars().all()
    assert states.count("waiting") >= 1


def test_it_is_not_written_over_what_is_there(url: str, capsys: pytest.CaptureFixture[str]):
    assert demo.main(["--url", url]) == 1
    assert "into an empty one only" in capsys.readouterr().err
