"""Which language a tracker's conversation is held in."""

from __future__ import annotations

from collections.abc import Iterator

from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from office.languages import conversation_language

RECENT_MESSAGES = 20


def language_of(tracker: DialogueStateTracker) -> str:
    """The locale to answer in: asked for, or that of the applicant's newest message that tells one."""
    return conversation_language(_identified(tracker), requested=tracker.get_slot("requested_language"))


def _identified(tracker: DialogueStateTracker) -> Iterator[tuple[str | None, bool]]:
    seen = 0
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered) and event.parse_data:
            language = event.parse_data.get("language") or {}
            yield language.get("locale") or language.get("code"), bool(language.get("certain"))
            seen += 1
            if seen == RECENT_MESSAGES:
                return
