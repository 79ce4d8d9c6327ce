"""An identity provider on loopback that behaves as OpenID Connect says, and misbehaves on demand."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

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
        elif self.path.startswith("/authorization_endpoint"):
            self._log_in(provider)
        else:
            self._json({"keys": [KEY.as_dict(private=False)]})

    def _log_in(self, provider: Provider) -> None:
        """A browser comes: the person is logged in already and is sent back at once."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        provider.nonce, provider.challenge = asked["nonce"], asked["code_challenge"]
        self.send_response(302)
        self.send_header("location", f"{asked['redirect_uri']}?{urlencode({'code': 'good', 'state': asked['state']})}")
        self.end_headers()

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


@contextmanager
def identity_provider() -> Iterator[Provider]:
    """A provider for the length of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made = Provider()
    made.issuer = f"http://127.0.0.1:{server.server_address[1]}"
    server.provider = made  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield made
    server.shutdown()
    server.server_close()
