"""Rasa's natural language generation: reply name, language and values to text."""
