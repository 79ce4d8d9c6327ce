"""The messengers that this college has set up. A channel without its secrets is off, and says so once at start."""

from __future__ import annotations

import logging
from collections.abc import Callable

from channels.desk import Desk
from channels.outbox import Outbox
from channels.platform import Platform
from channels.wechat.channel import WeChat
from office.settings import Settings

logger = logging.getLogger(__name__)

Build = Callable[[Settings, Desk, Outbox], Platform]

# Name, the settings that it cannot do without, and how it is built.
PLATFORMS: tuple[tuple[str, tuple[str, ...], Build], ...] = (
    ("wechat", ("WECHAT_APP_ID", "WECHAT_APP_SECRET", "WECHAT_TOKEN"), WeChat),
)


def platforms_of(settings: Settings, desk: Desk, outbox: Outbox) -> list[Platform]:
    """The messengers whose secrets are all set."""
    found: list[Platform] = []
    for name, needed, build in PLATFORMS:
        missing = [each for each in needed if not settings[each]]
        if not missing:
            found.append(build(settings, desk, outbox))
        elif len(missing) == len(needed):
            logger.info("channel.off name=%s: to switch it on set %s", name, ", ".join(needed))
        else:
            logger.warning("channel.off name=%s: of its settings %s is missing", name, ", ".join(missing))
    return found
