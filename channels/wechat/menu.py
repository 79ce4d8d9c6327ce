"""The menu of the WeChat account: questions that are asked with a tap, in the account's language."""

from __future__ import annotations

from typing import Any

from channels.intents import wished
from channels.plain_text import split, utf8_size
from office.wording.catalogues import translate

# WeChat shows at most three columns of five; names beyond these bytes are refused.
_COLUMN_BYTES, _ITEM_BYTES = 16, 60
COLUMNS: dict[str, tuple[str, ...]] = {
    "channels_menu_programs": ("list_programs", "ask_duration", "ask_tuition", "ask_degree_awarded", "ask_pathway"),
    "channels_menu_admission": ("list_admission_routes", "ask_entry_requirements", "ask_how_to_apply", "ask_deadline"),
    "channels_menu_college": ("ask_about_college", "list_campuses", "ask_contact"),
}


def menu_in(language: str) -> dict[str, Any]:
    """The menu as WeChat's API takes it."""
    columns = []
    for name, intents in COLUMNS.items():
        items = []
        for intent in intents:
            wish = wished(intent, language)
            if wish is None:
                raise ValueError(f"The menu has {intent!r}, which is no question of the knowledge base. See TOPICS.")
            items.append({"type": "click", "name": _cut(wish[0], _ITEM_BYTES), "key": f"ask:{intent}"})
        columns.append({"name": _cut(translate(language, name), _COLUMN_BYTES), "sub_button": items})
    return {"button": columns}


def _cut(name: str, limit: int) -> str:
    return name if utf8_size(name) <= limit else split(name, limit=limit, size=utf8_size)[0]
