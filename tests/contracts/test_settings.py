"""Every setting is documented where an administrator looks for it."""

from __future__ import annotations

import re

import pytest

from office.settings import ROOT, SETTINGS, SettingError, Settings


def test_every_setting_is_in_the_example_file():
    documented = set(
        re.findall(r"^#? ?([A-Z][A-Z_0-9]+)=", (ROOT / ".env.example").read_text("utf-8"), flags=re.MULTILINE)
    )
    assert documented == {setting.name for setting in SETTINGS}


def test_a_bad_value_is_named_with_what_to_do():
    with pytest.raises(SettingError, match=r"PUBLIC_PORT is 'eighty'.*Correct it in \.env"):
        Settings({"PUBLIC_PORT": "eighty"})


def test_a_secret_is_not_shown_in_an_error():
    assert all(setting.secret for setting in SETTINGS if setting.name == "DATABASE_URL")
