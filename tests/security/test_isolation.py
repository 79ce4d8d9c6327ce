"""What one applicant does with another's ids, tickets and addresses changes and shows nothing of the other's."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.channels.conftest import FakeRasa, Visitor, door, public_client, rasa, rasa_server

__all__ = ["door", "public_client", "rasa", "rasa_server"]


def test_nothing_that_another_applicant_tries_reaches_a_conversation(door: Callable[..., Visitor]) -> None:
    owner, other = door(), door()
    owner.say("what only I have said")
    before = owner.messages()
    question, answer = before[0]["id"], before[1]["id"]
    other.say("hello", client_id=before[0]["client_id"])  # the same id of the client's own
    tried = [
        other.get(f"/api/messages?after={question - 1}"),
        other.get(f"/api/messages?after=0&session={owner.secret}"),
        other.get("/api/transcript"),
        other.get("/api/transcript?format=json"),
        other.press(answer, 0),
        other.post("/api/feedback", {"message": answer, "rating": -1, "comment": "not mine"}),
        other.post("/api/feedback", {"message": question, "rating": 1}),
        other.post("/api/handoff", {"reason": "another's", "conversation": answer}),
        other.client.patch("/api/session", json={"language": "th"}, headers=other.headers),
        other.client.delete("/api/session", headers=other.headers),
    ]
    for each in tried:
        assert "what only I have said" not in each.text
    assert owner.messages() == before
    assert owner.get("/api/messages").json()["state"] == "bot"


@pytest.mark.parametrize("known", ["conversation", "hash"])
def test_what_the_database_holds_opens_no_conversation(
    door: Callable[..., Visitor], rasa: FakeRasa, known: str
) -> None:
    """Whoever reads a copy of the database has no secret: ids and stored hashes are not it."""
    import sqlalchemy as sa

    from office.conversations.tables import conversation, session_key
    from office.database import reading

    owner = door()
    owner.say("mine")
    with reading(rasa.engine) as connection:
        stored = connection.execute(sa.select(session_key)).first()
        assert stored is not None
        values = [str(value) for value in stored] if known == "hash" else []
        values += [str(value) for value in connection.execute(sa.select(conversation.c.id)).scalars()]
    assert values
    for value in values:
        assert owner.secret not in value
        refused = owner.client.get("/api/messages", headers={"Authorization": f"Bearer {value}"})
        assert refused.status_code == 401
