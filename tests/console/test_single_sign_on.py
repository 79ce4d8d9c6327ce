"""Single sign-on against an identity provider on loopback that behaves as OpenID Connect says, and misbehaves on demand."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from sqlalchemy.engine import Engine
from starlette.testclient import TestClient

from console.app import create_app
from office.database import reading, writing
from office.settings import Settings
from office.staff import accounts, audit
from tests.console.conftest import ADDRESS, PASSWORD

KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
CLIENT, SECRET = "console", "the-clients-secret"


class Provider:
    """What the provider is asked and how it answers. `claims` are added, `key` signs, `status` is of the token's answer."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {}
        self.key = KEY
        self.status = 200
        self.issuer = ""
        self.said_issuer = ""
        self.asked: list[dict[str, str]] = []
        self.challenge = ""
        self.nonce = ""

    def token(self) -> str:
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": "subject-1", "nonce": self.nonce, "exp": int(time.time()) + 60,
            "iat": int(time.time()), "preferred_username": "zhao", "name": "Zhao Min", "email": "zhao@example.edu",
        }  # fmt: skip
        return jwt.encode({"alg": "RS256", "kid": "one"}, {**claims, **self.claims}, self.key)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        provider: Provider = self.server.provider  # type: ignore[attr-defined]
        if self.path.endswith("openid-configuration"):
            issuer = provider.said_issuer or provider.issuer
            addresses = {
                name: f"{provider.issuer}/{name}" for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")
            }
            self._json({"issuer": issuer, **addresses})
        else:
            self._json({"keys": [KEY.as_dict(private=False)]})

    def do_POST(self) -> None:
        provider: Provider = self.server.provider  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        asked = {name: values[0] for name, values in parse_qs(body).items()}
        provider.asked.append(asked)
        verifier = hashlib.sha256(asked["code_verifier"].encode()).digest()
        right = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode() == provider.challenge
        if provider.status != 200 or not right or asked["client_secret"] != SECRET or asked["code"] != "good":
            self._json({"error": "invalid_grant"}, provider.status if provider.status != 200 else 400)
        else:
            self._json({"id_token": provider.token(), "access_token": "x"})

    def _json(self, content: dict, status: int = 200) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def provider() -> Iterator[Provider]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Provider()
    made.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    server.provider = made  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()


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
