"""WeChat's error codes, and what to do about them."""

from __future__ import annotations

from channels.platform_http import Forbidden, NotTaken, Refused

TOKEN_CODES = frozenset({40001, 40014, 42001})
_AGAIN = {
    -1: "WeChat is busy",
    45009: "the account has used up today's calls of this interface",
    45011: "WeChat wants fewer calls a minute",
    50002: "WeChat has limited the account for a moment",
}
# The person has to write first.
_FORBIDDEN = (45015, 45047)
_SENTENCES = {
    40001: "WeChat does not accept the access token; check WECHAT_APP_ID and WECHAT_APP_SECRET",
    40002: "the grant type is wrong; update this program",
    40003: "this person is unknown to the account; was WECHAT_APP_ID changed?",
    40013: "there is no account with this app id; check WECHAT_APP_ID",
    40125: "the app secret is wrong; check WECHAT_APP_SECRET, and reset it on the platform if it is lost",
    40164: "this server's address is not on the account's IP list; add it under Basic configuration",
    41004: "the app secret is missing; set WECHAT_APP_SECRET",
    43004: "the person does not follow the account any more",
    45002: "the text is longer than WeChat takes",
    45015: "the person wrote more than 48 hours ago; WeChat lets nobody write to them before they write again",
    45047: "the five messages that WeChat allows after each of the person's are used up; they have to write again",
    48001: "the account may not use this interface; customer-service messages need a verified account",
    48004: "WeChat has blocked this interface for the account; see the notices on mp.weixin.qq.com",
    50005: "the person does not follow the account any more",
    61004: "this server's address is not on the account's IP list; add it under Basic configuration",
    65400: "the account has no customer service; switch it on on mp.weixin.qq.com",
}


def check(code: int, text: str) -> None:
    """Nothing for success. NotTaken: ask again later. Refused, Forbidden: with a sentence that says what to do."""
    if code == 0:
        return
    if code in _AGAIN:
        raise NotTaken(f"{_AGAIN[code]} ({code})")
    kind = Forbidden if code in _FORBIDDEN else Refused
    raise kind(f"{_SENTENCES.get(code, f'WeChat says: {text[:80]!r}')} ({code})")
