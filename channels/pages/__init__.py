"""Pages for browsers: a college's website as a demonstration at /, and the chat on a page of its own at /chat."""
