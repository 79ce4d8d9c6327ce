"""Settings with which every messenger is switched on: each secret a word of its own, to be looked for where it must not be."""

from __future__ import annotations

# 43 characters, as WeChat's and WeCom's keys have.
_WECHAT_KEY = "WeChatAesKeyWeChatAesKeyWeChatAesKeyWeChatA"
_WECOM_KEY = "WeComAesKeyWeComAesKeyWeComAesKeyWeComAesKA"

SECRETS = {
    "WECHAT_APP_SECRET": "secret-of-wechat-app",
    "WECHAT_TOKEN": "secret-wechat-token",
    "WECHAT_AES_KEY": _WECHAT_KEY,
    "WECOM_SECRET": "secret-of-wecom",
    "WECOM_TOKEN": "secret-wecom-token",
    "WECOM_AES_KEY": _WECOM_KEY,
    "TELEGRAM_TOKEN": "4711:secret-telegram-token",
    "TELEGRAM_SECRET": "secret-of-telegram",
    "LINE_CHANNEL_SECRET": "secret-of-line",
    "LINE_CHANNEL_TOKEN": "secret-line-token",
    "KAKAO_SECRET": "secret-of-kakao",
    "WHATSAPP_APP_SECRET": "secret-of-whatsapp",
    "WHATSAPP_TOKEN": "secret-whatsapp-token",
    "WHATSAPP_VERIFY_TOKEN": "secret-whatsapp-verify",
    "MESSENGER_APP_SECRET": "secret-of-messenger",
    "MESSENGER_PAGE_TOKEN": "secret-messenger-token",
    "MESSENGER_VERIFY_TOKEN": "secret-messenger-verify",
}
# No platform is called: nothing listens there.
NOWHERE = "http://127.0.0.1:9"
SETTINGS = {
    **SECRETS,
    "WECHAT_APP_ID": "wx-app",
    "WECOM_CORP_ID": "corp",
    "WHATSAPP_PHONE_ID": "4711",
    "WECHAT_API_URL": NOWHERE,
    "WECOM_API_URL": NOWHERE,
    "TELEGRAM_API_URL": NOWHERE,
    "LINE_API_URL": NOWHERE,
    "META_API_URL": NOWHERE,
    "KAKAO_CALLBACK_URL": f"{NOWHERE}/",
}
