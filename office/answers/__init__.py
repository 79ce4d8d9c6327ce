"""From a question to an answer: what is published about it, as reply names and values, free of any language."""
