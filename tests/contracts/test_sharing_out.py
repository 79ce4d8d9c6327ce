"""`make test` shares whole files out among its workers: fixtures of a file are made once, and one house runs for all journeys."""

from __future__ import annotations

import pytest


def test_xdist_knows_the_group_of_each_test(request: pytest.FixtureRequest):
    group = request.node.get_closest_marker("xdist_group").args[0]
    assert group == "tests/contracts/test_sharing_out.py"
    if getattr(request.config.option, "loadgroup", False):
        assert request.node.nodeid.endswith(f"@{group}")
