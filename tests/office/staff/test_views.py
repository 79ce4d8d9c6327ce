"""Saved views: one's own, and everybody's shared ones."""

from __future__ import annotations

import pytest
from sqlalchemy.engine import Engine

from office.database import writing
from office.staff import accounts, views


def test_shared_views_are_everybodys_and_own_ones_are_not(whole_database: Engine):
    with writing(whole_database) as connection:
        li = accounts.create_account(connection, "li", role="editor").id
        wang = accounts.create_account(connection, "wang", role="editor").id
        views.save_view(connection, li, "Thai gaps", "language=th&gap=yes", shared=True)
        views.save_view(connection, li, "Mine", "assigned=li")
        assert [each.name for each in views.find_views(connection, li)] == ["Mine", "Thai gaps"]
        assert [each.name for each in views.find_views(connection, wang)] == ["Thai gaps"]


def test_the_same_name_replaces(whole_database: Engine):
    with writing(whole_database) as connection:
        li = accounts.create_account(connection, "li", role="editor").id
        views.save_view(connection, li, "Gaps", "gap=yes")
        views.save_view(connection, li, " Gaps ", "gap=no")
        assert [each.query for each in views.find_views(connection, li)] == ["gap=no"]
        with pytest.raises(ValueError, match="needs a name"):
            views.save_view(connection, li, " ", "gap=no")


def test_only_ones_own_view_can_be_removed(whole_database: Engine):
    with writing(whole_database) as connection:
        li = accounts.create_account(connection, "li", role="editor").id
        wang = accounts.create_account(connection, "wang", role="editor").id
        views.save_view(connection, li, "Gaps", "gap=yes", shared=True)
        (view,) = views.find_views(connection, wang)
        assert not views.remove_view(connection, wang, view.id)
        assert views.remove_view(connection, li, view.id)
