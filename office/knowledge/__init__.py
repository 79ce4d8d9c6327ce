"""The program knowledge base: what the college has published, where each word of it comes from, and what is still asked in vain."""
