"""The menu: within WeChat's limits in every language, set by a command, and each of its keys a question."""

from __future__ import annotations

from pathlib import Path

import pytest

from channels.intents import wished
from channels.wechat.__main__ import main
from channels.wechat.menu import menu_in
from office.database import connect, metadata
from office.languages import CODES
from office.settings import Settings
from tests.databases import TABLES
from tests.platforms.wechat import WeChatServer


@pytest.mark.parametrize("language", CODES)
def test_the_menu_is_within_wechats_limits_and_asks_questions(language: str) -> None:
    columns = menu_in(language)["button"]
    assert 1 <= len(columns) <= 3
    for column in columns:
        assert 0 < len(column["name"].encode()) <= 16
        assert 1 <= len(column["sub_button"]) <= 5
        for item in column["sub_button"]:
            assert 0 < len(item["name"].encode()) <= 60
            assert wished(item["key"], language)


def test_the_command_sets_the_menu(
    wechat: WeChatServer, account: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"sqlite:///{tmp_path}/office.db"
    engine = connect(url)
    metadata.create_all(engine, tables=TABLES)
    engine.dispose()
    assert main(["menu"], Settings({**account, "DATABASE_URL": url})) == 0
    assert wechat.menus == [menu_in("zh")]
    wrong = Settings({**account, "DATABASE_URL": url, "WECHAT_APP_ID": "wx0"})
    assert main(["menu"], wrong) == 1
    assert "check WECHAT_APP_ID" in capsys.readouterr().err


def test_the_command_shows_the_menu_and_names_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["menu", "--show"], Settings({})) == 0
    assert "ask:list_programs" in capsys.readouterr().out
    assert main(["menu"], Settings({})) == 1
    assert "WECHAT_APP_ID" in capsys.readouterr().err
