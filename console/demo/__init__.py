"""The demonstration: a separate database with a believable month of conversations, and a console on it for newcomers."""
