"""The messengers that this college has set up. A channel without its secrets is off, and says so once at start."""

from __future__ import annotations

import logging
from collections.abc import Callable

from channels.desk import Desk
from channels.kakaotalk import KakaoTalk
from channels.line import Line
from channels.messenger import Messenger
from channels.outbox import Outbox
from channels.platform import Platform
from channels.telegram import Telegram
from channels.wechat.channel import WeChat
from channels.wecom.channel import WeCom
from channels.whatsapp import WhatsApp
from office.settings import Settings

logger = logging.getLogger(__name__)

Build = Callable[[Settings, Desk, Outbox], Platform]

# Name, the settings that it cannot do without, and how it is built.
PLATFORMS: tuple[tuple[str, tuple[str, ...], Build], ...] = (
    ("wechat", ("WECHAT_APP_ID", "WECHAT_APP_SECRET", "WECHAT_TOKEN"), WeChat),
    ("wecom", ("WECOM_CORP_ID", "WECOM_SECRET", "WECOM_TOKEN", "WECOM_AES_KEY"), WeCom),
    ("telegram", ("TELEGRAM_TOKEN", "TELEGRAM_SECRET"), Telegram),
    ("line", ("LINE_CHANNEL_SECRET", "LINE_CHANNEL_TOKEN"), Line),
    ("kakaotalk", ("KAKAO_SECRET",), KakaoTalk),
    ("whatsapp", ("WHATSAPP_APP_SECRET", "WHATSAPP_TOKEN", "WHATSAPP_PHONE_ID", "WHATSAPP_VERIFY_TOKEN"), WhatsApp),
    ("messenger", ("MESSENGER_APP_SECRET", "MESSENGER_PAGE_TOKEN", "MESSENGER_VERIFY_TOKEN"), Messenger),
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
