"""From reply names and values to sentences in twelve languages: catalogues, numbers and dates, rendering."""
