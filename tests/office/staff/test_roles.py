"""Roles: each has everything that the one before it has."""

from __future__ import annotations

import pytest

from office.staff.roles import ROLES, may


@pytest.mark.parametrize("position", range(len(ROLES)))
def test_a_role_may_what_the_ones_before_it_may(position: int):
    assert [may(ROLES[position], needed) for needed in ROLES] == [each <= position for each in range(len(ROLES))]


@pytest.mark.parametrize("role", ["", "root", "Admin"])
def test_an_unknown_role_may_nothing(role: str):
    assert not any(may(role, needed) for needed in ROLES)
