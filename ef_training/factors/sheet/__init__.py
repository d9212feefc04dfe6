"""A copy of the form with the suggestions beside its lines."""
