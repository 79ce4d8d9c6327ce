"""Single sign-on by OpenID Connect: the authorization code flow with PKCE, state and nonce, each good for one use."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import httpx
import sqlalchemy as sa
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy.engine import Connection

from office.database import now
from office.settings import Settings
from office.staff.tables import sso_attempt

PATIENCE = 10.0  # seconds that the provider is given for each answer
ATTEMPT_LIFE = timedelta(minutes=10)
# No algorithm that a public key could be used for as a shared secret.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
CLOCK_DRIFT = 120  # seconds


class SignOnError(Exception):
    """The provider's answer cannot be used; the message says why, for the log. Nothing secret is in it."""


@dataclass(frozen=True)
class Person:
    """Who logged in at the provider."""

    subject: str
    name: str
    shown_name: str
    email: str | None


@dataclass(frozen=True)
class Attempt:
    """A login that was begun here."""

    nonce: str
    verifier: str
    goes_to: str


@dataclass(frozen=True)
class Begun:
    """Where to send the browser, and the state that it has to bring back."""

    address: str
    state: str


def is_set_up(settings: Settings) -> bool:
    """Whether single sign-on is on."""
    return bool(settings["OIDC_ISSUER"] and settings["OIDC_CLIENT_ID"])


def return_address(settings: Settings) -> str:
    """Where the provider sends people back to; it has to be registered there."""
    return f"{settings.console_url}/sso/return"


def begin(connection: Connection, settings: Settings, provider: dict[str, Any], *, goes_to: str) -> Begun:
    """Write an attempt down."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    moment = now()
    connection.execute(sa.delete(sso_attempt).where(sso_attempt.c.expires_at < moment))
    connection.execute(
        sa.insert(sso_attempt).values(
            state_hash=_hash(state),
            nonce=nonce,
            verifier=verifier,
            goes_to=goes_to[:500],
            expires_at=moment + ATTEMPT_LIFE,
        )
    )
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": settings["OIDC_CLIENT_ID"],
        "redirect_uri": return_address(settings),
        "scope": "openid profile email",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return Begun(f"{provider['authorization_endpoint']}?{urlencode(query)}", state)


def take_attempt(connection: Connection, state: str) -> Attempt | None:
    """The attempt of this state, used up; None: unknown, used before or too old."""
    here = sso_attempt.c.state_hash == _hash(state)
    row = connection.execute(sa.select(sso_attempt).where(here, sso_attempt.c.expires_at >= now())).first()
    used = connection.execute(sa.delete(sso_attempt).where(here)).rowcount
    return Attempt(row.nonce, row.verifier, row.goes_to) if row and used == 1 else None


def find_provider(settings: Settings, client: httpx.Client) -> dict[str, Any]:
    """What the provider says of itself. SignOnError: it cannot be reached, or is another one."""
    issuer = settings["OIDC_ISSUER"].rstrip("/")
    found = _json(client.get, f"{issuer}/.well-known/openid-configuration")
    if str(found.get("issuer", "")).rstrip("/") != issuer:
        raise SignOnError(f"OIDC_ISSUER is {issuer!r}, but the provider there calls itself {found.get('issuer')!r}.")
    missing = [name for name in ("authorization_endpoint", "token_endpoint", "jwks_uri") if not found.get(name)]
    if missing:
        raise SignOnError(f"The provider does not name its {', '.join(missing)}.")
    return found


def finish(settings: Settings, client: httpx.Client, attempt: Attempt, code: str) -> Person:
    """Who logged in, for the code that the provider sent. SignOnError: it, or its signature, is not right."""
    provider = find_provider(settings, client)
    answer = _json(
        client.post,
        provider["token_endpoint"],
        data={
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": return_address(settings),
            "client_id": settings["OIDC_CLIENT_ID"],
            "client_secret": settings["OIDC_CLIENT_SECRET"],
            "code_verifier": attempt.verifier,
        },
    )
    published: Any = _json(client.get, provider["jwks_uri"])
    keys = KeySet.import_key_set(published)
    try:
        claims = jwt.decode(str(answer.get("id_token", "")), keys, algorithms=ALGORITHMS).claims
    except (JoseError, ValueError) as error:
        raise SignOnError(f"The provider's token cannot be read: {type(error).__name__}.") from error
    _check(claims, settings, attempt)
    email = claims.get("email") if claims.get("email_verified") is not False else None
    login = str(claims.get("preferred_username") or email or claims["sub"])
    return Person(str(claims["sub"]), login, str(claims.get("name") or login), email)


def _check(claims: dict[str, Any], settings: Settings, attempt: Attempt) -> None:
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    moment = time.time()
    wrong = (
        ("issuer", str(claims.get("iss", "")).rstrip("/") != settings["OIDC_ISSUER"].rstrip("/")),
        ("audience", settings["OIDC_CLIENT_ID"] not in audiences),
        ("authorized party", len(audiences) > 1 and claims.get("azp") != settings["OIDC_CLIENT_ID"]),
        ("nonce", not secrets.compare_digest(str(claims.get("nonce", "")).encode(), attempt.nonce.encode())),
        ("expiry", not isinstance(claims.get("exp"), (int, float)) or claims["exp"] < moment - CLOCK_DRIFT),
        ("time of issue", isinstance(claims.get("iat"), (int, float)) and claims["iat"] > moment + CLOCK_DRIFT),
        ("subject", not claims.get("sub")),
    )
    for name, is_wrong in wrong:
        if is_wrong:
            raise SignOnError(f"The provider's token has the wrong {name}.")


def _json(ask: Any, address: str, **options: Any) -> dict[str, Any]:
    try:
        response = ask(address, timeout=PATIENCE, **options)
        response.raise_for_status()
        found = response.json()
    except (httpx.HTTPError, ValueError) as error:
        raise SignOnError(f"The provider gave no answer that can be used: {type(error).__name__}.") from error
    if not isinstance(found, dict):
        raise SignOnError("The provider's answer is not a JSON object.")
    return found


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode("utf-8", "replace")).hexdigest()
