"""Settings of the messengers: each is off while its first secret is empty."""

from __future__ import annotations

from office.settings.kinds import Setting, language, seconds

PLATFORMS = (
    Setting(
        "WECHAT_APP_ID",
        str,
        "",
        "WeChat: the account's AppID (mp.weixin.qq.com, Settings and Development, Basic configuration); empty: off",
    ),
    Setting("WECHAT_APP_SECRET", str, "", "WeChat: the account's AppSecret (same page; shown once)", True),
    Setting("WECHAT_TOKEN", str, "", "WeChat: the Token that you chose under Server configuration", True),
    Setting(
        "WECHAT_AES_KEY",
        str,
        "",
        "WeChat: the EncodingAESKey (43 characters) under Server configuration; empty: plain messages",
        True,
    ),
    Setting("WECHAT_LANGUAGE", language, "zh", "WeChat: language of the menu and of the first greeting"),
    Setting(
        "WECHAT_WAIT",
        seconds,
        "0.5",
        "WeChat: seconds that a request waits for the reply before it is pushed; 4 for accounts that may not push",
    ),
    Setting(
        "WECHAT_API_URL",
        str,
        "https://api.weixin.qq.com",
        "WeChat: address of its API; another data centre or a proxy with a fixed address",
    ),
    Setting("WECOM_CORP_ID", str, "", "WeCom customer service: CorpID (work.weixin.qq.com, My Company); empty: off"),
    Setting("WECOM_SECRET", str, "", "WeCom customer service: Secret (Apps, WeChat Customer Service, API)", True),
    Setting("WECOM_TOKEN", str, "", "WeCom customer service: Token of the callback (same page)", True),
    Setting("WECOM_AES_KEY", str, "", "WeCom customer service: EncodingAESKey of the callback (same page)", True),
    Setting("WECOM_API_URL", str, "https://qyapi.weixin.qq.com", "WeCom customer service: address of its API"),
    Setting("TELEGRAM_TOKEN", str, "", "Telegram: the bot's token from @BotFather; empty: off", True),
    Setting(
        "TELEGRAM_SECRET",
        str,
        "",
        "Telegram: a secret of your own that its requests carry (1-256 letters, digits, _ and -)",
        True,
    ),
    Setting("TELEGRAM_API_URL", str, "https://api.telegram.org", "Telegram: address of its API"),
    Setting(
        "LINE_CHANNEL_SECRET", str, "", "LINE: Channel secret (developers.line.biz, Basic settings); empty: off", True
    ),
    Setting("LINE_CHANNEL_TOKEN", str, "", "LINE: long-lived channel access token (Messaging API tab)", True),
    Setting("LINE_API_URL", str, "https://api.line.me", "LINE: address of its API"),
    Setting(
        "WHATSAPP_APP_SECRET",
        str,
        "",
        "WhatsApp: App secret (developers.facebook.com, App settings, Basic); empty: off",
        True,
    ),
    Setting(
        "WHATSAPP_TOKEN", str, "", "WhatsApp: permanent access token of a system user (business.facebook.com)", True
    ),
    Setting("WHATSAPP_PHONE_ID", str, "", "WhatsApp: Phone number ID (WhatsApp, API setup)"),
    Setting("WHATSAPP_VERIFY_TOKEN", str, "", "WhatsApp: the Verify token that you chose for the webhook", True),
    Setting(
        "MESSENGER_APP_SECRET",
        str,
        "",
        "Facebook Messenger: App secret (developers.facebook.com, App settings, Basic); empty: off",
        True,
    ),
    Setting(
        "MESSENGER_PAGE_TOKEN", str, "", "Facebook Messenger: access token of the page (Messenger, Settings)", True
    ),
    Setting(
        "MESSENGER_VERIFY_TOKEN", str, "", "Facebook Messenger: the Verify token that you chose for the webhook", True
    ),
    Setting(
        "META_API_URL",
        str,
        "https://graph.facebook.com/v21.0",
        "WhatsApp and Messenger: address and version of Meta's Graph API",
    ),
    Setting(
        "KAKAO_SECRET",
        str,
        "",
        "KakaoTalk: a secret of your own, sent by the skill in the header X-Skill-Secret; empty: off",
        True,
    ),
    Setting(
        "KAKAO_BOT_ID",
        str,
        "",
        "KakaoTalk: id of the bot (chatbot.kakao.com, in the address of its settings); requests of other bots are refused",
    ),
    Setting(
        "KAKAO_CALLBACK_URL",
        str,
        "https://bot-api.kakao.com/",
        "KakaoTalk: what the addresses of late answers begin with; others are not called",
    ),
)
