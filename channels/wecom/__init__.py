"""WeCom customer service (微信客服): customers write from WeChat, messages are fetched with a cursor."""
