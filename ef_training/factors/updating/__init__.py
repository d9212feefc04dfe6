"""Bringing the catalogue up to date: what MOENV publishes, against what is kept."""
