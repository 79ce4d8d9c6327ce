"""Single sign-on against an identity provider on loopback that behaves as OpenID Connect says, and misbehaves on demand."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient

from console.app import create_app
from office.database import reading, writing
from office.settings import Settings
from office.staff import accounts, audit
from tests.console.conftest import ADDRESS, PASSWORD
from tests.console.identity_provider import CLIENT, OTHER_KEY, SECRET, Provider, identity_provider


@pytest.fixture
def provider() -> Iterator[Provider]:
    with identity_provider() as made:
        yield made


@pytest.fixture
def client(database: Engine, provider: Provider) -> Iterator[TestClient]:
    values = {
        "OIDC_ISSUER": provider.issuer,
        "OIDC_CLIENT_ID": CLIENT,
        "OIDC_CLIENT_SECRET": SECRET,
        "OIDC_NEW_ROLE": "reviewer",
    }
    app = create_app(Settings({**values, "CONSOLE_URL": ADDRESS}), engine=database, works=False)
    with TestClient(app, base_url=ADDRESS, follow_redirects=False) as opened:
        yield opened


def go_out(client: TestClient, provider: Provider, path: str = "/sso/start?next=/gaps") -> dict[str, str]:
    """The browser is sent to the provider; returns what it is asked there."""
    location = client.get(path).headers["location"]
    assert location.startswith(f"{provider.issuer}/authorization_endpoint?")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
    provider.nonce, provider.challenge = asked["nonce"], asked["code_challenge"]
    return asked


def come_back(client: TestClient, asked: dict[str, str], code: str = "good"):  # type: ignore[no-untyped-def]
    return client.get(f"/sso/return?code={code}&state={asked['state']}")


def test_a_colleague_of_the_college_gets_an_account_and_in(client: TestClient, provider: Provider, database: Engine):
    asked = go_out(client, provider)
    assert asked["redirect_uri"] == f"{ADDRESS}/sso/return"
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    response = come_back(client, asked)
    assert response.status_code == 200
    assert 'content="0; url=/gaps"' in response.text
    assert client.get("/gaps").status_code == 200
    with reading(database) as connection:
        made = accounts.find_account(connection, "zhao")
        assert audit.find_entries(connection)[0].details == {"how": "single_sign_on"}
    assert made is not None
    assert (made.role, made.shown_name, made.email, made.has_password) == (
        "reviewer",
        "Zhao Min",
        "zhao@example.edu",
        False,
    )


def test_the_second_time_it_is_the_same_account_whatever_the_name(
    client: TestClient, provider: Provider, database: Engine
):
    come_back(client, go_out(client, provider))
    provider.claims = {"preferred_username": "zhao.min"}
    client.cookies.clear()
    assert come_back(client, go_out(client, provider)).status_code == 200
    with reading(database) as connection:
        assert accounts.find_account(connection, "zhao.min") is None


def test_a_name_that_somebody_has_with_a_password_is_not_handed_over(
    client: TestClient, provider: Provider, database: Engine
):
    provider.claims = {"preferred_username": "admin", "sub": "attacker"}
    response = come_back(client, go_out(client, provider))
    assert response.status_code == 403
    assert "You have no account here" in response.text


def test_an_account_made_for_single_sign_on_waits_for_its_person(
    client: TestClient, provider: Provider, database: Engine
):
    with writing(database) as connection:
        accounts.create_account(connection, "zhao", role="editor")
    come_back(client, go_out(client, provider))
    with reading(database) as connection:
        account = accounts.find_account(connection, "zhao")
    assert account is not None
    assert (account.role, account.has_single_sign_on) == ("editor", True)


def test_a_closed_account_stays_closed(client: TestClient, provider: Provider, database: Engine):
    come_back(client, go_out(client, provider))
    with writing(database) as connection:
        account = accounts.find_account(connection, "zhao")
        assert account is not None
        accounts.change_access(connection, account.id, role="reviewer", active=False)
    client.cookies.clear()
    assert come_back(client, go_out(client, provider)).status_code == 403


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},
        {"nonce": "another"},
        {"exp": 1},
        {"iat": 32503680000},
        {"sub": ""},
    ],
)
def test_a_token_that_is_not_for_us_now_opens_nothing(client: TestClient, provider: Provider, claims: dict):
    provider.claims = claims
    response = come_back(client, go_out(client, provider))
    assert response.status_code == 403
    assert "staff" not in client.cookies


def test_a_token_that_somebody_else_signed_opens_nothing(client: TestClient, provider: Provider):
    provider.key = OTHER_KEY
    assert come_back(client, go_out(client, provider)).status_code == 403


def test_a_return_is_good_once(client: TestClient, provider: Provider):
    asked = go_out(client, provider)
    assert come_back(client, asked).status_code == 200
    assert come_back(client, asked).status_code == 403


def test_a_return_that_this_browser_did_not_begin_opens_nothing(client: TestClient, provider: Provider):
    asked = go_out(client, provider)
    client.cookies.clear()
    assert come_back(client, asked).status_code == 403
    assert client.get("/sso/return?code=good&state=").status_code == 403


@pytest.mark.parametrize("code", ["bad", ""])
def test_a_code_that_the_provider_does_not_know_opens_nothing(client: TestClient, provider: Provider, code: str):
    assert come_back(client, go_out(client, provider), code).status_code == 403


def test_a_provider_that_is_away_is_named_and_the_password_still_works(client: TestClient, provider: Provider):
    provider.said_issuer = "https://elsewhere.example"
    response = client.get("/sso/start")
    assert response.status_code == 503
    assert "does not answer" in response.text
    data = {"name": "reader", "password": PASSWORD}
    assert client.post("/login", data=data, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303


def test_nobody_is_sent_to_another_host_after_the_login(client: TestClient, provider: Provider):
    response = come_back(client, go_out(client, provider, "/sso/start?next=//evil.example"))
    assert 'content="0; url=/"' in response.text


def test_without_a_provider_there_is_no_way_there(visitor):  # type: ignore[no-untyped-def]
    assert visitor.get("/sso/start").status_code == 404
    assert visitor.get("/sso/return?code=x&state=y").status_code == 404
    assert "sso" not in visitor.get("/login").text


def test_with_a_provider_the_login_offers_it(client: TestClient):
    assert "/sso/start?next=" in client.get("/login").text
