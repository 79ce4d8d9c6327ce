"""Every setting of every process: name, default, meaning (house.py, staff.py, platforms.py), and their reading."""

from office.settings.reading import ROOT, SETTINGS, SettingError, Settings, read_env_file, settings

__all__ = ["ROOT", "SETTINGS", "SettingError", "Settings", "read_env_file", "settings"]
