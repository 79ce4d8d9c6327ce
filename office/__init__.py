"""What the admissions office knows and remembers: knowledge, answers, wording, conversations, staff. No Rasa, no web."""
