"""The website channel: sessions, messages, event streams, feedback and hand-off over JSON, for the widget and the page."""
