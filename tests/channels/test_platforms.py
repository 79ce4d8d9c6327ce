"""Which messengers are on, what is said of those that are off, and that each is documented."""

from __future__ import annotations

import logging
import re

import pytest

from channels.desk import Desk
from channels.outbox import Outbox
from channels.platforms import PLATFORMS, platforms_of
from office.database import connect
from office.settings import ROOT, SETTINGS, Settings
from tests.platforms.wechat import AES_KEY

DOCS = ROOT / "docs" / "channels"
NAMES = [name for name, _, _ in PLATFORMS]
# Proxies and other data centres only: the example file explains them.
ADDRESSES = re.compile(r"_API_URL$")


def built(**settings: str) -> list[str]:
    desk = Desk(connect("sqlite://"))
    return [each.name for each in platforms_of(Settings(settings), desk, Outbox(desk))]


def secrets_of(name: str) -> dict[str, str]:
    needed = next(needed for each, needed, _ in PLATFORMS if each == name)
    return {each: AES_KEY if each.endswith("AES_KEY") else "x" for each in needed}


@pytest.mark.parametrize("name", NAMES)
def test_a_channel_is_on_with_its_secrets_and_names_one_that_is_missing(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    secrets = secrets_of(name)
    assert built(**secrets) == [name]
    if len(secrets) == 1:
        return
    missing = sorted(secrets)[0]
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        assert built(**{each: value for each, value in secrets.items() if each != missing}) == []
    [line] = caplog.messages
    assert name in line
    assert missing in line


def test_a_channel_without_its_secrets_is_off_and_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        assert built() == []
    for name, needed, _ in PLATFORMS:
        [line] = [each for each in caplog.messages if f"name={name}:" in each]
        assert all(each in line for each in needed)


@pytest.mark.parametrize("name", NAMES)
def test_a_colleges_page_on_a_channel_says_where_each_of_its_settings_comes_from(name: str) -> None:
    page = (DOCS / f"{name}.md").read_text("utf-8")
    prefixes = {each.partition("_")[0] for each in secrets_of(name)}
    settings = [each.name for each in SETTINGS if each.name.partition("_")[0] in prefixes]
    assert settings
    assert [each for each in settings if each not in page and not ADDRESSES.search(each)] == []
    assert f"https://<your host>/{name}" in page  # to be entered at the platform
    assert re.search(r"^1\. ", page, flags=re.MULTILINE)
    assert f"({name}.md)" in (DOCS / "README.md").read_text("utf-8")
