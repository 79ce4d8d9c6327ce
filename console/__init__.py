"""The staff's console: a web app of its own process, for the people of the admissions office."""
