"""Pages for browsers: one plain chat at / that works in every language without the widget."""
