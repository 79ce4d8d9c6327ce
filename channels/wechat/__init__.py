"""WeChat Official Account: its envelope, messages, customer-service API and menu."""
