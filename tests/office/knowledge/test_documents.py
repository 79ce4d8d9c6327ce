"""Documents: the usual ones in twelve languages, and those that staff name."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from office.knowledge.documents import announce, find_documents, name_document, usual_documents
from office.knowledge.queries import read_knowledge
from office.languages import CODES


def test_usual_documents_have_a_name_in_every_language():
    assert all(set(names) == set(CODES) for names in usual_documents().values())


def test_a_usual_document_gets_its_names_at_its_first_use(connection: Connection):
    assert ("document", "fee-schedule") not in read_knowledge(connection).labels
    announce(connection, "fee-schedule", by="li")
    announce(connection, "fee-schedule", by="li")
    assert read_knowledge(connection).name("document", "fee-schedule", "th") == "ตารางค่าธรรมเนียม"


def test_a_document_of_staff_is_named_once(connection: Connection):
    first = name_document(connection, " Notice  of 2027 ", by="li")
    assert name_document(connection, "Notice of 2027", by="wang") == first
    assert find_documents(connection)[first]["ar"] == "Notice of 2027"


def test_a_name_that_is_known_is_the_known_document(connection: Connection):
    assert name_document(connection, "招生简章", by="li") == "admissions-brochure"
