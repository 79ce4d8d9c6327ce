"""The demonstration: a month that looks like one, in an empty database only."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from console.demo import __main__ as command
from console.demo.office import PASSWORD, PEOPLE, fill
from office.conversations import reviews
from office.conversations.tables import conversation, message
from office.database import connect
from office.knowledge import gap_board
from office.settings import settings
from office.staff.login import log_in


@pytest.fixture(scope="module")
def demonstration(seeded_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    path.write_bytes(seeded_file.read_bytes())
    engine = connect(f"sqlite:///{path}")
    fill(engine, number=40)
    yield engine
    engine.dispose()


def test_it_has_conversations_of_many_languages_with_real_answers(demonstration: Engine):
    with demonstration.connect() as connection:
        languages = connection.execute(sa.select(sa.distinct(message.c.language))).scalars().all()
        answers = connection.execute(sa.select(message.c.reply).where(message.c.sender == "bot")).scalars().all()
    assert len(languages) >= 6
    assert any(reply["facts"] for reply in answers)


def test_somebody_waits_and_somebody_is_in_a_colleagues_hands(demonstration: Engine):
    with demonstration.connect() as connection:
        states = connection.execute(sa.select(conversation.c.state)).scalars().all()
    assert {"waiting", "staff", "bot"} <= set(states)


def test_there_is_something_to_review_and_something_to_write(demonstration: Engine):
    with demonstration.connect() as connection:
        counts = reviews.counts(connection, reviewer="admin")
        assert counts["risk"] > 0
        assert counts["second"] >= 2
        assert counts["dispute"] >= 1
        assert gap_board.find_groups(connection)


def test_everybody_can_log_in_with_the_password_that_is_told(demonstration: Engine):
    for name, role, _, _ in PEOPLE:
        assert log_in(demonstration, name, PASSWORD, address="here").role == role


def test_it_is_not_written_over_what_is_there(demonstration: Engine):
    with pytest.raises(ValueError, match="into an empty one only"):
        fill(demonstration)


def test_a_port_that_is_taken_is_one_line_and_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("CONSOLE_PORT", str(port))
        monkeypatch.setenv("CONSOLE_HOST", "127.0.0.1")
        settings.cache_clear()
        assert command.main(["--serve", "--url", f"sqlite:///{tmp_path / 'demo.db'}"]) == 1
    settings.cache_clear()
    said = capsys.readouterr()
    assert said.err.startswith(f"Port {port} on 127.0.0.1 is not free")
    assert said.err.count("\n") == 1
    assert not (tmp_path / "demo.db").exists()
