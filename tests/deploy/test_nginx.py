"""nginx takes the configuration, spreads the load, and leads nowhere else."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from deploy.nginx_configuration import configuration

needs_nginx = pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed (Debian: nginx-light)")


def example(folder: Path) -> str:
    return configuration(
        channels=["127.0.0.1:8000", "127.0.0.1:8010"],
        rasa=["127.0.0.1:5006", "127.0.0.1:5007"],
        actions=["127.0.0.1:5056"],
        folder=folder,
    )


@needs_nginx
def test_nginx_takes_it(tmp_path: Path):
    file = tmp_path / "nginx.conf"
    file.write_text(example(tmp_path))
    tried = subprocess.run(["nginx", "-t", "-c", str(file)], capture_output=True, text=True)
    assert tried.returncode == 0, tried.stderr


def test_everything_is_filled_in(tmp_path: Path):
    assert "${" not in example(tmp_path)


def test_no_servers_is_an_error_that_says_so(tmp_path: Path):
    with pytest.raises(ValueError, match="at least one server of rasa"):
        configuration(channels=["a:1"], rasa=[], actions=["b:2"], folder=tmp_path)
