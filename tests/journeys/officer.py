"""A member of staff in the console of a running house."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from time import monotonic, sleep
from typing import Any

import httpx

from office.database import writing
from office.staff import accounts
from office.staff.sessions import find_session, open_session
from tests.journeys.running_house import RunningHouse


class Officer:
    """A member of staff in the console, who fills in the forms that it shows."""

    def __init__(self, house: RunningHouse, name: str, role: str) -> None:
        with writing(house.database) as connection:
            account = accounts.find_account(connection, name) or accounts.create_account(
                connection, name, role=role, password="quiet river over stones"
            )
            token = open_session(connection, account, life=timedelta(hours=1), factor_pending=False)
            session = find_session(connection, token)
        assert session is not None
        self._csrf = session.csrf_token
        self._client = httpx.Client(
            base_url=house.console, cookies={"staff": token}, timeout=120, trust_env=False, follow_redirects=True
        )

    def read(self, path: str) -> str:
        """A page's HTML."""
        found = self._client.get(path)
        assert found.status_code == 200, (path, found.status_code, found.text[-500:])
        return found.text

    def send(self, path: str, **fields: str | list[str]) -> str:
        """The page after a form was sent."""
        found = self._client.post(path, data={"csrf": self._csrf, **fields}, headers={"Sec-Fetch-Site": "same-origin"})
        assert found.status_code == 200, (path, found.status_code, found.text[-500:])
        return found.text

    def lessons_shown(self) -> list[str]:
        """Ids of the lessons that the page offers to decide about."""
        return re.findall(
            r'name="lesson"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="lesson"', self.read("/learning/lessons")
        )


def wait_for(condition: Callable[[], Any], patience: float, what: str) -> Any:
    """The first true value; fails after so many seconds."""
    deadline = monotonic() + patience
    while not (found := condition()):
        assert monotonic() < deadline, f"waited {patience:.0f} s for {what}"
        sleep(0.5)
    return found
