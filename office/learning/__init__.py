"""From corrections to a better model: lessons that staff approved, training runs, models that served, wordings nobody foresaw."""
