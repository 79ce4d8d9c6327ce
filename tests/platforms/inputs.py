"""What strangers might send instead of a platform's requests: samples with something else in one place, and anything.

`junk` comes from Hypothesis, in the tests and in `python -m benchmarks.fuzzing` alike.
"""

from __future__ import annotations

import copy
import json
import random
from typing import Any

from hypothesis import strategies as st

from tests.platforms.messengers import MESSENGERS
from tests.platforms.wechat import event_xml, message_xml

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
KAKAO = {"userRequest": {"utterance": "hi", "user": {"id": "u"}, "callbackUrl": "https://x"}, "bot": {"id": "b"}}
WECOM = {
    "msgid": "m1", "open_kfid": "wk0001", "external_userid": "c1", "send_time": 2_000_000_000, "origin": 3,
    "msgtype": "text", "text": {"content": "hi", "menu_id": "b:1:0"},
}  # fmt: skip
XML = (
    message_xml("u", "hi"),
    message_xml("u", kind="voice", MediaId="m", Recognition="hi"),
    message_xml("u", kind="location", Label="here"),
    event_xml("u", "CLICK", "ask:list_programs"),
    event_xml("u", "subscribe", "qrscene_ask_tuition.accounting-au"),
)
_ENTITY = '<!DOCTYPE x [<!ENTITY a "b">]>'


def samples(name: str) -> list[dict[str, Any]]:
    """Genuine requests of a platform that speaks JSON."""
    if name == "kakaotalk":
        return [KAKAO]
    if name == "wecom":
        return [WECOM]
    platform = MESSENGERS[name]()
    return [platform.text("77", "hi", "5"), platform.press("77", "b:1:0"), platform.media]


def mutated(value: Any, junk: Any, chance: random.Random) -> Any:
    """The sample with one of its places replaced by something else."""
    value = copy.deepcopy(value)
    place = value
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = chance.choice(keys)
        if isinstance(place[key], dict | list) and place[key] and chance.random() < 0.8:
            place = place[key]
            continue
        place[key] = junk
        return value


def encoded(value: Any) -> bytes:
    """JSON, also of what UTF-8 has no bytes for."""
    return json.dumps(value).encode("utf-8", "surrogatepass")


def json_body(found: list[dict[str, Any]], junk: Any, chance: random.Random) -> bytes:
    """A body where the samples' JSON is expected: mostly a sample with `junk` in one place, now and then a genuine one."""
    kind = chance.random()
    if kind < 0.03:
        return encoded(chance.choice(found))
    if kind < 0.7:
        return encoded(mutated(chance.choice(found), junk, chance))
    if kind < 0.8:
        body = encoded(chance.choice(found))
        return body[: chance.randrange(len(body))]
    if kind < 0.9:
        return encoded(junk)
    return chance.randbytes(chance.randrange(200))


def xml_body(junk: str, chance: random.Random) -> str:
    """A body where WeChat's XML is expected: mostly a sample with `junk` in one place."""
    xml, kind = chance.choice(XML), chance.random()
    if kind < 0.3:
        return xml.replace("hi", junk).replace("here", junk)
    if kind < 0.9:
        at = chance.randrange(len(xml))
        spoilt = xml[:at] + junk + xml[at + chance.randrange(40) :]
        return _ENTITY + spoilt if kind < 0.4 else spoilt
    return junk
