"""The console's texts: the same names and placeholders in both languages, all used, none missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from console import wording
from console.access import Page
from console.intents import all_intents, intent_title
from console.routes import PAGES
from console.wording import LANGUAGES, PLACEHOLDER, UnknownText, texts, translate
from office.knowledge.states import KINDS
from office.settings import ROOT
from office.staff.roles import ROLES

CONSOLE = Path(wording.__file__).parent
SOURCES = "\n".join(path.read_text("utf-8") for path in CONSOLE.rglob("*") if path.suffix in (".py", ".html"))
# Names that are put together: `t("state_" ~ ...)`, `one_of("did", ...)`.
PREFIXES = set(re.findall(r'["\']([a-z_]+_)["\'] ~', SOURCES)) | {
    f"{each}_" for each in re.findall(r'one_of\(["\']([a-z]+)["\']', SOURCES)
}
PREFIXES |= set(re.findall(r'f"([a-z_]+_)\{', SOURCES)) | {"did_", "notice_", "password_", "code_", "sso_", "channel_"}


def load(path: Path) -> dict:
    return YAML(typ="safe").load(path.read_text("utf-8"))


def forms(text: object) -> list[str]:
    return list(text.values()) if isinstance(text, dict) else [str(text)]


def test_both_languages_have_the_same_names_in_the_same_order():
    assert list(texts("en")) == list(texts("zh"))


@pytest.mark.parametrize("name", list(texts("en")))
def test_every_placeholder_is_in_both_languages(name: str):
    wanted = set(PLACEHOLDER.findall(forms(texts("en")[name])[-1]))
    for language in LANGUAGES:
        for form in forms(texts(language)[name]):
            assert set(PLACEHOLDER.findall(form)) <= wanted
            assert "count" not in wanted or isinstance(texts(language)[name], dict)
        assert set(PLACEHOLDER.findall(forms(texts(language)[name])[-1])) == wanted


def test_every_name_in_a_template_has_a_text():
    named = set(re.findall(r'\bt\(["\']([a-z_]+)["\'][,)]', SOURCES)) | set(
        re.findall(r'\.text\(["\']([a-z_]+)["\']', SOURCES)
    )
    named |= set(re.findall(r'notice="([a-z_]+)"', SOURCES)) | set(
        re.findall(r'translate\([^,()]+, "([a-z_]+)"', SOURCES)
    )
    assert named - set(texts("en")) == set()


def test_no_text_is_left_that_nothing_says():
    unused = [
        name
        for name in texts("en")
        if not re.search(rf'["\']{re.escape(name)}["\']', SOURCES)
        and not any(name.startswith(prefix) for prefix in PREFIXES)
    ]
    assert unused == []


def test_every_problem_a_page_can_meet_is_explained():
    codes = set(re.findall(r'_problem\(visit, \d+, "([a-z_]+)"\)', SOURCES)) | set(
        re.findall(r'_refused\(visit, "([a-z_]+)"', SOURCES)
    )
    assert codes
    for code in codes:
        assert {f"problem_{code}", f"problem_{code}_what"} <= set(texts("en"))


def test_every_refusal_of_an_edit_is_explained():
    source = (CONSOLE.parent / "office" / "knowledge" / "edits.py").read_text("utf-8")
    for code in set(re.findall(r'EditError\(\s*"([a-z_]+)"', source)):
        assert f"edit_{code}" in texts("en")


def test_every_deed_on_the_audit_trail_has_a_name():
    deeds = set(re.findall(r'\.note\(\s*connection,\s*"([a-z_]+)"', SOURCES)) | set(
        re.findall(r'audit\.record\([^"]*"([a-z_]+)"', SOURCES)
    )
    assert len(deeds) > 25
    assert {f"did_{deed}" for deed in deeds} <= set(texts("en"))


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_every_intent_role_and_kind_has_a_name(language: str):
    taught = {
        block["intent"]
        for path in (ROOT / "data" / "nlu" / "en").glob("*.yml")
        for block in load(path)["nlu"]
        if "intent" in block
    }
    assert taught <= set(all_intents())
    for intent in all_intents():
        assert intent_title(language, intent) != intent.replace("_", " ")
    for role in ROLES:
        assert translate(language, f"role_{role}")
    for kind in KINDS:
        assert translate(language, f"kind_{kind}")


def test_counted_texts_follow_the_count():
    assert translate("en", "messages_count", count=1) == "1 message"
    assert translate("en", "messages_count", count=1234) == "1,234 messages"
    assert translate("zh", "messages_count", count=1) == "1 条消息"


def test_an_unknown_text_is_an_error_that_says_what_to_do():
    with pytest.raises(UnknownText, match=r"texts/en\.yml and texts/zh\.yml"):
        translate("en", "no_such_text")


def test_pages_are_pages():
    assert all(isinstance(page, Page) for page in PAGES)
