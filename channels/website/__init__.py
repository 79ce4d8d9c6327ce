"""The website channel: sessions, messages, event streams, feedback and hand-off, for the widget and the page."""
