"""The people of the admissions office: accounts, roles, sessions, what they did, when they are there."""
