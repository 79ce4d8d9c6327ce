"""Whatever strangers send: every parser gives messages, or says that it is none. Nothing else, and soon."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from channels.channel import Inbound, NotGenuine
from channels.desk import Desk
from channels.outbox import Outbox
from channels.plain_text import split, utf8_size, utf16_size
from channels.platforms import PLATFORMS, platforms_of
from channels.wechat.envelope import Envelope
from channels.wechat.inbound import parse as parse_wechat
from channels.wechat.xml import read_xml, write_xml
from office.database import connect
from office.settings import Settings
from tests.platforms.inputs import JSON, mutated, samples
from tests.platforms.messengers import MESSENGERS
from tests.platforms.wechat import AES_KEY, APP_ID, event_xml, message_xml

MANY = settings(max_examples=60, deadline=2000, suppress_health_check=list(HealthCheck))


def _parsers() -> dict[str, Any]:
    desk = Desk(connect("sqlite://"))
    everything = {name: "x" for _, needed, _ in PLATFORMS for name in needed} | {
        "WHATSAPP_PHONE_ID": "4711", "WECOM_AES_KEY": AES_KEY,
    }  # fmt: skip
    found = platforms_of(Settings(everything), desk, Outbox(desk))
    return {platform.name: platform.parse for platform in found if platform.name not in ("wechat", "wecom")}


PARSERS = _parsers()


def _try(name: str, body: bytes) -> None:
    try:
        found = PARSERS[name](body)
    except (ValueError, NotGenuine):
        return
    for each in found:
        assert isinstance(each, Inbound)
        assert 0 < len(each.platform_message_id) <= 300
        assert each.channel_user
        assert len(each.channel_user) <= 255
        assert (each.text is None) != (each.button is None)
        assert each.asks is None or each.asks.startswith("/")


@pytest.mark.parametrize("name", PARSERS)
@MANY
@given(junk=JSON, chance=st.randoms(use_true_random=False))
def test_a_sample_with_something_else_in_one_place(name: str, junk: Any, chance: random.Random) -> None:
    for sample in samples(name):
        _try(name, json.dumps(mutated(sample, junk, chance)).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("junk", [{}, [], {"id": 1}, True, 2**70, "\ud800", "\x00", "b:9999999999999999999:0"])
def test_a_kind_of_another_type_is_no_fault(junk: Any) -> None:
    body = MESSENGERS["whatsapp"]().media
    body["entry"][0]["changes"][0]["value"]["messages"][0]["type"] = junk
    _try("whatsapp", json.dumps(body).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("name", PARSERS)
@MANY
@given(body=st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode("utf-8", "surrogatepass")))
def test_anything(name: str, body: bytes) -> None:
    _try(name, body)


@MANY
@given(body=st.binary(max_size=300))
def test_wechats_xml_is_read_or_refused(body: bytes) -> None:
    try:
        fields = read_xml(body)
    except ValueError:
        return
    assert all(isinstance(value, str) for value in fields.values())


@MANY
@given(
    xml=st.sampled_from([message_xml("u", "hi"), event_xml("u", "CLICK", "ask:list_programs")]),
    at=st.integers(0, 250),
    junk=st.text(max_size=12),
)
def test_wechats_messages_with_something_else_in_one_place(xml: str, at: int, junk: str) -> None:
    try:
        found = parse_wechat(read_xml((xml[:at] + junk + xml[at + 3 :]).encode("utf-8", "replace")), language="zh")
    except ValueError:
        return
    assert found.inbound is None or len(found.inbound.platform_message_id) <= 300


@MANY
@given(text=st.text(max_size=60))
def test_what_is_written_as_xml_is_read_back(text: str) -> None:
    shown = "".join(each for each in text if each in "\t\n" or (each >= " " and each not in "\ufffe\uffff"))
    shown = shown.encode("utf-8", "ignore").decode()
    assert read_xml(write_xml({"Content": shown}))["Content"] == shown


@MANY
@given(sealed=st.text(max_size=100) | st.binary(max_size=100).map(lambda data: data.hex()))
def test_anything_sealed_is_opened_or_not_genuine(sealed: str) -> None:
    with pytest.raises(NotGenuine):
        Envelope(AES_KEY, APP_ID).decrypt(sealed)


PIECES = ["你好。", "Hello there. ", "สวัสดี ", "👩‍🎓", "é", "كيف؟ ", "\n\n", "x" * 30]
SENTENCES = st.lists(st.sampled_from(PIECES), max_size=60)


@MANY
@given(text=SENTENCES.map("".join), limit=st.integers(30, 120), size=st.sampled_from([len, utf8_size, utf16_size]))
def test_a_text_is_cut_within_the_limit_and_loses_only_blanks(text: str, limit: int, size: Any) -> None:
    parts = split(text, limit=limit, size=size)
    assert all(part and size(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_text_is_cut_between_sentences() -> None:
    assert split("One two three. Four five six. Seven.", limit=20) == ["One two three.", "Four five six.", "Seven."]
    assert split("第一句话。第二句话。第三句话。", limit=12) == ["第一句话。第二句话。", "第三句话。"]
