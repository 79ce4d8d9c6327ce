"""Who may do what: four roles, each with everything that the one before it may do."""

from __future__ import annotations

# reader: reads conversations (contacts masked), knowledge and insights.
# reviewer: also answers applicants, corrects what the bot understood, exports.
# editor: also changes the knowledge base, canned replies and holidays, settles disputes between reviewers.
# admin: also manages accounts, reads the audit trail, exports and erases a person.
ROLES = ("reader", "reviewer", "editor", "admin")


def may(role: str, needed: str) -> bool:
    """Whether `role` includes `needed`. An unknown role may nothing."""
    return role in ROLES and ROLES.index(role) >= ROLES.index(needed)
