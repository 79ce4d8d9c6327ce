"""Names, aliases and texts in twelve languages: which kinds there are, and what each file of them must hold."""

from __future__ import annotations

# Kinds whose rows have a name in every language, and those that people mention under other names too.
NAMED = (
    "document",
    "college",
    "program",
    "field",
    "campus",
    "admission_route",
    "degree_level",
    "overseas_school",
    "listing",
)
ALIASED = ("college", "program", "field", "campus", "admission_route", "degree_level")

# What the entity linker links to; the other aliased kinds are names for one institution.
LINKED = ("program", "field", "campus", "admission_route", "degree_level")

# Ids of kinds that have no table of their own: the ontology fixes them.
FIELDS = ("accounting", "automotive", "computing", "tourism", "design")
DEGREE_LEVELS = ("vocational", "bachelor", "master")
OVERSEAS_SCHOOLS = ("luban-workshop", "confucius-six-arts-school")
FIXED_IDS: dict[str, tuple[str, ...]] = {
    "field": FIELDS,
    "degree_level": DEGREE_LEVELS,
    "overseas_school": OVERSEAS_SCHOOLS,
    "college": ("college",),
}
