"""Privacy: found, exported, erased with a receipt, by administrators only and on record."""

from __future__ import annotations

import json

import pytest
from sqlalchemy.engine import Engine

from office.conversations.handoffs import request_handoff
from office.conversations.queries import get_conversation
from office.database import reading, writing
from office.staff import audit
from tests.console.conftest import Person
from tests.talk import ask


@pytest.fixture
def name(database: Engine) -> str:
    with writing(database) as connection:
        made, _, _ = ask(connection, "visa? call 081-234-5678")
        request_handoff(connection, made, contact_kind="email", contact="som@example.org", consent=True)
    return made


def test_a_person_is_found_by_address_and_shown_masked(admin: Person, name: str):
    text = admin.get("/privacy?person=SOM@example.org").text
    assert name in text
    assert "081-234-5678" not in text
    assert "Nothing is kept about this person." in admin.get("/privacy?person=other@example.org").text


def test_an_export_is_a_file_with_everything_and_on_record(admin: Person, name: str, database: Engine):
    response = admin.post("/privacy/export", {"person": "som@example.org"})
    assert "attachment" in response.headers["content-disposition"]
    tables = json.loads(response.text)["tables"]
    assert tables["handoff"][0]["contact"] == "som@example.org"
    assert any("081-234-5678" in row["text"] for row in tables["message"])
    with reading(database) as connection:
        assert audit.find_entries(connection, action="exported_person")[0].subject_id == name


def test_erasing_needs_the_ticked_box(admin: Person, name: str, database: Engine):
    assert admin.post("/privacy/erase", {"person": "som@example.org"}).status_code == 404
    with reading(database) as connection:
        assert get_conversation(connection, name).id == name


def test_an_erased_person_is_gone_and_the_receipt_stays(admin: Person, name: str, database: Engine):
    response = admin.post("/privacy/erase", {"person": "som@example.org", "sure": "1"})
    path = response.headers["location"]
    receipt = admin.get(path).text
    assert path.rpartition("/")[2] in receipt
    assert "som@example.org" not in receipt
    assert admin.get(f"/conversations/{name}").status_code == 404
    assert path in admin.get("/privacy").text
    with reading(database) as connection, pytest.raises(LookupError):
        get_conversation(connection, name)
    assert admin.get("/privacy/receipts/E1").status_code == 404


def test_nobody_is_erased_by_half_a_name(admin: Person, name: str):
    assert admin.post("/privacy/erase", {"person": "som@", "sure": "1"}).status_code == 404
    assert admin.post("/privacy/erase", {"person": "", "sure": "1"}).status_code == 404
