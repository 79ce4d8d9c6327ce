"""What WhatsApp and Messenger share: Meta's signature, the proof of the address, the Graph API's errors."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from channels.platform import inner
from channels.platform_http import Forbidden, NotTaken, PlatformHttp, Refused
from channels.push import hmac_check, same
from channels.refusals import Refusal

_AGAIN = {1, 2, 4, 17, 32, 341, 613, 80007, 130429, 131016, 131048, 131056, 133004}
# The person has to write first: WhatsApp's code, and Messenger's, which is a subcode of another.
_WINDOW = 131047
_OUTSIDE_WINDOW = 2018278
_SENTENCES = {
    10: "the app has no permission to write to this person; check its permissions on developers.facebook.com",
    100: "Meta does not take the message: {text}",
    190: "the access token is wrong or has expired; make a permanent one and set it anew",
    200: "the app has no permission; check it on developers.facebook.com",
    551: "the person cannot be reached any more",
    131026: "the person cannot be reached on WhatsApp",
    131047: "the person wrote more than 24 hours ago; WhatsApp lets nobody write to them before they write again",
    2018278: "the person wrote more than 24 hours ago; Messenger lets nobody write to them before they write again",
    131042: "the WhatsApp account has a problem with its payment",
    131031: "the WhatsApp account is locked; see business.facebook.com",
}


def check_signature(headers: Mapping[str, str], body: bytes, secret: str) -> None:
    """NotGenuine: X-Hub-Signature-256 is not that of the raw body."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    hmac_check(headers.get("x-hub-signature-256", ""), f"sha256={digest}")


def challenge(token: str) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that proves to Meta that the address is ours."""

    async def endpoint(request: Request) -> Response:
        query = request.query_params
        if query.get("hub.mode") != "subscribe" or not same(query.get("hub.verify_token", ""), token):
            raise Refusal(403, "not_genuine")
        return PlainTextResponse(query.get("hub.challenge", "")[:256])

    return endpoint


def sentence(code: int, text: str, status: int | None = None) -> str:
    """What to do about an error of the Graph API."""
    if code in _SENTENCES:
        return f"{_SENTENCES[code].format(text=repr(text[:80]))} ({code})"
    return f"Meta says: {text[:80]!r} ({code}{f', status {status}' if status else ''})"


async def post(http: PlatformHttp, path: str, content: dict[str, Any], token: str) -> None:
    """A call of the Graph API. NotTaken, Unclear, Refused: see channels.platform_http."""
    status, data = await http.call("POST", path, json=content, headers={"Authorization": f"Bearer {token}"})
    if status < 300:
        return
    error = inner(data, "error")
    found = error.get("code")
    code = found if isinstance(found, int) else -1
    if code in _AGAIN:
        raise NotTaken(f"Meta wants fewer calls or is busy ({code})")
    if error.get("error_subcode") == _OUTSIDE_WINDOW:
        code = _OUTSIDE_WINDOW
    kind = Forbidden if code in (_WINDOW, _OUTSIDE_WINDOW) else Refused
    raise kind(sentence(code, str(error.get("message")), status))
