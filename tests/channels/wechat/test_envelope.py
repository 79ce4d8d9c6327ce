"""The AES envelope, against wechatpy both ways."""

from __future__ import annotations

import secrets

import pytest
from wechatpy.crypto import PrpCrypto, WeChatCrypto

from channels.channel import NotGenuine
from channels.wechat.envelope import Envelope, check_signature, signature_of
from tests.platforms.wechat import AES_KEY, APP_ID, TOKEN

TEXTS = ["", "a", "你好", "x" * 31, "y" * 32, "z" * 33, "🎓" * 700, "<xml>]]></xml>"] + [
    secrets.token_urlsafe(number) for number in range(1, 293)
]


def test_what_wechatpy_encrypts_is_read_and_what_we_encrypt_it_reads() -> None:
    ours, theirs = Envelope(AES_KEY, APP_ID), PrpCrypto(WeChatCrypto(TOKEN, AES_KEY, APP_ID).key)
    for text in TEXTS:
        assert ours.decrypt(theirs.encrypt(text, APP_ID).decode()) == text
        assert theirs.decrypt(ours.encrypt(text), APP_ID) == text


@pytest.mark.parametrize("sealed", ["", "a", "====", "!" * 44, "A" * 43, "A" * 44, "QUJD", "é", "A" * 88])
def test_anything_else_is_not_genuine(sealed: str) -> None:
    with pytest.raises(NotGenuine):
        Envelope(AES_KEY, APP_ID).decrypt(sealed)


def test_a_message_for_another_account_is_not_genuine() -> None:
    with pytest.raises(NotGenuine, match="another account"):
        Envelope(AES_KEY, APP_ID).decrypt(Envelope(AES_KEY, "wxother").encrypt("hello"))


@pytest.mark.parametrize("key", ["", "short", "ä" * 43, AES_KEY + "A"])
def test_a_key_that_is_none_is_named(key: str) -> None:
    with pytest.raises(ValueError, match="43 letters"):
        Envelope(key, APP_ID)


def test_a_signature_is_that_of_all_parts() -> None:
    check_signature(signature_of("b", "a", "c"), "a", "b", "c")
    for wrong in ("", "x", signature_of("a", "b"), "ä"):
        with pytest.raises(NotGenuine):
            check_signature(wrong, "a", "b", "c")
