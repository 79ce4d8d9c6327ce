"""Rasa's NLG over the office's catalogues: an answer's parts are put into words of the conversation's language."""

from __future__ import annotations

from typing import Any

import structlog
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.replies.language import language_of
from office.knowledge.queries import knowledge
from office.wording.rendering import Renderer

log = structlog.get_logger()

# Set by actions on a reply that has to be in another language than the conversation's (a language just asked for).
LANGUAGE = "reply_language"


class LocalisedReplies(NaturalLanguageGenerator):
    """`utter_answer` with its parts, or any single reply of domain.yml, in the applicant's language."""

    def __init__(self, endpoint_config: EndpointConfig | None = None, domain: Domain | None = None) -> None:
        self._domain = domain

    async def generate(
        self, utter_action: str, tracker: DialogueStateTracker, output_channel: str, **values: Any
    ) -> dict[str, Any] | None:
        """A bot message: text, blocks, sources, buttons, language. Everything that is not Rasa's own lands in its metadata."""
        language = values.get(LANGUAGE) or language_of(tracker)
        renderer = Renderer(language, knowledge())
        parts = values.get("parts") or [{"reply": utter_action, "values": _own(values)}]
        rendered = renderer.render(parts, values.get("sources") or ())
        buttons = [
            {"title": renderer.label(choice["title"]), "payload": choice["payload"]}
            for choice in values.get("choices") or ()
        ]
        log.debug("reply.rendered", reply=utter_action, language=language, parts=len(parts))
        return {
            "text": rendered.text,
            "language": rendered.language,
            "blocks": rendered.blocks,
            "source_lines": rendered.sources,
            "buttons": buttons,
        }


def _own(values: dict[str, Any]) -> dict[str, Any]:
    """Values of a reply, without what the action protocol always sends along."""
    protocol = {
        "text",
        "buttons",
        "elements",
        "custom",
        "template",
        "image",
        "attachment",
        "choices",
        "sources",
        LANGUAGE,
    }
    return {key: value for key, value in values.items() if key not in protocol}
